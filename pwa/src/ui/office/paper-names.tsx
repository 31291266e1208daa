import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../sync/index.ts';
import { Button, Message, TextField } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { useSettled } from './find.tsx';
import { searchFor, useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import type { Recipient, Way } from './mailings.ts';
import { factLine } from './names.tsx';
import { Recipients } from './paper-recipients.tsx';
import type { FoundPeople } from './types.ts';
import { o } from './words.ts';

/** Whom she has chosen: kept while she looks something up in between. */
const chosen = signal<readonly string[]>([]);

/** Signed out: a list of one is not for the next. */
export function forgetChosen(): void {
  chosen.value = [];
}

interface ByNameProps {
  way: Way;
  make: (persons: string[]) => Promise<void>;
}

/** A list of one's own: search, add, print. */
export function ByName({ way, make }: ByNameProps) {
  const [words, setWords] = useState('');
  const wanted = useSettled(words);
  return (
    <section data-test="paper-by-name">
      <TextField
        label={o('paper_find')}
        hint={o('paper_find_hint')}
        type="search"
        lang="ja"
        value={words}
        onText={setWords}
        test="paper-find"
      />
      {wanted !== '' && <Found key={wanted} words={wanted} />}
      <Chosen key={chosen.value.join(' ')} ids={chosen.value} way={way} make={make} />
    </section>
  );
}

function Found({ words }: { words: string }) {
  const load = useLoad<FoundPeople>(searchFor(words));
  return (
    <Loaded load={load} rows={3}>
      {({ total, people }) => (
        <>
          <p role="status">{total === 0 ? o('find_none') : o('find_count', { n: total })}</p>
          {total > people.length && <p class="second">{o('find_many', { n: people.length })}</p>}
          <ul class="list">
            {people.map((person) => (
              <li key={person.id} class="o-mailing">
                <span class="row-main">
                  <span class="row-title">{person.name}</span>
                  <span class="row-note">{factLine(person)}</span>
                </span>
                {chosen.value.includes(person.id) ? (
                  <span class="second">{o('paper_added')}</span>
                ) : (
                  <Button
                    onPress={() => {
                      chosen.value = [...chosen.value, person.id];
                    }}
                    label={o('paper_for', { name: person.name, action: o('paper_add') })}
                    test="paper-add"
                  >
                    {o('paper_add')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}

function Chosen({ ids, way, make }: ByNameProps & { ids: readonly string[] }) {
  const [all, setAll] = useState<Recipient[] | 'away' | null>(null);
  useEffect(() => {
    if (ids.length === 0) return;
    let left = false;
    void api.post<Recipient[]>('/office/paper/recipients', { persons: ids }).then((reply) => {
      if (!left) setAll(reply.ok ? reply.value : 'away');
    });
    return () => {
      left = true;
    };
  }, [ids]);
  if (ids.length === 0 || all === null) return null;
  if (all === 'away') return <Message tone="ask">{t('m37_needs_server')}</Message>;
  return (
    <>
      <h3>{o('paper_chosen', { n: all.length })}</h3>
      <ul class="list" data-test="paper-chosen">
        {all.map(({ person }) => (
          <li key={person.id} class="o-mailing">
            <span class="row-main">
              {person.name} <span class="second">{factLine(person)}</span>
            </span>
            <Button
              kind="text"
              onPress={() => {
                chosen.value = ids.filter((id) => id !== person.id);
              }}
              label={o('paper_for', { name: person.name, action: o('paper_remove') })}
              test="paper-remove"
            >
              {o('paper_remove')}
            </Button>
          </li>
        ))}
      </ul>
      <Recipients all={all} way={way} named make={make} />
    </>
  );
}
