import { Panel } from '../parts/index.ts';
import { digitsText } from '../shown/answers.ts';
import { criteriaText } from '../shown/judge.ts';
import { t } from '../words/index.ts';
import type { Grading, Measure, RedFlag } from './types-sheets.ts';
import { o } from './words.ts';

function Provisional({ when }: { when: boolean }) {
  return when ? <span class="o-provisional">{t('provisional')}</span> : null;
}

/** What must not wait, first of all and with what to do. */
export function RedFlags({ flags }: { flags: RedFlag[] }) {
  if (flags.length === 0) return null;
  return (
    <Panel title={o('sheet_red_flags')} test="red-flags">
      <ul class="o-small-findings">
        {flags.map(({ id, title, action, provisional }) => (
          <li key={id} data-test="red-flag" data-flag={id}>
            <strong>{title}</strong> <Provisional when={provisional} />
            <p>{action}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The classes a sheet came to: プレフレイル, カテゴリーⅡ. */
export function Gradings({ gradings }: { gradings: Grading[] }) {
  const told = gradings.filter(({ state }) => state !== 'not_administered');
  return (
    <>
      {told.map(({ id, title, word, criteria, provisional }) => (
        <div key={id} class="o-result" data-test="grading" data-grading={id}>
          <p class="o-result-line">
            <strong>{title}</strong>
            <span>{word}</span>
            <Provisional when={provisional} />
          </p>
          <p class="second">{o('sheet_criteria', { criteria: criteriaText(criteria) })}</p>
        </div>
      ))}
    </>
  );
}

/** What was measured: of several trials the one that counts. */
export function Measures({ measures }: { measures: Measure[] }) {
  const told = measures.flatMap((one) => (one.value === null ? [] : [{ ...one, value: one.value }]));
  if (told.length === 0) return null;
  return (
    <Panel title={o('sheet_measures')} test="measures">
      <dl class="o-facts o-facts-two">
        {told.map((one) => (
          <div key={one.id} data-test="measure" data-measure={one.id}>
            <dt>{one.title}</dt>
            <dd>
              {digitsText(one.value, one)} {one.unit} <Provisional when={one.provisional} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
