import type { Definition } from '../../forms/index.ts';
import { query } from '../../router.ts';
import { canonical, drafts, identity, ofKind, ofPerson, person, type RecordView } from '../../store/index.ts';
import { Icon, Message, onPress, Panel, Screen, useRead } from '../parts/index.ts';
import { TrialMark } from '../parts/trial.tsx';
import { recordDay } from '../shown/dates.ts';
import { inWords, questionsOf } from '../shown/form.ts';
import { draftOf, formsFor, outOfUseHere, trialsFor } from '../shown/forms-here.ts';
import { byText, Waiting } from '../shown/lists.tsx';
import { factsOf, fieldText } from '../shown/person.ts';
import { inPractice } from '../shown/practice.ts';
import { t } from '../words/index.ts';
import { NotHere } from './notes.tsx';
import { startSheet } from './start-sheet.ts';

async function load(id: string) {
  const [records, versions, open] = await Promise.all([ofPerson(id), ofKind('form_version'), drafts()]);
  return { sheets: records.filter(({ kind }) => kind === 'submission'), versions, open };
}

/** Every form that may be filled of this person: which is under way, and when it was filled last. */
export function ChooseForm({ person: id }: { person: string }) {
  const session = query().get('session') ?? undefined;
  const read = useRead(`forms ${id}`, () => load(id));
  const view = person(id);
  if (!view) return <NotHere />;
  const forms = read ? formsFor(read.versions, identity.value?.roles ?? [], inPractice()) : [];
  const trials = read && !inPractice() ? trialsFor(read.versions, identity.value?.roles ?? []) : [];
  const ended = read ? outOfUseHere(read.versions) : [];
  const hers = (whom: string) => canonical(whom) === canonical(id);
  return (
    <Screen
      name="forms_title"
      person={factsOf(view.fields)}
      back={session ? `/salon/${session}` : `/p/${view.id}`}
      test="screen-forms"
    >
      <Panel title={t('forms_title')} test="forms">
        {!read && <Waiting rows={4} />}
        {read && forms.length === 0 && <Message>{t('sheet_no_form')}</Message>}
        <ul class="list">
          {read &&
            forms.map((form) => (
              <li key={form.form}>
                <FormRow
                  form={form}
                  note={noteOf(form, draftOf(read.open, form.form, hers, session)?.answers, read.sheets)}
                  onChoose={() => startSheet(view.id, form, session)}
                />
              </li>
            ))}
          {trials.map((form) => (
            <li key={`${form.form}/${form.version}`}>
              <FormRow
                form={form}
                note={t('trial_here')}
                onChoose={() => startSheet(view.id, form, session)}
                trial
              />
            </li>
          ))}
        </ul>
      </Panel>
      {ended.length > 0 && (
        <Panel title={t('forms_out')} test="forms-out">
          <ul class="list">
            {ended.map(({ form, reason }) => (
              <li key={form.form} class="row row-still">
                <span class="row-main">
                  <strong>{inWords(form.title)}</strong>
                  <span class="row-note">{t('version_why', { reason })}</span>
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </Screen>
  );
}

interface FormRowProps {
  form: Definition;
  note: string;
  onChoose: () => unknown;
  trial?: boolean;
}

function FormRow({ form, note, onChoose, trial }: FormRowProps) {
  const test = `${trial ? 'trial' : 'form'}-${form.form}`;
  return (
    <button type="button" class="row" onClick={onPress(onChoose)} data-test={test}>
      <Icon name="sheet" />
      <span class="row-main">
        <span class="row-title">
          {inWords(form.title)} {trial && <TrialMark />}
        </span>
        <span class="row-note">{note}</span>
      </span>
      <Icon name="go" class="go" />
    </button>
  );
}

function noteOf(form: Definition, under: object | undefined, sheets: RecordView[]): string {
  if (under) {
    const [done, all] = [Object.keys(under).length, questionsOf(form).length];
    return `${t('status_draft')} ${t('draft_progress', { done, all })}`;
  }
  const last = sheets
    .filter(({ fields }) => fields.form === form.form)
    .sort(byText('on'))
    .at(-1);
  return last ? t('forms_last', { date: recordDay(fieldText(last.fields, 'on')) }) : t('forms_never');
}
