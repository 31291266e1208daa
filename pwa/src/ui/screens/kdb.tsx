import { fiscalYear, kdbYear, readKdb } from '../../forms/index.ts';
import type { RecordView, Value } from '../../store/index.ts';
import { Folded } from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { tokyoDay } from '../shown/dates.ts';
import { kdbFactWord, kdbField, kdbFromText, kdbSaid, kdbText, kdbValueText } from '../shown/kdb.ts';
import { t } from '../words/index.ts';
import { FieldHistory } from './history.tsx';

/** What KDB says of her, the newest fiscal year first; nothing where nothing was brought. */
export function FromKdb({ view }: { view: RecordView }) {
  const said = Object.entries(kdbSaid(view)).filter(([, values]) => values.some((one) => readKdb(one)));
  if (said.length === 0) return null;
  return (
    <Folded title={t('kdb_title')} test="kdb">
      {said
        .sort(([a], [b]) => b.localeCompare(a))
        .map(([field, values]) => (
          <OfSource key={field} view={view} field={field} values={values} />
        ))}
    </Folded>
  );
}

function OfSource({ view, field, values }: { view: RecordView; field: string; values: Value[] }) {
  const year = kdbYear(field) ?? 0;
  const told = [...new Set(values)].flatMap((one) => readKdb(one) ?? []);
  return (
    <section data-test={field}>
      <h3>{t('kdb_year', { year })}</h3>
      {told.length > 1 && <StatusChip status="conflict" />}
      {told.map((one) => (
        <>
          <p class="second">{kdbFromText(one)}</p>
          <dl class="facts">
            {Object.entries(one.facts).map(([fact, value]) => (
              <>
                <dt key={`${fact}-title`}>{kdbFactWord(fact)}</dt>
                <dd key={fact}>{kdbValueText(value)}</dd>
              </>
            ))}
          </dl>
        </>
      ))}
      <p class="second">
        {t(year === fiscalYear(tokyoDay()) ? 'kdb_this_year' : 'kdb_other_year', { year })}
      </p>
      <FieldHistory
        view={view}
        field={field}
        label={kdbField(field) ?? ''}
        say={(value) => (value ? kdbText(String(value)) : t('none'))}
      />
    </section>
  );
}
