import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { api, type Reply } from '../../sync/index.ts';

/**
 * How a screen's reading stands. `first`: no answer yet. `trouble`: the server is away, `data` is the last known
 * and `at` its time. `refused` and `missing` are the server's own answers about this address.
 */
export interface Load<T> {
  data: T | undefined;
  at: Date | undefined;
  state: 'first' | 'ready' | 'trouble' | 'login' | 'refused' | 'missing';
  again: () => Promise<void>;
}

interface Known {
  data: unknown;
  at: Date;
}
type Answer = { state: Load<unknown>['state']; known: Known | undefined };

const STALE_MS = 30_000;
const known = new Map<string, Known>();

/** Forget every answer: when another person signs in, nothing of the one before stays in memory. */
export function forget(): void {
  known.clear();
}

const SEARCH = '/office/people/search';

/** The key under which a search is remembered: never sent as an address. */
export function searchFor(words: string): string {
  return `${SEARCH} ${words}`;
}

function request(path: string): Promise<Reply<unknown>> {
  const search = path.startsWith(`${SEARCH} `);
  return search ? api.search<unknown>(SEARCH, path.slice(SEARCH.length + 1)) : api.get<unknown>(path);
}

async function ask(path: string): Promise<Answer> {
  const reply = await request(path);
  if (reply.ok) {
    known.set(path, { data: reply.value, at: new Date() });
    return { state: 'ready', known: known.get(path) };
  }
  if (reply.why === 'login-required') return { state: 'login', known: known.get(path) };
  const status = reply.why === 'problem' ? reply.problem.status : 0;
  if (status === 403) return { state: 'refused', known: undefined };
  if (status === 404) return { state: 'missing', known: undefined };
  return { state: 'trouble', known: known.get(path) };
}

function before(path: string | null): Answer {
  const held = path === null ? undefined : known.get(path);
  return { state: held ? 'ready' : 'first', known: held };
}

/** Read an address: what was known is there at once, the server's answer follows; asked again when the tab is looked at again. */
export function useLoad<T>(path: string | null): Load<T> {
  const [held, setHeld] = useState({ path, ...before(path) });
  const wanted = useRef(path);
  wanted.current = path;
  const again = useCallback(async () => {
    if (path === null) return;
    const answer = await ask(path);
    if (wanted.current === path) setHeld({ path, ...answer });
  }, [path]);

  useEffect(() => {
    void again();
    const look = (): void => {
      const at = path === null ? undefined : known.get(path)?.at;
      if (document.visibilityState === 'visible' && Date.now() - (at?.getTime() ?? 0) > STALE_MS)
        void again();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [again, path]);

  const now = held.path === path ? held : before(path);
  return { data: now.known?.data as T | undefined, at: now.known?.at, state: now.state, again };
}
