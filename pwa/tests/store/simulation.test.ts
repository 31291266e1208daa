/**
 * The real store through random days: own edits, others' edits, moves between areas, quarantine put right, cut requests,
 * small pages, lost replies, restarts, a full storage, kills between any two writes, backups that let copies go, and a
 * restored server. `KAYOI_RUNS=500 node --test …` runs more seeds.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { rangesOf } from '../../src/store/ranges.ts';
import {
  closeTabs,
  type Fault,
  freshTablet,
  membersOf,
  pull,
  push,
  restart,
  signIn,
  sync,
} from './device.ts';
import { failingAt } from './faults.ts';
import { StrictServer } from './strict.ts';

const feed = await import('../../src/store/running.ts');
const { edit, heldOp, ofKind, ofPerson, record, replacement, save } = await import(
  '../../src/store/index.ts'
);
const { memory } = await import('../../src/store/memory.ts');
const { changesOf } = await import('../../src/store/overlay.ts');

type Body = import('../../src/store/wire.ts').OpBody;
type View = import('../../src/store/index.ts').RecordView;

const RUNS = Number(process.env.KAYOI_RUNS ?? 25);
const HELD = ['area:a', 'area:b'];

/** A small generator with a seed: mulberry32. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Day {
  server = new StrictServer();
  random: () => number;
  own: [string, Body][] = [];
  drawn: View | undefined;
  made = 0;
  others = 0;
  /** Values of records she lost the right to see, until they come back. */
  away = new Set<string>();
  backup: StrictServer['state'] | null = null;

  constructor(seed: number) {
    this.random = chance(seed);
  }
  pick<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.random() * all.length)];
  }

  /** One step, now and then with a storage that fails in the middle of it. */
  async step(step: number): Promise<void> {
    const dice = this.random();
    if (dice > 0.1) return this.act(step);
    const full = dice > 0.05;
    const known = new Set(memory.ops.keys());
    await failingAt(Math.floor(this.random() * 12), full, () => this.act(step));
    if (!full) await restart();
    // A save that failed may have been complete on disk: then it is hers, and is drawn.
    for (const [id, { body }] of memory.ops)
      if (!known.has(id) && !this.own.some(([own]) => own === id)) this.own.push([id, body]);
  }

  async act(step: number): Promise<void> {
    const dice = this.random();
    const fault = this.pick<Fault>(['none', 'none', 'none', 'request-lost', 'reply-lost']) ?? 'none';
    if (dice < 0.1)
      await this.file([
        { kind: 'person', id: `p${step}`, new: { area: this.pick(['a', 'b']) ?? 'a', phone: `x${step}` } },
      ]);
    else if (dice < 0.2) await this.addSheet(step);
    else if (dice < 0.26) this.drawn = await this.any();
    else if (dice < 0.42) await this.change(step);
    else if (dice < 0.58) this.elsewhere(step);
    else if (dice < 0.7) await push(this.server, fault, this.random() < 0.4 ? 1 : 1000);
    else if (dice < 0.92) await pull(this.server, fault, 1 + Math.floor(this.random() * 4));
    else if (dice < 0.93) this.server.release();
    else if (dice < 0.95) await this.putRight(step);
    else if (dice < 0.96) await feed.dropCopies();
    else if (dice < 0.97) await restart();
    else this.backUpOrRestore();
  }

  async any(): Promise<View | undefined> {
    const persons = await ofKind('person');
    const sheets = (await Promise.all(persons.map(({ id }) => ofPerson(id)))).flat();
    return this.pick([...persons, ...sheets]);
  }

  async file(ops: Parameters<typeof save>[0]): Promise<void> {
    const known = new Set(memory.ops.keys());
    await save(ops);
    for (const [id, { body }] of memory.ops) if (!known.has(id)) this.own.push([id, body]);
  }

  async addSheet(step: number): Promise<void> {
    const about = this.pick(await ofKind('person'));
    const value = this.random() < 0.15 ? `BAD${step}` : `y${step}`;
    if (about)
      await this.file([{ kind: 'submission', id: `s${step}`, new: { person: about.id, answer: value } }]);
  }

  async change(step: number): Promise<void> {
    const view = this.drawn && this.random() < 0.5 ? this.drawn : await this.any();
    if (!view) return;
    const area = view.kind === 'person' && this.random() < 0.25;
    const value = this.random() < 0.12 ? `BAD${step}` : `z${step}`;
    const op = edit(view, area ? { area: this.pick(['a', 'b', 'far']) ?? 'a' } : { phone: value });
    if (op) await this.file([op]);
  }

  /** Another tablet edits what the server holds, having seen all of it or an old state. */
  elsewhere(step: number): void {
    const [id, rec] = this.pick([...this.server.state.records]) ?? [];
    const op = `90.${++this.others}`;
    const head = { seq: this.others, save: 1, made_at: '' };
    if (!id || !rec || this.random() < 0.2) {
      const body = {
        ...head,
        kind: 'person',
        id: `o${step}`,
        new: { area: this.pick(['a', 'b', 'far']), phone: `o${step}` },
      };
      this.server.take(op, JSON.stringify(body));
      return;
    }
    const field = rec.kind === 'person' && this.random() < 0.3 ? 'area' : 'phone';
    const saw = this.random() < 0.7 ? (rec.sets.get(field) ?? []).map(([member]) => member) : [];
    const now = field === 'area' ? this.pick(['a', 'b', 'far']) : `o${step}`;
    this.server.take(op, JSON.stringify({ ...head, kind: rec.kind, id, edits: { [field]: { saw, now } } }));
  }

  /** File a better op in the place of one on hold. */
  async putRight(step: number): Promise<void> {
    const held = [...memory.ops.keys()].map(heldOp).find((one) => one?.reason === 'invalid-value');
    const [field] =
      Object.entries(held?.fields ?? {}).find(([, value]) => String(value).startsWith('BAD')) ?? [];
    const op = held && field && replacement(held.op, { [field]: `r${step}` }, await record(held.record));
    if (op) await this.file([op]);
  }

  backUpOrRestore(): void {
    if (!this.backup) {
      this.backup = structuredClone(this.server.state);
      const own = [...this.backup.ops.keys()]
        .filter((op) => op.startsWith('12.'))
        .map((op) => Number(op.slice(3)));
      this.server.backed.set(12, rangesOf(own));
    } else {
      this.server.backed.clear();
      this.server.state = structuredClone(this.backup);
      this.server.epoch += '+';
      this.backup = null;
      this.others += 1000;
    }
  }

  /** Ids that an edit has, directly or through others, seen before it replaced them. */
  superseded(id: string, field: string): Set<string> {
    const seen = new Set<string>();
    const queue = [id];
    for (let at = queue.pop(); at; at = queue.pop()) {
      const text = this.server.said.get(at);
      const body =
        this.own.find(([own]) => own === at)?.[1] ?? (text ? (JSON.parse(text) as Body) : undefined);
      const gone = [...(body?.edits?.[field]?.saw ?? []), ...(body?.replaces ? [body.replaces] : [])];
      for (const saw of gone) if (!seen.has(saw)) queue.push(saw) && seen.add(saw);
    }
    return seen;
  }

  /** Own values that are neither drawn, nor replaced by someone who had seen them, nor out of her areas. */
  async vanished(): Promise<string[]> {
    const missing: string[] = [];
    for (const [id, body] of this.own)
      for (const [field] of changesOf(body)) {
        const members = [...membersOf(await record(body.id), field).keys()];
        const value = `${id} ${body.id} ${field}`;
        const drawn =
          members.includes(id) || members.some((member) => this.superseded(member, field).has(id));
        if (drawn) this.away.delete(value);
        else if (this.isAway(body.id)) this.away.add(value);
        else if (!this.away.has(value)) missing.push(value);
      }
    return missing;
  }

  /** True when the server shows the record in an area she does not hold. */
  isAway(id: string): boolean {
    const scopes = this.server.scopesOf(id);
    return scopes.length > 0 && !scopes.some((scope) => HELD.includes(scope));
  }

  async quiesce(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      await sync(this.server);
      this.server.release();
    }
    await sync(this.server);
  }

  async sameAsServer(): Promise<void> {
    for (const [id, rec] of this.server.state.records) {
      const held = this.server.scopesOf(id).some((scope) => HELD.includes(scope));
      const view = await record(id);
      assert.equal(view !== undefined, held, `${id} is ${held ? 'missing' : 'still here'}`);
      if (!view) continue;
      assert.equal(view.unsent, false);
      for (const [field, set] of rec.sets)
        assert.deepEqual(membersOf(view, field), new Map(set), `${id} ${field}`);
    }
  }
}

for (let seed = 1; seed <= RUNS; seed++)
  test(`day ${seed}: no value vanishes, and in the end the tablet equals the server`, async () => {
    const day = new Day(seed);
    await freshTablet();
    await signIn(day.server, 'sato', 12, ['a', 'b']);
    for (let step = 0; step < 60; step++) {
      await day.step(step);
      assert.deepEqual(await day.vanished(), [], `after step ${step}`);
    }
    await day.quiesce();
    assert.deepEqual(await day.vanished(), []);
    await day.sameAsServer();
    assert.equal(
      day.own.every(([id]) => day.server.state.ops.has(id)),
      true,
      'every op reached the server',
    );
    assert.deepEqual(day.server.misfits, [], 'to the real server no push looked like that of a copied store');
    const left = [...memory.ops.keys()].filter((id) => day.server.state.ops.get(id)?.state !== 'waits');
    assert.deepEqual(
      left,
      [],
      'nothing stays in the overlay for ever, but what waits for a record lost with another tablet',
    );
  });

after(closeTabs);
