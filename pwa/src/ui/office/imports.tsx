import { ImportFile } from './importfile.tsx';
import type { Imports, RunBrief } from './importtypes.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { Panes } from './panes.tsx';
import { PaneHead } from './rows.tsx';
import { moment } from './values.ts';
import { o } from './words.ts';

function HistoryRow({ run }: { run: RunBrief }) {
  const { outcomes } = run;
  const count = (name: string) => String(outcomes[name] ?? 0);
  const at = run.applied_at ?? run.created_at;
  return (
    <tr data-test="import-run" data-state={run.state}>
      <th scope="row">
        <a href={`/o/imports/${run.id}`}>{run.source.name}</a>
      </th>
      <td data-label={o('reads_at')}>
        {o('import_by', { name: run.applied_by ?? run.uploaded_by, at: moment(at) })}
      </td>
      <td data-label={o('import_state')}>{o(`import_state_${run.state}`)}</td>
      <td data-label={o('import_row')}>{o('import_rows', { n: run.rows })}</td>
      <td data-label={o('import_n_new')}>{count('new')}</td>
      <td data-label={o('import_n_changed')}>{count('changed')}</td>
      <td data-label={o('import_n_rejected')}>{count('rejected')}</td>
    </tr>
  );
}

function History({ runs }: { runs: RunBrief[] }) {
  if (runs.length === 0) return <p>{o('imports_none')}</p>;
  return (
    <table class="o-table" data-test="import-history">
      <caption class="spoken">{o('imports_history')}</caption>
      <thead>
        <tr>
          <th scope="col">{o('import_source_name')}</th>
          <th scope="col">{o('reads_at')}</th>
          <th scope="col">{o('import_state')}</th>
          <th scope="col">{o('import_row')}</th>
          <th scope="col">{o('import_n_new')}</th>
          <th scope="col">{o('import_n_changed')}</th>
          <th scope="col">{o('import_n_rejected')}</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <HistoryRow key={run.id} run={run} />
        ))}
      </tbody>
    </table>
  );
}

/** 名簿の取り込み: a new file, and what was imported before. */
export function ImportsPage() {
  const load = useLoad<Imports>('/office/imports');
  const head = <PaneHead title={o('imports_title')} note={o('imports_hint')} test="imports-title" />;
  const body = (
    <Loaded load={load} rows={6}>
      {(imports) =>
        imports.allowed ? (
          <>
            <ImportFile imports={imports} />
            <section class="panel o-import" aria-label={o('imports_history')}>
              <h2>{o('imports_history')}</h2>
              <History runs={imports.runs} />
            </section>
          </>
        ) : (
          <p data-test="imports-closed">{o('imports_closed')}</p>
        )
      }
    </Loaded>
  );
  return (
    <Panes
      whole
      list={
        <>
          {head}
          {body}
        </>
      }
    />
  );
}
