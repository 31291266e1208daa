import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { answering, hasPin, identity, lease, screenLocked } from '../../store/index.ts';
import { Chunk, partFrom } from '../chunks.tsx';
import { choosingPin } from '../parts/menu.tsx';
import { Opening } from './notes.tsx';

/** Those who help at a session, and the end of the period of use. */
export const helpers = partFrom(() => import('./helpers.ts'));

type Lock = typeof import('./lock.tsx');

/**
 * The curtain before everything else. What is behind it stays as it is, so that nothing she was typing is lost; the
 * screens of the lock come in a chunk of their own, fetched ahead.
 */
export function Behind({ children }: { children: ComponentChildren }) {
  const [lock, setLock] = useState<Lock | null>(null);
  const who = identity.value;
  const state = (who && !who.helps && !answering.value && lease.value?.state) || 'open';
  const locked = who !== null && screenLocked.value;
  const asks = who !== null && !locked && (hasPin.value === null || choosingPin.value);
  useEffect(() => {
    if (who && !lock) void import('./lock.tsx').then(setLock, () => undefined);
  }, [who, lock]);
  const waits = state !== 'open';
  const covered = locked || asks || waits;
  return (
    <>
      {waits && !locked && (
        <Chunk part={helpers} draw={({ LeaseCurtain }) => <LeaseCurtain state={state} />} />
      )}
      {(locked || (asks && !waits)) && (lock ? locked ? <lock.Curtain /> : <lock.ChoosePin /> : <Opening />)}
      <div class="behind" hidden={covered}>
        {children}
      </div>
    </>
  );
}
