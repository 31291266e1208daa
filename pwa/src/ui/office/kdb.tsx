import { Folded } from '../parts/index.ts';
import { kdbField, kdbSaid } from '../shown/kdb.ts';
import { hasKdb, KdbYears } from '../shown/kdb-years.tsx';
import { t } from '../words/index.ts';
import { FieldHistory } from './history.tsx';
import type { PersonPage } from './types.ts';

/** What KDB says of a person; an earlier value is brought back from its history, none is typed. */
export function PersonKdb({ page, again }: { page: PersonPage; again: () => void }) {
  const members = Object.fromEntries(
    Object.entries(page.members).map(([field, all]) => [field, all.map(([, value]) => ({ value }))]),
  );
  const said = kdbSaid({ fields: page.fields, members });
  if (!hasKdb(said)) return null;
  return (
    <Folded title={t('kdb_title')} test="person-kdb">
      <KdbYears
        said={said}
        history={(field) => (
          <FieldHistory
            record={{ kind: 'person', id: page.id }}
            field={field}
            label={kdbField(field) ?? ''}
            changed={again}
            untyped
          />
        )}
      />
    </Folded>
  );
}
