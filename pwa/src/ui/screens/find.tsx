import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { changed, noteRead, personCount, search } from '../../store/index.ts';
import { Button, forgetToo, LinkButton, Message, Panel, Row, Screen, TextField } from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { lineOf, nameOf } from '../shown/person.ts';
import { t } from '../words/index.ts';

/** One screen of rows is drawn at each key; more of them only when asked for. */
const FIRST = 15;
const MOST = 50;
/** A search counts as one once she stops typing. */
const SETTLED_MS = 1500;

/** What she looked for, so that coming back from a person finds the list as it was. */
const looked = signal('');

forgetToo(() => {
  looked.value = '';
});

/** 人をさがす: kana, kanji or a date of birth, over the whole register on this tablet. */
export function Find() {
  const text = looked.value.trim();
  return (
    <Screen
      name="find_title"
      tab="find"
      test="screen-find"
      foot={
        <LinkButton href="/register" icon="add" test="register">
          {t('find_register')}
        </LinkButton>
      }
    >
      <TextField
        label={t('find_label')}
        hint={t('find_hint')}
        value={looked.value}
        type="search"
        live
        onText={(typed) => {
          looked.value = typed;
        }}
        test="find"
      />
      {text === '' ? <Register /> : <Hits text={text} />}
    </Screen>
  );
}

function Register() {
  changed.value;
  const n = personCount();
  return <p class="second">{n === 0 ? t('find_empty_register') : t('find_total', { n })}</p>;
}

function Hits({ text }: { text: string }) {
  changed.value;
  const hits = search(text, MOST + 1);
  const [asked, setAsked] = useState('');
  const shown = hits.slice(0, asked === text ? MOST : FIRST);
  useSearchNoted(text, hits.length);
  if (hits.length === 0) return <Message test="find-none">{t('find_none')}</Message>;
  const told = hits.length > MOST ? t('find_many', { n: MOST }) : t('find_count', { n: hits.length });
  return (
    <Panel>
      <p role="status" data-test="find-count">
        {told}
      </p>
      <ul class="list" data-test="hits">
        {shown.map((hit) => (
          <li key={hit.id}>
            <Row
              href={`/p/${hit.id}`}
              title={nameOf(hit)}
              note={hit.match === 'similar' ? `${lineOf(hit)}　${t('find_similar')}` : lineOf(hit)}
              aside={hit.unsent && <StatusChip status="kept" />}
              test="hit"
            />
          </li>
        ))}
      </ul>
      {shown.length < Math.min(hits.length, MOST) && (
        <Button kind="text" onPress={() => setAsked(text)} test="show-more">
          {t('show_more')}
        </Button>
      )}
    </Panel>
  );
}

/** Searching is reading: it goes to the read log as a count, without what was typed. */
function useSearchNoted(text: string, count: number): void {
  const noted = useRef(count);
  noted.current = count;
  useEffect(() => {
    const timer = setTimeout(() => noteRead('search', '', noted.current), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
}
