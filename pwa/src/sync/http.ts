/** One request: what it met is a value, never an exception. */
import { feed } from '../store/index.ts';
import { clockSkew_s, hold, online, ordered } from './state.ts';
import type { Hold, Order, Problem } from './types.ts';

export const API = '/api/v1';

export type Outcome<T> =
  | { met: 'ok'; value: T }
  /** The request did not reach a server, or no usable answer came back. */
  | { met: 'no-signal' | 'server-down' }
  | { met: 'login' }
  | { met: 'problem'; problem: Problem };

export interface Call {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  /** A file to send as it is, packed on the way. */
  file?: Blob;
  gzip?: boolean;
  timeout_ms?: number;
}

/** Ask the server. `online` follows from what came of it; `navigator.onLine` only names the reason of a silence. */
export async function ask<T>(path: string, call: Call = {}): Promise<Outcome<T>> {
  const first = await attempt<T>(path, call);
  // A token of an enrolled tablet is renewed by its key, then the same is asked again.
  const outcome = wantsProof(path, first) && (await prove()) ? await attempt<T>(path, call) : first;
  const silent = outcome.met === 'no-signal' || outcome.met === 'server-down';
  online.value = silent ? outcome.met : 'reachable';
  return outcome;
}

let prove: () => Promise<boolean> = async () => false;

/** How this tablet shows its key (device.ts). */
export function provesWith(way: () => Promise<boolean>): void {
  prove = way;
}

function wantsProof(path: string, outcome: Outcome<unknown>): boolean {
  if (path === '/session/renew' || path.startsWith('/device/')) return false;
  return outcome.met === 'problem' && slugOf(outcome.problem) === 'device-proof';
}

async function attempt<T>(path: string, call: Call): Promise<Outcome<T>> {
  let response: Response;
  try {
    response = await fetch(API + path, await request(call));
  } catch {
    return { met: navigator.onLine === false ? 'no-signal' : 'server-down' };
  }
  try {
    return await read<T>(response);
  } catch {
    // Cut off in the middle, or a captive portal's page instead of our server.
    return { met: 'server-down' };
  }
}

async function request(call: Call): Promise<RequestInit> {
  const { method = 'GET', body, gzip = false, timeout_ms = 30_000 } = call;
  const headers: Record<string, string> = { Accept: 'application/json', ...townHeader() };
  const init: RequestInit = {
    method,
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
    redirect: 'error',
  };
  init.signal = AbortSignal.timeout(timeout_ms);
  if (call.file) return { ...init, ...(await packedFile(call.file, headers)) };
  if (body === undefined) return init;
  headers['Content-Type'] = 'application/json';
  init.body = JSON.stringify(body);
  if (!gzip || typeof CompressionStream === 'undefined') return init;
  headers['Content-Encoding'] = 'gzip';
  const packed = new Response(init.body).body?.pipeThrough(new CompressionStream('gzip'));
  if (packed) init.body = await new Response(packed).arrayBuffer();
  return init;
}

/** Which town this window works for: the browser may hold a session of another one, too. */
function townHeader(): Record<string, string> {
  const { tenant } = feed.memory.facts;
  return tenant === '' ? {} : { 'Kayoi-Town': tenant };
}

async function packedFile(file: Blob, headers: Record<string, string>): Promise<RequestInit> {
  headers['Content-Type'] = 'application/octet-stream';
  if (typeof CompressionStream === 'undefined') return { body: file };
  headers['Content-Encoding'] = 'gzip';
  return { body: await new Response(file.stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer() };
}

async function read<T>(response: Response): Promise<Outcome<T>> {
  if (response.status === 204) return { met: 'ok', value: undefined as T };
  const type = response.headers.get('Content-Type') ?? '';
  if (!type.includes('json')) return { met: 'server-down' };
  const value = await response.json();
  noteClock(value);
  if (response.ok) return { met: 'ok', value: value as T };
  const problem = value as Problem;
  if (slugOf(problem) === 'login-required') return { met: 'login' };
  if (ORDERS.has(slugOf(problem))) ordered.value = problem.action as Order;
  if (HOLDS.has(slugOf(problem))) hold.value = slugOf(problem) as Hold;
  // A gateway's or the server's own trouble is no verdict on what was sent.
  return response.status >= 500 ? { met: 'server-down' } : { met: 'problem', problem };
}

const HOLDS = new Set(['passphrase-change', 'second-factor-needed']);
const ORDERS = new Set(['device-lost', 'device-stolen', 'device-retired']);

export function slugOf(problem: Problem): string {
  return String(problem.type).split('/').at(-1) ?? '';
}

/** How far this tablet's clock is from the server's. Order never depends on it; a large one is shown. */
function noteClock(value: unknown): void {
  const reply = value as { server_time?: unknown; device?: { trip_ends_on?: string | null } | null } | null;
  const said = reply?.server_time;
  if (typeof said !== 'string') return;
  clockSkew_s.value = Math.round((Date.now() - Date.parse(said)) / 1000);
  feed.leaseHeard(said, reply?.device?.trip_ends_on);
}
