import { useEffect, useState } from 'preact/hooks';
import { back, go } from '../../router.ts';
import { type Fields, type HeldOp, heldOp, ofKind, person, save, saveDraft } from '../../store/index.ts';
import { attempt, Button, LinkButton, Message, Panel, Screen, say } from '../parts/index.ts';
import { nowAt } from '../shown/dates.ts';
import { answersOf, definitionIn, isAnswerField } from '../shown/form.ts';
import { factsOf, fieldText } from '../shown/person.ts';
import { fieldWord, kindWord, valueText } from '../shown/values.ts';
import { t } from '../words/index.ts';
import { canEdit } from './edit.tsx';
import { canFill, type Filled, HeldField, readFilled } from './held-field.tsx';
import { corrected, HeldWhy } from './held-why.tsx';

/** 「直して送る」: opens what is on hold with what she entered, as the sheet, the form or the plan it was. */
export function HeldFix({ op }: { op: string }) {
  const [held] = useState(() => heldOp(op));
  const [place, setPlace] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    if (held) void placeOf(held).then(setPlace);
  }, [held]);
  useEffect(() => {
    if (place) go(place, true);
  }, [place]);
  if (!held) return <Gone />;
  return place === null ? (
    <Form held={held} />
  ) : (
    <Screen name="held_title" back="/sent" test="opening">
      {null}
    </Screen>
  );
}

/** The screen that made it, where there is one that holds all of it; null: the plain form below. */
async function placeOf(held: HeldOp): Promise<string | null> {
  const { op, kind, creates, person: about } = held;
  if (!about || !person(about)) return null;
  if (kind === 'submission' && creates) return sheetOf(held, about);
  if (kind === 'follow_up' && creates) return `/p/${about}/plan?held=${op}`;
  return canEdit(held) ? `/p/${about}/edit?held=${op}` : null;
}

/** Open the sheet again as a draft that knows what it is filed in place of; one under way already goes on. */
async function sheetOf(held: HeldOp, about: string): Promise<string | null> {
  const { fields, record: id } = held;
  const [form, version] = [fieldText(fields, 'form'), Number(fields.version)];
  if (!definitionIn(await ofKind('form_version'), form, version)) return null;
  const by = fieldText(fields, 'answered_by');
  const base = Object.fromEntries(Object.entries(fields).filter(([field]) => !isAnswerField(field)));
  await attempt(() =>
    saveDraft({
      id,
      person: about,
      ...(fieldText(fields, 'session') ? { session: fieldText(fields, 'session') } : {}),
      form,
      version,
      answers: answersOf(fields),
      ...(by === 'family' || by === 'proxy' ? { answered_by: by } : { answered_by: 'self' as const }),
      page: 1,
      started_at: nowAt(),
      replaces: held.op,
      base,
    }),
  );
  return `/p/${about}/f/${id}`;
}

function Gone() {
  const on = (
    <LinkButton kind="primary" href="/sent" test="to-sent">
      {t('held_to_sent')}
    </LinkButton>
  );
  return (
    <Screen name="held_title" back="/sent" test="held-gone" foot={on}>
      <Message>{t('held_gone')}</Message>
    </Screen>
  );
}

/** Every field of it: those she can put right as inputs, the others as they will be sent. */
function Form({ held }: { held: HeldOp }) {
  const [filled, setFilled] = useState<Filled>({});
  const [told, setTold] = useState<string | null>(null);
  const view = person(held.person ?? '');
  const names = Object.keys(held.fields);
  const open = names.filter((name) => canFill(held, name));
  const file = async () => {
    const read = readFilled(filled);
    if ('problem' in read) return setTold(read.problem);
    const op = corrected(held, read.fields);
    if (!op) return setTold('nothing');
    await attempt(async () => {
      await save([op]);
      say(t('m1_saved'));
      back('/sent');
    });
  };
  const send = (
    <Button kind="primary" onPress={file} test="held-send">
      {t('held_fix')}
    </Button>
  );
  return (
    <Screen
      name="held_title"
      {...(view ? { person: factsOf(view.fields) } : {})}
      back="/sent"
      entry
      test="screen-held"
      foot={open.length > 0 ? send : undefined}
    >
      <HeldWhy held={held} />
      {open.length === 0 && <Message test="held-nothing">{t('held_nothing')}</Message>}
      {open.length > 0 && (
        <Panel title={kindWord(held.kind)}>
          {open.map((name) => (
            <HeldField
              key={name}
              name={name}
              held={held}
              problem={told}
              onFill={(part) => {
                setFilled((now) => ({ ...now, ...part }));
                setTold(null);
              }}
            />
          ))}
        </Panel>
      )}
      {told === 'nothing' && <Message test="nothing-changed">{t('held_unchanged')}</Message>}
      <Kept fields={held.fields} names={names.filter((name) => !open.includes(name))} />
    </Screen>
  );
}

/** What it also says and what nobody types: shown, so that nothing travels unseen. */
function Kept({ fields, names }: { fields: Fields; names: string[] }) {
  const shown = names.filter((name) => !NAMES_A_RECORD.has(name));
  if (shown.length === 0) return null;
  return (
    <Panel title={t('held_kept')} test="held-kept">
      <dl class="facts">
        {shown.map((name) => (
          <>
            <dt key={`${name}-word`}>{fieldWord(name)}</dt>
            <dd key={name}>{valueText(name, fields[name])}</dd>
          </>
        ))}
      </dl>
    </Panel>
  );
}

/** Ids say nothing to her. */
const NAMES_A_RECORD = new Set(['person', 'session', 'salon', 'area', 'assigned_to', 'merged_into']);
