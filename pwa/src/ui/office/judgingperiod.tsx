import { useState } from 'preact/hooks';
import { Button, Message, onSubmit, TextField } from '../parts/index.ts';
import type { DecisionsPage, Fact } from './decisiontypes.ts';
import { formTrouble } from './formcalls.ts';
import { ChooseOne } from './formcriteria.tsx';
import { RunPanel } from './judgingrun.tsx';
import { askRun, JUDGING, type JudgingRun, type JudgingRuns } from './judgingtypes.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { Select } from './select.tsx';
import { Ticks } from './ticks.tsx';
import { dayIn } from './values.ts';
import { o } from './words.ts';

type Asked = Pick<DecisionsPage, 'form' | 'choices' | 'in_force'> & { versions: { version: number }[] };

/** 期間をまとめて見直す: what would differ is counted before anything is kept. */
export function JudgingPeriod({ page }: { page: Asked }) {
  const [open, setOpen] = useState(false);
  return (
    <section class="panel" aria-label={o('judging_title')} data-test="judging">
      <h2>{o('judging_title')}</h2>
      <p class="hint">{o('judging_hint')}</p>
      <Button onPress={() => setOpen(!open)} expanded={open} test="judging-open">
        {o('judging_open')}
      </Button>
      {open && <Body page={page} />}
    </section>
  );
}

function Body({ page }: { page: Asked }) {
  const load = useLoad<JudgingRuns>(JUDGING);
  const [asked, setAsked] = useState<JudgingRun[]>([]);
  return (
    <Loaded load={load} rows={3}>
      {({ runs, areas }) => (
        <div class="o-forms">
          <AskForm page={page} areas={areas} take={(run) => setAsked((now) => [run, ...now])} />
          {[...asked, ...runs.filter(({ id }) => asked.every((one) => one.id !== id))]
            .filter(({ form }) => form === page.form)
            .map((run) => (
              <RunPanel key={run.id} first={run} />
            ))}
        </div>
      )}
    </Loaded>
  );
}

interface FormProps {
  page: Asked;
  areas: JudgingRuns['areas'];
  take: (run: JudgingRun) => void;
}

function AskForm({ page: { form, choices, in_force, versions }, areas, take }: FormProps) {
  const numbers = versions.map(({ version }) => version);
  const [version, setVersion] = useState(Math.max(...numbers));
  const [facts, setFacts] = useState<Record<string, Fact>>(in_force);
  const [since, setSince] = useState('');
  const [until, setUntil] = useState('');
  const [places, setPlaces] = useState<string[]>([]);
  const [trouble, setTrouble] = useState<string>();
  const stated = choices.filter((one) => one.versions.includes(version));
  const ask = async () => {
    const [first, last] = [dayIn(since), dayIn(until)];
    if (first === null) return setTrouble(o('judging_day_bad', { field: o('judging_since') }));
    if (last === null) return setTrouble(o('judging_day_bad', { field: o('judging_until') }));
    if (first > last) return setTrouble(o('judging_days_bad'));
    const chosen = Object.fromEntries(stated.map((one) => [one.id, facts[one.id] ?? one.default]));
    const reply = await askRun({ form, version, since: first, until: last, areas: places, facts: chosen });
    setTrouble(formTrouble(reply));
    if (reply.ok) take(reply.value);
  };
  return (
    <form class="o-set" onSubmit={onSubmit(ask)} data-test="judging-form">
      <TextField
        label={o('judging_since')}
        hint={o('judging_day_hint')}
        value={since}
        onText={setSince}
        test="judging-since"
      />
      <TextField label={o('judging_until')} value={until} onText={setUntil} test="judging-until" />
      <Ticks
        label={o('judging_areas')}
        hint={o('judging_areas_hint')}
        options={areas.map(({ id, name }) => ({ value: id, label: name }))}
        chosen={places}
        onChoose={setPlaces}
        test="judging-area"
      />
      <Select
        label={o('again_version')}
        options={numbers.map((n) => ({ value: String(n), label: o('forms_version', { n }) }))}
        value={String(version)}
        onChoose={(chosen) => setVersion(Number(chosen))}
        test="judging-version"
      />
      {stated.map((one) => (
        <ChooseOne
          key={one.id}
          one={one}
          value={facts[one.id] ?? one.default}
          onChoose={(value) => setFacts((now) => ({ ...now, [one.id]: value }))}
        />
      ))}
      {trouble && (
        <Message tone="problem" test="judging-trouble">
          {trouble}
        </Message>
      )}
      <div class="actions">
        <Button submit test="judging-ask">
          {o('judging_ask')}
        </Button>
      </div>
    </form>
  );
}
