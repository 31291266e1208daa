import { kdbField } from '../shown/kdb.ts';
import { fieldWord } from '../shown/values.ts';
import type { Run } from './importtypes.ts';
import { type OfficeWord, o } from './words.ts';

const OWN_FIELDS: Record<string, OfficeWord> = {
  register_no: 'import_f_register_no',
  insured_no: 'import_f_insured_no',
  state: 'person_state',
  state_on: 'import_f_state_on',
  address_protected: 'import_f_protected',
};
const STATES = ['deceased', 'moved_out', 'in_facility'] as const;
const FATES: Record<string, OfficeWord> = {
  applied: 'import_r_applied',
  merged: 'import_r_applied',
  conflict: 'import_r_conflict',
  quarantined: 'import_r_held',
  waits: 'import_r_held',
  missing: 'import_n_rejected',
};

/** A person's field in the words of an import. */
export function importField(field: string): string {
  const own = OWN_FIELDS[field];
  return own ? o(own) : (kdbField(field) ?? fieldWord(field));
}

interface FactProps {
  word: string;
  n: number;
  test?: string;
}

function Fact({ word, n, test }: FactProps) {
  return (
    <div>
      <dt>{word}</dt>
      <dd data-test={test}>{o('import_rows', { n: n.toLocaleString('ja-JP') })}</dd>
    </div>
  );
}

/** How many rows of each sort. */
export function ImportCounts({ run }: { run: Run }) {
  const { outcomes, by_field, states, noted, missing } = run.counts;
  const n = (name: string) => outcomes[name] ?? 0;
  const fields = Object.entries(by_field).sort(([, a], [, b]) => b - a);
  const moved = STATES.filter((state) => states[state]);
  const before = run.state === 'ready' || run.state === 'applying';
  return (
    <section class="panel" data-test="import-counts">
      <h2>{o(before ? 'import_counts' : 'import_counts_done')}</h2>
      <dl class="o-facts">
        <Fact word={o('import_n_new')} n={n('new')} test="n-new" />
        <Fact word={o('import_n_changed')} n={n('changed')} test="n-changed" />
        <Fact word={o('import_n_unchanged')} n={n('unchanged') + n('remember')} test="n-unchanged" />
        <Fact word={o('import_n_question')} n={n('question')} test="n-question" />
        <Fact word={o('import_n_rejected')} n={n('rejected') + n('repeated')} test="n-rejected" />
        {noted > 0 && <Fact word={o('import_n_noted')} n={noted} test="n-noted" />}
        {run.whole && <Fact word={o('import_n_missing')} n={missing} test="n-missing" />}
      </dl>
      {moved.length > 0 && (
        <>
          <h3>{o('import_moved')}</h3>
          <dl class="o-facts">
            {moved.map((state) => (
              <Fact key={state} word={o(`import_s_${state}`)} n={states[state] ?? 0} test={`n-${state}`} />
            ))}
          </dl>
          <p class="second">{o('import_moved_note')}</p>
        </>
      )}
      {fields.length > 0 && (
        <>
          <h3>{o('import_by_field')}</h3>
          <dl class="o-facts" data-test="import-by-field">
            {fields.map(([field, count]) => (
              <Fact key={field} word={importField(field)} n={count} />
            ))}
          </dl>
        </>
      )}
    </section>
  );
}

/** What applying made of the rows. */
export function ImportResult({ run }: { run: Run }) {
  const sums = new Map<OfficeWord, number>();
  for (const [fate, count] of Object.entries(run.counts.result)) {
    const word = FATES[fate];
    if (word) sums.set(word, (sums.get(word) ?? 0) + count);
  }
  return (
    <section class="panel" data-test="import-result">
      <h2>{o('import_result')}</h2>
      <dl class="o-facts">
        {sums.size === 0 && <Fact word={o('import_r_applied')} n={0} />}
        {[...sums].map(([word, count]) => (
          <Fact key={word} word={o(word)} n={count} test={`n-${word}`} />
        ))}
      </dl>
      {sums.has('import_r_conflict') && (
        <p class="second">
          {o('import_conflict_note')} <a href="/o/conflicts">{o('nav_conflicts')}</a>
        </p>
      )}
    </section>
  );
}
