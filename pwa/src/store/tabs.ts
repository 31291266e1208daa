/** News between the tabs of this tablet: only that something changed, never what. */
type News = { what: 'replica' | 'outbox' | 'user' };

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('kayoi-store');

export function tell(what: News['what']): void {
  channel?.postMessage({ what } satisfies News);
}

export function listen(hear: (what: News['what']) => void): void {
  channel?.addEventListener('message', (event: MessageEvent<News>) => hear(event.data.what));
}

/** A channel keeps a Node process alive; tests end it. */
export function closeTabs(): void {
  channel?.close();
}
