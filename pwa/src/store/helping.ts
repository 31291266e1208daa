/**
 * A tablet for one session: a nurse makes it ready, supporters open it with their name and the number of the
 * day. A slot of theirs holds the key of the session's roster and their own, and goes when the session is over.
 */
import { signal } from '@preact/signals';
import { about } from './access.ts';
import { seal, unseal } from './codec.ts';
import { clearOps } from './counting.ts';
import { daySlot, goodSlot, newNumber, penOf, withKeys } from './day-slots.ts';
import { transact } from './db.ts';
import { helpsAt, KeysGone, keysOf } from './keyring.ts';
import { believed } from './leasing.ts';
import { readFacts } from './load.ts';
import { memory } from './memory.ts';
import type { KeptRow } from './overlay.ts';
import { prepare, putPrepared } from './preparing.ts';
import { ofKind, ofSession } from './reading.ts';
import { drafts } from './saving.ts';
import type { KayoiDb, StoredUser } from './schema.ts';
import { type Opened, type StoredSlot, slotId } from './slots.ts';
import type { Helping, Member, Staff } from './types.ts';
import { lock, putWriter, reloaded, unlock, updateFacts } from './users.ts';
import type { HelpedReply, MemberPair, ReadyReply, Row } from './wire.ts';

/** Something is being entered at the station: the end of the session waits for it. */
export const underWay = signal(false);

/** What the town decided about its forms travels among them under this name (forms/decisions.ts). */
const DECIDED = 'decisions';

export const rosterOf = (session: string): string => `roster:${session}`;

/** Take in what the server gave for this session. `step`: after each supporter, how many of them are done. */
export async function takeReady(
  reply: ReadyReply,
  step: (done: number, all: number) => void = () => undefined,
): Promise<void> {
  const me = memory.identity;
  if (!me || me.helps || keysOf() !== me.staff.id) throw new KeysGone('nobody at work');
  const { id: session } = reply.session;
  const before = memory.facts.helping;
  if (before && before.session !== session) await endHelping();
  const same = before?.session === session && before.by === me.staff.id && !before.ended;
  const number = same ? await numberOfTheDay() : newNumber();
  const helpers = reply.supporters.filter(({ staff }) => staff.id !== me.staff.id);
  const slots: StoredSlot[] = [];
  for (const [done, { staff, keys }] of helpers.entries()) {
    step(done, helpers.length);
    slots.push(
      (same && (await goodSlot(staff.id, session, keys))) || (await daySlot(staff.id, session, keys, number)),
    );
  }
  const lent = helpers.flatMap(({ keys }) => keys);
  const rows = [...reply.rows, ...(await formsFor(session))];
  const made = await withKeys(me.staff.id, lent, async () => ({
    number: await seal(number, about.number(me.staff.id, session)),
    roster: await prepare(kept(rows), memory.feed.shown),
    pens: await Promise.all(helpers.map(({ staff, writer }) => penOf(staff, writer, reply, me))),
  }));
  const helping: Helping = {
    session,
    on: reply.session.on,
    salon: reply.session.salon,
    ends_at: reply.ends_at,
    staff: helpers.map(({ staff }) => staff.id),
    by: me.staff.id,
    number: made.number,
    handed: same && before.handed,
  };
  await transact('rw', async (tables) => {
    await dropSlots(tables, session);
    await tables.slots.bulkPut(slots);
    for (const { user, writer, blob } of made.pens) {
      const known = await tables.users.get(user.staff);
      if (!known || isHelperOnly(known)) await tables.users.put(user);
      await putWriter(tables, user.staff, writer, blob);
    }
    await dropRoster(tables, session);
    await putPrepared(tables, made.roster);
    await putHelping(tables, helping);
  });
  await reloaded();
}

/** The forms that supporters may fill go with the roster: its key is the one they have. */
async function formsFor(session: string): Promise<Row[]> {
  const scope = rosterOf(session);
  const forms = (await ofKind('form_version')).filter(({ fields: { form, definition } }) => {
    if (form === DECIDED) return true; // by which criteria her sheets are judged
    const { entered_by = [] } = definition as { entered_by?: readonly string[] };
    return entered_by.includes('supporter');
  });
  return forms.map(({ kind, id, op, fields }) => ({ scope, seq: 0, kind, id, op, fields, members: {} }));
}

/** She made it ready and looks at the number again. */
export async function numberOfTheDay(): Promise<string> {
  const { helping } = memory.facts;
  if (!helping) throw new KeysGone('no number');
  return unseal<string>(helping.number, about.number(helping.by, helping.session));
}

/** From now on it opens at the names of the day. What the nurse keeps here is shut. */
export async function handOver(): Promise<void> {
  const { helping } = memory.facts;
  if (!helping) return;
  await updateFacts({ helping: { ...helping, handed: true } });
  await lock();
}

/** Try the number of the day for one of the names. */
export async function openAs(
  staff: string,
  number: string,
): Promise<Opened | { opened: false; why: 'over' }> {
  if (await endIfDue()) return { opened: false, why: 'over' };
  const { helping } = memory.facts;
  return helping ? unlock(staff, number, helping.session) : { opened: false, why: 'over' };
}

/** How the session stands at the server; the roster as it is now, where somebody is at work who opens it. */
export async function takeStanding(reply: HelpedReply): Promise<void> {
  const { helping } = memory.facts;
  if (!helping || helping.ended || helping.session !== reply.session.id) return;
  if (reply.over) return closing(helping);
  const gone = helping.staff.filter((staff) => !reply.may_help.includes(staff));
  if (gone.length > 0) {
    const staff = helping.staff.filter((one) => !gone.includes(one));
    await transact('rw', async (tables) => {
      await tables.slots.bulkDelete(gone.map((one) => slotId(one, helping.session)));
      await putHelping(tables, { ...helping, staff });
    });
  }
  if (helpsAt() !== helping.session) return reloaded();
  if (!reply.may_help.includes(keysOf() ?? '') && (await atRest())) return lock();
  await putRoster(helping.session, reply.rows);
}

async function putRoster(session: string, rows: Row[]): Promise<void> {
  const { shown } = memory.feed;
  const forms = await formsFor(session);
  for (const key of memory.blocks.keys())
    if (key.startsWith(`${rosterOf(session)}|`)) memory.setBlock(key, new Map());
  const roster = await prepare(kept([...rows, ...forms]), shown);
  await transact('rw', async (tables) => {
    await dropRoster(tables, session);
    await putPrepared(tables, roster);
  });
  await reloaded();
  await shareWork();
}

/** Staff have closed it, on whichever tablet: it is over now. */
async function closing(helping: Helping): Promise<void> {
  const ends_at = new Date(Math.min(believed(), Date.parse(helping.ends_at))).toISOString();
  await updateFacts({ helping: { ...helping, ends_at } });
  await endIfDue();
}

/** True when the session is over on this tablet. It ends here as soon as nothing is being entered. */
export async function endIfDue(): Promise<boolean> {
  const { helping } = memory.facts;
  if (!helping || helping.ended) return true;
  if (believed() < Date.parse(helping.ends_at) || !(await atRest())) return false;
  await endHelping();
  return true;
}

/**
 * What she has entered stands in this tablet's copy of the roster, too: another supporter, who cannot open her
 * work, sees who has come.
 */
export async function shareWork(): Promise<void> {
  const session = helpsAt();
  if (!session) return;
  const scope = rosterOf(session);
  // Who has come, and no more: what somebody measured is nobody else's to read.
  const touched = (await ofSession(session)).filter(
    ({ kind, id }) => kind === 'attendance' && memory.opsOf(id).length > 0,
  );
  const rows = touched.map((view): Row => {
    const { kind, id, op, fields } = view;
    const members = Object.entries(view.members).map(([field, all]) => [field, all.map(pairOf)] as const);
    return { scope, seq: 0, kind, id, op, fields, members: Object.fromEntries(members) };
  });
  const prepared = await prepare(kept(rows), memory.feed.shown);
  await transact('rw', (tables) => putPrepared(tables, prepared));
}

const pairOf = ({ op, value }: Member): MemberPair => [op, value];

/** False while a supporter has something open that is not filed. */
async function atRest(): Promise<boolean> {
  return helpsAt() === undefined || (!underWay.value && (await drafts()).length === 0);
}

/** The nurse ends it on this tablet. */
export async function endHelping(): Promise<void> {
  const { helping } = memory.facts;
  if (!helping || helping.ended) return;
  const { session, by } = helping;
  const atWork = helpsAt() === session;
  await transact('rw', async (tables) => {
    await dropSlots(tables, session);
    await dropRoster(tables, session);
    await putHelping(tables, { ...helping, ended: true });
  });
  if (atWork || helping.staff.includes(memory.facts.user ?? '')) await updateFacts({ user: by });
  if (atWork) await lock();
  else await reloaded();
}

/** After the end, once all their work is at the server: their names leave the tablet, too. */
export async function tidyHelping(): Promise<void> {
  const { helping } = memory.facts;
  if (!helping?.ended) return;
  const done = await transact('rw', async (tables) => {
    const theirs = (await tables.users.toArray()).filter(isHelperOnly).map(({ staff }) => staff);
    const open = await tables.outbox.where('state').anyOf('sent', 'arrived').toArray();
    if (open.some((op) => theirs.includes(op.staff))) return false;
    await tables.users.bulkDelete(theirs);
    const { facts } = await readFacts(tables);
    if (!facts) return false;
    const { helping: _over, ...value } = facts;
    await tables.meta.put({ key: 'store', value });
    return true;
  });
  if (done) await reloaded();
}

/** The names of the day, by name. */
export function helpersHere(): Staff[] {
  const found = (memory.facts.helping?.staff ?? []).flatMap((staff) => memory.users.get(staff)?.staff ?? []);
  return found.sort((a, b) => a.name.localeCompare(b.name, 'ja'));
}

/** 件 that they entered and that have not arrived. */
export function owedByHelpers(): number {
  const theirs = memory.facts.helping?.staff ?? [];
  const open = [...clearOps()].filter((op) => op.state === 'sent' && theirs.includes(op.staff));
  return new Set(open.map((op) => `${op.writer_no}.${op.save}`)).size;
}

const isHelperOnly = ({ door }: StoredUser): boolean => door?.login === '';

const kept = (rows: Row[]): KeptRow[] => rows.map((row) => ({ ...row, gen: memory.feed.gen }));

/** Inside a transaction. */
async function putHelping(tables: KayoiDb, helping: Helping): Promise<void> {
  const { facts } = await readFacts(tables);
  if (facts) await tables.meta.put({ key: 'store', value: { ...facts, helping } });
}

/** Inside a transaction. */
async function dropSlots(tables: KayoiDb, session: string): Promise<void> {
  const ids = (await tables.slots.toCollection().primaryKeys()).filter((id) => id.endsWith(`@${session}`));
  await tables.slots.bulkDelete(ids);
}

/** Inside a transaction: the copy of the roster, unless somebody here receives it in her own name. */
async function dropRoster(tables: KayoiDb, session: string): Promise<void> {
  const scope = rosterOf(session);
  if ((await tables.users.toArray()).some((user) => user.scopes.includes(scope))) return;
  for (const side of [0, 1] as const) {
    const rows = tables.rows.where('[side+scope+id]');
    await rows.between([side, scope, ''], [side, scope, '\uffff']).delete();
    const blocks = tables.blocks.where('[side+scope+bucket]');
    await blocks.between([side, scope, -1], [side, scope, Number.POSITIVE_INFINITY]).delete();
  }
}
