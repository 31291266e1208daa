import type { Fields } from '../../store/index.ts';

/** Somebody to call about a person. The key tells the elements of the list apart. */
export interface Contact {
  key: string;
  name: string;
  relation: string;
  phone: string;
}

const FIELD = /^contacts#([A-Za-z0-9_-]{1,40})\.(name|relation|phone)$/;

/** The field that holds one part of a contact. */
export function partField(key: string, part: string): string {
  return `contacts#${key}.${part}`;
}

/** The contacts of a person: every element that has a part left, in the order of their names. */
export function contactsOf(fields: Fields): Contact[] {
  const found = new Map<string, Contact>();
  for (const [field, value] of Object.entries(fields)) {
    const [, key = '', part = ''] = FIELD.exec(field) ?? [];
    if (key === '' || typeof value !== 'string' || value === '') continue;
    const known = found.get(key) ?? { key, name: '', relation: '', phone: '' };
    found.set(key, { ...known, [part]: value });
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name, 'ja') || a.key.localeCompare(b.key));
}
