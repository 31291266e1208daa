import { useState } from 'preact/hooks';
import { type Definition, evaluate, type Item, type Result, worded } from '../../forms/index.ts';
import type { Draft, Value } from '../../store/index.ts';
import { Button } from '../parts/index.ts';
import { Measures } from '../screens/result-judged.tsx';
import { Finding, Grading } from '../screens/result-told.tsx';
import { type BodyProps, PadFoot, SheetBody } from '../screens/sheet-body.tsx';
import { Locks, RedFlags } from '../screens/sheet-notices.tsx';
import { usePad } from '../screens/use-pad.ts';
import { blocksOf, type Entry } from '../shown/blocks.ts';
import { inWords } from '../shown/form.ts';
import { o } from './words.ts';

const EMPTY: Draft = {
  id: 'preview',
  person: 'preview',
  form: '',
  version: 0,
  answers: {},
  page: 1,
  started_at: '',
};

/** The form as a phone shows it, drawn and judged by the tablet's own code; what is answered here is not kept. */
export function FormPreview({ form }: { form: Definition }) {
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const [page, setPage] = useState(1);
  const keep = (change: (now: Draft) => Draft) => setDraft(change);
  const result = evaluate(form, draft.answers);
  const entry: Entry = { form, roles: ['nurse'], result };
  const pages = blocksOf(entry);
  const at = Math.min(page, Math.max(pages.length, 1));
  const blocks = pages[at - 1] ?? [];
  const pad = usePad({ draft, form, pages, locked: result.locked_items, keep });
  const body: Omit<BodyProps, 'blocks'> = {
    entry,
    answers: draft.answers,
    pad,
    previousOf: () => null,
    beforeOf: () => null,
    filedOf: () => ({}),
    shownPrevious: null,
    onPrevious: () => {},
    onAnswer: (item: Item, value: Value | undefined) =>
      keep((now) => {
        const { [item.id]: _before, ...rest } = now.answers;
        return { ...now, answers: value === undefined ? rest : { ...rest, [item.id]: value } };
      }),
  };
  return (
    <section class="o-preview" aria-label={o('preview')} data-test="form-preview">
      <h2>{o('preview')}</h2>
      <p class="hint">{o('preview_hint')}</p>
      <div class="o-phone" data-test="phone">
        <div class="sheet-line">
          <h3>
            {inWords(form.title)} {o('preview_page', { page: at, pages: pages.length })}
          </h3>
        </div>
        <RedFlags entry={entry} blocks={blocks} answers={draft.answers} />
        <Locks entry={entry} blocks={blocks} release={() => null} />
        <div key={at}>
          <SheetBody {...body} blocks={blocks} />
        </div>
        {pad.item ? (
          <PadFoot entry={entry} pad={pad} answers={draft.answers} />
        ) : (
          <div class="actions o-phone-foot">
            {at > 1 && (
              <Button onPress={() => setPage(at - 1)} test="preview-before">
                {o('preview_before')}
              </Button>
            )}
            {at < pages.length && (
              <Button onPress={() => setPage(at + 1)} test="preview-next">
                {o('preview_next')}
              </Button>
            )}
          </div>
        )}
      </div>
      <Judged form={form} result={worded(form, result)} />
      <div class="actions">
        <Button
          onPress={() => {
            setDraft(EMPTY);
            setPage(1);
          }}
          test="preview-clear"
        >
          {o('preview_clear')}
        </Button>
      </div>
    </section>
  );
}

/** What the answers so far come to, as the sheet's result will say it. */
function Judged({ form, result }: { form: Definition; result: Result }) {
  const findings = Object.entries(result.findings);
  const gradings = Object.entries(result.gradings);
  const nothing = findings.length + gradings.length + (form.measures ?? []).length === 0;
  return (
    <div class="panel" role="status" data-test="preview-result">
      <h3>{o('preview_result')}</h3>
      {!result.judged && <p>{o('preview_newer')}</p>}
      {nothing && <p>{o('preview_result_none')}</p>}
      <Measures result={result} form={form} />
      {findings.map(([id, finding]) => (
        <Finding key={id} id={id} finding={finding} result={result} form={form} />
      ))}
      {gradings.map(([id, grading]) => (
        <Grading key={id} id={id} grading={grading} form={form} />
      ))}
    </div>
  );
}
