import { useState } from 'preact/hooks';
import { Back, Button, Message, onSubmit, TextField } from '../parts/index.ts';
import { recordDay } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { t } from '../words/index.ts';
import {
  type DecisionMade,
  type DecisionsPage,
  decisionsPath,
  type Fact,
  stepVersion,
  type TownChoice,
  undoChoice,
  type VersionHere,
  type VersionStep,
} from './decisiontypes.ts';
import { formTrouble } from './formcalls.ts';
import { FormCriteria, valueText } from './formcriteria.tsx';
import { JudgingPeriod } from './judgingperiod.tsx';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { Panes } from './panes.tsx';
import { PaneHead } from './rows.tsx';
import { moment } from './values.ts';
import { o } from './words.ts';

/** A form that came with the app, as this town has it: criteria, versions, and every decision about it. */
export function BroughtFormPage({ form }: { form: string }) {
  const load = useLoad<DecisionsPage>(decisionsPath(form));
  return (
    <Panes
      whole
      list={
        <Loaded load={load} rows={8}>
          {(page) => (
            <>
              <div class="o-back">
                <Back to="/o/forms" />
              </div>
              <PaneHead title={inWords(page.title)} test="brought-title" />
              <div class="o-forms">
                <FormCriteria key={page.history[0]?.n ?? 0} page={page} again={load.again} />
                <Versions page={page} again={load.again} />
                <JudgingPeriod page={page} />
                <History page={page} again={load.again} />
              </div>
            </>
          )}
        </Loaded>
      }
    />
  );
}

interface PartProps {
  page: DecisionsPage;
  again: () => Promise<void>;
}

function Versions({ page: { form, versions }, again }: PartProps) {
  return (
    <section class="panel" aria-label={o('decide_states')} data-test="brought-versions">
      <h2>{o('decide_states')}</h2>
      <ul class="list">
        {versions.map((one) => (
          <li key={`${one.version}${one.state}`} data-test="brought-version" data-state={one.state}>
            <Version form={form} one={one} again={again} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface VersionProps {
  form: string;
  one: VersionHere;
  again: () => Promise<void>;
}

/** The order in which steps stand: what can be taken back first. */
const ORDER: VersionStep[] = ['use', 'retire', 'recall'];

function Version({ form, one, again }: VersionProps) {
  const [asked, setAsked] = useState<VersionStep>();
  const { version, offered, state, reason } = one;
  const steps = offered || state !== 'published' ? ORDER.filter((step) => one.steps_open.includes(step)) : [];
  const word = state !== 'published' ? o(`form_state_${state}`) : o(offered ? 'forms_used' : 'forms_unused');
  return (
    <div class="o-set">
      <p class="o-result-line">
        <strong>{o('forms_version', { n: version })}</strong>
        <span class={`o-form-state o-form-${state}`}>{word}</span>
      </p>
      {reason && <p>{o('decide_reason_line', { reason })}</p>}
      {asked ? (
        <Ask form={form} version={version} step={asked} again={again} stop={() => setAsked(undefined)} />
      ) : (
        <div class="actions">
          {steps.map((step) => (
            <Button
              key={step}
              onPress={() => setAsked(step)}
              label={o(`decide_${step}_of`, { n: version })}
              test={`brought-${step}`}
            >
              {o(step === 'use' ? 'decide_use' : `form_do_${step}`)}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

interface AskProps {
  form: string;
  version: number;
  step: VersionStep;
  again: () => Promise<void>;
  stop: () => void;
}

function Ask({ form, version, step, again, stop }: AskProps) {
  const [reason, setReason] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const take = async () => {
    const why = reason.trim();
    if (step !== 'use' && !why) return setTrouble(o('form_reason_needed'));
    const reply = await stepVersion(form, version, step, why);
    if (!reply.ok) return setTrouble(formTrouble(reply));
    await again();
  };
  return (
    <form class="o-set" onSubmit={onSubmit(take)} data-test="brought-ask">
      <p>{o(step === 'use' ? 'decide_about_use' : `form_about_${step}`)}</p>
      {step !== 'use' && (
        <TextField
          label={o('decide_reason')}
          value={reason}
          onText={setReason}
          maxLength={300}
          lang="ja"
          test="brought-reason"
        />
      )}
      {trouble && <Message tone="problem">{trouble}</Message>}
      <div class="actions">
        <Button submit test="brought-take">
          {o(`decide_${step}_of`, { n: version })}
        </Button>
        <Button onPress={stop}>{o('form_not')}</Button>
      </div>
    </form>
  );
}

/** Every decision, the newest first, each with its way back where there is one. */
function History({ page, again }: PartProps) {
  const [trouble, setTrouble] = useState<string>();
  const undo = async (n: number) => {
    const reply = await undoChoice(page.form, n);
    setTrouble(formTrouble(reply));
    if (reply.ok) await again();
  };
  return (
    <section class="panel" aria-label={o('decide_history')} data-test="decisions">
      <h2>{o('decide_history')}</h2>
      {page.history.length === 0 && <p>{o('decide_history_none')}</p>}
      {page.history.some(({ can_undo }) => can_undo) && <p class="hint">{o('decide_undo_hint')}</p>}
      {trouble && <Message tone="problem">{trouble}</Message>}
      <ul class="list">
        {page.history.map((one) => (
          <li key={one.n} data-test="decision" data-n={one.n}>
            <Made one={one} choices={page.choices} />
            {one.can_undo && (
              <Button
                onPress={() => undo(one.n)}
                label={o('decide_undo_of', { n: one.n })}
                test="decision-undo"
              >
                {o('decide_undo')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Made({ one, choices }: { one: DecisionMade; choices: TownChoice[] }) {
  const name = one.by ? o('san', { name: one.by }) : o('decide_by_command');
  return (
    <>
      <p>
        <strong>
          {o('decide_no_n', { n: one.n })} {titleOf(one)}
        </strong>{' '}
        {one.withdrawn && <span class="o-provisional">{o('decide_withdrawn')}</span>}
      </p>
      {one.what === 'criteria' && <p>{factsText(one.facts, choices)}</p>}
      {one.reason && <p>{o('decide_reason_line', { reason: one.reason })}</p>}
      <p class="second">{o('decide_by_line', { at: moment(one.at), name })}</p>
    </>
  );
}

function titleOf({ what, from, undoes, version }: DecisionMade): string {
  const day = from ? recordDay(from) : '';
  if (what === 'criteria') return o(undoes === null ? 'decide_did_criteria' : 'decide_did_undo', { day });
  if (what === 'withdraw') return o('decide_did_withdraw', { n: undoes ?? 0 });
  return o(`decide_did_${what}`, { n: version ?? 0 });
}

function factsText(facts: Record<string, Fact>, choices: TownChoice[]): string {
  const said = choices.flatMap((one) => {
    const value = facts[one.id];
    return value === undefined ? [] : [`${inWords(one.title)}: ${valueText(one, value)}`];
  });
  return said.length === 0 ? o('decide_all_default') : said.join(t('list_comma'));
}
