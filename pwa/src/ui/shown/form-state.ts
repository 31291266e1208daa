/** Whether a new sheet may begin with a version of a form. Sheets that were begun may always be finished. */
import type { RecordView } from '../../store/index.ts';

/**
 * A town's own form says how far it has come; of the forms that came with the app some may be switched off.
 * `practice`: in a practice town those that are being tried out count, too.
 */
export function mayBegin({ fields }: RecordView, practice: boolean): boolean {
  if (fields.offered === false) return false;
  const { state } = fields;
  return state === undefined || state === null || state === 'published' || (practice && state === 'test');
}
