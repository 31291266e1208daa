import type { Fields, Value } from '../../store/index.ts';
import { LinkButton, StatusChip } from '../parts/index.ts';
import type { Amended } from '../shown/amending.ts';
import { t } from '../words/index.ts';
import { FieldHistory } from './history.tsx';
import { MadeBy } from './made.tsx';
import type { By, Members } from './types.ts';
import type { Item } from './types-sheets.ts';
import { fieldWord, valueWord } from './values.ts';
import { o } from './words.ts';

/** A record as far as its fields are drawn. */
export interface Drawn {
  id: string;
  kind: 'person' | 'submission';
  /** "qmcoo/1", of a sheet. */
  form_version?: string;
  fields: Fields;
  members: Members;
  by: Record<string, By>;
}

/** The values of a field that differ from each other, the one in use first. */
function valuesOf(record: Drawn, field: string): [op: string, value: Value][] {
  const seen = new Set<string>();
  return (record.members[field] ?? []).filter(([, value]) => {
    const key = JSON.stringify(value);
    return !seen.has(key) && seen.add(key);
  });
}

interface FieldProps {
  record: Drawn;
  field: string;
  items?: Item[] | undefined;
  /** Read the record again, after a correction. */
  again?: (() => void) | undefined;
  /** There is a value, and it must not be shown. */
  sheltered?: boolean;
}

/** What an edit of this record must name. */
export function amended({ kind, id, form_version }: Drawn): Amended {
  return { kind, id, ...(form_version ? { form_version } : {}) };
}

/** Both values in place, each with who and when; deciding is one press away. */
export function OpenValues({ record, field, items }: FieldProps) {
  const values = valuesOf(record, field);
  if (values.length < 2) return null;
  return (
    <div class="o-open-values" data-test={`open-${field}`}>
      <p class="o-conflict-words">
        <StatusChip status="conflict" />{' '}
        <span>{t('m26_values', { field: fieldWord(field, items), n: values.length })}</span>
      </p>
      <ul class="o-values">
        {values.map(([op, value], i) => (
          <li key={op}>
            <strong class="o-value">{valueWord(field, value, items)}</strong>{' '}
            {i === 0 && <span class="o-in-use">{o('conflict_in_use')}</span>}
            <MadeBy by={record.by[op]} />
          </li>
        ))}
      </ul>
      <LinkButton href={`/o/conflicts/${record.id}.${field}`} test={`decide-${field}`}>
        {o('person_decide')}
      </LinkButton>
    </div>
  );
}

/** One field of a record: its value (or both of them), and its history one press away. */
export function FieldRow({ record, field, items, again, sheltered }: FieldProps) {
  const open = valuesOf(record, field).length > 1;
  const label = fieldWord(field, items);
  return (
    <div class="o-field" data-test={`field-${field}`}>
      <dt>{label}</dt>
      <dd>
        {open ? (
          <OpenValues record={record} field={field} items={items} />
        ) : (
          <span class="o-field-value">
            {sheltered ? o('person_protected') : valueWord(field, record.fields[field], items)}
          </span>
        )}
        <FieldHistory record={amended(record)} field={field} label={label} items={items} changed={again} />
      </dd>
    </div>
  );
}
