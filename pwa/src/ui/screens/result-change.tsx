import type { Definition, OutcomeResult } from '../../forms/index.ts';
import { Panel } from '../parts/index.ts';
import { numberText } from '../shown/answers.ts';
import { recordDay } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { criteriaOf } from '../shown/judge.ts';
import type { Earlier, Measured } from '../shown/result-sheet.ts';
import { differenceText } from '../shown/rounds.ts';
import { t, type WordKey } from '../words/index.ts';

const WORDS: Record<OutcomeResult['state'], WordKey> = {
  improved: 'changes_improved',
  kept: 'changes_kept',
  worse: 'changes_worse',
  not_evaluated: 'changes_not_evaluated',
};

/** For staff: last time and now side by side; whether that is for the better only where a criterion says it. */
export function Changes({ all, form }: { all: readonly Measured[]; form: Definition }) {
  if (all.length === 0) return null;
  return (
    <Panel title={t('changes_title')} test="changes">
      <dl class="facts">
        {all.map((one) => (
          <>
            <dt key={`${one.id}-title`}>{inWords(one.title)}</dt>
            <dd key={one.id} data-test={`change-${one.id.split('.').at(-1)}`}>
              {one.before && <Change one={one} before={one.before} form={form} />}
            </dd>
          </>
        ))}
      </dl>
    </Panel>
  );
}

function Change({ one, before, form }: { one: Measured; before: Earlier; form: Definition }) {
  const then = { number: numberText(before.value, one), date: recordDay(before.on) };
  return (
    <>
      <span class="second">{t('changes_then', then)}</span>{' '}
      {t('changes_now', { number: numberText(one.value, one) })}
      <br />
      {before.comparable ? <strong>{differenceText(one)}</strong> : t('changes_other_way')}
      {before.outcomes.map((outcome) => (
        <p key={outcome.title.ja} data-test="outcome">
          {inWords(outcome.title)} <strong>{t(WORDS[outcome.state])}</strong>{' '}
          <span class="second">
            {t(outcome.provisional ? 'result_criteria_provisional' : 'result_criteria', {
              criteria: criteriaOf(form, outcome.criteria, sourcesOf(form, outcome)),
            })}
          </span>
        </p>
      ))}
    </>
  );
}

function sourcesOf({ outcomes = [] }: Definition, { criteria }: OutcomeResult) {
  return outcomes.find((one) => one.criteria === criteria)?.sources;
}
