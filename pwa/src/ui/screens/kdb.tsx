import type { RecordView } from '../../store/index.ts';
import { Folded } from '../parts/index.ts';
import { kdbField, kdbSaid, kdbText } from '../shown/kdb.ts';
import { hasKdb, KdbYears } from '../shown/kdb-years.tsx';
import { t } from '../words/index.ts';
import { FieldHistory } from './history.tsx';

/** What KDB says of her, one tap away; nothing where nothing was brought. */
export function FromKdb({ view }: { view: RecordView }) {
  const said = kdbSaid(view);
  if (!hasKdb(said)) return null;
  return (
    <Folded title={t('kdb_title')} test="kdb">
      <KdbYears
        said={said}
        history={(field) => (
          <FieldHistory
            view={view}
            field={field}
            label={kdbField(field) ?? ''}
            say={(value) => (value ? kdbText(String(value)) : t('none'))}
          />
        )}
      />
    </Folded>
  );
}
