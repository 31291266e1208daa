import { useEffect } from 'preact/hooks';
import type { Definition, FindingResult, Item, Result } from '../../forms/index.ts';
import { noteRead, ofKind, person, type RecordView, record } from '../../store/index.ts';
import {
  Button,
  FindingChip,
  Folded,
  Icon,
  LinkButton,
  Message,
  Panel,
  Screen,
  useRead,
} from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { isAmended } from '../shown/amending.ts';
import { recordDay } from '../shown/dates.ts';
import { answerField, answersOf, answerText, definitionIn, disputedOf, inWords } from '../shown/form.ts';
import { criteriaText, judgeSheet, numbersText } from '../shown/judge.ts';
import { Waiting } from '../shown/lists.tsx';
import { factsOf, fieldText } from '../shown/person.ts';
import { language, t } from '../words/index.ts';
import { FieldHistory } from './history.tsx';
import { Note, NotHere } from './notes.tsx';
import { startAmending } from './start-sheet.ts';

async function load(id: string) {
  const sheet = await record(id);
  if (!sheet) return null;
  const versions = await ofKind('form_version');
  const form = definitionIn(versions, fieldText(sheet.fields, 'form'), Number(sheet.fields.version));
  return { sheet, form };
}

/** S9 for the nurse: what the answers say, after the last of them. */
export function ResultPage({ submission: id }: { submission: string }) {
  const read = useRead(`result ${id}`, () => load(id));
  useEffect(() => noteRead('submission', id), [id]);
  if (read === undefined) {
    return (
      <Screen name="result_title" back="/today" test="screen-result">
        <Waiting rows={4} />
      </Screen>
    );
  }
  if (read === null || !read.form) {
    return <Note name="result_title" message="m43_sheet_not_here" test="m43" />;
  }
  const view = person(fieldText(read.sheet.fields, 'person'));
  if (!view) return <NotHere />;
  const result = judgeSheet(read.form, read.sheet);
  return <ForNurse view={view} sheet={read.sheet} form={read.form} result={result} />;
}

interface ForNurseProps {
  view: RecordView;
  sheet: RecordView;
  form: Definition;
  result: Result;
}

function ForNurse({ view, sheet, form, result }: ForNurseProps) {
  const session = fieldText(sheet.fields, 'session');
  return (
    <Screen
      name="result_title"
      person={factsOf(view.fields)}
      back={session ? `/salon/${session}` : `/p/${view.id}`}
      test="screen-result"
      foot={
        <>
          <LinkButton href={`/p/${view.id}/results/${fieldText(sheet.fields, 'on')}`} test="show-resident">
            {t('result_show')}
          </LinkButton>
          <LinkButton kind="primary" href={`/p/${view.id}/plan`} test="plan-next">
            {t('result_plan')}
          </LinkButton>
        </>
      }
    >
      <div class="sheet-line">
        <h2>{inWords(form.title)}</h2>
        <span class="second">{recordDay(fieldText(sheet.fields, 'on'))}</span>
        {sheet.unsent && <StatusChip status="kept" />}
        {sheet.held && <StatusChip status="held" />}
        {isAmended(sheet) && (
          <span class="amended" data-test="amended">
            <Icon name="pencil" /> {t('amended')}
          </span>
        )}
        {!sheet.held && (
          <Button icon="pencil" onPress={() => startAmending(view.id, sheet)} test="amend">
            {t('amend_do')}
          </Button>
        )}
      </div>
      {result.judged ? (
        <Judged form={form} sheet={sheet} result={result} />
      ) : (
        <Message>{t('result_later_update')}</Message>
      )}
      <div class="actions">
        {session && <LinkButton href={`/salon/${session}`}>{t('result_to_roster')}</LinkButton>}
        <LinkButton href={`/p/${view.id}`}>{t('result_to_person')}</LinkButton>
      </div>
    </Screen>
  );
}

function Judged({ form, sheet, result }: Omit<ForNurseProps, 'view'>) {
  const findings = Object.entries(result.findings);
  const main = findings.filter(([, finding]) => finding.role === 'result');
  const rules = findings.filter(([, finding]) => finding.role === 'rule');
  const answers = answersOf(sheet.fields);
  const risks = form.items.filter((item) => result.risk_items.includes(item.id));
  const twice = disputedOf(sheet);
  const disputed = form.items.filter((item) => item.id in twice);
  const missing = form.items.filter((item) => typeof (answers[item.id] ?? null) === 'object');
  return (
    <>
      <Panel title={t('result_findings')} test="findings">
        {main.map(([id, finding]) => (
          <Finding key={id} id={id} finding={finding} result={result} />
        ))}
        {rules.map(([id, finding]) => (
          <Finding key={id} id={id} finding={finding} result={result} />
        ))}
        {disputed.length > 0 && (
          <Message tone="conflict" test="disputed">
            {t('result_disputed', { items: numbersText(disputed) })}
          </Message>
        )}
        <p class="second">{t('result_limit')}</p>
      </Panel>
      <Panel title={t('result_risks')} test="risks">
        {risks.length === 0 ? <p>{t('result_no_risks')}</p> : <AnswerList items={risks} answers={answers} />}
        <p class="second" data-test="missing">
          {missing.length === 0
            ? t('result_all_answered')
            : t('result_missing', { n: missing.length, items: numbersText(missing) })}
        </p>
      </Panel>
      <Sources form={form} shown={[...main, ...rules].map(([id]) => id)} />
      <Folded title={t('result_answers')} test="all-answers">
        <AnswerList items={form.items} answers={answers} sheet={sheet} />
      </Folded>
    </>
  );
}

function Finding({ id, finding, result }: { id: string; finding: FindingResult; result: Result }) {
  const score = finding.score ? result.scores[finding.score] : undefined;
  return (
    <div data-test={`finding-of-${id}`}>
      <h3>{inWords(finding.title)}</h3>
      <div class="actions">
        <FindingChip state={finding.state} missing={finding.missing} />
        {score && <span data-test="score">{scoreText(score)}</span>}
      </div>
      {finding.state === 'positive' && finding.word.ja !== finding.chip.ja && <p>{inWords(finding.word)}</p>}
      <p class="second">
        {t(finding.provisional ? 'result_criteria_provisional' : 'result_criteria', {
          criteria: criteriaText(finding.criteria),
        })}
      </p>
    </div>
  );
}

/** What was written where about the criteria: one tap away, letter for letter. */
function Sources({ form, shown }: { form: Definition; shown: string[] }) {
  const used = new Set(
    form.findings.filter(({ id }) => shown.includes(id)).flatMap(({ sources }) => sources),
  );
  return (
    <Folded title={t('result_sources')} test="sources">
      <ul class="list answer-list">
        {form.sources
          .filter(({ id }) => used.has(id))
          .map(({ id, cite }) => (
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
  /** With it each answer that was corrected shows its history. */
  sheet?: RecordView;
}

/** The official question and what was answered, as words. */
function AnswerList({ items, answers, sheet }: AnswerListProps) {
  const twice: Record<string, unknown[]> = sheet ? disputedOf(sheet) : {};
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
            {(twice[item.id] ?? [answers[item.id]]).map((one) => answerText(item, one)).join(t('list_comma'))}
          </strong>
          {item.id in twice && <StatusChip status="conflict" />}
          {sheet && (
            <FieldHistory
              view={sheet}
              field={answerField(item.id)}
              label={t('sheet_number', { n: item.no })}
              say={(value) => answerText(item, value)}
            />
          )}
        </li>
      ))}
    </ol>
  );
}
