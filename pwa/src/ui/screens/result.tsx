import { useEffect } from 'preact/hooks';
import type { Definition, Result } from '../../forms/index.ts';
import { noteRead, ofKind, ofPerson, person, type RecordView, record } from '../../store/index.ts';
import { Button, Icon, LinkButton, Message, Screen, useRead } from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { TrialMark } from '../parts/trial.tsx';
import { isAmended } from '../shown/amending.ts';
import { recordDay } from '../shown/dates.ts';
import { isTrial } from '../shown/decisions.ts';
import { definitionIn, inWords } from '../shown/form.ts';
import { judgeSheet, kdbOf } from '../shown/judge.ts';
import { KdbUsed } from '../shown/kdb-used.tsx';
import { Waiting } from '../shown/lists.tsx';
import { factsOf, fieldText } from '../shown/person.ts';
import { changesOf, isForHer, type Measured } from '../shown/result-sheet.ts';
import { judgedOf, roundsBefore } from '../shown/rounds.ts';
import { t } from '../words/index.ts';
import { Note, NotHere } from './notes.tsx';
import { Changes } from './result-change.tsx';
import { Judged } from './result-judged.tsx';
import { startAmending } from './start-sheet.ts';

async function load(id: string) {
  const sheet = await record(id);
  if (!sheet) return null;
  const versions = await ofKind('form_version');
  const form = definitionIn(versions, fieldText(sheet.fields, 'form'), Number(sheet.fields.version));
  if (!form) return { sheet, form, changes: [] };
  const before = roundsBefore(sheet, await ofPerson(fieldText(sheet.fields, 'person')), versions);
  return { sheet, form, changes: judgedOf(sheet, versions).flatMap((now) => changesOf(now, before)) };
}

/** S9 for the nurse: what the answers say, after the last of them. */
export function ResultPage({ submission: id }: { submission: string }) {
  const read = useRead(`result ${id}`, () => load(id));
  useEffect(() => noteRead('submission', id), [id]);
  const compared = [...new Set(read?.changes.map(({ before }) => before?.sheet))].join(' ');
  useEffect(() => {
    for (const sheet of compared.split(' ')) if (sheet) noteRead('submission', sheet);
  }, [compared]);
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
  return <ForNurse view={view} sheet={read.sheet} form={read.form} result={result} changes={read.changes} />;
}

interface ForNurseProps {
  view: RecordView;
  sheet: RecordView;
  form: Definition;
  result: Result;
  changes: Measured[];
}

function ForNurse({ view, sheet, form, result, changes }: ForNurseProps) {
  const session = fieldText(sheet.fields, 'session');
  const kdb = kdbOf(form, sheet);
  return (
    <Screen
      name="result_title"
      person={factsOf(view.fields)}
      back={session ? `/salon/${session}` : `/p/${view.id}`}
      test="screen-result"
      foot={
        <>
          {isForHer(form) && !isTrial(form.form, form.version) && (
            <LinkButton href={`/p/${view.id}/results/${fieldText(sheet.fields, 'on')}`} test="show-resident">
              {t('result_show')}
            </LinkButton>
          )}
          <LinkButton kind="primary" href={`/p/${view.id}/plan`} test="plan-next">
            {t('result_plan')}
          </LinkButton>
        </>
      }
    >
      <div class="sheet-line">
        <h2>{inWords(form.title)}</h2>
        <span class="second">{recordDay(fieldText(sheet.fields, 'on'))}</span>
        {isTrial(form.form, form.version) && <TrialMark />}
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
        <Judged
          form={form}
          sheet={sheet}
          result={result}
          beside={<Changes all={changes} form={form} />}
          under={kdb && <KdbUsed {...kdb} />}
        />
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
