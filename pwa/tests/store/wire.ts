/** The real runner over a wire that can be cut, lied on and answered for: `fetch` in the hands of a test. */
import { gunzipSync } from 'node:zlib';
import type { PushBody } from '../../src/store/wire.ts';
import './device.ts';
import { inTheClear } from './sealing.ts';
import type { FakeServer } from './server.ts';

export interface Asked {
  method: string;
  /** Below /api/v1. */
  path: string;
  query: URLSearchParams;
  body: unknown;
}
/** What a test does with a request: an answer, 'cut' (no answer at all), or nothing, and the server answers. */
export type Meddled = Response | 'cut' | 'cut-after' | undefined;
export type Meddler = (asked: Asked) => Meddled | Promise<Meddled>;

export const json = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json' } });
export const problem = (status: number, slug: string, more: object = {}): Response =>
  json({ type: `/problems/${slug}`, title: slug, status, ...more }, status);

export class Wire {
  server: FakeServer;
  scopes: string[];
  writers: number[];
  asked: Asked[] = [];
  meddle: Meddler = () => undefined;

  constructor(server: FakeServer, scopes: string[], writers: number[]) {
    this.server = server;
    this.scopes = scopes;
    this.writers = writers;
    globalThis.fetch = (url, init) => this.#answer(String(url), init ?? {});
  }

  pushes(): PushBody[] {
    return this.asked.filter(({ path }) => path === '/sync/push').map(({ body }) => body as PushBody);
  }
  count(path: string): number {
    return this.asked.filter((one) => one.path === path).length;
  }

  async #answer(url: string, init: RequestInit): Promise<Response> {
    const { pathname, searchParams: query } = new URL(url, 'https://kayoi.test');
    const asked = {
      method: init.method ?? 'GET',
      path: pathname.replace('/api/v1', ''),
      query,
      body: bodyOf(init),
    };
    this.asked.push(asked);
    const meddled = await this.meddle(asked);
    if (meddled instanceof Response) return meddled;
    if (meddled === 'cut') throw new TypeError('failed to fetch');
    const reply = await this.#serve(asked);
    if (meddled === 'cut-after') throw new TypeError('failed to fetch');
    return reply;
  }

  async #serve({ path, query, body }: Asked): Promise<Response> {
    if (path === '/sync/push') return json(this.server.push(await inTheClear(body as PushBody)));
    if (path === '/sync/pull') {
      const page = this.server.pull(query, this.scopes, this.writers, Number(query.get('limit')));
      return page === 'feed-reset' ? problem(409, 'feed-reset', { epoch: this.server.epoch }) : json(page);
    }
    if (path === '/audit') return json({ received: [] });
    return problem(404, 'not-found');
  }
}

function bodyOf({ body, headers }: RequestInit): unknown {
  if (!body) return undefined;
  const packed = (headers as Record<string, string>)['Content-Encoding'] === 'gzip';
  const text = packed ? gunzipSync(Buffer.from(body as ArrayBuffer)).toString() : String(body);
  return JSON.parse(text) as unknown;
}

/** What `navigator.onLine` says, true or not. */
export function sayOnLine(says: boolean): void {
  Object.defineProperty(globalThis.navigator, 'onLine', { value: says, configurable: true });
}
