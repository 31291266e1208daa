/** A restored or replaced server: its feed begins anew, and this tablet refills what its backup lacked. */
import { recount } from './counting.ts';
import { transact } from './db.ts';
import { rebuildIndex } from './indexing.ts';
import { loadAll, readFacts } from './load.ts';
import type { KayoiDb, Side, StoredOp } from './schema.ts';
import { tell } from './tabs.ts';

/**
 * Begin a new epoch. Every kept op is unsent again, to be pushed before any pull; the old replica stays on screen
 * until the new one is at head in every scope.
 */
export async function feedReset(epoch: string): Promise<void> {
  await transact('rw', async (tables) => {
    const { feed } = await readFacts(tables);
    if (!feed || feed.epoch === epoch) return;
    // In the middle of an earlier reset the half-filled side is the one to begin again.
    const side: Side = feed.shown === 0 ? 1 : 0;
    await clearSide(tables, side);
    await tables.leaving.clear();
    await tables.receipts.clear();
    const first = feed.shown === feed.side;
    await tables.outbox.toCollection().modify((op: StoredOp) => {
      if (first) rememberOld(op);
      sendAgain(op);
    });
    const value = { ...feed, epoch, side, gen: feed.gen + 1, cursor: {}, head: {}, digest: {}, told: {} };
    await tables.meta.put({ key: 'feed', value });
  });
  await loadAll();
  rebuildIndex();
  await recount();
  tell('replica');
}

/** Remove one replica: an unfinished one, or the old one once the new one is whole. */
export async function clearSide(tables: KayoiDb, side: Side): Promise<void> {
  await tables.rows.where('[side+scope+id]').between([side, ''], [side, '\uffff\uffff']).delete();
  await tables.blocks.where('side').equals(side).delete();
}

/** What the replica that stays on screen has in it; an op it never saw remains its overlay. */
function rememberOld(op: StoredOp): void {
  delete op.old_gen;
  if (op.state === 'shown') op.old_gen = -1;
  else if (op.arrived_gen !== undefined) op.old_gen = op.arrived_gen;
}

function sendAgain(op: StoredOp): void {
  if (!op.blob) return;
  delete op.arrived_gen;
  delete op.reason;
  delete op.lost?.app;
  Object.assign(op, { state: 'sent', since: [], held: false, holdable: false });
}
