import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { TextField } from '../parts/index.ts';
import { searchFor, useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { factLine } from './names.tsx';
import { OfficeRow, PaneHead, Rows } from './rows.tsx';
import type { FoundPeople } from './types.ts';
import { o } from './words.ts';

/** What she was looking for: kept while she opens one of the found and comes back. */
const asked = signal('');

/** Signed out: the words of one are not for the next. */
export function forgetSearch(): void {
  asked.value = '';
}

/** Long enough that a name is asked for once, not once per letter. */
const PAUSE_MS = 300;

/** What was typed, once she pauses. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Put the cursor into the search field; the text in it is selected, so typing starts anew. */
export function focusSearch(): void {
  const input = document.querySelector<HTMLInputElement>('input[data-test="office-search"]');
  input?.focus();
  input?.select();
}

function Found({ query }: { query: string }) {
  const load = useLoad<FoundPeople>(searchFor(query));
  return (
    <Loaded load={load} rows={5}>
      {({ total, people }) => (
        <>
          <p role="status" data-test="found-count">
            {total === 0 ? o('find_none') : o('find_count', { n: total })}
          </p>
          {total > people.length && <p class="second">{o('find_many', { n: people.length })}</p>}
          <Rows test="found-list" label={o('nav_find')}>
            {people.map((person) => (
              <li key={person.id}>
                <OfficeRow
                  href={`/o/p/${person.id}`}
                  id={person.id}
                  title={person.name}
                  note={`${factLine(person)} ${person.area?.name ?? ''}`}
                  test="found"
                />
              </li>
            ))}
          </Rows>
        </>
      )}
    </Loaded>
  );
}

/** 人をさがす, at the server: everyone in her areas, by folded kana, kanji variants or birth date. */
export function FindList({ level }: { level: 1 | 2 }) {
  const query = useSettled(asked.value);
  return (
    <>
      <PaneHead level={level} title={o('nav_find')} test="find-title" />
      <search>
        <form class="o-search" onSubmit={(event) => event.preventDefault()}>
          <TextField
            label={o('find_label')}
            hint={o('find_hint')}
            type="search"
            lang="ja"
            value={asked.value}
            onText={(text) => {
              asked.value = text;
            }}
            test="office-search"
          />
        </form>
      </search>
      {query === '' ? <p class="second">{o('find_start')}</p> : <Found key={query} query={query} />}
    </>
  );
}
