import { useRef, useState } from 'preact/hooks';
import { go } from '../../router.ts';
import { Button, Choice, Field, Message, NumberField, TextField } from '../parts/index.ts';
import { look, saveSource, troubleOf, upload } from './importcalls.ts';
import { ImportColumns } from './importcolumns.tsx';
import { ImportKdb, needsYear } from './importkdb.tsx';
import type { ImportSource, Imports, Look } from './importtypes.ts';
import { o } from './words.ts';

const OTHER = '';
const ENCODINGS = { cp932: 'import_cp932', 'utf-8': 'import_utf8' } as const;

/** A file she has chosen, and what its beginning showed. */
interface Chosen {
  file: File;
  shown: Look;
}

function startOf(source: ImportSource | undefined, shown: Look): Omit<ImportSource, 'id'> {
  const here = Object.entries(source?.columns ?? {}).filter(([, column]) => shown.columns.includes(column));
  const columns = { ...shown.suggested, ...Object.fromEntries(here) };
  const key = source?.key ?? ('register_no' in columns ? 'register_no' : 'insured_no');
  return {
    name: source?.name ?? '',
    key,
    columns,
    digits: source?.digits ?? 0,
    whole: source?.whole ?? true,
    year: source?.year ?? 0,
  };
}

interface PickerProps {
  onFile: (file: File) => void;
  name: string | undefined;
  problem: string | undefined;
}

/** The browser's own picker behind a button of ours: its own words are in the language of the machine. */
function Picker({ onFile, name, problem }: PickerProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <Field label={o('import_file')} hint={o('import_file_hint')} problem={problem}>
      {({ id, describedBy }) => (
        <div class="o-file">
          <input
            ref={input}
            id={id}
            type="file"
            accept=".csv,.txt,text/csv"
            class="spoken"
            tabIndex={-1}
            aria-describedby={describedBy}
            data-test="import-file"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = '';
              if (file) onFile(file);
            }}
          />
          <Button icon="sheet" onPress={() => input.current?.click()} test="import-pick">
            {o('import_pick')}
          </Button>
          <span data-test="import-picked">{name ?? o('import_picked_none')}</span>
        </div>
      )}
    </Field>
  );
}

interface FormProps {
  imports: Imports;
  chosen: Chosen;
  onEncoding: (encoding: string) => void;
}

/** Whose register it is and which column holds what; filled in with what was used before. */
function FileForm({ imports, chosen, onEncoding }: FormProps) {
  const { shown, file } = chosen;
  const [first] = imports.sources;
  const [known, setKnown] = useState(first?.id ?? OTHER);
  const [source, setSource] = useState(() => startOf(first, shown));
  const [trouble, setTrouble] = useState<string>();
  const change = (part: Partial<ImportSource>) => setSource((before) => ({ ...before, ...part }));
  const choose = (id: string) => {
    setKnown(id);
    setSource(
      startOf(
        imports.sources.find((each) => each.id === id),
        shown,
      ),
    );
  };
  const send = async () => {
    if (!source.name.trim()) return setTrouble(o('import_need_name'));
    if (!source.columns[source.key]) {
      const field = o(source.key === 'insured_no' ? 'import_f_insured_no' : 'import_f_register_no');
      return setTrouble(o('import_need_key', { field }));
    }
    if (needsYear(source)) return setTrouble(o('import_need_year'));
    const saved = await saveSource({ ...source, name: source.name.trim() });
    if (!saved.ok) return setTrouble(troubleOf(saved));
    const run = await upload(saved.value.id, file, shown.encoding);
    if (!run.ok) return setTrouble(troubleOf(run));
    go(`/o/imports/${run.value.id}`);
  };
  const options = [
    ...imports.sources.map(({ id, name }) => ({ value: id, label: name })),
    { value: OTHER, label: o('import_source_other') },
  ];
  return (
    <>
      <Choice
        label={o('import_encoding')}
        options={Object.entries(ENCODINGS).map(([value, word]) => ({ value, label: o(word) }))}
        value={shown.encoding === 'cp932' ? 'cp932' : 'utf-8'}
        onChoose={onEncoding}
        test="import-encoding"
      />
      <p class="hint">{o('import_encoding_hint')}</p>
      {imports.sources.length > 0 && (
        <Choice
          label={o('import_source')}
          options={options}
          value={known}
          onChoose={choose}
          test="import-source"
        />
      )}
      {known === OTHER && (
        <TextField
          label={o('import_source_name')}
          hint={o('import_source_hint')}
          value={source.name}
          onText={(name) => change({ name })}
          maxLength={60}
          lang="ja"
          test="import-name"
        />
      )}
      <ImportColumns
        title={o('import_columns')}
        hint={o('import_columns_hint')}
        test="import-columns"
        fields={imports.fields.filter(({ group }) => group === 'person')}
        columns={shown.columns}
        used={source.columns}
        onChange={(columns) => change({ columns })}
      />
      <ImportKdb
        fields={imports.fields.filter(({ group }) => group === 'kdb')}
        columns={shown.columns}
        source={source}
        change={change}
      />
      <Choice
        label={o('import_key')}
        options={[
          { value: 'register_no', label: o('import_f_register_no') },
          { value: 'insured_no', label: o('import_f_insured_no') },
        ]}
        value={source.key}
        onChoose={(key) => change({ key })}
        test="import-key"
      />
      <div class="field">
        <span class="field-label">{o('import_digits')}</span>
        <p class="hint">{o('import_digits_hint')}</p>
        <NumberField
          label={o('import_digits')}
          unit={o('import_digits_unit')}
          value={String(source.digits)}
          onText={(digits) => change({ digits: Math.min(20, Number(digits)) })}
          digits={2}
          test="import-digits"
        />
      </div>
      <Choice
        label={o('import_whole')}
        options={[
          { value: 'all', label: o('import_whole_all') },
          { value: 'part', label: o('import_whole_part') },
        ]}
        value={source.whole ? 'all' : 'part'}
        onChoose={(who) => change({ whole: who === 'all' })}
        test="import-whole"
      />
      {trouble && (
        <Message tone="problem" test="import-trouble">
          {trouble}
        </Message>
      )}
      <div class="actions">
        <Button kind="primary" onPress={send} test="import-check">
          {o('import_check')}
        </Button>
      </div>
    </>
  );
}

/** Choose a file and say what it is; nothing of it is kept before it is checked. */
export function ImportFile({ imports }: { imports: Imports }) {
  const [chosen, setChosen] = useState<Chosen>();
  const [trouble, setTrouble] = useState<string>();
  const [reading, setReading] = useState(false);
  const [name, setName] = useState<string>();
  const read = async (file: File, encoding?: string) => {
    setName(file.name);
    setReading(true);
    const reply = await look(file, encoding);
    setReading(false);
    setTrouble(troubleOf(reply));
    setChosen(reply.ok ? { file, shown: reply.value } : undefined);
  };
  return (
    <section class="panel o-import" aria-label={o('imports_new')}>
      <h2>{o('imports_new')}</h2>
      <Picker onFile={(file) => void read(file)} name={name} problem={trouble} />
      <p role="status">{reading ? o('import_looking') : ''}</p>
      {chosen && (
        <FileForm
          key={`${chosen.file.name} ${chosen.file.lastModified} ${chosen.shown.encoding}`}
          imports={imports}
          chosen={chosen}
          onEncoding={(encoding) => void read(chosen.file, encoding)}
        />
      )}
    </section>
  );
}
