import { LinkButton, Message, Panel } from '../parts/index.ts';
import { recordDay } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { criteriaText } from '../shown/judge.ts';
import { KdbUsed } from '../shown/kdb-used.tsx';
import { language, t } from '../words/index.ts';
import { amended, OpenValues } from './fields.tsx';
import { Verdict } from './findings.tsx';
import { FieldHistory } from './history.tsx';
import { Gradings, Measures, RedFlags } from './judged.tsx';
import { JudgedAgain } from './judgedagain.tsx';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { PersonName } from './names.tsx';
import { PaneHead } from './rows.tsx';
import type { Finding, Item, Score, SheetPage as Sheet } from './types-sheets.ts';
import { answeredByWord, answerWord, moment } from './values.ts';
import { o } from './words.ts';

const field = (item: string): string => `a.${item}`;

/** 12問中5問, or the range it may be while answers are missing. */
function scoreWords(score: Score | undefined): string {
  if (!score || score.lo === null || score.hi === null) return '';
  const { lo, hi, of, missing } = score;
  if (lo === hi) return o('sheet_score', { n: lo, of });
  return o('sheet_score_range', { min: lo, max: hi, of, missing });
}

function numbers(sheet: Sheet, ids: string[]): string {
  const found = sheet.items.filter((item) => ids.includes(item.id));
  return found.map((item) => o('sheet_number', { n: item.no })).join(t('list_comma'));
}

/** The answers a finding rests on, in words: 「3番 いいえ」. */
function Counted({ sheet, ids }: { sheet: Sheet; ids: string[] }) {
  const items = sheet.items.filter((item) => ids.includes(item.id));
  if (items.length === 0) return <p class="second">{o('sheet_counted_none')}</p>;
  return (
    <ul class="o-counted" data-test="counted">
      {items.map((item) => (
        <li key={item.id}>
          {o('sheet_number', { n: item.no })} {item.wording}{' '}
          <strong>{answerWord(sheet.answers[item.id], item)}</strong>
        </li>
      ))}
    </ul>
  );
}

/** What the whole sheet came to: the chip, its score, the criteria it was judged by, and why. */
function Result({ sheet, finding }: { sheet: Sheet; finding: Finding }) {
  const score = finding.score === null ? undefined : sheet.scores[finding.score];
  return (
    <div class="o-result" data-test="result" data-finding={finding.id}>
      <p class="o-result-line">
        <Verdict finding={finding} />
        <strong>{finding.title}</strong>
        <span>{scoreWords(score)}</span>
        {finding.provisional && <span class="o-provisional">{t('provisional')}</span>}
      </p>
      <p class="second">{o('sheet_criteria', { criteria: criteriaText(finding.criteria) })}</p>
      {finding.unanswered.length > 0 && (
        <p>
          {o('sheet_missing', { n: finding.unanswered.length, items: numbers(sheet, finding.unanswered) })}
        </p>
      )}
      <h3>{o('sheet_counted')}</h3>
      <Counted sheet={sheet} ids={finding.counted} />
    </div>
  );
}

/** The extraction rules and groups that are met or open: one line each, the rest is folded into a sentence. */
function SmallFindings({ sheet }: { sheet: Sheet }) {
  const small = sheet.findings.filter(
    ({ role, state }) => role !== 'result' && state !== 'negative' && state !== 'not_administered',
  );
  if (small.length === 0) return null;
  return (
    <>
      <h3>{o('sheet_groups')}</h3>
      <ul class="o-small-findings" data-test="small-findings">
        {small.map((finding) => (
          <li key={finding.id} class="o-small-finding">
            <Verdict finding={finding} /> {finding.title}{' '}
            {finding.provisional && <span class="o-provisional">{t('provisional')}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}

function Findings({ sheet }: { sheet: Sheet }) {
  const results = sheet.findings.filter((finding) => finding.role === 'result');
  const isNote = sheet.items.length > 0 && sheet.findings.length + sheet.gradings.length === 0;
  if (isNote) return null;
  return (
    <Panel title={o('sheet_findings')} test="sheet-findings">
      {sheet.findings.length === 0 && <p>{o('not_judged')}</p>}
      {results.map((finding) => (
        <Result key={finding.id} sheet={sheet} finding={finding} />
      ))}
      <Gradings gradings={sheet.gradings} />
      <SmallFindings sheet={sheet} />
      <p class="second">{o('sheet_note')}</p>
    </Panel>
  );
}

/** Whether an answer counted towards the result of the sheet, or is one to look at all the same. */
function markOf(sheet: Sheet, item: Item): 'sheet_counts' | 'sheet_risk' | null {
  const counted = sheet.findings.some((each) => each.role === 'result' && each.counted.includes(item.id));
  if (counted) return 'sheet_counts';
  return sheet.risk_items.includes(item.id) ? 'sheet_risk' : null;
}

/** One question with its answer, letter for letter; its history one press away. */
function Question({ sheet, item, again }: { sheet: Sheet; item: Item; again: () => void }) {
  const record = { ...sheet, kind: 'submission' as const, form_version: `${sheet.form}/${sheet.version}` };
  const mark = markOf(sheet, item);
  const answer = sheet.answers[item.id];
  const open = <OpenValues record={record} field={field(item.id)} items={sheet.items} />;
  const state =
    typeof answer === 'object' && answer !== null
      ? 'state'
      : answer === undefined || answer === null
        ? 'gap'
        : 'code';
  return (
    <li class="o-question" data-test={`answer-${item.no}`} data-item={item.id}>
      <p class="o-question-words">
        <span class="question-number">{item.no}</span>
        <span>
          {item.wording}
          {item.note && <span class="question-note">{item.note}</span>}
          {language.value === 'en' && item.reference_en && <span class="reference">{item.reference_en}</span>}
        </span>
      </p>
      <p class="o-question-answer">
        <strong class={`o-value o-answer-${state}`}>{answerWord(answer, item)}</strong>
        {sheet.amended.includes(item.id) && (
          <span class="o-amended" data-test="amended">
            {o('sheet_amended')}
          </span>
        )}
        {mark && (
          <span class="o-counts" data-test="counts">
            {o(mark)}
          </span>
        )}
      </p>
      <FieldHistory
        record={amended(record)}
        field={field(item.id)}
        label={o('sheet_answer_to', { n: item.no })}
        items={sheet.items}
        changed={again}
      />
      {open}
    </li>
  );
}

function Facts({ sheet }: { sheet: Sheet }) {
  const by = sheet.entered_by;
  const who = answeredByWord(sheet.answered_by);
  const facts = [
    [o('sheet_on'), recordDay(sheet.on)],
    [o('sheet_answered_by'), sheet.fields.medium === 'paper' ? o('sheet_on_paper', { who }) : who],
    [
      o('sheet_entered_by'),
      by ? [o('san', { name: by.name }), by.device].filter(Boolean).join(' ') : o('nobody'),
    ],
    [o('sheet_saved_at'), sheet.at ? moment(sheet.at) : o('nobody')],
  ];
  return (
    <dl class="o-facts o-facts-two" data-test="sheet-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** S20, thin: one answer sheet with its questions, what it came to and why, who and when. */
export function SheetPage({ id }: { id: string }) {
  const load = useLoad<Sheet>(`/office/submissions/${id}`);
  return (
    <Loaded load={load} rows={10}>
      {(sheet) => (
        <>
          <PaneHead
            title={<PersonName person={sheet.person} />}
            note={o('sheet_version', { title: inWords(sheet.title), n: sheet.version })}
            aside={
              <LinkButton kind="text" href={`/o/p/${sheet.person.id}`} test="sheet-person">
                {o('person_open')}
              </LinkButton>
            }
            test="sheet-title"
          />
          {sheet.trial && <Message test="trial">{t('trial_here')}</Message>}
          <Facts sheet={sheet} />
          <RedFlags flags={sheet.red_flags} />
          <Findings sheet={sheet} />
          {sheet.kdb && <KdbUsed {...sheet.kdb} />}
          <Measures measures={sheet.measures} />
          <JudgedAgain id={sheet.id} version={sheet.version} />
          <Panel title={o('sheet_answers')} test="sheet-answers">
            {sheet.items.length === 0 && <Message>{o('sheet_form_missing')}</Message>}
            <ol class="o-questions">
              {sheet.items.map((item) => (
                <Question key={item.id} sheet={sheet} item={item} again={load.again} />
              ))}
            </ol>
          </Panel>
        </>
      )}
    </Loaded>
  );
}
