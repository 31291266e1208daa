/** Cursors as the wire has them: base64url of `{"epoch", "scopes": {scope: seq}}`. */
import { base64url, bytesOf } from './making.ts';

export interface Cursor {
  epoch: string;
  scopes: Record<string, number>;
}

export function cursorText(cursor: Cursor): string {
  return base64url(new TextEncoder().encode(JSON.stringify(cursor)));
}

export function readCursor(text: string): Cursor {
  return JSON.parse(new TextDecoder().decode(bytesOf(text))) as Cursor;
}

/** The part of a map that belongs to the given scopes. */
export function within(seqs: Record<string, number>, scopes: string[]): Record<string, number> {
  return Object.fromEntries(Object.entries(seqs).filter(([scope]) => scopes.includes(scope)));
}
