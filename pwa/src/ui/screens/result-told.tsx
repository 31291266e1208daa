/** What was judged, one after the other, and what was not. */
import type { Definition, FindingResult, GradingResult, Result } from '../../forms/index.ts';
import type { Fields } from '../../store/index.ts';
import { FindingChip, Panel } from '../parts/index.ts';
import { answerText } from '../shown/answers.ts';
import type { About, NotJudged, Told } from '../shown/findings.ts';
import { inWords } from '../shown/form.ts';
import { chipWord, criteriaOf } from '../shown/judge.ts';
import { t } from '../words/index.ts';

interface AboutProps {
  all: readonly About[];
  result: Result;
  form: Definition;
  answers: Fields;
}

/** By what it is about, where that is more than one thing. */
export function AboutAll({ all, ...of }: AboutProps) {
  return (
    <>
      {all.map(({ title, told }) => (
        <div class="about" key={title?.ja} data-test="about">
          {all.length > 1 && <h3>{title ? inWords(title) : t('result_several')}</h3>}
          {told.map((one) => (
            <div key={one.id}>
              {one.kind === 'finding' ? (
                <Finding id={one.id} finding={one.said} {...of} />
              ) : (
                <Grading id={one.id} grading={one.said} {...of} />
              )}
              {one.said.state === 'undetermined' && <Lacking told={one} {...of} />}
            </div>
          ))}
        </div>
      ))}
    </>
  );
}

/** Why it cannot be told: what is not there, in the names of the measurements, or what could not be done. */
function Lacking({ told: { said, items }, ...of }: Omit<AboutProps, 'all'> & { told: Told }) {
  const { form, result } = of;
  const { missing_items } = said;
  const enough = new Set(rowsDone(form, result));
  const lacking = (missing_items.length > 0 ? missing_items : items).filter((id) => !enough.has(id));
  const named = [...new Set(lacking.map((id) => nameOf(form, id)))].map((name) => {
    const why = whyText(
      of,
      lacking.filter((id) => nameOf(form, id) === name),
    );
    return why ? t('state_why', { state: name, why }) : missing_items.length > 0 ? name : '';
  });
  const text = named.filter(Boolean).join(t('list_comma'));
  return text === '' ? null : (
    <p class="second" data-test="lacking">
      {t(missing_items.length > 0 ? 'result_lacking' : 'result_unable', { items: text })}
    </p>
  );
}

/** The trials of measurements that have their value: of those no other is needed. */
function rowsDone({ measures = [] }: Definition, result: Result): string[] {
  const done = measures.filter(({ id }) => (result.measures[id]?.value ?? null) !== null);
  return done.flatMap(({ rows }) => rows.flatMap(({ items }) => items));
}

/** The measurement an item belongs to, or its number on the sheet. */
function nameOf({ items, measures = [] }: Definition, id: string): string {
  const measure =
    measures.find((one) => one.items.length === 1 && one.items[0] === id) ??
    measures.find(({ rows }) => rows.some((row) => row.items.includes(id)));
  return measure
    ? inWords(measure.title)
    : t('sheet_number', { n: items.find((one) => one.id === id)?.no ?? '' });
}

/** Why there is no value, where something is known of that: the reason given, or that it is closed. */
function whyText({ form, result, answers }: Omit<AboutProps, 'all'>, items: readonly string[]): string {
  const said = items.flatMap((id) => {
    const item = form.items.find((one) => one.id === id);
    const answer = answers[id];
    if (item && answer !== null && typeof answer === 'object' && 'state' in answer) {
      const why = form.reasons?.find(({ code }) => code === answer.reason);
      return [why ? inWords(why) : answerText(item, answer)];
    }
    return result.locked_items.includes(id) ? [t('lock_closed')] : [];
  });
  return [...new Set(said)].join(t('list_comma'));
}

interface FindingProps {
  id: string;
  finding: FindingResult;
  result: Result;
  form: Definition;
}

export function Finding({ id, finding, result, form }: FindingProps) {
  const score = finding.score ? result.scores[finding.score] : undefined;
  return (
    <div data-test={`finding-of-${id}`}>
      <div class="finding-line">
        <strong>{inWords(finding.title)}</strong>
        <FindingChip state={finding.state} missing={finding.missing} word={chipWord(finding)} />
        {score && <span data-test="score">{scoreText(score)}</span>}
      </div>
      {finding.state === 'positive' && finding.word.ja !== finding.chip.ja && <p>{inWords(finding.word)}</p>}
      <Criteria {...finding} form={form} sources={form.findings.find((one) => one.id === id)?.sources} />
    </div>
  );
}

/** One of several classes; while it is open, every class it may still be. */
export function Grading({ id, grading, form }: { id: string; grading: GradingResult; form: Definition }) {
  const { state, possible, missing_items } = grading;
  const its = form.gradings?.find((one) => one.id === id);
  const grades = its?.grades ?? [];
  const names = grades.filter((grade) => possible.includes(grade.id)).map(({ title }) => inWords(title));
  const open = state === 'undetermined';
  return (
    <div data-test={`grading-of-${id}`}>
      <div class="finding-line">
        <strong>{inWords(grading.title)}</strong>
        {open || state === 'not_administered' ? (
          <FindingChip state={state} missing={missing_items.length} />
        ) : (
          <strong>{inWords(grading.word)}</strong>
        )}
        {open && names.length > 0 && (
          <span>{t('result_may_be', { names: names.join(t('list_comma')) })}</span>
        )}
      </div>
      <Criteria {...grading} form={form} sources={its?.sources} />
    </div>
  );
}

interface CriteriaProps extends Pick<FindingResult, 'criteria' | 'provisional'> {
  form: Definition;
  sources: readonly string[] | undefined;
}

function Criteria({ form, criteria, provisional, sources }: CriteriaProps) {
  return (
    <p class="second">
      {t(provisional ? 'result_criteria_provisional' : 'result_criteria', {
        criteria: criteriaOf(form, criteria, sources),
      })}
    </p>
  );
}

function scoreText({ lo, hi, of, missing }: Result['scores'][string]): string {
  if (lo === null || hi === null) return '';
  if (lo === hi) return t('result_counted', { of, n: lo });
  return t('result_counted_range', { of, min: lo, max: hi, missing });
}

/** What was not judged is said too, and why: it is neither good nor bad. */
export function NotDone({ all, ...of }: Omit<AboutProps, 'all'> & { all: readonly NotJudged[] }) {
  if (all.length === 0) return null;
  const byWhy = new Map<string, string[]>();
  for (const { title, items } of all) {
    const why = whyText(of, items) || t('result_not_asked');
    byWhy.set(why, [...new Set([...(byWhy.get(why) ?? []), inWords(title)])]);
  }
  return (
    <Panel title={t('result_not_done', { n: [...byWhy.values()].flat().length })} test="not-done">
      {[...byWhy].map(([why, titles]) => (
        <div key={why}>
          <strong>{why}</strong>
          <p class="second">{titles.join(t('list_comma'))}</p>
        </div>
      ))}
    </Panel>
  );
}
