import { useState } from 'preact/hooks';
import { go } from '../../router.ts';
import { Back, Button, Message, onSubmit, TextField } from '../parts/index.ts';
import { inWords } from '../shown/form.ts';
import { editionPath, formTrouble, takeStep } from './formcalls.ts';
import { FormDiffPanel } from './formdiff.tsx';
import { FormNotes } from './formnotes.tsx';
import { FormPreview } from './formpreview.tsx';
import { StateMark } from './forms.tsx';
import { Triers } from './formtriers.tsx';
import type { Edition, Step } from './formtypes.ts';
import { JudgingPeriod } from './judgingperiod.tsx';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { Panes } from './panes.tsx';
import { PaneHead } from './rows.tsx';
import { moment } from './values.ts';
import { o } from './words.ts';

/** One version of a form of the town's own: what it asks, what differs, and the next step. */
export function FormEditionPage({ id }: { id: string }) {
  const load = useLoad<Edition>(editionPath(id));
  return (
    <Panes
      whole
      list={
        <Loaded load={load} rows={8}>
          {(edition) => <Whole edition={edition} again={load.again} />}
        </Loaded>
      }
    />
  );
}

function Whole({ edition, again }: { edition: Edition; again: () => Promise<void> }) {
  const { definition, before, notes } = edition;
  return (
    <>
      <div class="o-back">
        <Back to="/o/forms" />
      </div>
      <PaneHead
        title={`${inWords(edition.title)} ${o('forms_version', { n: edition.version })}`}
        aside={<StateMark edition={edition} />}
        test="edition-title"
      />
      <div class="o-edition">
        <div class="o-forms">
          <Next edition={edition} again={again} />
          <Triers edition={edition} again={again} />
          <FormDiffPanel before={before} now={definition} />
          {edition.origin === 'spreadsheet' && (
            <section class="panel" data-test="form-notes">
              {notes.length > 0 ? <FormNotes notes={notes} /> : <p>{o('form_notes_none')}</p>}
            </section>
          )}
          {edition.state !== 'draft' && (
            <JudgingPeriod
              page={{
                form: edition.form,
                choices: [],
                in_force: {},
                versions: [{ version: edition.version }],
              }}
            />
          )}
          <Steps edition={edition} />
        </div>
        <FormPreview form={definition} />
      </div>
    </>
  );
}

/** The order in which steps stand: forward first. */
const ORDER: Step[] = ['test', 'publish', 'retire', 'recall', 'drop'];

interface NextProps {
  edition: Edition;
  again: () => Promise<void>;
}

/** What can be done with it now. Each step says what it means before it is taken. */
function Next({ edition, again }: NextProps) {
  const [asked, setAsked] = useState<Step>();
  const steps = ORDER.filter((step) => edition.steps_open.includes(step));
  if (steps.length === 0)
    return (
      <section class="panel">
        <h2>{o('form_next')}</h2>
        <p>{o('form_ended')}</p>
      </section>
    );
  return (
    <section class="panel" data-test="form-next">
      <h2>{o('form_next')}</h2>
      {asked ? (
        <Ask
          key={asked}
          edition={edition}
          step={asked}
          done={async () => {
            setAsked(undefined);
            await again();
          }}
          stop={() => setAsked(undefined)}
        />
      ) : (
        <div class="actions">
          {steps.map((step, at) => (
            <Button
              key={step}
              kind={at === 0 ? 'primary' : 'outline'}
              onPress={() => setAsked(step)}
              test={`step-${step}`}
            >
              {wordOf(step, edition)}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}

function wordOf(step: Step, { state }: Edition): string {
  return o(step === 'publish' && state === 'retired' ? 'form_do_publish_again' : `form_do_${step}`);
}

interface AskProps {
  edition: Edition;
  step: Step;
  done: () => Promise<void>;
  stop: () => void;
}

function Ask({ edition, step, done, stop }: AskProps) {
  const [reason, setReason] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const take = async () => {
    const why = reason.trim();
    if (step === 'recall' && !why) return setTrouble(o('form_reason_needed'));
    const reply = await takeStep(edition.id, step, why || undefined);
    if (!reply.ok) return setTrouble(formTrouble(reply));
    if (reply.value.id !== edition.id) return go(`/o/forms/${reply.value.id}`);
    await done();
  };
  return (
    <form class="o-forms" onSubmit={onSubmit(take)} data-test="form-ask">
      <p>{aboutText(step, edition)}</p>
      {step === 'recall' && (
        <TextField
          label={o('form_reason')}
          value={reason}
          onText={setReason}
          maxLength={300}
          lang="ja"
          test="recall-reason"
        />
      )}
      {trouble && (
        <Message tone="problem" test="step-trouble">
          {trouble}
        </Message>
      )}
      <div class="actions">
        <Button kind="primary" submit test="step-take">
          {wordOf(step, edition)}
        </Button>
        <Button onPress={stop} test="step-stop">
          {o('form_not')}
        </Button>
      </div>
    </form>
  );
}

function aboutText(step: Step, { version, before, triers }: Edition): string {
  if (step === 'publish' && triers !== null) return o('form_about_publish_tried', { n: version });
  if (step === 'publish')
    return before
      ? o('form_about_publish_over', { n: version, before: before.version })
      : o('form_about_publish', { n: version });
  return o(`form_about_${step}`);
}

/** Every step it has taken, by whom and when. */
function Steps({ edition }: { edition: Edition }) {
  return (
    <section class="panel" data-test="form-steps">
      <h2>{o('form_steps')}</h2>
      <ol class="o-steps">
        {edition.steps.map(({ step, by, at, reason }) => (
          <li key={`${step}${at}`}>
            <strong>{o(`form_step_${step}`)}</strong>{' '}
            <span class="second">{o('form_step_line', { at: moment(at), name: by })}</span>
            {reason && <p>{reason}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
