import { useState } from 'preact/hooks';
import { isInsuredNo, isKatakana, toInsuredNo } from '../../names/index.ts';
import { back, query } from '../../router.ts';
import { edit, type Fields, type HeldOp, heldOp, person, type RecordView, save } from '../../store/index.ts';
import { attempt, Button, Message, onSubmit, Panel, Screen, say, TextField } from '../parts/index.ts';
import { isPhone, toPhone } from '../shown/entry.ts';
import { toKatakana } from '../shown/kana.ts';
import { factsOf, fieldText } from '../shown/person.ts';
import { fieldWord } from '../shown/values.ts';
import { t } from '../words/index.ts';
import { corrected, HeldWhy } from './held-why.tsx';
import { InsuredNo } from './insured-no.tsx';
import { NotHere } from './notes.tsx';
import { valuesOf } from './shown-value.tsx';

const FIELDS = ['phone', 'address', 'family_kana', 'given_kana', 'family', 'given', 'insured_no'] as const;
type Editable = (typeof FIELDS)[number];

/** Put right what the register says of a person. What she saw when the page opened travels with the edit. */
export function Edit({ person: id }: { person: string }) {
  // The record as it was drawn: a newer one from the server must not pass for what she saw.
  const [drawn] = useState(() => person(id));
  const [held] = useState(() => heldOp(query().get('held') ?? ''));
  return drawn ? <Form drawn={drawn} held={held} /> : <NotHere />;
}

/** True when this screen has a place for everything that a held correction of a person says. */
export function canEdit(held: HeldOp): boolean {
  const fields = Object.keys(held.fields);
  return (
    held.kind === 'person' &&
    !held.creates &&
    fields.every((one) => (FIELDS as readonly string[]).includes(one))
  );
}

function Form({ drawn, held }: { drawn: RecordView; held: HeldOp | undefined }) {
  const [typed, setTyped] = useState<Partial<Record<Editable, string>>>({});
  const [told, setTold] = useState<Trouble | 'nothing' | null>(null);
  const file = async () => {
    const problem = problemOf(typed);
    if (problem) return setTold(problem);
    const op = held ? corrected(held, cleaned(typed), drawn) : edit(drawn, cleaned(typed));
    if (!op) return setTold('nothing');
    await attempt(async () => {
      await save([op]);
      say(t('m1_saved'));
      back(held ? '/sent' : `/p/${drawn.id}`);
    });
  };
  const change = (name: Editable) => (text: string) => {
    setTyped((now) => ({ ...now, [name]: text }));
    setTold(null);
  };
  const field = (name: Editable) => (
    <EditField key={name} name={name} drawn={drawn} onText={change(name)} problem={problemText(name, told)} />
  );
  return (
    <Screen
      name="edit_title"
      person={factsOf(drawn.fields)}
      back={held ? '/sent' : `/p/${drawn.id}`}
      entry
      test="screen-edit"
      foot={
        <Button kind="primary" onPress={file} test="edit-save">
          {t(held ? 'held_fix' : 'save')}
        </Button>
      }
    >
      {held && <HeldWhy held={held} />}
      <form class="panel" onSubmit={onSubmit(file)}>
        {field('phone')}
        {drawn.fields.address_protected !== true && field('address')}
        <div class="field-row">
          {field('family_kana')}
          {field('given_kana')}
        </div>
        <div class="field-row">
          {field('family')}
          {field('given')}
        </div>
        <InsuredNo
          value={typed.insured_no ?? fieldText(drawn.fields, 'insured_no')}
          onText={change('insured_no')}
          odd={told === 'insured_no'}
          {...(valuesOf(drawn, 'insured_no').length > 0 ? { hint: t('edit_two_values') } : {})}
        />
      </form>
      {told === 'nothing' && (
        <Message test="nothing-changed">{t(held ? 'held_unchanged' : 'edit_nothing')}</Message>
      )}
      <Panel>
        <p class="hint">{t('person_history_hint')}</p>
      </Panel>
    </Screen>
  );
}

interface EditFieldProps {
  name: Editable;
  drawn: RecordView;
  onText: (text: string) => void;
  problem: string | undefined;
}

function EditField({ name, drawn, onText, problem }: EditFieldProps) {
  const two = valuesOf(drawn, name).length > 0;
  const phone = name === 'phone' ? ({ type: 'tel', inputMode: 'tel' } as const) : {};
  return (
    <TextField
      label={fieldWord(name)}
      value={fieldText(drawn.fields, name)}
      onText={onText}
      {...phone}
      {...(two ? { hint: t('edit_two_values') } : {})}
      problem={problem}
      maxLength={400}
      test={name}
    />
  );
}

/** The typed fields as the register keeps them; an emptied one is recorded as not known. */
function cleaned(typed: Partial<Record<Editable, string>>): Fields {
  const entries = Object.entries(typed).map(([name, text]) => {
    if (name === 'phone') return [name, toPhone(text) || null];
    if (name === 'insured_no') return [name, toInsuredNo(text) || null];
    if (name.endsWith('_kana')) return [name, toKatakana(text)];
    return [name, text.trim() || null];
  });
  return Object.fromEntries(entries);
}

type Trouble = 'phone' | 'insured_no' | 'kana';

function problemOf(typed: Partial<Record<Editable, string>>): Trouble | null {
  if (typed.phone !== undefined && !isPhone(toPhone(typed.phone))) return 'phone';
  const number = toInsuredNo(typed.insured_no ?? '');
  if (number !== '' && !isInsuredNo(number)) return 'insured_no';
  const kana = [typed.family_kana, typed.given_kana].filter((text) => text !== undefined);
  return kana.every((text) => isKatakana(toKatakana(text))) ? null : 'kana';
}

function problemText(name: Editable, told: string | null): string | undefined {
  if (told === 'phone' && name === 'phone') return t('register_phone_odd');
  if (told === 'kana' && name.endsWith('_kana')) return t('register_kana_needed');
  return undefined;
}
