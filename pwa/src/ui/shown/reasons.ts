/** Why something is on hold, in words. */
import { language, t, type WordKey } from '../words/index.ts';

type Reason = readonly [why: WordKey, next: WordKey];

const reasonWords: Record<string, Reason> = {
  'not-allowed': ['held_not_allowed', 'held_not_allowed_next'],
  'form-version-unknown': ['held_form_version', 'held_form_version_next'],
  'server-error': ['held_server', 'held_server_next'],
  'unknown-field': ['held_unknown', 'held_unknown_next'],
  'unknown-kind': ['held_unknown', 'held_unknown_next'],
  'wrong-id': ['held_wrong_id', 'held_wrong_id_next'],
  'unreadable-here': ['held_here', 'held_here_next'],
  lost: ['held_here', 'held_here_next'],
  waits: ['held_waits', 'held_waits_next'],
  'invalid-value': ['held_invalid', 'held_fix_next'],
  'missing-field': ['held_missing', 'held_fix_next'],
  'unproven-author': ['held_author', 'held_author_next'],
  unopened: ['held_unopened', 'held_unopened_next'],
  unreadable: ['held_unreadable', 'held_fix_next'],
  'device-lost': ['held_gone_tablet', 'held_wrong_id_next'],
  'device-stolen': ['held_gone_tablet', 'held_wrong_id_next'],
  'device-retired': ['held_gone_tablet', 'held_wrong_id_next'],
  refused: ['held_refused', 'held_fix_next'],
};

/** What she can cure by putting it right; everything else is for somebody else, and the words say for whom. */
const FIXABLE = new Set(['invalid-value', 'missing-field', 'unproven-author', 'unreadable', 'refused']);

export function isFixable(reason: string | undefined): boolean {
  return FIXABLE.has(reason ?? '');
}

/** Why something is on hold and who does what now; the slug itself stands only behind 「くわしく」. */
export function reasonText(reason: string | undefined): string {
  const [why, next] = reasonWords[reason ?? ''] ?? ['held_other', 'held_wrong_id_next'];
  return `${t(why)}${language.value === 'en' ? ' ' : ''}${t(next)}`;
}
