import { useState } from 'preact/hooks';
import { api, newId } from '../../sync/index.ts';
import { Button, Choice, Message, Panel } from '../parts/index.ts';
import { type Day, DayPart, dueOn, noDay, problemOfDay } from '../screens/day-part.tsx';
import { planText } from '../shown/dates.ts';
import { valueText } from '../shown/values.ts';
import { t } from '../words/index.ts';
import { settleWith } from './conflicts.ts';
import { answersOf, isAnswerOf } from './settle.ts';
import type { Conflict } from './types.ts';
import type { Item } from './types-sheets.ts';
import { type Typed, ValueEditor } from './valueeditor.tsx';
import { fieldWord } from './values.ts';
import { o } from './words.ts';

interface DecidingProps {
  conflict: Conflict;
  items: Item[] | undefined;
  again: () => Promise<void>;
  close: () => void;
}

/** Neither of the answers: she types what is right, and it replaces what stands on the card. */
export function OtherValue({ conflict, items, again, close }: DecidingProps) {
  const [value, setValue] = useState<Typed>(undefined);
  const [told, setTold] = useState<'other_empty' | 'other_same' | null>(null);
  const field = fieldWord(conflict.field, items);
  const file = async () => {
    if (value === undefined) return setTold('other_empty');
    if (isAnswerOf(conflict, value)) return setTold('other_same');
    await settleWith(conflict, value, again);
  };
  const type = (next: Typed) => {
    setValue(next);
    setTold(null);
  };
  return (
    <Panel title={o('other_title')} test="other-value">
      <ValueEditor
        field={conflict.field}
        kind={conflict.record.kind}
        items={items}
        value={value}
        onValue={type}
        label={o('other_new', { field })}
        problem={told ? o(told) : undefined}
      />
      {told && <Message tone="problem">{o(told)}</Message>}
      <div class="actions">
        <Button kind="primary" onPress={file} test="other-save">
          {o('other_save')}
        </Button>
        <Button kind="text" onPress={close}>
          {o('close')}
        </Button>
      </div>
    </Panel>
  );
}

const NOBODY = '';

/** 本人に聞く: an ordinary plan that says what it is about; nothing is settled by it. */
export function AskPerson({ conflict, items, again, close }: DecidingProps) {
  const [way, setWay] = useState<'visit' | 'phone'>('phone');
  const [day, setDay] = useState<Day>(noDay);
  const [who, setWho] = useState(NOBODY);
  const [told, setTold] = useState<'day' | 'away' | null>(null);
  const [id] = useState(newId);
  const due = dueOn(day);
  const file = async () => {
    if (problemOfDay(day) !== null || due === null) return setTold('day');
    const purpose = o('ask_purpose', { field: fieldWord(conflict.field, items) });
    const about = { about_record: conflict.record.id, about_field: conflict.field };
    const plan = { person: conflict.person?.id ?? '', due_on: due, way, purpose, state: 'planned', ...about };
    const assigned = who === NOBODY ? {} : { assigned_to: who };
    const reply = await api.pushEdit({ kind: 'follow_up', id, new: { ...plan, ...assigned } });
    if (!reply.ok) return setTold('away');
    await again();
    close();
  };
  return (
    <Panel title={o('ask_title')} test="ask-person">
      <p class="hint">{o('ask_hint')}</p>
      <Choice
        label={t('plan_way')}
        options={[
          { value: 'phone', label: t('way_phone') },
          { value: 'visit', label: t('way_visit') },
        ]}
        value={way}
        onChoose={setWay}
        test="ask-way"
      />
      <DayPart day={day} onChange={setDay} told={told === 'day'} />
      <Choice
        label={o('ask_who')}
        options={[...makers(conflict), { value: NOBODY, label: o('ask_nobody') }]}
        value={who}
        onChoose={setWho}
        test="ask-who"
      />
      {told === 'away' && <Message tone="ask">{t('m37_needs_server')}</Message>}
      <div class="actions">
        <Button kind="primary" onPress={file} test="ask-save">
          {o('ask_save')}
        </Button>
        <Button kind="text" onPress={close}>
          {o('close')}
        </Button>
      </div>
    </Panel>
  );
}

/** Who gave the answers: they know the person. */
function makers(conflict: Conflict): { value: string; label: string }[] {
  const members = answersOf(conflict).flatMap((answer) => answer.members);
  const known = new Map(members.map((member) => [member.staff_id, member.staff]));
  return [...known].flatMap(([id, name]) => (id && name ? [{ value: id, label: name }] : []));
}

/** The plan to ask, once there is one. */
export function Asked({ conflict }: { conflict: Conflict }) {
  const { asked } = conflict;
  if (!asked) return null;
  const words = { date: planText(asked.due_on), way: valueText('way', asked.way) };
  return (
    <p class="second" data-test="conflict-asked">
      {o(asked.state === 'done' ? 'asked_done' : 'asked', words)}
    </p>
  );
}
