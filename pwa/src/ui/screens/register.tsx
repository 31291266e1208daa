import { useMemo, useRef, useState } from 'preact/hooks';
import { isKatakana } from '../../names/index.ts';
import { back, go, query } from '../../router.ts';
import { type Alike, alike, identity, record, save } from '../../store/index.ts';
import { newId } from '../../sync/index.ts';
import {
  attempt,
  Button,
  Choice,
  onSubmit,
  Problem,
  Screen,
  say,
  TextField,
  useRead,
} from '../parts/index.ts';
import { type Entry, type EntryProblem, emptyEntry, fieldsOfEntry, problemOfEntry } from '../shown/entry.ts';
import { toKatakana } from '../shown/kana.ts';
import { fieldText, nameOf } from '../shown/person.ts';
import { answersOf, type Decided, stillDecided } from '../shown/same.ts';
import { t } from '../words/index.ts';
import { type Birth, BirthField, emptyBirth, readBirth } from './birth.tsx';
import { Candidates } from './candidates.tsx';
import { checkIn } from './check-in.ts';
import { InsuredNo } from './insured-no.tsx';

/** S5: someone who is not in the register yet. Kana, birth date and sex are enough. */
export function Register() {
  const session = query().get('session') ?? undefined;
  const place = useRead(`register ${session}`, () => placeOf(session));
  return place === undefined ? null : <Form session={session} {...place} />;
}

/** More than these are not compared by eye; the office is asked about the rest. */
const SHOWN = 5;

interface Place {
  salon: string;
  area: string;
}

/** The salon and area a walk-in of this session most likely belongs to. */
async function placeOf(session: string | undefined): Promise<Place> {
  const areas = identity.value?.areas ?? [];
  const only = areas.length === 1 ? (areas[0]?.id ?? '') : '';
  const held = session ? await record(session) : undefined;
  const salon = held ? await record(fieldText(held.fields, 'salon')) : undefined;
  if (!salon) return { salon: '', area: only };
  return { salon: fieldText(salon.fields, 'name'), area: fieldText(salon.fields, 'area') || only };
}

function Form({ session, salon, area }: Place & { session: string | undefined }) {
  const [entry, setEntry] = useState<Entry>({ ...emptyEntry, area });
  const [birth, setBirth] = useState<Birth>(emptyBirth);
  const [told, setTold] = useState<EntryProblem | null>(null);
  const [decided, setDecided] = useState<Decided | null>(null);
  const made = useRef(newId());
  const read = readBirth(birth);
  const set = (field: keyof Entry) => (text: string) => {
    setEntry((now) => ({ ...now, [field]: text }));
    setTold(null);
  };
  const same = useMemo(() => candidatesOf(entry, read.iso), [entry, read.iso]);
  const decision = stillDecided(decided, same);
  const file = async () => {
    const problem = problemOfEntry(entry, read.iso) ?? (same.length > 0 && !decision ? 'same' : null);
    setTold(problem);
    if (problem) return focusOn(problem);
    const fields = { ...fieldsOfEntry(entry, read.iso ?? ''), ...answersOf(decision, same) };
    await attempt(async () => {
      if (!(await record(made.current))) await save([{ kind: 'person', id: made.current, new: fields }]);
      await arrive(session, made.current, nameOf(fields));
    });
  };
  return (
    <Screen
      name="register_title"
      back={session ? `/salon/${session}` : '/find'}
      aside={salon && <span class="second">{salon}</span>}
      entry
      test="screen-register"
      foot={
        <Button kind="primary" onPress={file} test="register-save">
          {t(session ? 'register_and_check_in' : 'register_only')}
        </Button>
      }
    >
      <form class="panel" onSubmit={onSubmit(file)}>
        <Names set={set} entry={entry} told={told} />
        <BirthField
          birth={birth}
          onChange={(next) => {
            setBirth(next);
            setTold(null);
          }}
          missing={told === 'born_on'}
        />
        <Sex value={entry.sex} onChoose={set('sex')} missing={told === 'sex'} />
        <Areas value={entry.area} onChoose={set('area')} missing={told === 'area'} />
        <Phone value={entry.phone} onText={set('phone')} odd={told === 'phone'} />
        <InsuredNo value={entry.insured_no} onText={set('insured_no')} odd={told === 'insured_no'} />
      </form>
      {same.length > 0 && (
        <Candidates
          hits={same}
          decision={decision}
          asked={told === 'same'}
          onSame={(hit) => attempt(() => arrive(session, hit.id, nameOf(hit)))}
          onDecide={(chosen) => {
            setDecided({ decision: chosen, about: same.map(({ id }) => id) });
            setTold(null);
          }}
        />
      )}
    </Screen>
  );
}

/** She is in the register now: check her in where she came, or open her page. */
async function arrive(session: string | undefined, person: string, name: string): Promise<void> {
  if (session) {
    await checkIn(session, person, name);
    back(`/salon/${session}`);
  } else {
    say(t('register_done', { name }));
    go(`/p/${person}`, true);
  }
}

function Sex({
  value,
  onChoose,
  missing,
}: {
  value: string;
  onChoose: (sex: string) => void;
  missing: boolean;
}) {
  return (
    <div data-problem="sex">
      <Choice
        label={t('register_sex')}
        options={[
          { value: 'female', label: t('sex_female') },
          { value: 'male', label: t('sex_male') },
          { value: 'unanswered', label: t('sex_unanswered') },
        ]}
        value={value || undefined}
        onChoose={onChoose}
        test="sex"
      />
      {missing && <Problem>{t('register_sex_needed')}</Problem>}
    </div>
  );
}

function Phone({ value, onText, odd }: { value: string; onText: (text: string) => void; odd: boolean }) {
  return (
    <div data-problem="phone">
      <TextField
        label={t('register_phone')}
        optional
        type="tel"
        inputMode="tel"
        value={value}
        onText={onText}
        problem={odd ? t('register_phone_odd') : undefined}
        test="phone"
      />
    </div>
  );
}

interface NamesProps {
  set: (field: keyof Entry) => (text: string) => void;
  entry: Entry;
  told: EntryProblem | null;
}

function Names({ set, entry, told }: NamesProps) {
  const kana = [entry.family_kana, entry.given_kana].filter(Boolean).map(toKatakana);
  const odd = told === 'kana' && kana.length > 0 && !kana.every(isKatakana);
  return (
    <>
      <div data-problem="kana">
        <div class="field-row">
          <TextField
            label={t('field_family_kana')}
            value={entry.family_kana}
            onText={set('family_kana')}
            test="family-kana"
          />
          <TextField
            label={t('field_given_kana')}
            value={entry.given_kana}
            onText={set('given_kana')}
            test="given-kana"
          />
        </div>
        {told === 'kana' && <Problem>{t(odd ? 'register_kana_only' : 'register_kana_needed')}</Problem>}
      </div>
      <div class="field-row">
        <TextField
          label={t('field_family')}
          optional
          value={entry.family}
          onText={set('family')}
          test="family"
        />
        <TextField label={t('field_given')} optional value={entry.given} onText={set('given')} test="given" />
      </div>
    </>
  );
}

function Areas({
  value,
  onChoose,
  missing,
}: {
  value: string;
  onChoose: (area: string) => void;
  missing: boolean;
}) {
  const areas = identity.value?.areas ?? [];
  if (areas.length < 2) return null;
  return (
    <div data-problem="area">
      <Choice
        label={t('register_area')}
        options={areas.map((area) => ({ value: area.id, label: area.name }))}
        value={value || undefined}
        onChoose={onChoose}
        test="area"
      />
      {missing && <Problem>{t('register_area_needed')}</Problem>}
    </div>
  );
}

/** Who on this tablet may be the one typed so far; nobody before both kana names are there. */
function candidatesOf(entry: Entry, bornOn: string | null): Alike[] {
  const fields = fieldsOfEntry(entry, bornOn ?? '');
  if (!fields.family_kana || !fields.given_kana) return [];
  return alike(fields).slice(0, SHOWN);
}

/** Take her to what is missing. */
function focusOn(problem: EntryProblem): void {
  requestAnimationFrame(() => {
    const place = document.querySelector(`[data-problem="${problem}"]`);
    place?.querySelector<HTMLElement>('input, [role="radio"][tabindex="0"], button')?.focus();
    place?.scrollIntoView({ block: 'center' });
  });
}
