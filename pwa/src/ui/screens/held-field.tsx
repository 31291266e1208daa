import { useState } from 'preact/hooks';
import { isKatakana } from '../../names/index.ts';
import type { Fields, HeldOp, Value } from '../../store/index.ts';
import { Choice, TextField } from '../parts/index.ts';
import { dayOf, partsOf } from '../shown/dates.ts';
import { isPhone, toPhone } from '../shown/entry.ts';
import { toKatakana } from '../shown/kana.ts';
import { fieldText } from '../shown/person.ts';
import { fieldWord } from '../shown/values.ts';
import { t, type WordKey } from '../words/index.ts';
import { type Birth, BirthField, emptyBirth, readBirth } from './birth.tsx';
import { DayFields } from './day-part.tsx';

/** What she typed, as fields or as what is still wrong with one. */
export type Filled = Record<string, { value: Value } | { problem: string }>;

const CHOICES: Record<string, readonly (readonly [string, WordKey])[]> = {
  sex: [
    ['female', 'sex_female'],
    ['male', 'sex_male'],
    ['unanswered', 'sex_unanswered'],
  ],
  way: [
    ['visit', 'way_visit'],
    ['phone', 'way_phone'],
  ],
  answered_by: [
    ['self', 'answered_by_self'],
    ['family', 'answered_by_family'],
    ['proxy', 'answered_by_proxy'],
  ],
};
const TEXTS = new Set(['family', 'given', 'address', 'purpose', 'note', 'due_time']);
const KANA = new Set(['family_kana', 'given_kana']);
const DAYS = new Set(['due_on', 'on', 'given_on', 'withdrawn_on', 'state_on']);

/** True when this form has an input for the field. */
export function canFill({ fields }: HeldOp, name: string): boolean {
  const value = fields[name];
  if (typeof value === 'object' && value !== null) return false;
  return (
    name in CHOICES ||
    TEXTS.has(name) ||
    KANA.has(name) ||
    DAYS.has(name) ||
    name === 'phone' ||
    name === 'born_on'
  );
}

interface HeldFieldProps {
  name: string;
  held: HeldOp;
  /** The name of the field that cannot be sent yet, if any. */
  problem: string | null;
  onFill: (part: Filled) => void;
}

export function HeldField(props: HeldFieldProps) {
  const { name } = props;
  if (name in CHOICES) return <ChoiceField {...props} />;
  if (name === 'born_on') return <BornField {...props} />;
  return DAYS.has(name) ? <DayField {...props} /> : <LineField {...props} />;
}

function ChoiceField({ name, held, onFill }: HeldFieldProps) {
  const [value, setValue] = useState(fieldText(held.fields, name));
  return (
    <Choice
      label={fieldWord(name)}
      options={(CHOICES[name] ?? []).map(([code, word]) => ({ value: code, label: t(word) }))}
      value={value}
      onChoose={(code) => {
        setValue(code);
        onFill({ [name]: { value: code } });
      }}
      test={name}
    />
  );
}

function BornField({ name, held, problem, onFill }: HeldFieldProps) {
  const [birth, setBirth] = useState<Birth>(() => birthOf(fieldText(held.fields, name)));
  const fill = (next: Birth) => {
    setBirth(next);
    const { iso } = readBirth(next);
    onFill({ [name]: iso === null ? { problem: name } : { value: iso } });
  };
  return <BirthField birth={birth} onChange={fill} missing={problem === name} />;
}

function birthOf(on: string): Birth {
  if (on === '') return emptyBirth;
  const { year, month, day } = partsOf(on);
  return { era: 'AD', year: String(year), month: String(month), day: String(day) };
}

function DayField({ name, held, problem, onFill }: HeldFieldProps) {
  const [day] = useState(() => birthOf(fieldText(held.fields, name)));
  return (
    <DayFields
      label={fieldWord(name)}
      day={{ year: day.year, month: day.month, day: day.day }}
      onChange={(next) => {
        const iso = dayOf(Number(next.year), Number(next.month), Number(next.day));
        onFill({ [name]: iso === null ? { problem: name } : { value: iso } });
      }}
      invalid={problem === name}
    />
  );
}

function LineField({ name, held, problem, onFill }: HeldFieldProps) {
  const told =
    problem !== name ? undefined : t(name === 'phone' ? 'register_phone_odd' : 'register_kana_needed');
  return (
    <TextField
      label={fieldWord(name)}
      value={fieldText(held.fields, name)}
      onText={(text) => onFill({ [name]: read(name, text) })}
      {...(name === 'phone' ? { type: 'tel' as const, inputMode: 'tel' as const } : {})}
      problem={told}
      maxLength={4000}
      test={name}
    />
  );
}

function read(name: string, text: string): { value: Value } | { problem: string } {
  if (name === 'phone') return isPhone(toPhone(text)) ? { value: toPhone(text) || null } : { problem: name };
  if (KANA.has(name)) return isKatakana(toKatakana(text)) ? { value: toKatakana(text) } : { problem: name };
  return { value: text.trim() || null };
}

/** The fields she changed, or the first that cannot be sent yet. */
export function readFilled(filled: Filled): { fields: Fields } | { problem: string } {
  const fields: Fields = {};
  for (const [name, part] of Object.entries(filled)) {
    if ('problem' in part) return part;
    fields[name] = part.value;
  }
  return { fields };
}
