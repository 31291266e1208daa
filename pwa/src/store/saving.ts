/** Filing: ops get their numbers, bytes and MAC, and are on disk before anyone hears of it. */

import { about } from './access.ts';
import { type Blob, type Place, sealText, unseal } from './codec.ts';
import { noteFacts, noteReplaced, recount } from './counting.ts';
import { isQuota, Stale, transact, untilFresh } from './db.ts';
import { indexRecords } from './indexing.ts';
import { ownKey, pensNow } from './keyring.ts';
import { loadAll, overlayOp } from './load.ts';
import { bodiesOf, macOf, nowText, opText, todayText } from './making.ts';
import { memory, refOf } from './memory.ts';
import { penNumbered, penOf } from './pens.ts';
import type { KayoiDb, StoredDraft, StoredOp, StoredWriter, StoreFacts } from './schema.ts';
import { type Sealed, sealedText } from './sealing.ts';
import { changed, saved } from './state.ts';
import { tell } from './tabs.ts';
import { type Draft, type Identity, type OpDraft, SaveFailed } from './types.ts';
import type { OpBody } from './wire.ts';

type NewOp = Omit<StoredOp, 'n'>;

/**
 * File ops as one 件, and with them drop the draft they came from. `whom`: the person they are about, where they do not say. Resolves only when IndexedDB has them on disk.
 * Throws SaveFailed (M31) when that cannot be; then nothing was stored and the caller keeps what is on screen.
 */
export async function save(ops: OpDraft[], draft?: string, whom?: string): Promise<{ save: number }> {
  const filled = ops.filter((op) => Object.keys('new' in op ? op.new : op.edits).length > 0);
  if (filled.length === 0) return { save: 0 };
  try {
    return await untilFresh(() => attempt(filled, draft, whom), loadAll);
  } catch (error) {
    if (error instanceof SaveFailed) throw error;
    throw new SaveFailed(isQuota(error) ? 'storage-full' : 'storage', { cause: error });
  }
}

async function attempt(
  drafts: OpDraft[],
  draft: string | undefined,
  whom: string | undefined,
): Promise<{ save: number }> {
  if (draft !== undefined && drafts.every(isMade)) return { save: 0 };
  const writer = await activeWriter();
  const { bodies, made } = await make(drafts, writer, whom);
  const after = { next_seq: writer.next_seq + made.length, next_save: writer.next_save + 1 };
  const numbers = await transact('rw', async (tables) => {
    const [now, meta] = await Promise.all([tables.writers.get(writer.writer_no), tables.meta.get('store')]);
    const as = now?.active && now.next_seq === writer.next_seq ? now : null;
    const already = as ? null : await storedAlready(tables, made);
    if (!as && !already) throw new Stale();
    if (draft !== undefined) await tables.drafts.delete(draft);
    if (already || !as) return already ?? [];
    if (meta?.key !== 'store') throw new Stale();
    const unsealed = made.every((op) => op.sealed) ? null : writer.staff;
    const facts = await nextRound(tables, meta.value, unsealed);
    await tables.writers.put({ ...as, ...after });
    await markReplaced(tables, bodies, writer.writer_no);
    return tables.outbox.bulkAdd(made.map((op) => ({ ...op, round: facts.round })) as StoredOp[], {
      allKeys: true,
    });
  });
  remember({ ...writer, ...after });
  for (const [i, body] of bodies.entries()) {
    const op = made[i];
    if (!op) continue;
    const kept = { ...op, n: Number(numbers[i]), round: memory.facts.round };
    memory.addOp(overlayOp(kept, body));
    noteFacts(kept);
  }
  dropReplaced(bodies, writer.writer_no);
  indexRecords(bodies.map((body) => body.id));
  changed.value += 1; // drawn at once; the counts follow
  tell('outbox');
  await recount();
  saved.value += 1;
  return { save: writer.next_save };
}

/** True when this tablet has filed just that already: two windows may have had the same sheet open. */
function isMade(op: OpDraft): boolean {
  const { replaces } = op;
  if (replaces) return memory.opsOf(op.id).some(({ body }) => body.replaces === replaces);
  return 'new' in op && memory.opsOf(op.id).some(({ body }) => body.new);
}

/** Her writer as of the last save, so that a tap does not wait for it. Reading all again makes another identity: then it is not believed. */
let known: { of: Identity; writer: StoredWriter } | null = null;

function remember(writer: StoredWriter): void {
  const of = memory.identity;
  known = of ? { of, writer } : null;
}

async function activeWriter(): Promise<StoredWriter> {
  const staff = memory.identity?.staff.id;
  if (!staff) throw new SaveFailed('not-signed-in');
  if (known?.of === memory.identity && pensNow()?.has(known.writer.writer_no)) return known.writer;
  const own = await transact('r', (tables) => tables.writers.where('staff').equals(staff).toArray());
  const writer = own.filter((one) => one.active).toSorted((a, b) => b.writer_no - a.writer_no)[0];
  if (!writer) throw new SaveFailed('not-signed-in');
  return writer;
}

async function make(
  drafts: OpDraft[],
  writer: StoredWriter,
  whom: string | undefined,
): Promise<{ bodies: OpBody[]; made: NewOp[] }> {
  const key = await penOf(writer);
  const made_at = nowText();
  const { writer_no, next_seq, next_save: save } = writer;
  const bodies: OpBody[] = [];
  for (const draft of drafts)
    bodies.push(...bodiesOf(draft, { writer_no, seq: next_seq + bodies.length, save, made_at }, memory.ops));
  return { bodies, made: await Promise.all(bodies.map((body) => newOp(body, writer, key, whom))) };
}

async function newOp(
  body: OpBody,
  writer: StoredWriter,
  key: CryptoKey,
  whom: string | undefined,
): Promise<NewOp> {
  const text = opText(body);
  const place = { writer_no: writer.writer_no, seq: body.seq, staff: writer.staff };
  const person = refOf(body.new?.person) ?? (body.kind === 'person' ? body.id : (personOf(body.id) ?? whom));
  const session = refOf(body.new?.session);
  return {
    ...place,
    save: body.save,
    kind: body.kind,
    record: body.id,
    ...(person ? { person } : {}),
    ...(session ? { session } : {}),
    ...(body.edits ? { edits: true as const } : {}),
    made_at: body.made_at,
    state: 'sent',
    tries: 0,
    held: false,
    since: [],
    holdable: true,
    round: 0,
    mac: await macOf(key, text),
    ...(await sealedTwice(text, about.op(place))),
  };
}

/** For herself, and for the server. */
export async function sealedTwice(text: string, place: Place): Promise<{ blob: Blob; sealed?: Sealed }> {
  const [blob, sealed] = await Promise.all([sealText(text, place), sealedText(text, place)]);
  return sealed ? { blob, sealed } : { blob };
}

/** The person an edited record hangs from, where memory knows it. */
function personOf(record: string): string | undefined {
  const row = memory.newest(memory.small.get(record)?.values() ?? []);
  const made = memory.opsOf(record).find((op) => op.body.new);
  return refOf(row?.fields.person) ?? refOf(made?.body.new?.person);
}

/** A held op that this save stands in for is drawn no more; the server says when it is replaced there too. */
async function markReplaced(tables: KayoiDb, bodies: OpBody[], writer_no: number): Promise<void> {
  for (const { replaces, seq } of bodies) {
    if (!replaces) continue;
    await tables.outbox
      .where('[writer_no+seq]')
      .equals(replaces.split('.').map(Number))
      .modify({ replaced_by: `${writer_no}.${seq}` });
  }
}

function dropReplaced(bodies: OpBody[], writer_no: number): void {
  const by = new Map<string, string>();
  for (const { replaces, seq } of bodies) if (replaces) by.set(replaces, `${writer_no}.${seq}`);
  noteReplaced(by);
  if (by.size > 0) memory.setOps([...memory.ops.values()].filter(({ op }) => !by.has(op)));
}

/** A transaction repeated after its connection was lost may have been committed: then these very ops are there. */
async function storedAlready(tables: KayoiDb, made: NewOp[]): Promise<number[] | null> {
  const found = await Promise.all(
    made.map((op) => tables.outbox.where('[writer_no+seq]').equals([op.writer_no, op.seq]).first()),
  );
  const same = found.every((op, i) => op?.mac === made[i]?.mac);
  return same ? found.map((op) => op?.n ?? 0) : null;
}

/**
 * A round is what 「24件中21件」 counts: it goes on until all has arrived and a new day has begun. `unsealed`: of whom
 * something is still to be sealed to the server.
 */
async function nextRound(
  tables: KayoiDb,
  facts: StoreFacts,
  unsealed: string | null,
): Promise<{ round: number }> {
  const another = facts.round_on !== todayText();
  const begins = another && (await tables.outbox.where('state').equals('sent').count()) === 0;
  if (begins) {
    facts.round += 1;
    facts.round_on = todayText();
  }
  if (unsealed) facts.sealed = { ...facts.sealed, [ownKey(unsealed)]: 0 };
  if (begins || unsealed) await tables.meta.put({ key: 'store', value: facts });
  const { round, round_on, sealed } = facts;
  memory.facts = { ...memory.facts, round, round_on, ...(sealed ? { sealed } : {}) };
  return { round: facts.round };
}

/** Keep answers under way. Resolves when they are on disk; throws SaveFailed otherwise. */
export async function saveDraft(draft: Draft): Promise<void> {
  const staff = memory.identity?.staff.id;
  if (!staff) throw new SaveFailed('not-signed-in');
  const { id, person } = draft;
  const text = JSON.stringify(draft);
  const blobs = await sealedTwice(text, about.draft({ id, staff }));
  const signed = await signedDraft(text);
  try {
    await transact('rw', (tables) => tables.drafts.put({ id, staff, person, ...blobs, ...signed }));
  } catch (error) {
    throw new SaveFailed(isQuota(error) ? 'storage-full' : 'storage', { cause: error });
  }
  tell('outbox');
  changed.value += 1;
}

/** By her writer, so that a draft out of an escrow file is known to be hers. */
async function signedDraft(text: string): Promise<Pick<StoredDraft, 'writer_no' | 'mac'>> {
  const writer_no = memory.identity?.writer_no;
  const key = writer_no == null ? null : await penNumbered(writer_no).catch(() => null);
  return writer_no == null || !key ? {} : { writer_no, mac: await macOf(key, text) };
}

/** Her own drafts, the one begun last first. */
export async function drafts(): Promise<Draft[]> {
  const staff = memory.identity?.staff.id;
  const all = await transact('r', (tables) => tables.drafts.toArray());
  const own = all.filter((draft) => draft.staff === staff);
  const opened = await Promise.all(own.map((one) => unseal<Draft>(one.blob, about.draft(one))));
  return opened.toSorted((a, b) => (a.started_at < b.started_at ? 1 : -1));
}

export async function dropDraft(id: string): Promise<void> {
  await transact('rw', (tables) => tables.drafts.delete(id));
  tell('outbox');
  changed.value += 1;
}
