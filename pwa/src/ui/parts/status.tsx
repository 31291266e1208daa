import { t, type WordKey } from '../words/index.ts';
import { Icon, type IconName } from './icon.tsx';

/** One vocabulary: each status has its icon, its word and its colour, and none of them can be left out. */
const statuses = {
  draft: ['pencil', 'status_draft'],
  unsent: ['tablet', 'status_unsent'],
  kept: ['tablet', 'status_kept'],
  sending: ['up', 'status_sending'],
  arrived: ['double-tick', 'status_arrived'],
  conflict: ['cards', 'status_conflict'],
  held: ['hand', 'status_held'],
  returned: ['speech', 'status_returned'],
  received: ['eye', 'status_received'],
  'in-review': ['eye', 'status_in_review'],
  approved: ['stamp', 'status_approved'],
  urgent: ['urgent', 'status_urgent'],
} as const satisfies Record<string, readonly [IconName, WordKey]>;

export type Status = keyof typeof statuses;

/** `n` adds 「n件」 behind the word; `words` says the same status in a longer form. */
export function StatusChip({ status, n, words }: { status: Status; n?: number; words?: string }) {
  const [icon, word] = statuses[status];
  const text = words ?? (n === undefined ? t(word) : `${t(word)} ${t('count', { n })}`);
  return (
    <span class={`chip chip-${status}`} data-test={`status-${status}`}>
      <Icon name={icon} />
      <span>{text}</span>
    </span>
  );
}

const findings = {
  positive: ['filled', 'finding_positive'],
  negative: ['outline', 'finding_negative'],
  undetermined: ['dashed', 'finding_undetermined'],
  not_administered: ['dashed', 'finding_not_administered'],
} as const satisfies Record<string, readonly [IconName, WordKey]>;

export type FindingState = keyof typeof findings;

interface FindingChipProps {
  state: FindingState;
  missing?: number;
  /** In place of 「基準未満」 where that would read the wrong way round. */
  word?: string | undefined;
}

/** 該当／基準未満／判定不能: told apart by shape and word, not by red and green. */
export function FindingChip({ state, missing = 0, word: own }: FindingChipProps) {
  const [icon, word] = findings[state];
  const key = state === 'undetermined' && missing === 0 ? 'finding_undetermined_bare' : word;
  return (
    <span class={`finding finding-${state}`} data-test={`finding-${state}`}>
      <Icon name={icon} />
      <span>{own ?? t(key, { n: missing })}</span>
    </span>
  );
}
