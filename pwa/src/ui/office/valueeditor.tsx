import { useState } from 'preact/hooks';
import { isKatakana } from '../../names/index.ts';
import { identity, type Value } from '../../store/index.ts';
import { Choice, type Option, TextField } from '../parts/index.ts';
import { type Birth, BirthField, emptyBirth, readBirth } from '../screens/birth.tsx';
import { isPhone, toPhone } from '../shown/entry.ts';
import { toKatakana } from '../shown/kana.ts';
import type { Item } from './types-sheets.ts';
import { itemOf, valueWord } from './values.ts';
import { o } from './words.ts';

/** What is typed so far. undefined: nothing that could be filed; `null` files that there is no value. */
export type Typed = Value | undefined;

interface ValueEditorProps {
  field: string;
  /** Kind of the record: `state` means something else in each. */
  kind: string;
  items?: Item[] | undefined;
  value: Typed;
  onValue: (value: Typed) => void;
  label: string;
  problem?: string | undefined;
}

const STATES: Record<string, string[]> = {
  person: ['active', 'deceased', 'moved_out', 'in_facility'],
  follow_up: ['planned', 'done', 'cancelled'],
  attendance: ['present', 'cancelled'],
  session: ['planned', 'open', 'closed'],
};
const CODES: Record<string, string[]> = {
  sex: ['female', 'male', 'unanswered'],
  way: ['visit', 'phone'],
  answered_by: ['self', 'family', 'proxy'],
};
const DAYS = /(^|_)on$/;
const NONE = 'none';

/** The codes a field takes, in the order of the screen; undefined when it is typed. */
export function codesOf(kind: string, field: string, items?: Item[]): (string | number)[] | undefined {
  if (field === 'state') return STATES[kind];
  if (field === 'area') return identity.value?.areas.map((area) => area.id);
  return itemOf(field, items)?.options.map((option) => option.code) ?? CODES[field];
}

/** One field as a person can give it: codes as choices, birth dates by era, the rest as text. */
export function ValueEditor(props: ValueEditorProps) {
  const { field, kind, items, label } = props;
  const codes = codesOf(kind, field, items);
  if (codes) return <CodeEditor {...props} codes={codes} />;
  if (field === 'born_on') return <BirthEditor {...props} />;
  return (
    <TextField
      label={label}
      value={typeof props.value === 'string' ? props.value : ''}
      onText={(text) => props.onValue(readText(field, text))}
      {...(field.endsWith('phone') ? ({ type: 'tel', inputMode: 'tel' } as const) : {})}
      {...(DAYS.test(field) ? { hint: '2026-04-01' } : {})}
      problem={props.problem}
      maxLength={400}
      test={`value-${field}`}
    />
  );
}

/** The typed text as the field keeps it; undefined when it cannot be that. */
export function readText(field: string, text: string): Typed {
  const plain = text.trim();
  if (plain === '') return undefined;
  if (field.endsWith('_kana')) return isKatakana(toKatakana(plain)) ? toKatakana(plain) : undefined;
  if (field === 'phone' || field.endsWith('.phone'))
    return isPhone(toPhone(plain)) ? toPhone(plain) : undefined;
  if (DAYS.test(field)) return /^\d{4}-\d\d-\d\d$/.test(plain) ? plain : undefined;
  return plain;
}

function CodeEditor(props: ValueEditorProps & { codes: (string | number)[] }) {
  const { field, items, codes, value } = props;
  const known: Option<string>[] = codes.map((code) => ({
    value: JSON.stringify(code),
    label: valueWord(field, code, items),
  }));
  const options = field.startsWith('a.') ? [...known, { value: NONE, label: o('other_unknown') }] : known;
  const chosen = value === undefined ? undefined : value === null ? NONE : JSON.stringify(value);
  return (
    <Choice
      label={props.label}
      options={options}
      value={chosen}
      onChoose={(said) => props.onValue(said === NONE ? null : (JSON.parse(said) as Value))}
      test={`value-${field}`}
    />
  );
}

function BirthEditor(props: ValueEditorProps) {
  const [birth, setBirth] = useState<Birth>(emptyBirth);
  const type = (next: Birth) => {
    setBirth(next);
    props.onValue(readBirth(next).iso ?? undefined);
  };
  return <BirthField birth={birth} onChange={type} missing={false} />;
}
