import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, Icon, LinkButton, Message, StatusChip } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { type Step, settle, steps, unsettle, useSecondsLeft } from './conflicts.ts';
import { Asked, AskPerson, OtherValue } from './deciding.tsx';
import { FieldHistory } from './history.tsx';
import { useLoad } from './load.ts';
import { MadeBy } from './made.tsx';
import { PersonName } from './names.tsx';
import { type Answer, answersOf, keyOf } from './settle.ts';
import type { Conflict, ConflictValue } from './types.ts';
import type { Item, SheetPage } from './types-sheets.ts';
import { fieldWord, itemOf, moment, valueWord } from './values.ts';
import { o } from './words.ts';

/** Who made one value, when and on which tablet. */
function Maker({ member }: { member: ConflictValue }) {
  return <MadeBy by={{ name: member.staff, at: member.at ?? '', device: member.device }} />;
}

interface AnswerBlockProps {
  answer: Answer;
  value: string;
  n: number;
  choose: () => Promise<void>;
}

function AnswerBlock({ answer, value, n, choose }: AnswerBlockProps) {
  return (
    <li class="o-answer" data-test={`conflict-value-${n}`}>
      <div class="o-answer-words">
        <p>
          <strong class="o-value">{value}</strong>{' '}
          {answer.in_use && <span class="o-in-use">{o('conflict_in_use')}</span>}
        </p>
        {answer.members.map((member) => (
          <Maker key={member.op} member={member} />
        ))}
      </div>
      <Button onPress={choose} test={`settle-${n}`}>
        <span class="o-key">{n}</span> {o('conflict_this')} <span class="spoken">{value}</span>
      </Button>
    </li>
  );
}

function Before({ conflict, items }: { conflict: Conflict; items: Item[] | undefined }) {
  const before = conflict.before;
  if (!before) return <p class="second">{o('conflict_no_before')}</p>;
  const value = valueWord(conflict.field, before.value, items);
  const words = before.at
    ? o('conflict_before', { value, at: moment(before.at) })
    : o('conflict_before_bare', { value });
  return (
    <p class="second" data-test="conflict-before">
      {words}
    </p>
  );
}

interface SettledProps {
  conflict: Conflict;
  items: Item[] | undefined;
  step: Step & { is: 'settled' };
  again: () => Promise<void>;
}

function Settled({ conflict, items, step, again }: SettledProps) {
  const seconds = useSecondsLeft(step.until);
  const said = useRef<HTMLDivElement>(null);
  useEffect(() => said.current?.focus(), []);
  const words = {
    field: fieldWord(conflict.field, items),
    value: valueWord(conflict.field, step.value, items),
  };
  return (
    <div class="o-settled" ref={said} tabIndex={-1} role="status" data-test="conflict-settled">
      <p class="o-settled-words">
        <Icon name="tick" />
        <span>
          <strong>{o('conflict_settled', words)}</strong>
          <br />
          {o('conflict_settled_kept')}
        </span>
      </p>
      {seconds > 0 && (
        <Button onPress={() => unsettle(conflict, again)} label={t('undo')} test="unsettle">
          {o('conflict_undo', { n: seconds })}
        </Button>
      )}
    </div>
  );
}

const NEWS = {
  undone: 'conflict_undone',
  reopened: 'conflict_reopened',
  refused: 'conflict_refused',
} as const;

/** What the last tap on this card met, when it did not settle it. */
function News({ step }: { step: Step | undefined }) {
  if (!step || step.is === 'settled') return null;
  if (step.is === 'settling') return <p role="status">{o('conflict_settling')}</p>;
  if (step.is === 'undoing') return <p role="status">{o('conflict_undoing')}</p>;
  if (step.is === 'away')
    return (
      <Message tone="ask" test="conflict-away">
        {t('m37_needs_server')}
      </Message>
    );
  return <Message test={`conflict-${step.is}`}>{o(NEWS[step.is])}</Message>;
}

interface ConflictCardProps {
  conflict: Conflict;
  /** Read the list again, after a settling. */
  again: () => Promise<void>;
  heading: 1 | 2;
  /** Address of the next card, when there is another. */
  later?: string | undefined;
}

type Way = 'other' | 'ask';

interface OtherWaysProps {
  conflict: Conflict;
  items: Item[] | undefined;
  again: () => Promise<void>;
  later: string | undefined;
}

/** What she can do besides choosing: give another value, have the person asked, leave it for later. */
function OtherWays({ conflict, items, again, later }: OtherWaysProps) {
  const [way, setWay] = useState<Way | null>(null);
  const deciding = { conflict, items, again, close: () => setWay(null) };
  if (way === 'other') return <OtherValue {...deciding} />;
  if (way === 'ask') return <AskPerson {...deciding} />;
  return (
    <div class="actions">
      <Button onPress={() => setWay('other')} test="conflict-other">
        {o('other_value')}
      </Button>
      {conflict.person && (
        <Button onPress={() => setWay('ask')} test="conflict-ask">
          {o('ask')}
        </Button>
      )}
      {later && (
        <LinkButton kind="text" href={later} test="conflict-later">
          {o('later')}
        </LinkButton>
      )}
    </div>
  );
}

/** The official words of an answer in conflict come with its sheet; other fields need none. */
function useItems(conflict: Conflict): Item[] | undefined {
  const { kind, id } = conflict.record;
  return useLoad<SheetPage>(kind === 'submission' ? `/office/submissions/${id}` : null).data?.items;
}

/** One field with two answers: both values, both names, when and which tablet; nothing is preselected. */
export function ConflictCard({ conflict, again, heading, later }: ConflictCardProps) {
  const key = keyOf(conflict);
  const step = steps.value.get(key);
  const items = useItems(conflict);
  const field = fieldWord(conflict.field, items);
  const question = itemOf(conflict.field, items)?.wording;
  const Heading = heading === 1 ? 'h1' : 'h2';
  return (
    <article class="panel o-conflict" data-test="conflict" data-key={key} data-field={conflict.field}>
      <Heading tabIndex={-1} class="o-title">
        <PersonName person={conflict.person} />
      </Heading>
      {step?.is === 'settled' ? (
        <Settled conflict={conflict} items={items} step={step} again={again} />
      ) : (
        <>
          <p class="o-conflict-words">
            <StatusChip status="conflict" />{' '}
            <span>{t('m26_values', { field, n: answersOf(conflict).length })}</span>
          </p>
          {question && <p class="o-question-quote">{question}</p>}
          <News step={step} />
          <ol class="o-answers">
            {answersOf(conflict).map((answer, i) => (
              <AnswerBlock
                key={JSON.stringify(answer.value)}
                answer={answer}
                value={valueWord(conflict.field, answer.value, items)}
                n={i + 1}
                choose={() => settle(conflict, answer, again)}
              />
            ))}
          </ol>
          <Before conflict={conflict} items={items} />
          <Asked conflict={conflict} />
          <OtherWays conflict={conflict} items={items} again={again} later={later} />
        </>
      )}
      <div class="actions">
        <FieldHistory record={conflict.record} field={conflict.field} label={field} items={items} />
        {conflict.person && (
          <LinkButton kind="text" href={`/o/p/${conflict.person.id}`} test="conflict-person">
            {o('conflict_person')}
          </LinkButton>
        )}
      </div>
    </article>
  );
}
