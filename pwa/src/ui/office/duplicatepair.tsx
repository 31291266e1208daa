import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../sync/index.ts';
import { Button, Choice, LinkButton, Message, Panel } from '../parts/index.ts';
import { planText, tokyoDay } from '../shown/dates.ts';
import { t } from '../words/index.ts';
import { decided, joining, type Line, linesOf, sawOf } from './joining.ts';
import { forget, useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { MadeBy } from './made.tsx';
import { PaneHead } from './rows.tsx';
import type { PersonPage } from './types.ts';
import { fieldWord, valueWord } from './values.ts';
import { o } from './words.ts';

type Pages = [PersonPage, PersonPage];
type Chosen = Readonly<Record<string, 0 | 1>>;

/** S18: two registers that may be one person's, side by side; joined by a coordinator, never by itself. */
export function DuplicatePair({ left, right }: { left: string; right: string }) {
  const one = useLoad<PersonPage>(`/office/people/${left}`);
  const other = useLoad<PersonPage>(`/office/people/${right}`);
  return (
    <>
      <PaneHead title={o('pair_title')} test="pair-title" />
      <Loaded load={one} rows={8}>
        {(first) => (
          <Loaded load={other} rows={8}>
            {(second) =>
              first.id === second.id ? (
                <One page={first} />
              ) : (
                <Comparing
                  pages={[first, second]}
                  again={async () => {
                    await Promise.all([one.again(), other.again()]);
                  }}
                />
              )
            }
          </Loaded>
        )}
      </Loaded>
    </>
  );
}

/** They have been joined already: here is who stands for both. */
function One({ page }: { page: PersonPage }) {
  return (
    <Message
      test="pair-joined"
      actions={
        <LinkButton href={`/o/p/${page.id}`} test="pair-open">
          {o('person_open')}
        </LinkButton>
      }
    >
      {o('pair_joined', { name: page.name })}
    </Message>
  );
}

type Step = 'comparing' | 'confirming' | 'busy' | 'away' | 'refused' | 'different';

function Comparing({ pages, again }: { pages: Pages; again: () => Promise<void> }) {
  const [chosen, setChosen] = useState<Chosen>({});
  const [root, setRoot] = useState<0 | 1>();
  const [told, setTold] = useState(false);
  const [step, setStep] = useState<Step>('comparing');
  const lines = linesOf(...pages);
  const open = lines.filter(({ field, verdict }) => verdict === 'differ' && !(field in chosen)).length;
  const ask = () => (root === undefined ? setTold(true) : setStep('confirming'));
  const join = async () => {
    if (root === undefined || step === 'busy') return;
    setStep('busy');
    const trouble = await file(pages, root, chosen);
    if (trouble) setStep(trouble);
    else await again();
  };
  const tellApart = async () => {
    setStep('busy');
    setStep(await different(pages));
  };
  if (step === 'different') return <Different />;
  return (
    <div class="o-pair">
      <Table pages={pages} lines={lines} chosen={chosen} onChoose={setChosen} />
      <Panel title={o('pair_root')} test="pair-root">
        <Choice
          labelledBy="pair-root-hint"
          options={pages.map((page, i) => ({ value: i, label: rootWords(page, i) }))}
          value={root}
          onChoose={(side) => {
            setRoot(side === 1 ? 1 : 0);
            setTold(false);
          }}
          test="pair-root-choice"
        />
        <p class="hint" id="pair-root-hint">
          {o('pair_root_hint')}
        </p>
        {told && <Message tone="problem">{o('pair_root_needed')}</Message>}
      </Panel>
      {step === 'away' && <Message tone="ask">{t('m37_needs_server')}</Message>}
      {step === 'refused' && <Message tone="problem">{o('pair_refused')}</Message>}
      {step === 'confirming' || step === 'busy' ? (
        <Confirm pages={pages} open={open} onJoin={join} onStop={() => setStep('comparing')} />
      ) : (
        <div class="actions">
          <Button onPress={ask} test="pair-same">
            {o('pair_same')}
          </Button>
          <Button onPress={tellApart} test="pair-different">
            {o('pair_different')}
          </Button>
          <LinkButton href="/o/duplicates" kind="text" test="pair-later">
            {o('pair_later')}
          </LinkButton>
        </div>
      )}
    </div>
  );
}

/** Two persons: said in the record of one of them, so nobody is asked again. */
function Different() {
  return (
    <Message
      test="pair-told-apart"
      actions={
        <LinkButton href="/o/duplicates" test="pair-next">
          {o('pair_next')}
        </LinkButton>
      }
    >
      {o('pair_told_apart')}
    </Message>
  );
}

function rootWords(page: PersonPage, side: number): string {
  return o(side === 0 ? 'pair_root_left' : 'pair_root_right', { name: page.name, area: page.area.name });
}

/** M28, one of the seven confirmations: what happens, what moves, and that it can be undone. */
function Confirm(props: { pages: Pages; open: number; onJoin: () => void; onStop: () => void }) {
  const { pages, open, onJoin, onStop } = props;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} class="o-confirm" role="alertdialog" aria-labelledby="pair-confirm">
      <Panel title={<span id="pair-confirm">{o('pair_same')}</span>} test="pair-confirm">
        <p>{o('m28_join')}</p>
        <p class="second">{o('pair_counts', { counts: countsOf(...pages) })}</p>
        {open > 0 && <p class="second">{o('pair_open', { n: open })}</p>}
        <div class="actions">
          <Button kind="primary" onPress={onJoin} test="pair-join">
            {o('pair_join')}
          </Button>
          <Button onPress={onStop} test="pair-stop">
            {o('pair_stop')}
          </Button>
        </div>
      </Panel>
    </div>
  );
}

/** Join, then file what was decided line by line; what stood against the joining, if anything did. */
async function file(pages: Pages, root: 0 | 1, chosen: Chosen): Promise<Step | null> {
  const [stays, goes] = root === 0 ? pages : [pages[1], pages[0]];
  const joined = await api.pushEdit(joining(goes, stays.id));
  if (!joined.ok) return joined.why === 'offline' ? 'away' : 'refused';
  if (joined.value.verdict === 'quarantined') return 'refused';
  const facts = decided(stays.id, pages, chosen);
  if (facts) await api.pushEdit(facts);
  forget();
  return null;
}

async function different([one, other]: Pages): Promise<Step> {
  const field = `different_from#${one.id}`;
  const edits = { [field]: { saw: sawOf(other, field), now: true } };
  const reply = await api.pushEdit({ kind: 'person', id: other.id, edits });
  if (!reply.ok) return reply.why === 'offline' ? 'away' : 'refused';
  forget();
  return reply.value.verdict === 'quarantined' ? 'refused' : 'different';
}

interface TableProps {
  pages: Pages;
  lines: Line[];
  chosen: Chosen;
  onChoose: (chosen: Chosen) => void;
}

/** Both, line by line; where they differ she may say which is right, and need not. */
function Table({ pages, lines, chosen, onChoose }: TableProps) {
  return (
    <table class="o-compare" data-test="pair-table">
      <caption class="spoken">{o('pair_caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{o('pair_field')}</th>
          <th scope="col">{o('pair_left')}</th>
          <th scope="col">{o('pair_right')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Row
            key={line.field}
            line={line}
            side={chosen[line.field]}
            onSide={(side) => onChoose({ ...chosen, [line.field]: side })}
          />
        ))}
        <tr>
          <th scope="row">{o('pair_records')}</th>
          {pages.map((page) => (
            <td key={page.id}>{countsOf(page)}</td>
          ))}
        </tr>
        <tr>
          <th scope="row">{o('pair_registered')}</th>
          {pages.map((page) => (
            <td key={page.id}>
              <MadeBy by={page.by[page.op]} />
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

interface RowProps {
  line: Line;
  side: 0 | 1 | undefined;
  onSide: (side: 0 | 1) => void;
}

function Row({ line, side, onSide }: RowProps) {
  const { field, verdict, sides } = line;
  const word = fieldWord(field);
  return (
    <tr class={`o-compare-${verdict}`} data-test={`pair-${field}`} data-verdict={verdict}>
      <th scope="row">
        {word} <span class="o-verdict">{o(`pair_is_${verdict}`)}</span>
      </th>
      {sides.map(({ value }, i) => {
        const said = valueWord(field, value);
        const place = i === 1 ? 1 : 0;
        return (
          <td key={place}>
            <span class="o-compare-value">{said}</span>
            {verdict === 'differ' && (
              <Button
                pressed={side === place}
                onPress={() => onSide(place)}
                label={o('pair_use_of', { field: word, value: said })}
                test={`pair-use-${field}-${place}`}
              >
                {o('pair_use')}
              </Button>
            )}
          </td>
        );
      })}
    </tr>
  );
}

const COUNTED = [
  ['submission', 'filter_sheets'],
  ['attendance', 'filter_came'],
  ['follow_up', 'filter_plans'],
] as const;

/** What hangs from them: 質問票 2 参加 8 …, and since when. */
function countsOf(...pages: PersonPage[]): string {
  const entries = pages.flatMap((page) => page.timeline);
  const counts = COUNTED.flatMap(([kind, word]) => {
    const n = entries.filter((entry) => entry.kind === kind).length;
    return n > 0 ? [o('pair_count', { what: o(word), n })] : [];
  });
  const past = entries.filter((entry) => entry.on <= tokyoDay()).map((entry) => entry.on);
  const last = past.sort().at(-1);
  if (counts.length === 0) return o('person_nothing');
  return [counts.join(' '), last && o('pair_last', { on: planText(last) })].filter(Boolean).join(' ');
}
