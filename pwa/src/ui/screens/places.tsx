import { useEffect, useRef, useState } from 'preact/hooks';
import { endPlaces, fetchPlaces, type Place } from '../../sync/index.ts';
import { Button, Message, onSubmit, TextField } from '../parts/index.ts';
import { dayText, tokyoDay, tokyoTime } from '../shown/dates.ts';
import { t } from '../words/index.ts';

const ALL = '';

const moment = (at: string): string => `${dayText(tokyoDay(at))} ${tokyoTime(at)}`;

/** Where she is signed in, and ending what she does not know or has lost. On line only. */
export function Places() {
  const [places, setPlaces] = useState<Place[] | 'silent' | null>(null);
  const [chosen, choose] = useState<string | null>(null);
  const [ended, setEnded] = useState(0);
  const read = async () => {
    const reply = await fetchPlaces();
    setPlaces(reply.ok ? reply.value : 'silent');
  };
  useEffect(() => void read(), []);
  const others = Array.isArray(places) ? places.filter(({ here }) => !here) : [];
  const name = others.find(({ id }) => id === chosen)?.label ?? t('places_all');
  const done = async (n: number) => {
    setEnded(n);
    choose(null);
    await read();
  };
  return (
    <section class="panel" data-test="places">
      <h2>{t('places_title')}</h2>
      <p class="hint">{t('places_hint')}</p>
      <div aria-live="polite">
        {ended > 0 && <Message test="places-ended">{t('places_ended', { n: ended })}</Message>}
        {places === 'silent' && <Message test="places-silent">{t('places_silent')}</Message>}
      </div>
      <ul class="list">
        {Array.isArray(places) && places.map((place) => <At key={place.id} place={place} choose={choose} />)}
      </ul>
      {chosen !== null && (
        <Sure
          key={chosen}
          name={name}
          places={chosen === ALL ? [] : [chosen]}
          done={done}
          leave={() => choose(null)}
        />
      )}
      {chosen === null && others.length > 1 && (
        <div class="actions">
          <Button onPress={() => choose(ALL)} test="places-all">
            {t('places_end_all')}
          </Button>
        </div>
      )}
    </section>
  );
}

function At({ place, choose }: { place: Place; choose: (id: string) => void }) {
  const { id, label, here, used_at, since } = place;
  return (
    <li class="place" data-test="place">
      <p>
        <strong>{here ? t('places_here', { label }) : label}</strong>
      </p>
      <p class="second">{t('places_used', { at: moment(used_at) })}</p>
      <p class="second">{t('places_since', { at: moment(since) })}</p>
      {!here && (
        <div class="actions">
          <Button onPress={() => choose(id)} label={`${label} ${t('places_end')}`} test="place-end">
            {t('places_end')}
          </Button>
        </div>
      )}
    </li>
  );
}

interface SureProps {
  name: string;
  places: string[];
  done: (n: number) => Promise<void>;
  leave: () => void;
}

/** Her password once more: whoever finds a screen open must not put her out of all the others. */
function Sure({ name, places, done, leave }: SureProps) {
  const passphrase = useRef('');
  const [told, setTold] = useState<'own_wrong' | 'm5_server_down' | null>(null);
  const end = async () => {
    const reply = await endPlaces(passphrase.current, places);
    if (reply.ok) return done(reply.value.ended);
    // Ended by somebody else meanwhile: the list says so.
    if (reply.why === 'problem' && reply.problem.status === 404) return done(0);
    setTold(reply.why === 'problem' ? 'own_wrong' : 'm5_server_down');
  };
  return (
    <form class="panel" onSubmit={onSubmit(end)} data-test="places-sure">
      <h3>{t('places_end_named', { label: name })}</h3>
      <TextField
        label={t('own_now')}
        value=""
        onText={(typed) => {
          passphrase.current = typed;
        }}
        type="password"
        autocomplete="current-password"
        test="places-passphrase"
      />
      <div aria-live="polite">{told && <Message test={told}>{t(told)}</Message>}</div>
      <div class="actions">
        <Button submit test="places-do">
          {t('places_sure')}
        </Button>
        <Button kind="text" onPress={leave} test="places-not">
          {t('places_not')}
        </Button>
      </div>
    </form>
  );
}
