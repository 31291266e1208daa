import { useEffect, useRef, useState } from 'preact/hooks';
import { go, query } from '../../router.ts';
import { type Draft, saveDraft } from '../../store/index.ts';
import { attempt } from '../parts/index.ts';

export type Keep = (change: (draft: Draft) => Draft) => void;

interface Kept {
  draft: Draft;
  /** True while the tablet holds all that is on screen. */
  kept: boolean;
  keep: Keep;
  /** When the last change is stored: filing before that would let the draft come back after it. */
  settled: () => Promise<void>;
}

/** The draft as it is on screen; every change goes to the tablet at once. */
export function useDraft(first: Draft): Kept {
  const [draft, setDraft] = useState(first);
  const [kept, setKept] = useState(true);
  const latest = useRef(first);
  const stored = useRef(Promise.resolve());
  useEffect(() => {
    // Another window of this tablet has gone on with the sheet: its answers count here too.
    if (editionOf(first) <= editionOf(latest.current)) return;
    latest.current = first;
    setDraft(first);
  }, [first]);
  const keep: Keep = (change) => {
    const next = { ...change(latest.current), edition: editionOf(latest.current) + 1 };
    latest.current = next;
    setDraft(next);
    setKept(false);
    stored.current = attempt(async () => {
      await saveDraft(latest.current);
      if (latest.current === next) setKept(true);
    });
  };
  return { draft, kept, keep, settled: () => stored.current };
}

const editionOf = ({ edition = 0 }: Draft): number => edition;

/** Page and its address: it stands in the address, so that back goes one page back and then out. */
export function usePage(draft: Draft, pages: number): { page: number; turnTo: (to: number) => void } {
  const address = `/p/${draft.person}/f/${draft.id}`;
  const named = query().get('page');
  const page = Math.min(Math.max(Number(named ?? draft.page), 1), pages);
  useEffect(() => {
    if (named === null) go(`${address}?page=${page}`, true);
  }, [named, address, page]);
  return { page, turnTo: (to) => go(`${address}?page=${to}`) };
}
