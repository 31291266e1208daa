import type { ComponentChildren } from 'preact';
import type { Definition, Item, Result } from '../../forms/index.ts';
import type { RecordView } from '../../store/index.ts';
import { Folded, Message, Panel } from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { answerText, numberText } from '../shown/answers.ts';
import { withUnit } from '../shown/blocks.ts';
import { type About, readingOf } from '../shown/findings.ts';
import { answerField, answersOf, disputedOf, inWords, isAnswered } from '../shown/form.ts';
import { missingItems, numbersText } from '../shown/judge.ts';
import { language, t } from '../words/index.ts';
import { FieldHistory } from './history.tsx';
import { AboutAll, NotDone } from './result-told.tsx';
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
  const { open: told, below, notJudged } = readingOf(form, result, answers);
  const open = form.items.filter((item) => isShown(result)(item) && !isAnswered(answers[item.id]));
  return (
    <>
      {flags.map(([id, flag]) => (
        <RedFlag key={id} flag={flag} />
      ))}
      {told.length + below.length + disputed.length > 0 && (
        <Panel title={t('result_findings')} test="findings">
          {disputed.length > 0 && (
            <Message tone="conflict" test="disputed">
              {t('result_disputed', { items: numbersText(disputed) })}
            </Message>
          )}
          {told.length === 0 && below.length > 0 && <p>{t('result_none_meets')}</p>}
          <AboutAll all={told} result={result} form={form} answers={answers} />
          <p class="second">{t('result_limit')}</p>
        </Panel>
      )}
      {below.length > 0 && (
        <Folded title={t('result_below', { n: countOf(below) })} test="below">
          <AboutAll all={below} result={result} form={form} answers={answers} />
        </Folded>
      )}
      {under}
      <Measures result={result} form={form} />
      {beside}
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
      <NotDone all={notJudged} result={result} form={form} answers={answers} />
      <Sources form={form} shown={[...told, ...below].flatMap((about) => about.told.map(({ id }) => id))} />
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

const countOf = (all: readonly About[]) => all.reduce((sum, { told }) => sum + told.length, 0);

/** Each measurement with the value that counts; what was not measured says so. */
export function Measures({ result, form }: { result: Result; form?: Definition }) {
  const tried = new Set(form?.measures?.filter(({ rows }) => rows.length > 0).map(({ id }) => id));
  const measures = Object.entries(result.measures).filter(
    ([, { value, known }]) => value !== null || known > 0,
  );
  if (measures.length === 0) return null;
  return (
    <Panel title={t('result_measures')} test="measures">
      <dl class="facts facts-beside">
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
