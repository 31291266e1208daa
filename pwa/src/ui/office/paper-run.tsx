import { useState } from 'preact/hooks';
import { Button, Message, TextField } from '../parts/index.ts';
import { AnswerPaper, LabelSheets } from './answer-paper.tsx';
import type { PrintRun } from './mailings.ts';
import { GRIDS } from './paper-pages.ts';
import { Select } from './select.tsx';
import { o } from './words.ts';

/** Drawn on screen; the printer gets all of them. */
const PREVIEW = 2;

interface PaperRunProps {
  run: PrintRun;
  /** How many were asked for. */
  of: number;
  byPost: boolean;
  again: () => void;
}

/** What was made: the sheets, and for the post the labels. The browser prints what is shown here. */
export function PaperRun({ run, of, byPost, again }: PaperRunProps) {
  const [what, setWhat] = useState<'sheets' | 'labels'>('sheets');
  const [grid, setGrid] = useState<string>(GRIDS[0]?.name ?? '');
  const [used, setUsed] = useState('');
  const n = run.sheets.length;
  const labels = run.sheets.flatMap(({ number, person, address }) =>
    address === null ? [] : [{ number, person, address }],
  );
  const chosen = GRIDS.find(({ name }) => name === grid) ?? GRIDS[0];
  const print = (wanted: 'sheets' | 'labels') => {
    setWhat(wanted);
    // After the next frame the page holds what is to be printed.
    requestAnimationFrame(() => setTimeout(() => window.print()));
  };
  return (
    <section aria-label={o('paper_part_print')} data-test="paper-run">
      <div class="panel o-no-print">
        <Message test="paper-made">
          {n === of ? o('paper_made', { n }) : o('paper_made_part', { n, of })}
        </Message>
        {byPost && (
          <div class="o-paper-fields">
            <Select
              label={o('paper_grid')}
              options={GRIDS.map(({ name }) => ({ value: name, label: o(`paper_grid_${name}`) }))}
              value={grid}
              onChoose={setGrid}
              test="paper-grid"
            />
            <TextField
              label={o('paper_used')}
              hint={o('paper_used_hint')}
              value={used}
              onText={setUsed}
              inputMode="numeric"
              maxLength={2}
              test="paper-used"
            />
          </div>
        )}
        <div class="actions">
          <Button kind="primary" icon="sheet" onPress={() => print('sheets')} test="print-sheets">
            {o('paper_print_sheets')}
          </Button>
          {byPost && (
            <Button icon="sheet" onPress={() => print('labels')} test="print-labels">
              {o('paper_print_labels')}
            </Button>
          )}
          <Button kind="text" onPress={again} test="paper-again">
            {o('paper_again')}
          </Button>
        </div>
        <h2>{o('paper_preview', { n: Math.min(n, PREVIEW) })}</h2>
      </div>
      <div class="paper-print" data-test="paper-print">
        {what === 'labels' && chosen ? (
          <LabelSheets grid={chosen} labels={labels} used={Number(used.normalize('NFKC')) || 0} />
        ) : (
          run.sheets.map((sheet, place) => (
            <div key={sheet.id} class={place < PREVIEW ? undefined : 'paper-unseen'}>
              <AnswerPaper form={run.definition} town={run.town} sheet={sheet} />
            </div>
          ))
        )}
      </div>
    </section>
  );
}
