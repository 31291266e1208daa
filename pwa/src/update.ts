/** A new version of the app: found early, switched to only when no form is open. */
import { effect, type Signal, signal } from '@preact/signals';

/** True when a new version waits for open forms to be finished (M35). */
export const updateWaiting: Signal<boolean> = signal(false);
const open: Signal<number> = signal(0);

const CHECK_EVERY_MS = 5 * 60_000;
let checked = 0;
let waiting: ServiceWorker | null = null;
let switching = false;

/** Keep the present version while something is being entered. Call the answer when it is done. */
export function holdUpdate(): () => void {
  open.value += 1;
  let held = true;
  return () => {
    if (held) open.value -= 1;
    held = false;
  };
}

/** Register the service worker and look for new versions whenever the app comes to the front. */
export async function startUpdates(): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers) return;
  workers.addEventListener('message', followNotice);
  let first = !workers.controller;
  workers.addEventListener('controllerchange', () => {
    // The first worker takes over a page that is as new as itself; only a change of version loads anew.
    if (!first) reloadWhenFree();
    first = false;
  });
  const registration = await workers.register('/sw.js', { updateViaCache: 'none' }).catch(() => undefined);
  if (!registration) return;
  checked = Date.now();
  const check = () => void look(registration);
  document.addEventListener('visibilitychange', check);
  for (const event of ['pageshow', 'focus', 'online']) addEventListener(event, check);
  watch(registration);
  effect(() => {
    if (updateWaiting.value && open.value === 0) waiting?.postMessage('activate-now');
  });
}

/** Installed apps on iPads learn of new versions by asking, and by nothing else. */
async function look(registration: ServiceWorkerRegistration): Promise<void> {
  if (document.visibilityState !== 'visible' || Date.now() - checked < CHECK_EVERY_MS) return;
  checked = Date.now();
  await registration.update().catch(() => undefined);
}

function watch(registration: ServiceWorkerRegistration): void {
  const note = (worker: ServiceWorker | null) => {
    // The very first one of a WebKit window looks like a new version for a moment: it is in use already.
    if (worker && worker === waiting && worker.state !== 'installed') {
      waiting = null;
      updateWaiting.value = false;
    }
    if (worker?.state !== 'installed' || !navigator.serviceWorker.controller) return;
    waiting = worker;
    updateWaiting.value = true;
  };
  note(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => note(worker));
  });
}

/** Another tab may have switched: this one follows when its own forms are done. */
function reloadWhenFree(): void {
  if (switching) return;
  switching = true;
  effect(() => {
    if (open.value === 0) location.reload();
  });
}

/** A part of the app is gone from the server: this page is older than it, and needs the new version. */
export async function refreshApp(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  checked = Date.now();
  await registration?.update().catch(() => undefined);
}

function followNotice(event: MessageEvent<{ open?: unknown }>): void {
  if (typeof event.data?.open === 'string') noticed.value = event.data.open;
}
/** Where a notice asked to go. */
export const noticed: Signal<string | null> = signal(null);
