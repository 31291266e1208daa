/** Screens in chunks of their own: fetched when the first screen stands, or as soon as one of them is asked for. */
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Opening, Reopen } from './screens/notes.tsx';
import { type Catalogue, learn } from './words/index.ts';

/** A chunk that may be here already. Loading it again costs nothing; it brings the texts of its screens. */
export interface Part<C> {
  readonly here: C | null;
  /** Null where it cannot be had: the screen that needs it says so. */
  load: () => Promise<C | null>;
}

export function partFrom<C extends { later: Catalogue }>(fetched: () => Promise<C>): Part<C> {
  let here: C | null = null;
  const take = (chunk: C): C => {
    learn(chunk.later);
    here = chunk;
    return chunk;
  };
  return {
    get here() {
      return here;
    },
    load: async () => here ?? fetched().then(take, () => null),
  };
}

interface ChunkProps<C> {
  part: Part<C>;
  draw: (chunk: C) => VNode;
}

/** Draw from a chunk that may still be on its way. */
export function Chunk<C>({ part, draw }: ChunkProps<C>) {
  const [gone, setGone] = useState(false);
  const [, arrived] = useState(false);
  useEffect(() => {
    if (!part.here) void part.load().then((chunk) => (chunk ? arrived(true) : setGone(true)));
  }, [part]);
  if (part.here) return draw(part.here);
  return gone ? <Reopen /> : <Opening />;
}

/** The address to draw: the one asked for once its chunk is here, the one before until then. */
export function useArrived(address: string, part: Part<unknown> | undefined): string {
  const drawn = useRef<string | null>(null);
  const [, redraw] = useState('');
  const waits = part !== undefined && !part.here && drawn.current !== null && drawn.current !== address;
  const tried = useRef('');
  useEffect(() => {
    if (!waits) return;
    let left = false;
    void part?.load().then(() => {
      if (left) return;
      tried.current = address;
      redraw(address);
    });
    return () => {
      left = true;
    };
  }, [address, waits, part]);
  if (!waits || tried.current === address) drawn.current = address;
  return drawn.current ?? address;
}
