/** A server of the protocol in a few lines, for tests of the device: merge, scopes, quarantine, echoes, restore. */
import { cursorText, readCursor } from '../../src/store/cursor.ts';
import { type Digest, digestOf, PARTS, partOf } from '../../src/store/digest.ts';
import { changesOf } from '../../src/store/overlay.ts';
import { holds, rangesOf } from '../../src/store/ranges.ts';
import type { Kind } from '../../src/store/types.ts';
import type { MemberPair, OpBody, PageReply, PushReply, Row, VerdictRange } from '../../src/store/wire.ts';

import type { ClearPush } from './sealing.ts';

interface Rec {
  kind: Kind;
  op: string;
  sets: Map<string, MemberPair[]>;
  pending: Map<string, Set<string>>;
}
interface State {
  seq: number;
  records: Map<string, Rec>;
  /** scope|id → where the row stands in that scope's feed. */
  feed: Map<string, { seq: number; withdrawn: boolean; restamped: number }>;
  changes: Map<string, { seq: number; op: string; asSent: boolean }[]>;
  ops: Map<string, { text: string; state: 'applied' | 'quarantined' | 'waits' }>;
}

export class FakeServer {
  epoch = 'e1';
  /** Every op ever heard of, a restore notwithstanding. */
  said = new Map<string, string>();
  state: State = { seq: 0, records: new Map(), feed: new Map(), changes: new Map(), ops: new Map() };

  scopesOf(id: string): string[] {
    const record = this.state.records.get(id);
    if (!record) return [];
    if (record.kind !== 'person') return this.scopesOf(String(record.sets.get('person')?.[0]?.[1]));
    return [`area:${record.sets.get('area')?.[0]?.[1]}`];
  }

  push(body: ClearPush): PushReply {
    const verdicts = body.ops.map(([seq, , text]): VerdictRange => {
      const state = this.take(`${body.writer_no}.${seq}`, text);
      if (state === 'quarantined') return { from: seq, to: seq, verdict: state, reason: 'not-allowed' };
      return { from: seq, to: seq, verdict: state };
    });
    return {
      epoch: this.epoch,
      ...this.receipts([body.writer_no]),
      verdicts,
      server_time: '2026-11-21T00:00:00Z',
    };
  }

  /** Take in one op, as this or another tablet sent it. A value beginning with "BAD" is quarantined. */
  take(op: string, text: string): 'applied' | 'duplicate' | 'quarantined' | 'waits' {
    this.said.set(op, text);
    const known = this.state.ops.get(op);
    if (known) return known.state === 'applied' ? 'duplicate' : known.state;
    const body = JSON.parse(text) as OpBody;
    const bad = changesOf(body).some(([, , now]) => String(now).startsWith('BAD'));
    const state = bad ? 'quarantined' : this.ready(body) ? 'applied' : 'waits';
    this.state.ops.set(op, { text, state });
    if (state === 'applied') this.apply(op, body);
    return state;
  }

  release(): void {
    for (const [op, held] of this.state.ops) {
      if (held.state !== 'quarantined') continue;
      const body = JSON.parse(held.text) as OpBody;
      held.state = this.ready(body) ? 'applied' : 'waits';
      if (held.state === 'applied') this.apply(op, body);
    }
  }

  private ready(body: OpBody): boolean {
    const person = body.new?.person;
    if (person !== undefined && !this.state.records.has(String(person))) return false;
    return body.new !== undefined || this.state.records.has(body.id);
  }

  protected apply(op: string, body: OpBody): void {
    const { records } = this.state;
    const before = this.scopesOf(body.id);
    const existed = records.has(body.id);
    const record: Rec = records.get(body.id) ?? { kind: body.kind, op, sets: new Map(), pending: new Map() };
    records.set(body.id, record);
    let asSent = body.new === undefined || !existed;
    for (const [field, saw, now] of changesOf(body)) {
      const set: MemberPair[] = record.sets.get(field) ?? [];
      if (existed) asSent &&= set.length === new Set(saw).size && set.every(([id]) => saw.includes(id));
      const gone = new Set([...(record.pending.get(field) ?? []), ...saw]);
      const all: MemberPair[] = [...set, [op, now]];
      record.sets.set(
        field,
        all.filter(([id]) => !gone.has(id)),
      );
      record.pending.set(field, new Set([...gone].filter((id) => !all.some(([other]) => other === id))));
      asSent &&= !gone.has(op);
    }
    this.stamp(body.id, before, { op, asSent });
    const family = [...records].filter(
      ([id, one]) => one.sets.get('person')?.[0]?.[1] === body.id && id !== body.id,
    );
    if (before.join() !== this.scopesOf(body.id).join())
      for (const [id] of family) this.stamp(id, before, null);
    for (const [waiting, held] of this.state.ops) {
      const next = JSON.parse(held.text) as OpBody;
      if (held.state !== 'waits' || !this.ready(next)) continue;
      held.state = 'applied';
      this.apply(waiting, next);
    }
  }

  protected stamp(id: string, before: string[], change: { op: string; asSent: boolean } | null): void {
    const { state } = this;
    const now = this.scopesOf(id);
    for (const scope of now) {
      const seq = ++state.seq;
      const old = state.feed.get(`${scope}|${id}`);
      const stays = change !== null && (old ? !old.withdrawn : before.length === 0);
      state.feed.set(`${scope}|${id}`, {
        seq,
        withdrawn: false,
        restamped: stays ? (old?.restamped ?? 0) : seq,
      });
      if (change) state.changes.set(id, [...(state.changes.get(id) ?? []), { seq, ...change }]);
    }
    for (const scope of before.filter((one) => !now.includes(one)))
      state.feed.set(`${scope}|${id}`, { seq: ++state.seq, withdrawn: true, restamped: 0 });
  }

  /** A page, or 'feed-reset'. `size` rows of scope after scope. */
  pull(query: URLSearchParams, scopes: string[], own: number[], size: number): PageReply | 'feed-reset' {
    const cursor = query.has('cursor')
      ? readCursor(query.get('cursor') ?? '')
      : { epoch: this.epoch, scopes: {} };
    const head = query.has('head') ? readCursor(query.get('head') ?? '').scopes : {};
    if (cursor.epoch !== this.epoch) return 'feed-reset';
    const holding = parseHolding(query.get('holding') ?? '');
    const at: Record<string, number> = {};
    const page: PageReply = {
      ...EMPTY,
      epoch: this.epoch,
      scopes,
      head: [],
      rows: [],
      kept: [],
      withdrawn: [],
      ...this.receipts(own),
    };
    let room = size;
    for (const scope of scopes) {
      const after = cursor.scopes[scope] ?? 0;
      const rows = [...this.state.feed].filter(
        ([key, row]) => key.startsWith(`${scope}|`) && row.seq > after,
      );
      rows.sort(([, a], [, b]) => a.seq - b.seq);
      for (const [key, row] of rows.slice(0, room))
        this.put(page, scope, key.slice(scope.length + 1), row, head[scope] ?? 0, holding);
      if (rows.length <= room) {
        at[scope] = this.state.seq;
        page.head.push(scope);
      } else {
        at[scope] = rows[room - 1]?.[1].seq ?? after;
        page.more = true;
      }
      room -= Math.min(room, rows.length);
    }
    page.cursor = cursorText({ epoch: this.epoch, scopes: at });
    page.digest = Object.fromEntries(page.head.map((scope) => [scope, digestOf(this.standing(scope))]));
    page.held = [...this.state.ops]
      .filter(([op, { state }]) => own.includes(Number(op.split('.')[0])) && state !== 'applied')
      .map(([op, { state }]) => [op, state === 'waits' ? state : 'not-allowed']);
    return page;
  }

  /** Ids and seqs of the rows that a scope's feed shows. */
  standing(scope: string): { id: string; seq: number }[] {
    return [...this.state.feed].flatMap(([key, { seq, withdrawn }]) =>
      key.startsWith(`${scope}|`) && !withdrawn ? [{ id: key.slice(scope.length + 1), seq }] : [],
    );
  }

  parts(scope: string): Digest[] {
    const rows = this.standing(scope);
    return Array.from({ length: PARTS }, (_, part) => digestOf(rows.filter(({ id }) => partOf(id) === part)));
  }

  rowsIn(scope: string, parts: number[]): Row[] {
    const wanted = this.standing(scope).filter(({ id }) => parts.includes(partOf(id)));
    return wanted.map(({ id, seq }) => this.row(scope, id, seq));
  }

  private put(
    page: PageReply,
    scope: string,
    id: string,
    row: { seq: number; withdrawn: boolean; restamped: number },
    head: number,
    holding: (op: string) => boolean,
  ): void {
    if (row.withdrawn) return void page.withdrawn.push([scope, id, row.seq]);
    const later = (this.state.changes.get(id) ?? []).filter((change) => change.seq > head);
    const echo =
      row.restamped <= head && later.length > 0 && later.every(({ op, asSent }) => asSent && holding(op));
    if (echo) page.kept.push([scope, id, row.seq]);
    else page.rows.push(this.row(scope, id, row.seq));
  }

  row(scope: string, id: string, seq: number): Row {
    const { kind, op, sets } = this.state.records.get(id) as Rec;
    const fields = Object.fromEntries(
      [...sets].filter(([, set]) => set.length > 0).map(([field, set]) => [field, set[0]?.[1] ?? null]),
    );
    const listed = [...sets].filter(([, set]) => set.length !== 1 || set[0]?.[0] !== op);
    return { scope, seq, kind, id, op, fields, members: Object.fromEntries(listed) };
  }

  private receipts(writers: number[]): {
    received: PageReply['received'];
    backed_up: PageReply['backed_up'];
  } {
    const seqs = (writer: number) =>
      [...this.state.ops.keys()]
        .map((op) => op.split('.').map(Number))
        .flatMap(([no, seq]) => (no === writer ? (seq ?? []) : []));
    const received = Object.fromEntries(writers.map((writer) => [String(writer), rangesOf(seqs(writer))]));
    return { received, backed_up: Object.fromEntries(writers.map((writer) => [String(writer), []])) };
  }
}

const EMPTY: PageReply = {
  epoch: '',
  cursor: '',
  head: [],
  scopes: [],
  more: false,
  form_versions: [],
  rows: [],
  kept: [],
  withdrawn: [],
  held: [],
  received: {},
  backed_up: {},
  server_time: '2026-11-21T00:00:00Z',
};

function parseHolding(text: string): (op: string) => boolean {
  const held = new Map(
    text
      .split(';')
      .filter(Boolean)
      .map((part) => {
        const [writer = '', spans = ''] = part.split(':');
        const ranges = spans.split('.').map((span) => span.split('-').map(Number));
        return [
          Number(writer),
          ranges.map(([first = 0, last = first]): [number, number] => [first, last]),
        ] as const;
      }),
  );
  return (op) => {
    const [writer = 0, seq = 0] = op.split('.').map(Number);
    return holds(held.get(writer) ?? [], seq);
  };
}
