import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, LinkButton, Message } from '../parts/index.ts';
import { recordDay } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { t } from '../words/index.ts';
import { formTrouble } from './formcalls.ts';
import { actOn, JUDGING, type JudgingRun, type RunSheets } from './judgingtypes.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { PersonName } from './names.tsx';
import { moment } from './values.ts';
import { o } from './words.ts';

interface RunProps {
  first: JudgingRun;
}

const AT_WORK: readonly JudgingRun['state'][] = ['counting', 'judging'];

/** One run: it goes on while this page is open, and without it, too. */
export function RunPanel({ first }: RunProps) {
  const [run, setRun] = useState(first);
  const [trouble, setTrouble] = useState<string>();
  const open = useRef(true);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
    };
  }, []);
  useEffect(() => {
    if (AT_WORK.includes(run.state) && !trouble) void act('go-on');
  }, [run]);
  const act = async (what: 'go-on' | 'begin' | 'cancel') => {
    const reply = await actOn(run.id, what);
    if (!open.current) return;
    setTrouble(formTrouble(reply));
    if (reply.ok) setRun(reply.value);
  };
  const { state } = run;
  return (
    <section class="panel o-set" data-test="judging-run" data-state={state}>
      <h3>{o('judging_of', { from: recordDay(run.since), to: recordDay(run.until) })}</h3>
      <p class="second">
        {o('forms_version', { n: run.version })}　{placesOf(run)}　
        {o('form_step_line', { at: moment(run.at), name: run.by })}
      </p>
      <p role="status" data-test="judging-state">
        {o(`judging_${state}`, { n: run.looked_at, kept: run.kept })}
      </p>
      {state !== 'counting' && <p>{o('judging_differ', { n: run.differing, all: run.looked_at })}</p>}
      <Changes run={run} />
      {state === 'done' && run.differing > run.kept && (
        <p>{o('judging_there', { n: run.differing - run.kept })}</p>
      )}
      {trouble && <Message tone="problem">{trouble}</Message>}
      <div class="actions">
        {state === 'counted' && run.differing > 0 && (
          <Button onPress={() => act('begin')} test="judging-begin">
            {o('judging_begin', { n: run.differing })}
          </Button>
        )}
        {(AT_WORK.includes(state) || state === 'counted') && (
          <Button onPress={() => act('cancel')} test="judging-cancel">
            {o('judging_cancel')}
          </Button>
        )}
        {trouble && AT_WORK.includes(state) && (
          <Button onPress={() => act('go-on')}>{o('judging_go_on')}</Button>
        )}
      </div>
      {run.kept > 0 && !AT_WORK.includes(state) && <Sheets id={run.id} />}
    </section>
  );
}

const placesOf = ({ areas }: JudgingRun): string =>
  areas.length === 0 ? o('judging_everywhere') : areas.map(({ name }) => name).join(t('list_comma'));

/** From what to what, and how many sheets. */
function Changes({ run: { lines } }: { run: JudgingRun }) {
  if (lines.length === 0) return null;
  return (
    <ul class="list" data-test="judging-lines">
      {lines.map(({ about, before, after, n }) => (
        <li key={`${about.ja}${before.ja}${after.ja}`}>
          {o('judging_line', { about: inWords(about), before: inWords(before), after: inWords(after), n })}
        </li>
      ))}
    </ul>
  );
}

/** The sheets that got a further result; looked up when it is asked for, for every look is noted. */
function Sheets({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(!open)} expanded={open} test="judging-sheets">
        {o('judging_sheets')}
      </Button>
      {open && <SheetsPage path={`${JUDGING}/${id}/sheets`} />}
    </>
  );
}

function SheetsPage({ path, after }: { path: string; after?: string }) {
  const load = useLoad<RunSheets>(after ? `${path}?after=${after}` : path);
  const [more, setMore] = useState(false);
  return (
    <Loaded load={load} rows={3}>
      {({ sheets, next }) => (
        <>
          <ul class="list">
            {sheets.map(({ id, on, person }) => (
              <li key={id} data-test="judging-sheet">
                <PersonName person={person} />{' '}
                <LinkButton kind="text" href={`/o/review/${id}`}>
                  {recordDay(on)}
                </LinkButton>
              </li>
            ))}
          </ul>
          {next && !more && <Button onPress={() => setMore(true)}>{o('judging_more')}</Button>}
          {next && more && <SheetsPage path={path} after={next} />}
        </>
      )}
    </Loaded>
  );
}
