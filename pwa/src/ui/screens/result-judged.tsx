import type { ComponentChildren } from 'preact';
import type { Definition, FindingResult, GradingResult, Item, Result } from '../../forms/index.ts';
import type { RecordView } from '../../store/index.ts';
import { FindingChip, Folded, Message, Panel } from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { answerText, numberText } from '../shown/answers.ts';
import { withUnit } from '../shown/blocks.ts';
import { answerField, answersOf, disputedOf, inWords, isAnswered } from '../shown/form.ts';
import { chipWord, criteriaOf, missingItems, numbersText } from '../shown/judge.ts';
import { language, t } from '../words/index.ts';
import { FieldHistory } from './history.tsx';
import { RedFlag } from './sheet-notices.tsx';

interface JudgedProps {
  form: Definition;
  sheet: RecordView;
  result: Result;
  /** Drawn beside the measurements. */
  beside?: ComponentChildren;
  /** Drawn under the findings. */
  under?: ComponentChildren;
}

/** What the answers of any form come to: what must not wait, findings, measurements, and what is missing. */
export function Judged({ form, sheet, result, beside, under }: JudgedProps) {
  const answers = answersOf(sheet.fields);
  const risks = form.items.filter((item) => result.risk_items.includes(item.id));
  const twice = disputedOf(sheet);
  const disputed = form.items.filter((item) => item.id in twice);
  const missing = missingItems(form, result);
  const flags = Object.entries(result.red_flags).filter(([, { state }]) => state === 'positive');
  const done = (items: readonly string[] = []) => items.some((item) => isAnswered(answers[item]));
  const findings = findingsByRole(result);
  const itemsOf = (id: string) => form.findings.find((one) => one.id === id)?.items;
  const judged = findings.filter(([id, { role }]) => role === 'result' || done(itemsOf(id)));
  const gradings = Object.entries(result.gradings);
  const graded = gradings.filter(([id]) => done(form.gradings?.find((one) => one.id === id)?.items));
  const open = form.items.filter((item) => isShown(result)(item) && !isAnswered(answers[item.id]));
  return (
    <>
      {flags.map(([id, flag]) => (
        <RedFlag key={id} flag={flag} />
      ))}
      <Measures result={result} form={form} />
      {beside}
      {(judged.length > 0 || graded.length > 0 || disputed.length > 0) && (
        <Panel title={t('result_findings')} test="findings">
          {judged.map(([id, finding]) => (
            <Finding key={id} id={id} finding={finding} result={result} form={form} />
          ))}
          {graded.map(([id, grading]) => (
            <Grading key={id} id={id} grading={grading} form={form} />
          ))}
          {disputed.length > 0 && (
            <Message tone="conflict" test="disputed">
              {t('result_disputed', { items: numbersText(disputed) })}
            </Message>
          )}
          <p class="second">{t('result_limit')}</p>
        </Panel>
      )}
      {under}
      <Panel title={t(asksRisks(form) ? 'result_risks' : 'result_gaps')} test="risks">
        {asksRisks(form) &&
          (risks.length === 0 ? (
            <p>{t('result_no_risks')}</p>
          ) : (
            <AnswerList items={risks} answers={answers} form={form} />
          ))}
        <p class="second" data-test="missing">
          {missing.length > 0
            ? t('result_missing', { n: missing.length, items: numbersText(missing) })
            : t(open.length === 0 ? 'result_all_answered' : 'result_some_open', { n: open.length })}
        </p>
      </Panel>
      <NotDone result={result} findings={findings.filter((one) => !judged.includes(one))} />
      <Sources form={form} shown={judged.map(([id]) => id)} />
      <Folded title={t('result_answers')} test="all-answers">
        <AnswerList items={form.items.filter(isShown(result))} answers={answers} form={form} sheet={sheet} />
      </Folded>
    </>
  );
}

const isShown =
  ({ shown }: Result) =>
  ({ id }: Item): boolean =>
    shown.includes(id);

const asksRisks = ({ items }: Definition): boolean => items.some(({ risk }) => risk !== null);

const ROLES = ['result', 'test', 'rule'] as const;

/** The whole first, then single tests, then criteria beside it; groups are for talking with her. */
function findingsByRole({ findings }: Result): [string, FindingResult][] {
  const all = Object.entries(findings);
  return ROLES.flatMap((role) => all.filter(([, finding]) => finding.role === role));
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
      <h3>{inWords(finding.title)}</h3>
      <div class="actions">
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
      <h3>{inWords(grading.title)}</h3>
      {open || state === 'not_administered' ? (
        <div class="actions">
          <FindingChip state={state} missing={missing_items.length} />
          {open && names.length > 0 && (
            <span>{t('result_may_be', { names: names.join(t('list_comma')) })}</span>
          )}
        </div>
      ) : (
        <p>
          <strong>{inWords(grading.word)}</strong>
        </p>
      )}
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

/** What was not measured is said too, one tap away: it is neither good nor bad. */
function NotDone({ result, findings }: { result: Result; findings: [string, FindingResult][] }) {
  const measures = Object.values(result.measures).filter(({ value }) => value === null);
  const titles = [...measures, ...findings.map(([, finding]) => finding)].map(({ title }) => inWords(title));
  if (titles.length === 0) return null;
  return (
    <Folded title={t('result_not_done', { n: titles.length })} test="not-done">
      <ul class="list answer-list">
        {titles.map((title) => (
          <li key={title}>
            {title} <span class="second">{t('result_not_evaluated')}</span>
          </li>
        ))}
      </ul>
    </Folded>
  );
}

/** Each measurement with the value that counts; what was not measured says so. */
export function Measures({ result, form }: { result: Result; form?: Definition }) {
  const tried = new Set(form?.measures?.filter(({ rows }) => rows.length > 0).map(({ id }) => id));
  const measures = Object.entries(result.measures).filter(
    ([, { value, known }]) => value !== null || known > 0,
  );
  if (measures.length === 0) return null;
  return (
    <Panel title={t('result_measures')} test="measures">
      <dl class="facts">
        {measures.map(([id, one]) => (
          <>
            <dt key={`${id}-title`}>{inWords(one.title)}</dt>
            <dd key={id} data-test={`measured-${id}`}>
              {one.value === null ? t('result_not_evaluated') : <strong>{numberText(one.value, one)}</strong>}
              {tried.has(id) && one.of > 1 && one.known > 0 && (
                <span class="second"> {t('result_trials', { n: one.known, of: one.of })}</span>
              )}
              {one.provisional && one.value !== null && <span class="second"> {t('provisional')}</span>}
            </dd>
          </>
        ))}
      </dl>
    </Panel>
  );
}

/** What was written where about the criteria: one tap away, letter for letter. */
function Sources({ form, shown }: { form: Definition; shown: string[] }) {
  const claims = [
    ...form.findings.filter(({ id }) => shown.includes(id)),
    ...(form.gradings ?? []),
    ...(form.red_flags ?? []),
    ...(form.locks ?? []),
  ];
  const used = new Set(claims.flatMap(({ sources }) => sources));
  const cited = form.sources.filter(({ id }) => used.has(id));
  if (cited.length === 0) return null;
  return (
    <Folded title={t('result_sources')} test="sources">
      <ul class="list answer-list">
        {cited.map(({ id, cite }) => (
          <li key={id}>{cite}</li>
        ))}
      </ul>
    </Folded>
  );
}

function scoreText({ lo, hi, of, missing }: Result['scores'][string]): string {
  if (lo === null || hi === null) return '';
  if (lo === hi) return t('result_counted', { of, n: lo });
  return t('result_counted_range', { of, min: lo, max: hi, missing });
}

interface AnswerListProps {
  items: readonly Item[];
  answers: Record<string, unknown>;
  form: Definition;
  /** With it each answer that was corrected shows its history. */
  sheet?: RecordView;
}

/** The official question and what was answered, as words. */
function AnswerList({ items, answers, form, sheet }: AnswerListProps) {
  const twice: Record<string, unknown[]> = sheet ? disputedOf(sheet) : {};
  const say = (item: Item, value: unknown) => answerText(withUnit(form, item), value, form.reasons);
  return (
    <ol class="list answer-list">
      {items.map((item) => (
        <li key={item.id} data-test="answer">
          <span lang="ja">
            {item.no} {item.wording}
          </span>
          {language.value === 'en' && (
            <span class="reference" lang="en">
              {item.reference_en}
            </span>
          )}
          <strong class="answer-given">
            {(twice[item.id] ?? [answers[item.id]]).map((one) => say(item, one)).join(t('list_comma'))}
          </strong>
          {item.id in twice && <StatusChip status="conflict" />}
          {sheet && (
            <FieldHistory
              view={sheet}
              field={answerField(item.id)}
              label={t('sheet_number', { n: item.no })}
              say={(value) => say(item, value)}
            />
          )}
        </li>
      ))}
    </ol>
  );
}
