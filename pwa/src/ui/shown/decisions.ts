/** What this town has decided about its forms, as far as this tablet has heard. */
import { DECISIONS, type Decision, standing, triedBy } from '../../forms/index.ts';
import { identity, versionsNamed } from '../../store/index.ts';

export function decisions(): Decision[] {
  return versionsNamed(DECISIONS).map(({ fields }) => fields.definition as unknown as Decision);
}

/** Why a version is not used for new sheets, in the words of who decided it; '' when nobody said. */
export function outOfUse(form: string, version: number): string {
  const last = standing(decisions(), form, version);
  return last && last.what !== 'use' ? (last.reason ?? '') : '';
}

/** True for a version that was tried out in this town: sheets of it count nowhere. */
export function isTrial(form: string, version: number): boolean {
  return triedBy(decisions(), form, version) !== undefined;
}

/** Whether whoever is at work tries this version out. */
export function mayTry(form: string, version: number): boolean {
  const staff = identity.value?.staff.id;
  return staff !== undefined && triedBy(decisions(), form, version)?.includes(staff) === true;
}
