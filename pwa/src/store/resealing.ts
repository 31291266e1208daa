/**
 * Sealing anew what lies under no key, an old generation, or the key of everybody in place of its own. Piece by
 * piece, each row put back only if nobody has changed it meanwhile, so that it may be cut off anywhere and goes on.
 */
import type { Table } from 'dexie';
import { about } from './access.ts';
import { breathe } from './breathe.ts';
import { type Blob, headOf, isLent, type Place, sealBytes, unsealBytes } from './codec.ts';
import { transact } from './db.ts';
import { hereOf, idsIn } from './here.ts';
import { DEVICE, heldKeys, holdsKey, keysOf, ownKey } from './keyring.ts';
import { readFacts } from './load.ts';
import { memory, type WriterKeys } from './memory.ts';
import type { Door } from './schema.ts';
import { maySeal, type Sealed, sealedText } from './sealing.ts';

const PIECE = 100;

/** The columns that tell a row's place; each table has its own of them. */
interface Row {
  blob: Blob | null;
  writer_no: number;
  seq: number;
  n: number;
  id: string;
  staff: string;
  scope: string;
  scopes: string[];
  bucket: number;
  door?: Door;
  certificate?: string;
  sealed?: Sealed;
}
interface Shelf {
  table: string;
  place: (row: Row) => Place;
  /** What is told about it in the clear besides. */
  clear?: (row: Row, plain: Blob) => object;
  /** Sealed to the server, too. */
  sent?: true;
}

/** Everything that holds a blob. The work that is not sent yet comes first. */
const SHELVES: Shelf[] = [
  { table: 'outbox', place: about.op, sent: true },
  { table: 'drafts', place: about.draft, sent: true },
  { table: 'writers', place: about.writer, clear: certificateOf },
  { table: 'users', place: ({ staff }) => about.user(staff), clear: doorOf },
  { table: 'reads', place: about.read, sent: true },
  { table: 'blocks', place: about.block, clear: (_row, plain) => ({ ids: idsIn(plain) }) },
  { table: 'rows', place: about.row },
];

/** A store of the time before keys: seal all of it. What belongs to a colleague's keys lies under everybody's. */
export async function resealAll(): Promise<void> {
  if (memory.facts.sealed) return;
  const lent = new Set<string>();
  await eachShelf((blob, place) => {
    if (headOf(blob)) return null;
    if (!holdsKey(place.key)) lent.add(place.key);
    return Promise.resolve(blob);
  });
  // Her own is gone through once more: it is to be sealed to the server, too.
  const staff = keysOf();
  const again = [...lent, ...(staff ? [ownKey(staff)] : [])].map((name) => [name, 0]);
  const sealed = { ...Object.fromEntries(heldKeys()), ...Object.fromEntries(again) };
  await note({ sealed, own_ops: true });
}

let turn: Promise<void> = Promise.resolve();

/** When there is time: newer generations, and what was lent under everybody's key until its own came. */
export function resealLater(): void {
  turn = turn.then(resealStale).catch(() => undefined);
}

/** For tests: when all of it is done. */
export const resealed = (): Promise<void> => turn;

async function resealStale(): Promise<void> {
  const { sealed = {} } = memory.facts;
  const stale = new Map([...heldKeys()].filter(([name, newest]) => newest > (sealed[name] ?? newest)));
  if (stale.size === 0) return;
  const seals = await maySeal();
  await eachShelf((blob, place, lacksSeal) => {
    const head = headOf(blob);
    const newest = stale.get(place.key);
    if (!head || newest === undefined) return null;
    const old = isLent(blob, place) || head.generation < newest || (seals && lacksSeal);
    return old ? unsealBytes(blob, place) : null;
  });
  const staff = keysOf();
  if (staff && !seals) stale.delete(ownKey(staff));
  await note({ sealed: Object.fromEntries(stale) });
}

async function note(done: { sealed: Record<string, number>; own_ops?: true }): Promise<void> {
  await transact('rw', async (tables) => {
    const { facts } = await readFacts(tables);
    if (!facts) return;
    const now = { ...done, sealed: { ...facts.sealed, ...done.sealed } };
    await tables.meta.put({ key: 'store', value: { ...facts, ...now } });
    memory.facts = { ...memory.facts, ...now };
  });
}

/** What is to be sealed anew: its bytes, or null to leave it as it is. */
type Take = (blob: Blob, place: Place, lacksSeal: boolean) => Promise<Blob> | null;

async function eachShelf(take: Take): Promise<void> {
  for (const one of SHELVES)
    for (let after: unknown; ; await breathe()) {
      const last = await onePiece(one, take, after);
      if (last === undefined) break;
      after = last;
    }
}

interface Anew {
  key: unknown;
  old: Blob;
  change: object;
}

async function onePiece(one: Shelf, take: Take, after: unknown): Promise<unknown> {
  const { rows, keys } = await transact('r', async (tables) => {
    const all: Table<Row, unknown> = tables.table(one.table);
    const piece = () =>
      (after === undefined ? all.orderBy(':id') : all.where(':id').above(after)).limit(PIECE);
    return { rows: await piece().toArray(), keys: await piece().primaryKeys() };
  });
  const made = await Promise.all(rows.map((row, i) => sealed(one, take, row, keys[i]).catch(() => null)));
  const changed = made.filter((each) => each !== null);
  if (changed.length > 0)
    await transact('rw', async (tables) => {
      const table: Table<Row, unknown> = tables.table(one.table);
      for (const { key, old, change } of changed) {
        const now = await table.get(key);
        if (now?.blob && same(now.blob, old)) await table.update(key, change);
      }
    });
  return keys.at(-1);
}

async function sealed(one: Shelf, take: Take, row: Row, key: unknown): Promise<Anew | null> {
  const { blob: old } = row;
  if (!old || old.length === 0) return null;
  const place = one.place(row);
  const plain = await take(old, place, one.sent === true && !row.sealed)?.catch(() => null);
  if (!plain) return null;
  const hers = holdsKey(place.key);
  const blob = await sealBytes(plain, place, hers ? place.key : DEVICE);
  const sealed = one.sent && hers && !row.sealed ? await sealedText(textOf(plain), place) : undefined;
  return { key, old, change: { blob, ...one.clear?.(row, plain), ...(sealed ? { sealed } : {}) } };
}

const textOf = (plain: Blob): string => new TextDecoder('utf-8', { fatal: true }).decode(plain);

const same = (a: Blob, b: Blob): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

function certificateOf({ certificate }: Row, plain: Blob): object {
  return certificate ? {} : { certificate: (JSON.parse(textOf(plain)) as WriterKeys).certificate };
}

function doorOf({ staff, scopes, blob, door }: Row): object {
  if (door || !blob) return {};
  const here = hereOf({ staff, scopes, blob, complete: false });
  return { door: { login: here.login, name: here.staff.name, job: here.staff.job } };
}
