import { useId } from 'preact/hooks';
import { language } from '../words/index.ts';
import type { ImportField } from './importtypes.ts';
import { o } from './words.ts';

interface ColumnsProps {
  title: string;
  hint: string;
  test: string;
  fields: ImportField[];
  /** The columns of the file. */
  columns: string[];
  /** Field → column. */
  used: Record<string, string>;
  onChange: (used: Record<string, string>) => void;
}

function ColumnRow({ field, props }: { field: ImportField; props: ColumnsProps }) {
  const id = useId();
  const { columns, used, onChange } = props;
  const choose = (column: string) => {
    const { [field.field]: _before, ...others } = used;
    onChange(column ? { ...others, [field.field]: column } : others);
  };
  return (
    <tr>
      <th scope="row">
        <label for={id}>{field[language.value]}</label>
      </th>
      <td data-label={o('import_column')}>
        <select
          id={id}
          class="input"
          value={used[field.field] ?? ''}
          onChange={(event) => choose(event.currentTarget.value)}
          data-test={`column-${field.field}`}
        >
          <option value="">{o('import_column_none')}</option>
          {columns.map((column) => (
            <option key={column} value={column}>
              {column}
            </option>
          ))}
        </select>
      </td>
    </tr>
  );
}

/** Which column of the file holds what. */
export function ImportColumns(props: ColumnsProps) {
  return (
    <div class="field">
      <span class="field-label">{props.title}</span>
      <p class="hint">{props.hint}</p>
      <table class="o-table o-columns" data-test={props.test}>
        <caption class="spoken">{props.title}</caption>
        <thead>
          <tr>
            <th scope="col">{o('import_field')}</th>
            <th scope="col">{o('import_column')}</th>
          </tr>
        </thead>
        <tbody>
          {props.fields.map((field) => (
            <ColumnRow key={field.field} field={field} props={props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
