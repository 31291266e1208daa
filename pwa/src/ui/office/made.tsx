import type { By } from './types.ts';
import { moment } from './values.ts';
import { o } from './words.ts';

/** Who made a value, when and on which tablet. */
export function MadeBy({ by }: { by: By | undefined }) {
  if (!by) return null;
  const made = [
    by.name && o('san', { name: by.name }),
    by.at && moment(by.at),
    by.device || o('history_office'),
  ];
  return <span class="row-note">{made.filter(Boolean).join(' ')}</span>;
}
