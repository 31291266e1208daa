import { feed, type OpDraft } from '../store/index.ts';
import { ask, type Outcome } from './http.ts';
import type { Reply, Verdict } from './types.ts';

/** This tab's own pen. It lives as long as the page: nothing of the office is kept in the browser. */
interface Pen {
  store_id: string;
  grant: feed.WriterGrant;
  key: CryptoKey;
  seq: number;
  save: number;
  last_mac: string;
}
/** What became of an edit, and the id it is known by. */
export type Filed = Verdict & { op: string };

let pen: Promise<Pen | Outcome<never>> | null = null;
const LONG_MS = 180_000;
let turn: Promise<unknown> = Promise.resolve();

/** The office client: on line only. Reads are plain requests; every write is an op of this tab's own writer. */
export const api = {
  /** GET a path under /api/v1 ("/office/morning"). */
  async get<T>(path: string): Promise<Reply<T>> {
    return replyOf(await ask<T>(path));
  },
  /** Search the register. The words travel in the body: a name stands in no address. */
  search<T>(path: string, q: string): Promise<Reply<T>> {
    return api.post<T>(path, { q });
  },
  /** POST something that is no op: a question to the server with a body. */
  async post<T>(path: string, body: object): Promise<Reply<T>> {
    return replyOf(await ask<T>(path, { method: 'POST', body }));
  },
  /** Ask for something to be done at the server. It may take a while: a large file is read in one go. */
  async act<T>(path: string, body: unknown = {}): Promise<Reply<T>> {
    return replyOf(await ask<T>(path, { method: 'POST', body, timeout_ms: LONG_MS }));
  },
  /** Send a file. */
  async sendFile<T>(path: string, file: Blob): Promise<Reply<T>> {
    return replyOf(await ask<T>(path, { method: 'POST', file, timeout_ms: LONG_MS }));
  },
  /** File one edit and wait for the server's verdict on it. Edits of a tab go one after the other. */
  pushEdit(draft: OpDraft): Promise<Reply<Filed>> {
    const mine = turn.then(() => push(draft));
    turn = mine.catch(() => undefined);
    return mine;
  },
};

async function push(draft: OpDraft): Promise<Reply<Filed>> {
  pen ??= takePen();
  const held = await pen;
  if ('met' in held) {
    pen = null;
    return replyOf(held);
  }
  const ops = await opsOf(held, draft);
  const [seq = 0, last_mac = ''] = ops.at(-1) ?? [];
  const outcome = await ask<feed.PushReply>('/sync/push', { method: 'POST', body: envelope(held, ops) });
  if (outcome.met !== 'ok') {
    // The reply may have been lost after the server took it: that number is spent, a new pen begins anew.
    pen = null;
    return replyOf(outcome);
  }
  Object.assign(held, { seq, save: held.save + 1, last_mac });
  if (outcome.value.moved) pen = null;
  const verdict = outcome.value.verdicts.find((range) => range.from <= seq && seq <= range.to);
  if (!verdict) return { ok: false, why: 'offline' };
  return { ok: true, value: { ...verdict, op: `${held.grant.writer_no}.${seq}` } };
}

/** One edit, nearly always one op; the last of them says what became of it. */
async function opsOf(held: Pen, draft: OpDraft): Promise<feed.PushBody['ops']> {
  const { writer_no } = held.grant;
  const numbers = { writer_no, seq: held.seq + 1, save: held.save + 1, made_at: feed.nowText() };
  const texts = feed
    .bodiesOf(draft, numbers, new Map())
    .map((body) => ({ seq: body.seq, text: feed.opText(body) }));
  return Promise.all(
    texts.map(async ({ seq, text }): Promise<feed.PushBody['ops'][number]> => {
      return [seq, await feed.macOf(held.key, text), text];
    }),
  );
}

function envelope(held: Pen, ops: feed.PushBody['ops']): feed.PushBody {
  const { store_id, grant, last_mac } = held;
  const { writer_no, certificate } = grant;
  const made = { made_seq: ops.at(-1)?.[0] ?? held.seq, drafts_open: 0, saves_open: 0, prev_hash: last_mac };
  return { protocol: 1, store_id, writer_no, writer_cert: certificate, ...made, ops };
}

async function takePen(): Promise<Pen | Outcome<never>> {
  const store_id = crypto.randomUUID();
  const body = { store_id, client: 'office' };
  const outcome = await ask<{ writer: feed.WriterGrant }>('/writers', { method: 'POST', body });
  if (outcome.met !== 'ok') return outcome;
  const { writer } = outcome.value;
  const key = await feed.importMacKey(writer.mac_key);
  return { store_id, grant: writer, key, seq: 0, save: writer.save ?? 0, last_mac: '' };
}

function replyOf<T>(outcome: Outcome<T>): Reply<T> {
  if (outcome.met === 'ok') return { ok: true, value: outcome.value };
  if (outcome.met === 'login') return { ok: false, why: 'login-required' };
  if (outcome.met === 'problem') return { ok: false, why: 'problem', problem: outcome.problem };
  return { ok: false, why: 'offline' };
}
