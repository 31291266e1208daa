/** How much of the register is here. Counted from the replica, so a download that was cut off goes on where it was. */
import { transact } from './db.ts';
import { memory } from './memory.ts';
import { phase, progress } from './state.ts';

/** The whole stays 0, which is unknown, until a page has told how much there is: a part of it never falls back. */
export async function countProgress(): Promise<void> {
  if (!memory.identity) return;
  const { side, coming = 0 } = memory.feed;
  const others = await transact('r', (tables) =>
    tables.rows.where('[side+scope+id]').between([side, ''], [side, '\uffff\uffff']).count(),
  );
  const blocks = [...memory.blocks.values(), ...memory.closed.values()];
  const persons = blocks.reduce((sum, block) => sum + block.size, 0);
  const rows = others + persons;
  progress.value = { rows, total: coming > 0 || phase.value !== 'receiving' ? rows + coming : 0 };
}
