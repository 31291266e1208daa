/** News between the tabs of this tablet: only that something changed, never what. */
import { named } from './town.ts';

export type News = 'replica' | 'outbox' | 'user' | 'lock' | 'screen' | 'wiped';

let channel: BroadcastChannel | null | undefined;

function open(): BroadcastChannel | null {
  channel ??= typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(named('kayoi-store'));
  return channel;
}

export function tell(what: News): void {
  open()?.postMessage(what);
}

export function listen(hear: (what: News) => void): void {
  open()?.addEventListener('message', (event: MessageEvent<News>) => hear(event.data));
}

/** An open channel keeps a Node process alive; tests end it. */
export function closeTabs(): void {
  channel?.close();
  channel = null;
}
