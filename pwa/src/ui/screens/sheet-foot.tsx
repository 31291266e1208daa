import { useState } from 'preact/hooks';
import type { Item } from '../../forms/index.ts';
import { Button, Choice, Folded, Message, TextField } from '../parts/index.ts';
import type { Block } from '../shown/blocks.ts';
import { inWords } from '../shown/form.ts';
import { numbersText } from '../shown/judge.ts';
import { t, type WordKey } from '../words/index.ts';

interface TurningProps {
  pages: Block[][];
  page: number;
  onTurn: (to: number) => void;
  onDone: () => unknown;
  /** A correction can be saved from any page. */
  amending: boolean;
}

/** The way through the pages: nothing turns by itself. */
export function Turning({ pages, page, onTurn, onDone, amending }: TurningProps) {
  const sectioned = isSectioned(pages);
  const word = (to: number, key: 'sheet_next' | 'sheet_prev') => {
    const title = pages[to - 1]?.[0]?.section?.title;
    if (sectioned && title) return t(`${key}_section`, { title: inWords(title) });
    return t(key, { n: (pages[to - 1] ?? []).flatMap(({ items }) => items).length });
  };
  return (
    <>
      {page > 1 && (
        <Button onPress={() => onTurn(page - 1)} test="sheet-prev">
          {word(page - 1, 'sheet_prev')}
        </Button>
      )}
      {page < pages.length && (
        <Button
          key="next"
          kind={amending ? 'outline' : 'primary'}
          onPress={() => onTurn(page + 1)}
          test="sheet-next"
        >
          {word(page + 1, 'sheet_next')}
        </Button>
      )}
      {(amending || sectioned || page === pages.length) && (
        <Button
          key="done"
          kind={amending || page === pages.length ? 'primary' : 'outline'}
          onPress={onDone}
          test="sheet-done"
        >
          {t(amending ? 'amend_save' : 'sheet_done')}
        </Button>
      )}
    </>
  );
}

/** True where each page is a part of its own: it need not be gone through to the end. */
function isSectioned(pages: Block[][]): boolean {
  return pages.length > 2 && pages.every(([first]) => first?.section);
}

/** The parts of a long sheet: each one tap away. */
export function Sections({ pages, page, onTurn }: Pick<TurningProps, 'pages' | 'page' | 'onTurn'>) {
  if (!isSectioned(pages)) return null;
  const titles = pages.map(([first], i) => ({
    value: i + 1,
    label: first?.section ? inWords(first.section.title) : '',
  }));
  const parts = (
    <Choice
      labelledBy="sheet-sections"
      class="sections"
      options={titles}
      value={page}
      onChoose={onTurn}
      test="sections"
    />
  );
  return (
    <nav aria-labelledby="sheet-sections">
      <span class="spoken" id="sheet-sections">
        {t('sheet_sections')}
      </span>
      {matchMedia('(max-width: 40rem)').matches ? (
        <Folded key={page} title={t('sheet_sections')} test="sections-folded">
          {parts}
        </Folded>
      ) : (
        parts
      )}
    </nav>
  );
}

/** M6: what is open, and that she may finish all the same. */
export function Gaps({
  open,
  onGo,
  onFinish,
}: {
  open: Item[];
  onGo: (item: Item) => void;
  onFinish: () => void;
}) {
  const first = open[0];
  return (
    <Message
      tone="ask"
      test="m6"
      actions={
        <>
          {first && (
            <Button kind="primary" onPress={() => onGo(first)} test="go-to-open">
              {t('sheet_go_to', { n: first.no })}
            </Button>
          )}
          <Button onPress={onFinish} test="finish-anyway">
            {t('sheet_finish_anyway')}
          </Button>
        </>
      }
    >
      {t('m6_open_items', { n: open.length, items: numbersText(open) })}
    </Message>
  );
}

const REASONS = ['amend_why_tap', 'amend_why_heard', 'amend_why_said'] as const satisfies readonly WordKey[];

interface ReasonProps {
  onReason: (reason: string) => unknown;
  onBack: () => void;
}

/** Why a filed sheet is corrected: one tap for the usual reasons, which also files it. */
export function Reason({ onReason, onBack }: ReasonProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const file = () => (typed?.trim() ? onReason(typed.trim()) : setMissing(true));
  if (typed !== null)
    return (
      <Message
        tone="ask"
        test="amend-reason"
        actions={
          <>
            <Button kind="primary" onPress={file} test="amend-file">
              {t('amend_save')}
            </Button>
            <Button onPress={onBack}>{t('amend_go_on')}</Button>
          </>
        }
      >
        <TextField
          label={t('amend_why_typed')}
          value=""
          onText={(text) => {
            setTyped(text);
            setMissing(false);
          }}
          problem={missing ? t('amend_why_needed') : undefined}
          maxLength={400}
          test="amend-why"
        />
      </Message>
    );
  return (
    <Message
      tone="ask"
      test="amend-reason"
      actions={
        <>
          {REASONS.map((reason) => (
            <Button key={reason} onPress={() => onReason(t(reason))} test={reason.replaceAll('_', '-')}>
              {t(reason)}
            </Button>
          ))}
          <Button onPress={() => setTyped('')} test="amend-why-other">
            {t('amend_why_other')}
          </Button>
          <Button kind="text" onPress={onBack}>
            {t('amend_go_on')}
          </Button>
        </>
      }
    >
      {t('amend_why')}
    </Message>
  );
}
