import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Reply } from '../../sync/index.ts';
import { Back, Button, Message, Progress } from '../parts/index.ts';
import { applyNext, checkNext, closeRun, rejectedHref, runPath, troubleOf } from './importcalls.ts';
import { ImportCounts, ImportResult } from './importcounts.tsx';
import { TakeBack } from './importkdb.tsx';
import { ImportLines } from './importlines.tsx';
import type { Run } from './importtypes.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { Panes } from './panes.tsx';
import { PaneHead } from './rows.tsx';
import { moment } from './values.ts';
import { o } from './words.ts';

/** Ask again and again until the state is another, as long as this page is open. */
function useSteps(onRun: (run: Run) => void, onTrouble: (text: string | undefined) => void) {
  const open = useRef(true);
  useEffect(
    () => () => {
      open.current = false;
    },
    [],
  );
  return async (step: () => Promise<Reply<Run>>, state: Run['state']): Promise<void> => {
    onTrouble(undefined);
    while (open.current) {
      const reply = await step();
      if (!open.current) return;
      if (!reply.ok) return onTrouble(troubleOf(reply));
      onRun(reply.value);
      if (reply.value.state !== state) return;
    }
  };
}

function Working({ run }: { run: Run }) {
  const checking = run.state === 'checking';
  const [part, whole] = checking ? [run.checked, run.rows] : [run.done, run.todo];
  const label = o(checking ? 'import_checking' : 'import_applying');
  return (
    <section class="panel" data-test="import-working">
      <p role="status">{label}</p>
      <Progress part={part} whole={whole} label={label} />
      <p class="second">{o('import_of', { n: part, of: whole })}</p>
    </section>
  );
}

interface StepsProps {
  run: Run;
  apply: () => Promise<void>;
  check: () => Promise<void>;
  close: () => Promise<void>;
  running: boolean;
}

/** What can be done now: one next step, and the way to put the run away. */
function Steps({ run, apply, check, close, running }: StepsProps) {
  const waiting = run.state === 'applied' && run.answered > 0;
  const word = run.state === 'applying' ? 'import_go_on' : waiting ? 'import_apply_more' : 'import_apply';
  const canApply = (run.state === 'ready' && !run.stale) || run.state === 'applying' || waiting;
  return (
    <>
      {run.stale && (
        <Message
          tone="ask"
          test="import-stale"
          actions={
            <Button onPress={check} test="import-again">
              {o('import_compare_again')}
            </Button>
          }
        >
          {o('import_stale')}
        </Message>
      )}
      {!running && canApply && (
        <>
          <p class="second">{o('import_apply_note')}</p>
          <div class="actions">
            <Button kind="primary" onPress={apply} test="import-apply">
              {o(word)}
            </Button>
          </div>
        </>
      )}
      {!running && (run.state === 'ready' || run.state === 'applied') && (
        <div class="actions">
          <Button kind="text" onPress={close} test="import-close">
            {o(run.state === 'ready' ? 'import_close_before' : 'import_close')}
          </Button>
          <span class="second">{o('import_close_note')}</span>
        </div>
      )}
    </>
  );
}

function Refused({ run }: { run: Run }) {
  const { rejected_kept: n, rows } = run;
  if (n === 0) return null;
  return (
    <Message
      tone="ask"
      test="m45"
      actions={
        <a
          class="button button-outline"
          href={rejectedHref(run.id)}
          download={`${run.source.name}.csv`}
          data-test="import-download"
        >
          <span>{o('import_download')}</span>
        </a>
      }
    >
      {o('m45_rows_refused', { n, of: rows })}
    </Message>
  );
}

function RunBody({ loaded }: { loaded: Run }) {
  const [run, setRun] = useState(loaded);
  const [trouble, setTrouble] = useState<string>();
  const [running, setRunning] = useState(false);
  const steps = useSteps(setRun, setTrouble);
  const doing = async (work: () => Promise<void>) => {
    setRunning(true);
    await work();
    setRunning(false);
  };
  const check = () => doing(() => steps(() => checkNext(run.id), 'checking'));
  const apply = () => doing(() => steps(() => applyNext(run.id), 'applying'));
  const refresh = async () => {
    const reply = await api.get<Run>(runPath(run.id));
    if (reply.ok) setRun(reply.value);
  };
  useEffect(() => {
    if (run.state === 'checking') void check();
  }, [run.id]);
  const close = async () => {
    const reply = await closeRun(run.id);
    setTrouble(troubleOf(reply));
    if (reply.ok) setRun(reply.value);
  };
  const settled = run.state === 'ready' || run.state === 'applied';
  return (
    <div class="o-import" data-test="import-body" data-state={run.state}>
      {(running || run.state === 'checking' || run.state === 'applying') && <Working run={run} />}
      {trouble && (
        <Message tone="problem" test="import-trouble">
          {trouble}
        </Message>
      )}
      {run.applied_at && <ImportResult run={run} />}
      {run.state !== 'checking' && <ImportCounts run={run} />}
      {settled && <Refused run={run} />}
      {run.applied_at && <TakeBack run={run} />}
      <Steps run={run} apply={apply} check={check} close={close} running={running} />
      {settled && <ImportLines run={run} onAnswered={refresh} />}
    </div>
  );
}

/** One file: what it would do, then doing it, then what is left of it. */
export function ImportRunPage({ id }: { id: string }) {
  const load = useLoad<Run>(runPath(id));
  const run = load.data;
  const head = (
    <PaneHead
      back={<Back to="/o/imports" />}
      title={run ? o('import_title', { source: run.source.name }) : o('imports_title')}
      note={
        run &&
        [
          o('import_by', { name: run.uploaded_by, at: moment(run.created_at) }),
          o('import_rows', { n: run.rows }),
          o(run.encoding === 'cp932' ? 'import_cp932' : 'import_utf8'),
        ].join('　')
      }
      test="import-title"
    />
  );
  return (
    <Panes
      whole
      list={
        <>
          {head}
          <Loaded load={load} rows={6}>
            {(loaded) => <RunBody loaded={loaded} />}
          </Loaded>
        </>
      }
    />
  );
}
