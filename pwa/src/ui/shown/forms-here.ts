/** Which forms may be filled on this tablet, and which of them comes first. Pure. */
import type { Definition, Item } from '../../forms/index.ts';
import type { Draft, RecordView, Role } from '../../store/index.ts';
import { isTrial, mayTry, outOfUse } from './decisions.ts';
import { newestIn } from './form.ts';
import { mayBegin } from './form-state.ts';
import { fieldText } from './person.ts';

/** What a tablet offers before anybody has filled anything: the questionnaire every municipality uses. */
const FIRST = 'qmcoo';

/** The newest version of every form that somebody in one of these roles may fill, the first one first. */
export function formsFor(versions: RecordView[], roles: readonly Role[], practice: boolean): Definition[] {
  const ids = [...new Set(versions.map((view) => fieldText(view.fields, 'form')))];
  return ids
    .flatMap((id) => newestIn(versions, id, practice) ?? [])
    .filter((form) => roles.some((role) => mayEnter(form, role)))
    .sort((a, b) => rank(a) - rank(b) || a.title.ja.localeCompare(b.title.ja, 'ja'));
}

/** Versions that who is at work tries out in a real town: beside those in use, never in their place. */
export function trialsFor(versions: RecordView[], roles: readonly Role[]): Definition[] {
  return versions
    .filter(
      ({ fields }) => fields.state === 'test' && mayTry(fieldText(fields, 'form'), Number(fields.version)),
    )
    .map(({ fields }) => fields.definition as unknown as Definition)
    .filter((form) => roles.some((role) => mayEnter(form, role)));
}

/** Forms no sheet may begin with any more because a version was retired or recalled, each with the reason given. */
export function outOfUseHere(versions: RecordView[]): { form: Definition; reason: string }[] {
  const ids = [...new Set(versions.map(({ fields }) => fieldText(fields, 'form')))];
  return ids.flatMap((id) => {
    const hers = versions.filter(({ fields }) => fields.form === id);
    if (hers.some((view) => mayBegin(view, true))) return [];
    const ended = hers
      .filter(({ fields }) => fields.state === 'retired' || fields.state === 'recalled')
      .sort((a, b) => Number(b.fields.version) - Number(a.fields.version))[0];
    const reason = ended ? outOfUse(id, Number(ended.fields.version)) : '';
    return ended && reason ? [{ form: ended.fields.definition as unknown as Definition, reason }] : [];
  });
}

const rank = ({ form }: Definition): number => (form === FIRST ? 0 : 1);

/** A form that names nobody is for professionals. */
export function mayEnter({ entered_by }: Definition, role: Role): boolean {
  const may: readonly Role[] = entered_by ?? ['nurse'];
  return may.includes(role);
}

const HERS = new Set(['choice']);
const MEASURED = new Set(['number', 'integer']);

/** The questions a resident answers herself; what is measured is left to staff. */
export function isHers({ type }: Item): boolean {
  return HERS.has(type);
}

/** Their questions are on a printed sheet that staff hold: here stand points, which say nothing to her. */
const FROM_PAPER = new Set(['dasc8', 'mna_sf']);

/** Such a sheet can be given to her; a correction is staff's. */
export function mayAnswerHerself({ form, items, answered_by }: Definition, draft: Draft): boolean {
  const asked =
    !FROM_PAPER.has(form) && answered_by.some(({ code }) => code === 'self') && items.some(isHers);
  return (
    asked && !draft.amends && !draft.replaces && items.every((one) => isHers(one) || MEASURED.has(one.type))
  );
}

/** The form one tap opens: the one used last here, else the commonest of these sheets, else the first. */
export function usualForm(
  forms: readonly Definition[],
  last: string | undefined,
  sheets: readonly RecordView[],
): Definition | undefined {
  const counts = new Map<string, number>();
  for (const { fields } of sheets) {
    const form = fieldText(fields, 'form');
    counts.set(form, (counts.get(form) ?? 0) + 1);
  }
  const most = Math.max(0, ...forms.map(({ form }) => counts.get(form) ?? 0));
  const commonest = forms.find(({ form }) => most > 0 && counts.get(form) === most);
  return forms.find(({ form }) => form === last) ?? commonest ?? forms[0];
}

/** Her sheet of this form that is under way, at this session or outside of any. `trial`: of a version on trial. */
export function draftOf(
  open: readonly Draft[],
  form: string,
  of: (person: string) => boolean,
  session?: string,
  trial = false,
): Draft | undefined {
  return open.find(
    (draft) =>
      draft.form === form &&
      isTrial(draft.form, draft.version) === trial &&
      of(draft.person) &&
      draft.session === session &&
      !draft.replaces &&
      !draft.amends,
  );
}
