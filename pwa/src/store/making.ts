/** Op bytes are made once, here, with their MAC; nothing ever serialises an op again. */
import type { OverlayOp } from './overlay.ts';
import { sawParts } from './saws.ts';
import type { OpDraft } from './types.ts';
import type { OpBody } from './wire.ts';

interface Numbers {
  seq: number;
  save: number;
  made_at: string;
}
type Edits = Extract<OpDraft, { edits: unknown }>['edits'];

/**
 * The ops one draft becomes: one, unless a field of it had more values than one op may list as seen; then each
 * further op sees the one before. An edit drawn over unshown ops of this store also lists what those saw.
 */
export function bodiesOf(
  draft: OpDraft,
  numbers: Numbers & { writer_no: number },
  unshown: ReadonlyMap<string, OverlayOp>,
): OpBody[] {
  const { writer_no, ...first } = numbers;
  if ('new' in draft) return [bodyOf(draft, first, { new: draft.new })];
  const fields = Object.entries(draft.edits).map(([field, { saw, now }]) => {
    return { field, now, parts: sawParts(saw, field, unshown) };
  });
  const count = Math.max(1, ...fields.map(({ parts }) => parts.length));
  return Array.from({ length: count }, (_, part) => {
    const seq = first.seq + part;
    const edits: Edits = {};
    for (const { field, now, parts } of fields) {
      const saw = parts[part];
      if (saw) edits[field] = { saw: part > 0 ? [`${writer_no}.${seq - 1}`, ...saw] : saw, now };
    }
    return bodyOf(draft, { ...first, seq }, { edits });
  });
}

function bodyOf(draft: OpDraft, numbers: Numbers, change: Pick<OpBody, 'new' | 'edits'>): OpBody {
  const { form_version, reason, replaces } = draft;
  return {
    seq: numbers.seq,
    save: numbers.save,
    kind: draft.kind,
    id: draft.id,
    made_at: numbers.made_at,
    ...change,
    ...(form_version ? { form_version } : {}),
    ...(reason ? { reason } : {}),
    ...(replaces ? { replaces } : {}),
    ...(draft.copied_from ? { copied_from: draft.copied_from } : {}),
  };
}

/** The text whose UTF-8 bytes are the op: no whitespace; a lone surrogate stays an escape for the server to judge. */
export function opText(body: OpBody | { seq: number; lost: 'unreadable' | 'refused' }): string {
  return JSON.stringify(body);
}

export async function importMacKey(text: string): Promise<CryptoKey> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', bytesOf(text), hmac, false, ['sign']);
}

/** base64url without padding of the first 16 bytes of HMAC-SHA-256 over the op bytes. */
export async function macOf(key: CryptoKey, text: string): Promise<string> {
  const full = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text));
  return base64url(new Uint8Array(full).slice(0, 16));
}

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

/** Seconds, UTC: "2026-11-21T05:12:33Z". */
export function nowText(at: Date = new Date()): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
/** The calendar day in Japan. */
export function todayText(at: Date = new Date()): string {
  return new Date(at.getTime() + 9 * 3600_000).toISOString().slice(0, 10);
}
