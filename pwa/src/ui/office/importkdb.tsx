import { useState } from 'preact/hooks';
import { fiscalYear, kdbYear } from '../../forms/index.ts';
import { go } from '../../router.ts';
import { Button, Folded, Message, NumberField } from '../parts/index.ts';
import { tokyoDay } from '../shown/dates.ts';
import { takeBack, troubleOf } from './importcalls.ts';
import { ImportColumns } from './importcolumns.tsx';
import type { ImportField, ImportSource, Run } from './importtypes.ts';
import { o } from './words.ts';

const WHEN = ['year_of_kdb', 'day_of_kdb'];

type Chosen = Omit<ImportSource, 'id'>;

/** Whether it brings what KDB says, and nothing tells of which fiscal year. */
export function needsYear({ columns, year }: Chosen): boolean {
  const used = Object.keys(columns);
  return used.some((field) => field.startsWith('kdb_')) && !year && !used.some((one) => WHEN.includes(one));
}

interface KdbProps {
  fields: ImportField[];
  columns: string[];
  source: Chosen;
  change: (part: Partial<ImportSource>) => void;
}

/** The columns of KDB, and the fiscal year they are about: each town's own, none is guessed. */
export function ImportKdb({ fields, columns, source, change }: KdbProps) {
  return (
    <Folded title={o('import_kdb')} test="import-kdb">
      <ImportColumns
        title={o('import_kdb')}
        hint={o('import_kdb_hint')}
        test="import-kdb-columns"
        fields={fields}
        columns={columns}
        used={source.columns}
        onChange={(used) => change({ columns: used })}
      />
      <div class="field">
        <span class="field-label">{o('import_year')}</span>
        <p class="hint">{o('import_year_hint')}</p>
        <NumberField
          label={o('import_year')}
          unit={o('import_year_unit')}
          value={source.year ? String(source.year) : ''}
          onText={(year) => change({ year: Math.min(fiscalYear(tokyoDay()), Number(year)) })}
          digits={4}
          test="import-year"
        />
      </div>
    </Folded>
  );
}

/** Of a run that brought what KDB says: the way to take all of a fiscal year back, as a run of its own. */
export function TakeBack({ run }: { run: Run }) {
  const [trouble, setTrouble] = useState<string>();
  const years = new Set(Object.keys(run.counts.by_field).flatMap((field) => kdbYear(field) ?? []));
  if (years.size === 0) return null;
  const begin = async (year: number) => {
    const reply = await takeBack(run.source.id, year);
    setTrouble(troubleOf(reply));
    if (reply.ok) go(`/o/imports/${reply.value.id}`);
  };
  return (
    <section class="panel" data-test="take-back">
      <div class="actions">
        {[...years].map((year) => (
          <Button key={year} onPress={() => begin(year)} test={`take-back-${year}`}>
            {o('import_take_back', { year })}
          </Button>
        ))}
      </div>
      <p class="second">{o('import_take_back_note')}</p>
      {trouble && <Message tone="problem">{trouble}</Message>}
    </section>
  );
}
