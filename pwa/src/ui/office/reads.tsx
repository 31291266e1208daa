import { useState } from 'preact/hooks';
import { Button } from '../parts/index.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { Panes } from './panes.tsx';
import { PaneHead } from './rows.tsx';
import { moment } from './values.ts';
import { type OfficeWord, o } from './words.ts';

interface Read {
  id: string;
  staff_name: string;
  device: string;
  place: string;
  kind: string;
  record_id: string;
  count: number;
  at: string;
}

interface Page {
  reads: Read[];
  /** Where the page after this one begins. */
  next: string | null;
}

const KINDS: Record<string, OfficeWord> = {
  person: 'reads_person',
  submission: 'reads_sheet',
  search: 'reads_search',
  pull: 'reads_pull',
  list: 'reads_list',
  print: 'reads_print',
  export: 'reads_export',
  unopened: 'reads_unopened',
};

/** Names of residents are not here: the auditor sees that a record was opened, by its number. */
function whatOf(read: Read): string {
  return o(KINDS[read.kind] ?? 'reads_other', { n: read.count });
}

function ReadRow({ read }: { read: Read }) {
  return (
    <tr data-test="read" data-kind={read.kind}>
      <td data-label={o('reads_at')}>{moment(read.at)}</td>
      <td data-label={o('reads_staff')}>{read.staff_name || o('nobody')}</td>
      <td data-label={o('reads_what')}>
        {whatOf(read)}
        {read.record_id && <span class="row-note">{o('reads_number', { id: read.record_id })}</span>}
      </td>
      <td data-label={o('reads_where')}>{read.device || o('history_office')}</td>
    </tr>
  );
}

function Table({ reads }: { reads: Read[] }) {
  return (
    <table class="o-table" data-test="read-list">
      <caption class="spoken">{o('nav_reads')}</caption>
      <thead>
        <tr>
          <th scope="col">{o('reads_at')}</th>
          <th scope="col">{o('reads_staff')}</th>
          <th scope="col">{o('reads_what')}</th>
          <th scope="col">{o('reads_where')}</th>
        </tr>
      </thead>
      <tbody>
        {reads.map((read) => (
          <ReadRow key={read.id} read={read} />
        ))}
      </tbody>
    </table>
  );
}

/** Who looked at what, newest first, page by page. */
export function ReadsPage() {
  const [before, setBefore] = useState<string | null>(null);
  const load = useLoad<Page>(
    before === null ? '/office/reads' : `/office/reads?before=${encodeURIComponent(before)}`,
  );
  const body = (
    <Loaded load={load} rows={8}>
      {({ reads, next }) => (
        <div class="panel">
          {reads.length === 0 ? <p>{o('reads_none')}</p> : <Table reads={reads} />}
          <div class="actions">
            {before !== null && (
              <Button kind="text" onPress={() => setBefore(null)} test="reads-newest">
                {o('reads_newest')}
              </Button>
            )}
            {next && (
              <Button onPress={() => setBefore(next)} test="reads-older">
                {o('reads_older')}
              </Button>
            )}
          </div>
        </div>
      )}
    </Loaded>
  );
  const head = <PaneHead title={o('nav_reads')} note={o('reads_hint')} test="reads-title" />;
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
