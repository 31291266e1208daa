import { effect } from '@preact/signals';
import { useLayoutEffect, useState } from 'preact/hooks';
import { changed, identity } from '../../store/index.ts';

const seen = new Map<string, unknown>();
const forgetting: (() => void)[] = [() => seen.clear()];

/**
 * What `load` gives, read again whenever the store changes; undefined only before the very first answer.
 * `key` names what is read: coming back to a screen shows the last answer at once, so its scroll place holds.
 */
export function useRead<T>(key: string, load: () => Promise<T>): T | undefined {
  return useReadAt(key, changed.value, load);
}

/** The same, read once a visit: for what hardly changes and is long. */
export function useReadOnce<T>(key: string, load: () => Promise<T>): T | undefined {
  return useReadAt(key, 0, load);
}

function useReadAt<T>(key: string, version: number, load: () => Promise<T>): T | undefined {
  const [answer, setAnswer] = useState<{ key: string; value?: T; fault?: unknown }>({ key });
  // At once, not a frame later: what she has just saved is drawn with the next one.
  useLayoutEffect(() => {
    let gone = false;
    const take = (value: T) => {
      seen.set(key, value);
      if (!gone) setAnswer({ key, value });
    };
    load().then(take, (fault: unknown) => !gone && setAnswer({ key, fault }));
    return () => {
      gone = true;
    };
  }, [key, version]);
  if (answer.fault !== undefined) throw answer.fault;
  return answer.key === key && answer.value !== undefined ? answer.value : (seen.get(key) as T | undefined);
}

/** Nothing read for one member of staff stays in memory for the next. */
function forgetReads(): void {
  for (const forget of forgetting) forget();
}

/** Have something else forgotten with it. Called once, where that is kept. */
export function forgetToo(forget: () => void): void {
  forgetting.push(forget);
}

let whose: string | null = null;
effect(() => {
  const now = identity.value?.staff.id ?? null;
  if (now !== whose) forgetReads();
  whose = now;
});
