/** The fake server with the real one's memory for bytes: MACs, copies of a store, marks for what cannot be sent. */

import type { OpBody, PageReply, PushReply, VerdictRange } from '../../src/store/wire.ts';
import type { ClearPush } from './sealing.ts';
import { FakeServer } from './server.ts';

export class StrictServer extends FakeServer {
  /** op id → MAC as it was filed. */
  macs = new Map<string, string>();
  /** Ops whose own bytes have not come yet. */
  marked = new Set<string>();
  /** Pushes whose `prev_hash` is not the MAC of the op before: to the real server a copied store. */
  misfits: string[] = [];
  backed = new Map<number, [number, number][]>();
  replaced = new Set<string>();

  override push(body: ClearPush): PushReply {
    this.#checkPast(body);
    const verdicts = body.ops.map((op): VerdictRange => this.#file(body.writer_no, op));
    const reply = super.push({ ...body, ops: [] });
    const backed_up = { [String(body.writer_no)]: this.backed.get(body.writer_no) ?? [] };
    return { ...reply, backed_up, verdicts };
  }

  override pull(...asked: Parameters<FakeServer['pull']>): PageReply | 'feed-reset' {
    const page = super.pull(...asked);
    if (page === 'feed-reset') return page;
    const saved = asked[2].map((writer) => [String(writer), this.backed.get(writer) ?? []] as const);
    return { ...page, backed_up: Object.fromEntries(saved) };
  }

  #checkPast({ writer_no, prev_hash, ops }: ClearPush): void {
    const first = ops[0]?.[0];
    if (first === undefined || this.state.ops.has(`${writer_no}.${first}`)) return;
    const before = this.macs.get(`${writer_no}.${first - 1}`);
    const known = before !== undefined && this.state.ops.has(`${writer_no}.${first - 1}`);
    if (known && before !== prev_hash && !this.marked.has(`${writer_no}.${first - 1}`))
      this.misfits.push(`${writer_no}.${first} after ${prev_hash || 'nothing'}`);
  }

  #file(writer: number, [seq, mac, text]: ClearPush['ops'][number]): VerdictRange {
    const op = `${writer}.${seq}`;
    const said = JSON.parse(text) as OpBody & { lost?: string };
    if (this.marked.has(op) && !said.lost) {
      this.marked.delete(op);
      this.state.ops.delete(op);
    }
    if (!this.state.ops.has(op)) this.macs.set(op, mac);
    if (said.lost) {
      if (this.state.ops.get(op)?.state === 'applied') return { from: seq, to: seq, verdict: 'duplicate' };
      this.marked.add(op);
      this.state.ops.set(op, { text, state: 'quarantined' });
      return { from: seq, to: seq, verdict: 'quarantined', reason: 'lost' };
    }
    const state = this.take(op, text);
    if (state === 'applied' && said.replaces) this.replaced.add(said.replaces);
    if (said.replaces && state === 'applied') this.#replace(said.replaces);
    if (state === 'quarantined') return { from: seq, to: seq, verdict: state, reason: 'invalid-value' };
    return { from: seq, to: seq, verdict: state };
  }

  /** What a better op stands in for is kept, and never applied. */
  #replace(op: string): void {
    const held = this.state.ops.get(op);
    if (!held || held.state === 'applied') return;
    held.state = 'applied';
    const { replaces } = JSON.parse(held.text) as OpBody;
    if (replaces) this.#replace(replaces);
  }
}
