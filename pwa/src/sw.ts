/// <reference lib="webworker" />
/** Keeps the app's own files for work without signal, and shows notices. Never stores an answer of the server. */
export type {};

declare const self: ServiceWorkerGlobalScope;
declare const __PRECACHE__: string[];
declare const __VERSION__: string;

const CACHE = `kayoi-${__VERSION__}`;
const SHELL = '/';
/** Paths the server answers itself; everything else of ours is a page of the app, also /held/9.3. */
const SERVED = /^\/(api|problems|healthz|readyz|assets|icons)(\/|$)|^\/[^/]+\.[a-z0-9]+$/;

self.addEventListener('install', (event) => event.waitUntil(precache()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/api/') || url.pathname === '/sw.js') return;
  if (event.request.mode === 'navigate') {
    if (!SERVED.test(url.pathname)) event.respondWith(fromCache(SHELL, event.request));
  } else event.respondWith(fromCache(url.pathname, event.request));
});
// A new version waits until no form is open: the page says when.
self.addEventListener('message', (event) => {
  if (event.data === 'activate-now') void self.skipWaiting();
});
self.addEventListener('push', (event) => event.waitUntil(showNotice(event)));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openApp());
});

/** All or nothing, straight from the server: a redirected or stale shell would break every later start. */
async function precache(): Promise<void> {
  const cache = await caches.open(CACHE);
  const keep = async (url: string) => {
    const response = await fetch(url, { redirect: 'error', cache: 'no-cache' });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    await cache.put(url, response);
  };
  await Promise.all(__PRECACHE__.map(keep));
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith('kayoi-') && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fromCache(url: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(url)) ?? fetch(request);
}

/** The declarative message (web_push: 8030) carries its own words and names nobody. */
async function showNotice(event: PushEvent): Promise<void> {
  const { title, options } = notice(event.data);
  await self.registration.showNotification(title, options);
}

function notice(data: PushMessageData | null): { title: string; options: NotificationOptions } {
  const plain = { title: 'Kayoi', options: { body: '今日の予定があります', lang: 'ja', tag: 'today' } };
  try {
    const { title, body, tag } = data?.json().notification ?? {};
    if (typeof title !== 'string') return plain;
    const options = { lang: 'ja', tag: typeof tag === 'string' ? tag : 'today', icon: '/icons/icon-192.png' };
    return { title, options: typeof body === 'string' ? { ...options, body } : options };
  } catch {
    return plain; // Every push must show something, or the subscription is taken away.
  }
}

async function openApp(): Promise<void> {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const client = open[0];
  if (!client) return void (await self.clients.openWindow('/today'));
  client.postMessage({ open: '/today' });
  // Focus is refused without a user's gesture; the message above has done the rest.
  await client.focus().catch(() => undefined);
}
