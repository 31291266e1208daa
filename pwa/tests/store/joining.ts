/** The fake server with persons joined to one another, as sync/merge.py and server/exchange/joined.py do it. */
import type { MemberPair, OpBody, Row } from '../../src/store/wire.ts';
import { FakeServer } from './server.ts';

type Sets = Map<string, MemberPair[]>;

export class JoiningServer extends FakeServer {
  rootOf(id: string): string {
    let at = id;
    for (let target = this.target(at); target; target = this.target(at)) at = target;
    return at;
  }

  private target(id: string): string | undefined {
    const value = this.state.records.get(id)?.sets.get('merged_into')?.[0]?.[1];
    return typeof value === 'string' ? value : undefined;
  }

  private groupOf(root: string): string[] {
    const persons = [...this.state.records].filter(([, { kind }]) => kind === 'person').map(([id]) => id);
    return [root, ...persons.filter((id) => id !== root && this.rootOf(id) === root)];
  }

  /** What the records of one person say together. */
  private together(root: string): Sets {
    const order = [...this.state.ops.keys()];
    const records = this.groupOf(root).flatMap((id) => this.state.records.get(id) ?? []);
    const joined: Sets = new Map();
    for (const field of new Set(records.flatMap(({ sets }) => [...sets.keys()]))) {
      const own = field === 'merged_into' ? records.slice(0, 1) : records;
      const gone = new Set(own.flatMap(({ pending }) => [...(pending.get(field) ?? [])]));
      const members = own.flatMap(({ sets }) => sets.get(field) ?? []).filter(([op]) => !gone.has(op));
      joined.set(
        field,
        members.toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b)),
      );
    }
    return joined;
  }

  override scopesOf(id: string): string[] {
    const record = this.state.records.get(id);
    if (record?.kind !== 'person') return super.scopesOf(id);
    return [`area:${this.together(this.rootOf(id)).get('area')?.[0]?.[1]}`];
  }

  protected override apply(op: string, body: OpBody): void {
    const existed = this.state.records.get(body.id)?.kind === 'person';
    const group = existed ? this.groupOf(this.rootOf(body.id)) : [];
    const before = new Map(group.map((id) => [id, this.scopesOf(id)]));
    super.apply(op, body);
    if (body.kind !== 'person') return;
    for (const id of new Set([...group, ...this.groupOf(this.rootOf(body.id))]))
      if (id !== body.id) this.stamp(id, before.get(id) ?? this.scopesOf(id), null);
  }

  override row(scope: string, id: string, seq: number): Row {
    const plain = super.row(scope, id, seq);
    if (plain.kind !== 'person' || this.rootOf(id) !== id || this.groupOf(id).length === 1) return plain;
    const sets = [...this.together(id)].filter(([, set]) => set.length > 0);
    const listed = sets.filter(([, set]) => set.length !== 1 || set[0]?.[0] !== plain.op);
    return {
      ...plain,
      fields: Object.fromEntries(sets.map(([field, set]) => [field, set[0]?.[1] ?? null])),
      members: Object.fromEntries(listed),
    };
  }
}
