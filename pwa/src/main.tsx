/** Boot: the store, the router, the screens, then everything that may wait. */
import { effect } from '@preact/signals';
import { render } from 'preact';
import { watchIdle } from './idle.ts';
import { watchInstalling } from './installing.ts';
import { go, startRouter } from './router.ts';
import { lock, openStore } from './store/index.ts';
import { learnHolds, startSync } from './sync/index.ts';
import { App } from './ui/app.tsx';
import { noticed, refreshApp, startUpdates } from './update.ts';

startRouter();
watchInstalling();
const opened = openStore();
const root = document.getElementById('app');
if (root) render(<App />, root);

effect(() => {
  if (noticed.value) go(noticed.value);
});
// A chunk that is gone means that this page is older than the server.
addEventListener('vite:preloadError', () => void refreshApp());
void opened.then(startSync).then(learnHolds);
void startUpdates();
watchIdle();
// A page kept aside whole would keep the keys in it.
addEventListener('pagehide', ({ persisted }) => persisted && void lock());
