import type { ComponentChildren } from 'preact';
import { fiscalYear, kdbYear, readKdb } from '../../forms/index.ts';
import type { Value } from '../../store/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { t } from '../words/index.ts';
import { tokyoDay } from './dates.ts';
import { kdbFactWord, kdbFromText, kdbValueText } from './kdb.ts';

interface YearsProps {
  /** Field → its values, as kdbSaid gives them. */
  said: Readonly<Record<string, readonly Value[]>>;
  /** How a field came to be what it is. */
  history: (field: string) => ComponentChildren;
}

/** True where there is something to show, if only that it was taken back. */
export function hasKdb(said: YearsProps['said']): boolean {
  return Object.keys(said).length > 0;
}

/** What KDB says of her, the newest fiscal year first, each with its source, its day and what it is used for. */
export function KdbYears({ said, history }: YearsProps) {
  const now = fiscalYear(tokyoDay());
  return (
    <>
      {Object.entries(said)
        .sort(([a], [b]) => b.localeCompare(a))
        .map(([field, values]) => {
          const year = kdbYear(field) ?? 0;
          const told = [...new Set(values)].flatMap((one) => readKdb(one) ?? []);
          return (
            <section key={field} data-test="kdb-year" data-year={year}>
              <h3>{t('kdb_year', { year })}</h3>
              {told.length > 1 && <StatusChip status="conflict" />}
              {told.length === 0 && <p>{t('none')}</p>}
              {told.map((one) => (
                <>
                  <p class="second">{kdbFromText(one)}</p>
                  <dl class="facts">
                    {Object.entries(one.facts).map(([fact, value]) => (
                      <>
                        <dt key={`${fact}-title`}>{kdbFactWord(fact)}</dt>
                        <dd key={fact} data-test={fact}>
                          {kdbValueText(value)}
                        </dd>
                      </>
                    ))}
                  </dl>
                </>
              ))}
              {told.length > 0 && (
                <p class="second">{t(year === now ? 'kdb_this_year' : 'kdb_other_year', { year })}</p>
              )}
              {history(field)}
            </section>
          );
        })}
    </>
  );
}
