import { useState } from 'preact/hooks';
import { Button, Choice, Message } from '../parts/index.ts';
import { language, t } from '../words/index.ts';
import { answerAll, answerRow, runPath, troubleOf } from './importcalls.ts';
import { importField } from './importcounts.tsx';
import type { Line, LinesPage, MissingPage, Note, Run } from './importtypes.ts';
import { shownValue } from './importvalue.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { factLine } from './names.tsx';
import type { PersonBrief } from './types.ts';
import { born } from './values.ts';
import { type OfficeWord, o } from './words.ts';

/** The reasons of the matcher, some of them said alike. */
const WHY: Record<string, OfficeWord> = {
  key_same: 'why_key_same',
  number_same: 'why_number_same',
  number_near: 'why_number_near',
  number_other: 'why_number_other',
  born_same: 'why_born_same',
  born_year: 'why_born_near',
  born_era: 'why_born_near',
  born_swapped: 'why_born_near',
  born_day: 'why_born_near',
  name_same: 'why_name_same',
  name_near: 'why_name_near',
  family_same: 'why_family',
  family_written: 'why_family',
  given_same: 'why_given',
  given_written: 'why_given',
  phone_same: 'why_phone_same',
  sex_other: 'why_sex_other',
};

function NoteText({ note }: { note: Note }) {
  const en = language.value === 'en';
  const field = en ? note.field_en : note.field_ja;
  const other = note.row === null ? '' : o('import_other_row', { n: note.row });
  return (
    <p data-test="import-note" data-rule={note.rule}>
      {field && <strong>{field} </strong>}
      {en ? note.en : note.ja}
      {other}
      <span class="row-note">{en ? note.do_en : note.do_ja}</span>
    </p>
  );
}

function What({ line }: { line: Line }) {
  return (
    <>
      {line.changes
        .filter(({ field }) => field !== '')
        .map(({ field, before, now }) => (
          <p key={field} data-test="import-change">
            {o('import_change', {
              field: importField(field),
              before: shownValue(field, before, now),
              now: shownValue(field, now, before),
            })}
          </p>
        ))}
      {line.notes.map((note, i) => (
        <NoteText key={`${note.rule}-${i}`} note={note} />
      ))}
      {line.protected && <p class="second">{o('import_protected')}</p>}
    </>
  );
}

/** Who this may be: nothing is chosen for her, and nothing happens before she applies. */
function Question({ line, run, onAnswered }: { line: Line; run: Run; onAnswered: () => void }) {
  const [answer, setAnswer] = useState(line.answer ?? '');
  const [trouble, setTrouble] = useState<string>();
  const choose = async (said: string) => {
    const before = answer;
    setAnswer(said);
    const reply = await answerRow(run.id, line.n, said || null);
    setTrouble(troubleOf(reply));
    if (!reply.ok) return setAnswer(before);
    onAnswered();
  };
  const people = line.candidates.flatMap(({ person, why }) =>
    person ? [{ value: person.id, label: person.name, reference: whyLine(person, why) }] : [],
  );
  return (
    <>
      <Choice
        label={o('import_same')}
        options={[
          ...people,
          { value: 'new', label: o('import_new_person') },
          { value: '', label: o('import_later') },
        ]}
        value={answer}
        onChoose={(said) => void choose(said)}
        test="import-answer"
      />
      {trouble && <Message tone="problem">{trouble}</Message>}
    </>
  );
}

function whyLine(person: PersonBrief, why: string[]): string {
  const words = why.flatMap((code) => WHY[code] ?? []).map((word) => o(word));
  return `${factLine(person)} ${words.join(t('list_comma'))}`;
}

function LineRow({ line, run, onAnswered }: { line: Line; run: Run; onAnswered: () => void }) {
  const name = line.name || line.person?.name || '';
  return (
    <tr data-test="import-line" data-row={line.n} data-outcome={line.outcome}>
      <th scope="row">{o('import_line', { n: line.n })}</th>
      <td data-label={o('import_who')}>
        {line.person ? <a href={`/o/p/${line.person.id}`}>{name}</a> : name}
        <span class="row-note">
          {[line.kana, line.born_on ? born(line.born_on) : '', line.key ?? ''].filter(Boolean).join(' ')}
        </span>
      </td>
      <td data-label={o('import_what')}>
        <What line={line} />
        {line.outcome === 'question' && line.fate === null && (
          <Question line={line} run={run} onAnswered={onAnswered} />
        )}
      </td>
    </tr>
  );
}

interface ListProps {
  run: Run;
  which: string;
  round: number;
  onAnswered: () => void;
}

/** A page of rows; the next page takes its place, so that a hundred thousand rows never stand here at once. */
function LineList({ run, which, round, onAnswered }: ListProps) {
  const [after, setAfter] = useState(0);
  const load = useLoad<LinesPage>(`${runPath(run.id)}/lines?which=${which}&after=${after}`);
  return (
    <Loaded load={load} rows={6}>
      {({ lines, next }) => (
        <>
          {lines.length === 0 ? (
            <p>{o('import_nothing_here')}</p>
          ) : (
            <table class="o-table" data-test="import-lines">
              <caption class="spoken">{o('import_list')}</caption>
              <thead>
                <tr>
                  <th scope="col">{o('import_row')}</th>
                  <th scope="col">{o('import_who')}</th>
                  <th scope="col">{o('import_what')}</th>
                </tr>
              </thead>
              <tbody>
                {lines.map((line) => (
                  <LineRow key={`${line.n}-${round}`} line={line} run={run} onAnswered={onAnswered} />
                ))}
              </tbody>
            </table>
          )}
          <More next={next} onMore={setAfter} />
        </>
      )}
    </Loaded>
  );
}

function More<T>({ next, onMore }: { next: T | null; onMore: (next: T) => void }) {
  if (next === null) return null;
  return (
    <div class="actions">
      <Button onPress={() => onMore(next)} test="import-more">
        {o('import_more')}
      </Button>
    </div>
  );
}

function MissingList({ run }: { run: Run }) {
  const [after, setAfter] = useState('');
  const load = useLoad<MissingPage>(`${runPath(run.id)}/missing?after=${encodeURIComponent(after)}`);
  return (
    <Loaded load={load} rows={4}>
      {({ people, next }) => (
        <>
          <p class="second">{o('import_missing_note')}</p>
          <ul class="list" data-test="import-missing">
            {people.map(({ key, person }) => (
              <li key={key}>
                {person ? <a href={`/o/p/${person.id}`}>{person.name}</a> : key}{' '}
                <span class="second">{person ? `${factLine(person)} ${key}` : ''}</span>
              </li>
            ))}
          </ul>
          <More next={next} onMore={setAfter} />
        </>
      )}
    </Loaded>
  );
}

interface Tab {
  value: string;
  label: string;
  n: number;
}

function tabsOf(run: Run): Tab[] {
  const { outcomes, noted, missing } = run.counts;
  const n = (name: string) => outcomes[name] ?? 0;
  const open = run.state === 'ready';
  return [
    { value: 'rejected', label: o('import_n_rejected'), n: run.rejected_kept + (open ? n('repeated') : 0) },
    { value: 'question', label: o('import_n_question'), n: run.unanswered + run.answered },
    { value: 'changed', label: o('import_n_changed'), n: open ? n('changed') : 0 },
    { value: 'new', label: o('import_n_new'), n: open ? n('new') : 0 },
    { value: 'noted', label: o('import_n_noted'), n: open ? noted : 0 },
    { value: 'missing', label: o('import_n_missing'), n: run.whole ? missing : 0 },
  ].filter((tab) => tab.n > 0);
}

function Everyone({ run, onDone }: { run: Run; onDone: () => void }) {
  const [trouble, setTrouble] = useState<string>();
  const all = async (how: 'same' | 'new') => {
    const reply = await answerAll(run.id, how);
    setTrouble(troubleOf(reply));
    onDone();
  };
  return (
    <Message
      tone="ask"
      test="import-questions"
      actions={
        <>
          <Button onPress={() => all('same')} test="import-all-same">
            {o('import_all_same')}
          </Button>
          <Button onPress={() => all('new')} test="import-all-new">
            {o('import_all_new')}
          </Button>
        </>
      }
    >
      {trouble ?? o('import_questions', { n: run.unanswered })}
    </Message>
  );
}

/** The rows worth looking at, one sort at a time. */
export function ImportLines({ run, onAnswered }: { run: Run; onAnswered: () => Promise<void> }) {
  const [chosen, setChosen] = useState<string>();
  const [round, setRound] = useState(0);
  const tabs = tabsOf(run);
  const which = tabs.find((tab) => tab.value === chosen)?.value ?? tabs[0]?.value;
  if (which === undefined) return null;
  const answeredAll = async () => {
    await onAnswered();
    setRound((before) => before + 1);
  };
  return (
    <section class="panel" data-test="import-rows">
      <Choice
        label={o('import_list')}
        options={tabs.map(({ value, label, n }) => ({ value, label: `${label} ${n}` }))}
        value={which}
        onChoose={setChosen}
        test="import-which"
      />
      {which === 'question' && run.unanswered > 0 && <Everyone run={run} onDone={answeredAll} />}
      {which === 'missing' ? (
        <MissingList run={run} />
      ) : (
        <LineList
          key={`${which}-${round}-${run.state}`}
          run={run}
          which={which}
          round={round}
          onAnswered={() => void onAnswered()}
        />
      )}
    </section>
  );
}
