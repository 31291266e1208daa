import { useState } from 'preact/hooks';
import { api } from '../../sync/index.ts';
import { Choice, Message, Progress } from '../parts/index.ts';
import { tokyoDay } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { t } from '../words/index.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { type Choices, type PrintRun, printing, type Recipient, type Way } from './mailings.ts';
import { ByName } from './paper-names.tsx';
import { Recipients } from './paper-recipients.tsx';
import { PaperRun } from './paper-run.tsx';
import { Select } from './select.tsx';
import { o } from './words.ts';

/** Sheets whose mailings are filed with one push. */
const AT_ONCE = 100;

/** The list that is made name by name. */
const CHOSEN = 'chosen';

type Step =
  | { is: 'choosing'; told: 'paper_refused' | 'paper_choose_first' | 'away' | null }
  | { is: 'making'; done: number; of: number }
  | { is: 'made'; run: PrintRun; of: number; way: Way };

/** Print: a form, a list, by post or by hand; then the sheets and the labels. */
export function PaperPrint() {
  const load = useLoad<Choices>('/office/paper/choices');
  const [step, setStep] = useState<Step>({ is: 'choosing', told: null });
  if (step.is === 'made')
    return (
      <PaperRun
        run={step.run}
        of={step.of}
        byPost={step.way === 'post'}
        again={() => setStep({ is: 'choosing', told: null })}
      />
    );
  return (
    <Loaded load={load} rows={4}>
      {(choices) => <Chooser choices={choices} step={step} onStep={setStep} />}
    </Loaded>
  );
}

interface ChooserProps {
  choices: Choices;
  step: Exclude<Step, { is: 'made' }>;
  onStep: (step: Step) => void;
}

function Chooser({ choices, step, onStep }: ChooserProps) {
  const [form, setForm] = useState(choices.forms[0] ? keyOf(choices.forms[0]) : '');
  const [list, setList] = useState('');
  const [way, setWay] = useState<Way>('post');
  const chosen = choices.forms.find((one) => keyOf(one) === form);
  const make = async (persons: string[]) => {
    if (!chosen || persons.length === 0) return onStep({ is: 'choosing', told: 'paper_choose_first' });
    onStep({ is: 'making', done: 0, of: persons.length });
    const made = await makeRun(chosen, persons, (done) => onStep({ is: 'making', done, of: persons.length }));
    if (typeof made === 'string') return onStep({ is: 'choosing', told: made });
    onStep({ is: 'made', run: made, of: persons.length, way });
  };
  return (
    <section class="panel" aria-label={o('paper_part_print')} data-test="paper-choose">
      <div class="o-paper-fields">
        <Select
          label={o('paper_form')}
          options={choices.forms.map((one) => ({
            value: keyOf(one),
            label: o('paper_form_choice', { title: inWords(one.title), n: one.version }),
          }))}
          value={form}
          onChoose={setForm}
          test="paper-form"
        />
        <Select
          label={o('paper_list')}
          options={lists(choices)}
          value={list}
          onChoose={setList}
          test="paper-list"
        />
        <Choice
          label={o('paper_how_given')}
          options={[
            { value: 'post', label: o('paper_post') },
            { value: 'hand', label: o('paper_hand') },
          ]}
          value={way}
          onChoose={setWay}
          test="paper-way"
        />
      </div>
      {list === CHOSEN && <ByName way={way} make={make} />}
      {list && list !== CHOSEN && <Listed key={list} list={list} way={way} make={make} />}
      <div aria-live="polite">
        {step.is === 'making' && <Making done={step.done} of={step.of} />}
        {step.is === 'choosing' && step.told && (
          <Message tone="ask" test="paper-told">
            {step.told === 'away' ? t('m37_needs_server') : o(step.told)}
          </Message>
        )}
      </div>
    </section>
  );
}

function Making({ done, of }: { done: number; of: number }) {
  const label = o('paper_making', { n: done, of });
  return (
    <>
      <p>{label}</p>
      <Progress part={done} whole={of} label={label} />
    </>
  );
}

const keyOf = ({ form, version }: { form: string; version: number }) => `${form}/${version}`;

function lists({ areas, salons }: Choices) {
  return [
    { value: '', label: o('paper_list_none') },
    { value: CHOSEN, label: o('paper_list_chosen') },
    ...areas.map(({ id, name }) => ({ value: `area=${id}`, label: o('paper_list_area', { name }) })),
    ...salons.map(({ id, name }) => ({ value: `salon=${id}`, label: o('paper_list_salon', { name }) })),
  ];
}

interface ListedProps {
  list: string;
  way: Way;
  make: (persons: string[]) => Promise<void>;
}

/** Who is on the list of an area or a salon. */
function Listed({ list, way, make }: ListedProps) {
  const load = useLoad<Recipient[]>(`/office/paper/recipients?${list}`);
  return (
    <Loaded load={load} rows={6}>
      {(all) => <Recipients all={all} way={way} make={make} />}
    </Loaded>
  );
}

/** Numbers and addresses from the server, then a mailing filed for each sheet; only what is filed is printed. */
async function makeRun(
  form: Choices['forms'][number],
  persons: string[],
  tell: (done: number) => void,
): Promise<PrintRun | 'paper_refused' | 'away'> {
  const filed: PrintRun['sheets'] = [];
  let run: PrintRun | null = null;
  for (let at = 0; at < persons.length; at += AT_ONCE) {
    const body = { persons: persons.slice(at, at + AT_ONCE), form: form.form, version: form.version };
    const told = await api.act<PrintRun>('/office/paper/print', body);
    if (!told.ok) return run ?? (told.why === 'offline' ? 'away' : 'paper_refused');
    const made: PrintRun = told.value;
    const verdicts = await api.pushSave(made.sheets.map((sheet) => printing(made, sheet, tokyoDay())));
    if (!verdicts.ok) return run ?? (verdicts.why === 'offline' ? 'away' : 'paper_refused');
    filed.push(...made.sheets.filter((_, i) => isFiled(verdicts.value[i]?.verdict)));
    run = { ...made, sheets: [...filed] };
    tell(Math.min(at + AT_ONCE, persons.length));
  }
  return run && run.sheets.length > 0 ? run : 'paper_refused';
}

function isFiled(verdict: string | undefined): boolean {
  return verdict === 'applied' || verdict === 'merged' || verdict === 'duplicate';
}
