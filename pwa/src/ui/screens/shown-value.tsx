import type { Member, RecordView } from '../../store/index.ts';
import { Message } from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { recordDay, tokyoDay, tokyoTime } from '../shown/dates.ts';
import { fieldText } from '../shown/person.ts';
import { fieldWord, valueText } from '../shown/values.ts';
import { t } from '../words/index.ts';
import { FieldHistory } from './history.tsx';

/** The members of a field that say different things; one or none of them is no conflict. */
export function valuesOf(view: RecordView, field: string): Member[] {
  const members = view.members[field] ?? [];
  return new Set(members.map(sameText)).size > 1 ? members : [];
}

const sameText = ({ value }: Member): string => JSON.stringify(value);

/** A field of a person: its value, or both values where two stand, with who gave them. */
export function Shown({ view, field }: { view: RecordView; field: string }) {
  const values = valuesOf(view, field);
  return (
    <>
      <dt>{fieldWord(field)}</dt>
      <dd data-test={`value-${field}`}>
        {values.length > 0 ? (
          <Both view={view} field={field} values={values} />
        ) : (
          fieldText(view.fields, field) || t('not_recorded')
        )}
        <FieldHistory
          view={view}
          field={field}
          label={fieldWord(field)}
          say={(value) => valueText(field, value)}
        />
      </dd>
    </>
  );
}

function Both({ view, field, values }: { view: RecordView; field: string; values: Member[] }) {
  return (
    <div class="values" data-test="two-values">
      <StatusChip status="conflict" />
      {values.map((member, index) => (
        <span class="value" key={member.op}>
          <strong>{valueText(field, member.value)}</strong>{' '}
          <span class="second">
            {byText(member, view)}
            {index === 0 && ` ${t('person_value_in_use')}`}
          </span>
        </span>
      ))}
      <Message tone="conflict">
        {t('m26_values', { field: fieldWord(field), n: new Set(values.map(sameText)).size })}
      </Message>
    </div>
  );
}

function byText(member: Member, view: RecordView): string {
  const by = member.by ?? view.by[member.op];
  if (!by) return '';
  return t('person_value_by', { name: by.name, at: `${recordDay(tokyoDay(by.at))} ${tokyoTime(by.at)}` });
}
