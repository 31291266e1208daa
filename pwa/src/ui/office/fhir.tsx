import { useState } from 'preact/hooks';
import { go, query } from '../../router.ts';
import { Button, LinkButton, Message, Panel, TextField } from '../parts/index.ts';
import { inWords } from '../shown/form.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import type { Choices } from './mailings.ts';
import { PersonName } from './names.tsx';
import { Panes } from './panes.tsx';
import { PaneHead } from './rows.tsx';
import { Select } from './select.tsx';
import type { PersonBrief } from './types.ts';
import { dayIn } from './values.ts';
import { o } from './words.ts';

const PLACE = '/api/v1/office/fhir';

/** 書き出し: forms, and the sheets of one person or of an area, as FHIR files. */
export function FhirPage() {
  const load = useLoad<Choices>('/office/paper/choices');
  const person = query().get('person');
  return (
    <Panes
      whole
      list={
        <>
          <PaneHead title={o('fhir_title')} note={o('fhir_hint')} test="fhir-title" />
          {person && <OfPerson key={person} id={person} />}
          <Loaded load={load} rows={4}>
            {(choices) => (
              <>
                <OfArea areas={choices.areas} />
                <Forms forms={choices.forms} />
              </>
            )}
          </Loaded>
        </>
      }
    />
  );
}

/** What personal data leaves is said before the file can be had: one of the few confirmations there are. */
function Confirm({ href, stop }: { href: string; stop: () => void }) {
  return (
    <Message
      tone="ask"
      test="fhir-confirm"
      actions={
        <>
          <a class="button button-primary" href={href} download data-test="fhir-download">
            <span>{o('fhir_do')}</span>
          </a>
          <Button kind="text" onPress={stop}>
            {o('close')}
          </Button>
        </>
      }
    >
      {o('fhir_confirm')}
    </Message>
  );
}

function OfPerson({ id }: { id: string }) {
  const load = useLoad<PersonBrief>(`/office/people/${id}`);
  return (
    <Panel title={o('fhir_person')} test="fhir-person">
      <Loaded load={load} rows={1}>
        {(page) => (
          <p>
            <PersonName person={{ ...page, born_on: null }} />
          </p>
        )}
      </Loaded>
      <Confirm href={`${PLACE}/people/${id}`} stop={() => go('/o/fhir', true)} />
    </Panel>
  );
}

function OfArea({ areas }: { areas: Choices['areas'] }) {
  const [area, setArea] = useState('');
  const [since, setSince] = useState('');
  const [until, setUntil] = useState('');
  const [asked, setAsked] = useState<string | null>(null);
  const [told, setTold] = useState(false);
  const odd = (day: string) => day.trim() !== '' && dayIn(day) === null;
  const ask = () => {
    const fits = area !== '' && !odd(since) && !odd(until);
    setTold(!fits);
    const [first, last] = [dayIn(since), dayIn(until)];
    const days = new URLSearchParams({ ...(first && { from: first }), ...(last && { to: last }) });
    setAsked(fits ? `${PLACE}/areas/${area}?${days}` : null);
  };
  const change = (set: (text: string) => void) => (text: string) => {
    set(text.normalize('NFKC').trim());
    setAsked(null);
  };
  return (
    <Panel title={o('fhir_area')} test="fhir-area">
      <div class="o-paper-fields">
        <Select
          label={o('fhir_which')}
          options={[
            { value: '', label: o('paper_list_none') },
            ...areas.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={area}
          onChoose={change(setArea)}
          test="fhir-which"
        />
        <TextField
          label={o('fhir_since')}
          hint={o('fhir_day_hint')}
          value={since}
          onText={change(setSince)}
          optional
          problem={told && odd(since) ? o('key_on_odd') : undefined}
          test="fhir-since"
        />
        <TextField
          label={o('fhir_until')}
          hint={o('fhir_day_hint')}
          value={until}
          onText={change(setUntil)}
          optional
          problem={told && odd(until) ? o('key_on_odd') : undefined}
          test="fhir-until"
        />
      </div>
      {told && area === '' && <Message tone="ask">{o('fhir_choose')}</Message>}
      {asked ? (
        <Confirm href={asked} stop={() => setAsked(null)} />
      ) : (
        <Button onPress={ask} test="fhir-ask">
          {o('fhir_ask')}
        </Button>
      )}
    </Panel>
  );
}

/** Forms hold nothing of anybody: they are had at once. */
function Forms({ forms }: { forms: Choices['forms'] }) {
  return (
    <Panel title={o('fhir_forms')} test="fhir-forms">
      <ul class="list">
        {forms.map(({ form, version, title }) => (
          <li key={form} class="o-mailing">
            <span class="row-main">
              <span class="row-title">{o('paper_form_choice', { title: inWords(title), n: version })}</span>
            </span>
            <a
              class="button button-outline"
              href={`${PLACE}/form?form=${form}&version=${version}`}
              download
              aria-label={o('fhir_form_of', { title: inWords(title) })}
              data-test="fhir-form"
            >
              <span>{o('fhir_do')}</span>
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** From a person's page. */
export function ToFhir({ id }: { id: string }) {
  return (
    <LinkButton kind="text" href={`/o/fhir?person=${id}`} test="person-fhir">
      {o('fhir_of_person')}
    </LinkButton>
  );
}
