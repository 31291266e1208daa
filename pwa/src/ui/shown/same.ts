import type { Reason } from '../../names/index.ts';
import type { Fields } from '../../store/index.ts';
import { t } from '../words/index.ts';

/** Someone else for sure, or a doubt that the coordinator will settle. */
export type Decision = 'another' | 'later';

/** A decision, and about whom: who comes into question afterwards is asked about again. */
export interface Decided {
  decision: Decision;
  about: string[];
}

/** Why two registrations may be of one person, in words. */
export function reasonsText(reasons: readonly Reason[]): string {
  return reasons.map((reason) => t(`reason_${reason}`)).join(t('reason_between'));
}

/** What she decided, as long as it is about everybody who is shown. */
export function stillDecided(decided: Decided | null, shown: readonly { id: string }[]): Decision | null {
  return decided && shown.every(({ id }) => decided.about.includes(id)) ? decided.decision : null;
}

/** Her answer in the new record, so that nobody is asked about these two again (or the office is). */
export function answersOf(decision: Decision | null, shown: readonly { id: string }[]): Fields {
  if (decision === null) return {};
  const list = decision === 'later' ? 'maybe_same' : 'different_from';
  return Object.fromEntries(shown.map(({ id }) => [`${list}#${id}`, true]));
}
