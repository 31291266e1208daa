import type { RecordView } from '../../store/index.ts';
import { t } from '../words/index.ts';
import { fieldText } from './person.ts';

/** Sort records by text fields, the first that differs deciding. */
export function byText(...fields: string[]): (a: RecordView, b: RecordView) => number {
  return (a, b) => {
    for (const field of fields) {
      const order = fieldText(a.fields, field).localeCompare(fieldText(b.fields, field), 'ja');
      if (order !== 0) return order;
    }
    return 0;
  };
}

export function salonNames(salons: RecordView[]): Map<string, string> {
  return new Map(salons.map((salon) => [salon.id, fieldText(salon.fields, 'name')]));
}

/** Grey rows while a list is being read; nothing is said to be empty before it is known. */
export function Waiting({ rows }: { rows: number }) {
  return (
    <div class="panel" role="status" data-test="waiting">
      <span class="spoken">{t('reading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={`row-${row + 1}`} class="waiting-row" />
      ))}
    </div>
  );
}
