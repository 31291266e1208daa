import { useState } from 'preact/hooks';
import { Button, Message, Panel } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { settle, steps, unsettle, useSecondsLeft } from './conflicts.ts';
import { sameMeaning } from './meaning.ts';
import { nameOf } from './names.tsx';
import { answersOf, keyOf } from './settle.ts';
import type { Conflict } from './types.ts';
import { fieldWord, valueWord } from './values.ts';
import { o } from './words.ts';

interface BulkProps {
  shown: Conflict[];
  again: () => Promise<void>;
}

const quiet = async (): Promise<void> => undefined;

function isOpen(conflict: Conflict): boolean {
  const step = steps.value.get(keyOf(conflict))?.is;
  return step === undefined || step === 'undone';
}

interface Done {
  conflicts: Conflict[];
  of: number;
  until: number;
}

/** Several at once, but only where the answers say the same, and only after every one of them was listed. */
export function Bulk({ shown, again }: BulkProps) {
  const [open, setOpen] = useState(false);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [done, setDone] = useState<Done | 'undone' | null>(null);
  const same = shown.filter((conflict) => sameMeaning(conflict) && isOpen(conflict));
  const chosen = same.filter((conflict) => !left.has(keyOf(conflict)));
  const file = async () => {
    for (const conflict of chosen) {
      const answer = answersOf(conflict)[0];
      if (answer) await settle(conflict, answer, quiet);
    }
    const settled = chosen.filter((conflict) => steps.value.get(keyOf(conflict))?.is === 'settled');
    setDone({ conflicts: settled, of: chosen.length, until: untilOf(settled) });
    setOpen(false);
    await again();
  };
  const leaveOut = (key: string) => {
    const next = new Set(left);
    if (!next.delete(key)) next.add(key);
    setLeft(next);
  };
  if (done) return <BulkDone done={done} again={again} undone={() => setDone('undone')} />;
  if (same.length < 2) return null;
  if (!open)
    return (
      <div class="actions">
        <Button onPress={() => setOpen(true)} test="bulk-offer">
          {o('bulk_offer', { n: same.length })}
        </Button>
      </div>
    );
  return (
    <Panel title={o('bulk_title')} test="bulk">
      <p class="hint">{o('bulk_hint')}</p>
      <ul class="list">
        {same.map((conflict) => (
          <Line
            key={keyOf(conflict)}
            conflict={conflict}
            out={left.has(keyOf(conflict))}
            leaveOut={() => leaveOut(keyOf(conflict))}
          />
        ))}
      </ul>
      <div class="actions">
        {chosen.length > 0 && (
          <Button kind="primary" onPress={file} test="bulk-do">
            {o('bulk_do', { n: chosen.length })}
          </Button>
        )}
        <Button kind="text" onPress={() => setOpen(false)}>
          {o('close')}
        </Button>
      </div>
    </Panel>
  );
}

/** The moment until which all of them can still be taken back together. */
function untilOf(settled: Conflict[]): number {
  const ends = settled.map((conflict) => steps.value.get(keyOf(conflict)));
  return Math.max(0, ...ends.map((step) => (step?.is === 'settled' ? step.until : 0)));
}

interface LineProps {
  conflict: Conflict;
  out: boolean;
  leaveOut: () => void;
}

function Line({ conflict, out, leaveOut }: LineProps) {
  const answers = answersOf(conflict);
  const field = fieldWord(conflict.field);
  const said = answers.map((answer) => valueWord(conflict.field, answer.value));
  return (
    <li class="o-still" data-test="bulk-row">
      <span class="row-main">
        <span class="row-title">{nameOf(conflict.person)}</span>
        <span class="row-note">
          {o('bulk_row', { field, value: said[0] ?? '' })}
          <br />
          {o('bulk_was', { values: said.join(t('list_comma')) })}
        </span>
      </span>
      <Button pressed={out} onPress={leaveOut} label={`${nameOf(conflict.person)} ${o('bulk_left_out')}`}>
        {o('bulk_left_out')}
      </Button>
    </li>
  );
}

interface BulkDoneProps {
  done: Done | 'undone';
  again: () => Promise<void>;
  undone: () => void;
}

function BulkDone({ done, again, undone }: BulkDoneProps) {
  const seconds = useSecondsLeft(done === 'undone' ? 0 : done.until);
  if (done === 'undone') return <Message test="bulk-undone">{o('bulk_undone')}</Message>;
  const takeBack = async () => {
    for (const conflict of done.conflicts) await unsettle(conflict, quiet);
    await again();
    undone();
  };
  const n = done.conflicts.length;
  const words = n === done.of ? o('bulk_done', { n }) : o('bulk_part', { n, of: done.of });
  const undo = seconds > 0 && n > 0 && (
    <Button onPress={takeBack} test="bulk-undo">
      {o('bulk_undo', { n: seconds })}
    </Button>
  );
  return (
    <Message test="bulk-done" actions={undo || undefined}>
      {words}
    </Message>
  );
}
