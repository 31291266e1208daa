import { edit, record, save } from '../../store/index.ts';

/** Take a plan back; it stays in the history as cancelled. */
export async function cancelPlan(id: string): Promise<void> {
  const plan = await record(id);
  const op = plan && edit(plan, { state: 'cancelled' });
  if (op) await save([op]);
}
