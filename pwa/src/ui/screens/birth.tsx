import { useId } from 'preact/hooks';
import { parseWareki, type WarekiProblem, warekiMessage } from '../../names/index.ts';
import { Choice, NumberField, Problem } from '../parts/index.ts';
import { tokyoDay } from '../shown/dates.ts';
import { ageText, bornText } from '../shown/person.ts';
import { language, t } from '../words/index.ts';

type Era = 'T' | 'S' | 'H' | 'AD';

/** A birth date as it was typed. */
export interface Birth {
  era: Era;
  year: string;
  month: string;
  day: string;
}
/** 昭和 is preset: nearly everybody here was born in it. */
export const emptyBirth: Birth = { era: 'S', year: '', month: '', day: '' };

const OLDEST = 120;

interface BirthRead {
  iso: string | null;
  /** What cannot be, as soon as that is certain. */
  problem: string | null;
}

/** The day, once it is whole and possible; and what is wrong as early as it can be known. */
export function readBirth(birth: Birth): BirthRead {
  const part = (digits: string) => (digits === '' ? null : Number(digits));
  const today = tokyoDay();
  if (birth.era === 'AD' && birth.year !== '' && birth.year.length < 4) return { iso: null, problem: null };
  const read = parseWareki(birth.era, part(birth.year), part(birth.month), part(birth.day), today);
  if (!('iso' in read)) return { iso: null, problem: messageOf(read) };
  const tooOld = Number(today.slice(0, 4)) - Number(read.iso.slice(0, 4)) > OLDEST;
  return tooOld ? { iso: null, problem: t('m11_too_old') } : { iso: read.iso, problem: null };
}

function messageOf(read: WarekiProblem): string | null {
  if (read.problem === 'incomplete') return null;
  const { ja, en } = warekiMessage(read);
  return language.value === 'en' ? en : ja;
}

interface BirthFieldProps {
  birth: Birth;
  onChange: (birth: Birth) => void;
  /** True once she wanted to go on without it. */
  missing: boolean;
}

/** Era and three numbers, no calendar to page through; both calendars and the age are said back at once. */
export function BirthField({ birth, onChange, missing }: BirthFieldProps) {
  const id = useId();
  const { iso, problem } = readBirth(birth);
  const told = problem ?? (missing && iso === null ? t('register_born_needed') : null);
  const set = (part: 'year' | 'month' | 'day') => (digits: string) => onChange({ ...birth, [part]: digits });
  const common = { invalid: told !== null, describedBy: told ? id : undefined };
  return (
    <fieldset class="field" data-problem="born_on">
      <legend class="field-label">{t('register_born')}</legend>
      <Choice<Era>
        labelledBy={`${id}-era`}
        options={[
          { value: 'T', label: t('era_taisho') },
          { value: 'S', label: t('era_showa') },
          { value: 'H', label: t('era_heisei') },
          { value: 'AD', label: t('register_western') },
        ]}
        value={birth.era}
        onChoose={(era) => onChange({ ...birth, era })}
        test="era"
      />
      <span class="spoken" id={`${id}-era`}>
        {t('register_era')}
      </span>
      <div class="number-row">
        <NumberField
          label={t('register_born')}
          unit={t('year')}
          digits={4}
          value={birth.year}
          onText={set('year')}
          {...common}
          test="birth-year"
        />
        <NumberField
          label={t('register_born')}
          unit={t('month')}
          digits={2}
          value={birth.month}
          onText={set('month')}
          {...common}
          test="birth-month"
        />
        <NumberField
          label={t('register_born')}
          unit={t('day')}
          digits={2}
          value={birth.day}
          onText={set('day')}
          {...common}
          test="birth-day"
        />
      </div>
      <p class="echo" role="status" data-test="birth-echo">
        {iso && `${bornText(iso)} ${ageText(iso)}`}
      </p>
      {told && <Problem id={id}>{told}</Problem>}
    </fieldset>
  );
}
