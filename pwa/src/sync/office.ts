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
  async pushEdit(draft: OpDraft): Promise<Reply<Filed>> {
    const reply = await api.pushSave([draft]);
    const [filed] = reply.ok ? reply.value : [];
    if (!reply.ok) return reply;
    return filed ? { ok: true, value: filed } : { ok: false, why: 'offline' };
  },
  /** File what belongs together in one push, and wait for the verdict on each: all of it arrives, or nothing does. */
  pushSave(drafts: readonly OpDraft[]): Promise<Reply<Filed[]>> {
    const mine = turn.then(() => push(drafts));
    turn = mine.catch(() => undefined);
    return mine;
  },
};

async function push(drafts: readonly OpDraft[]): Promise<Reply<Filed[]>> {
  pen ??= takePen();
  const held = await pen;
  if ('met' in held) {
    pen = null;
    return replyOf(held);
  }
  const { ops, lasts } = await opsOf(held, drafts);
  const [seq = 0, last_mac = ''] = ops.at(-1) ?? [];
  const outcome = await ask<feed.PushReply>('/sync/push', { method: 'POST', body: envelope(held, ops) });
  if (outcome.met !== 'ok') {
    // The reply may have been lost after the server took it: that number is spent, a new pen begins anew.
    pen = null;
    return replyOf(outcome);
  }
  Object.assign(held, { seq, save: held.save + 1, last_mac });
  if (outcome.value.moved) pen = null;
  const filed = lasts.flatMap((last): Filed[] => {
    const verdict = outcome.value.verdicts.find((range) => range.from <= last && last <= range.to);
    return verdict ? [{ ...verdict, op: `${held.grant.writer_no}.${last}` }] : [];
  });
  return filed.length === drafts.length ? { ok: true, value: filed } : { ok: false, why: 'offline' };
}

/** Each edit is nearly always one op; the last of its ops says what became of it. */
async function opsOf(
  held: Pen,
  drafts: readonly OpDraft[],
): Promise<{ ops: feed.PushBody['ops']; lasts: number[] }> {
  const { writer_no } = held.grant;
  const common = { writer_no, save: held.save + 1, made_at: feed.nowText() };
  const ops: feed.PushBody['ops'] = [];
  const lasts: number[] = [];
  for (const draft of drafts) {
    for (const body of feed.bodiesOf(draft, { ...common, seq: held.seq + ops.length + 1 }, new Map())) {
      const text = feed.opText(body);
      ops.push([body.seq, await feed.macOf(held.key, text), text]);
    }
    lasts.push(held.seq + ops.length);
  }
  return { ops, lasts };
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
