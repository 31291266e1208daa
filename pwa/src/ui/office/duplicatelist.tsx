import { useRef } from 'preact/hooks';
import { Button, LinkButton, Message } from '../parts/index.ts';
import { reasonsText } from '../shown/same.ts';
import { t } from '../words/index.ts';
import { type Duplicate, type Side, useAnswer } from './duplicates.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { MadeBy } from './made.tsx';
import { factLine } from './names.tsx';
import { Panes } from './panes.tsx';
import { PaneHead } from './rows.tsx';
import { o } from './words.ts';

const keyOf = ({ first, second }: Duplicate): string => `${first.id} ${second.id}`;

/** What was listed stays where it was while she works down the list; new pairs come below. */
function merged(before: ReadonlyMap<string, Duplicate>, listed: Duplicate[]): Map<string, Duplicate> {
  return new Map([...before, ...listed.map((pair) => [keyOf(pair), pair] as const)]);
}

/** 「同じ方かもしれません」: every pair nobody has answered. Nothing is joined here; that has a page of its own. */
export function DuplicateList() {
  const load = useLoad<Duplicate[]>('/office/duplicates');
  const seen = useRef<ReadonlyMap<string, Duplicate>>(new Map());
  if (load.data) seen.current = merged(seen.current, load.data);
  const pairs = [...seen.current.values()];
  return (
    <Panes
      whole
      detail={
        <>
          <PaneHead
            title={o('duplicates_title', { n: load.data?.length ?? 0 })}
            note={o('duplicates_hint')}
            test="duplicates-title"
          />
          <Loaded load={load} rows={6}>
            {() =>
              pairs.length === 0 ? (
                <p data-test="duplicates-none">{o('duplicates_none')}</p>
              ) : (
                <ul class="list o-doubles" data-test="duplicates-list">
                  {pairs.map((pair) => (
                    <PairRow key={keyOf(pair)} pair={pair} />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </>
      }
    />
  );
}

function PairRow({ pair }: { pair: Duplicate }) {
  const [step, different, undo] = useAnswer(pair);
  const names = { one: pair.first.name, other: pair.second.name };
  return (
    <li
      class="panel o-double"
      aria-label={o('duplicates_row', names)}
      data-test="duplicate"
      data-id={pair.second.id}
    >
      <p class="o-double-why" data-test="duplicate-why">
        {reasonsText(pair.reasons)}
        {pair.asked && <span class="second"> {o('duplicates_asked')}</span>}
      </p>
      <div class="o-double-sides">
        <OneSide side={pair.first} />
        <OneSide side={pair.second} />
      </div>
      {step.is === 'different' ? (
        <Message
          test="duplicate-different"
          actions={
            <Button onPress={undo} test="duplicate-undo">
              {o('duplicates_undo')}
            </Button>
          }
        >
          {o('pair_told_apart')}
        </Message>
      ) : (
        <div class="actions">
          <LinkButton
            href={`/o/duplicates/${pair.first.id}/${pair.second.id}`}
            label={o('duplicates_join_of', names)}
            test="duplicate-join"
          >
            {o('pair_same')}
          </LinkButton>
          <Button onPress={different} label={o('duplicates_different_of', names)} test="duplicate-tell-apart">
            {o('pair_different')}
          </Button>
        </div>
      )}
      {step.is === 'away' && <Message tone="ask">{t('m37_needs_server')}</Message>}
      {step.is === 'refused' && <Message tone="problem">{o('duplicates_refused')}</Message>}
    </li>
  );
}

function OneSide({ side }: { side: Side }) {
  const facts = [
    side.area?.name,
    side.phone && `${o('duplicates_phone')} ${side.phone}`,
    side.insured_no && `${o('duplicates_number')} ${side.insured_no}`,
    side.address,
  ];
  return (
    <div class="o-double-side">
      <a class="row-title" href={`/o/p/${side.id}`}>
        {o('san', { name: side.name })}
      </a>
      <span class="row-note">{factLine(side)}</span>
      <span class="row-note">{facts.filter(Boolean).join(' ')}</span>
      <span class="row-note">
        {o('duplicates_registered')} <MadeBy by={side.registered ?? undefined} />
      </span>
    </div>
  );
}
