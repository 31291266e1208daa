import { useEffect, useRef, useState } from 'preact/hooks';
import { go } from '../../router.ts';
import type { OpDraft } from '../../store/index.ts';
import { api } from '../../sync/index.ts';
import { Button, LinkButton, Message, Panel } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { given, kept, parting } from './joining.ts';
import { forget, useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { MadeBy } from './made.tsx';
import { factLine } from './names.tsx';
import type { Joining, Merged, Since } from './types.ts';
import { fieldWord, moment, valueWord } from './values.ts';
import { o } from './words.ts';

/** The record whose joining has just been undone: its page begins with what to do now. */
let justParted = '';

type Told = 'away' | 'refused' | null;

/** File ops one after the other; what went wrong, if anything did. */
async function filed(drafts: OpDraft[]): Promise<Told> {
  for (const draft of drafts) {
    const reply = await api.pushEdit(draft);
    if (!reply.ok) return reply.why === 'offline' ? 'away' : 'refused';
    if (reply.value.verdict === 'quarantined') return 'refused';
  }
  forget();
  return null;
}

function Refusal({ told }: { told: Told }) {
  if (told === null) return null;
  return <Message tone="problem">{told === 'away' ? t('m37_needs_server') : o('pair_refused')}</Message>;
}

/** 「まとめた登録」: the records joined to this one, each with the way back, for ever. */
export function JoinedRecords({ id, again }: { id: string; again: () => Promise<void> }) {
  const load = useLoad<Merged>(`/office/people/${id}/merged`);
  return (
    <Panel title={o('joined_title')} test="joined">
      <Loaded load={load} rows={2}>
        {({ joined }) => (
          <ul class="o-joined-list">
            {joined.map((one) => (
              <JoinedRecord key={one.record.id} joining={one} again={again} />
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}

function JoinedRecord({ joining, again }: { joining: Joining; again: () => Promise<void> }) {
  const [told, setTold] = useState<Told>(null);
  const { record } = joining;
  const undo = async () => {
    const trouble = await filed([parting(joining)]);
    if (trouble !== null) return setTold(trouble);
    justParted = record.id;
    go(`/o/p/${record.id}`);
    await again();
  };
  const n = joining.items.length + joining.filed.length;
  return (
    <li class="o-joined" data-test="joined-record">
      <span class="row-main">
        <span class="row-title">{record.name}</span>
        <span class="row-note">
          {factLine(record)} {record.area?.name}
        </span>
        <span class="row-note">
          {o('joined_by', { at: moment(joining.joined_at), name: joining.joined_by })}{' '}
          {n > 0 && o('joined_since', { n })}
        </span>
        <Refusal told={told} />
      </span>
      <Button
        onPress={undo}
        label={o('joined_undo_of', { name: record.name, kana: record.kana })}
        test="joined-undo"
      >
        {o('joined_undo')}
      </Button>
    </li>
  );
}

/** M29: this record was joined to another and is no more; what was written there meanwhile asks whose it is. */
export function Parted({ id, again }: { id: string; again: () => Promise<void> }) {
  const load = useLoad<Merged>(`/office/people/${id}/merged`);
  return (
    <Loaded load={load} rows={2}>
      {({ parted }) =>
        parted && (
          <PartedRecord
            joining={parted}
            again={async () => {
              await load.again();
              await again();
            }}
          />
        )
      }
    </Loaded>
  );
}

function PartedRecord({ joining, again }: { joining: Joining; again: () => Promise<void> }) {
  const { items, root, record } = joining;
  const n = items.length;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (justParted !== record.id) return;
    justParted = '';
    place.current?.focus();
  }, [record.id]);
  return (
    <div ref={place} tabIndex={-1} class="o-confirm">
      <Panel title={o('parted_title')} test="parted">
        <p role="status">{n > 0 ? o('m29_parted', { n }) : o('m29_parted_clear')}</p>
        <ul class="o-joined-list">
          {items.map((item) => (
            <Item key={`${item.op}.${item.field}`} item={item} to={record.id} again={again} />
          ))}
        </ul>
        {joining.filed.length > 0 && <p class="second">{o('parted_filed', { n: joining.filed.length })}</p>}
        <div class="actions">
          <LinkButton href={`/o/p/${root.id}`} test="parted-other">
            {o('parted_other')}
          </LinkButton>
        </div>
      </Panel>
    </div>
  );
}

interface ItemProps {
  item: Since;
  to: string;
  again: () => Promise<void>;
}

function Item({ item, to, again }: ItemProps) {
  const [told, setTold] = useState<Told>(null);
  const [busy, setBusy] = useState(false);
  const file = async (drafts: OpDraft[]) => {
    if (busy) return;
    setBusy(true);
    setTold(await filed(drafts));
    await again();
    setBusy(false);
  };
  const word = fieldWord(item.field);
  const value = item.sheltered ? t('address_protected') : valueWord(item.field, item.value);
  return (
    <li class="o-joined" data-test="parted-item" data-field={item.field}>
      <span class="row-main">
        <span class="row-title">
          {word} {value}
        </span>
        <MadeBy by={{ name: item.staff, at: item.at, device: item.device }} />
        <Refusal told={told} />
      </span>
      {item.sheltered ? (
        <span class="second">{o('parted_sheltered')}</span>
      ) : (
        <fieldset class="o-whose" aria-label={`${word} ${value} ${o('parted_whose')}`}>
          <legend class="second">{o('parted_whose')}</legend>
          <Button onPress={() => file(given(item, to))} test="parted-hers">
            {o('parted_hers')}
          </Button>
          <Button onPress={() => file([kept(item)])} test="parted-others">
            {o('parted_others')}
          </Button>
        </fieldset>
      )}
    </li>
  );
}
