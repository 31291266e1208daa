/**
 * The escrow file: what may be on this tablet alone, sealed to the server, for anybody to carry there (docs/escrow.md).
 * It can be made by nobody signed in: everything in it was sealed when it was saved.
 */
import { about } from './access.ts';
import { eachInTurn } from './breathe.ts';
import { type Place, unsealText } from './codec.ts';
import { transact } from './db.ts';
import { keysOf } from './keyring.ts';
import { base64url, macOf, nowText } from './making.ts';
import { memory } from './memory.ts';
import { ownDevice, signed } from './own.ts';
import { keysOfWriter, penNumbered } from './pens.ts';
import { holds } from './ranges.ts';
import type { StoredDraft, StoredOp, StoredWriter } from './schema.ts';
import { onWire, type Sealed, sealedText } from './sealing.ts';
import type { PushBody, SealedWire } from './wire.ts';

/** Counted as on every screen: 件 are things saved, however many ops they made. */
export interface EscrowCounts {
  saves: number;
  /** Of these, not at the server yet as far as this tablet knows. */
  unsent: number;
  drafts: number;
  /** Things saved before this version that only their author can put into a file. */
  left_out: number;
}
export interface EscrowFiles extends EscrowCounts {
  files: File[];
}

const AT_ONCE = 25;
const FILE_BYTES = 20_000_000;

type WireOp = PushBody['ops'][number];
type WireDraft = [id: string, mac: string, sealed: SealedWire];
interface Part {
  writer_no: number;
  prev_hash: string;
  made_as: string;
  ops: WireOp[];
  drafts: WireDraft[];
}

/** What a file made now would hold. */
export async function countEscrow(): Promise<EscrowCounts> {
  const { ops, drafts } = await kept();
  const going = (await eachInTurn(drafts, draftForFile)).filter((one) => one !== null);
  return counted(ops, await eachInTurn(ops, mayGo), going.length);
}

/** The file; more than one only where it would be too large for the server. */
export async function makeEscrow(): Promise<EscrowFiles> {
  const { ops, drafts, before } = await kept();
  const wired = await eachInTurn(ops, opForFile);
  const parts = partsOf(ops, wired, before);
  const wireDrafts = await eachInTurn(drafts, draftForFile);
  for (const found of wireDrafts) if (found) parts.push({ ...found, prev_hash: '', made_as: '', ops: [] });
  const own = await ownDevice();
  const heads = await headsOf(parts);
  const at = new Date();
  const files: File[] = [];
  for (const group of grouped(parts)) {
    const totals = { ops_in_all: sum(group, 'ops'), drafts_in_all: sum(group, 'drafts') };
    const lines = await eachInTurn(group, async (part) => {
      const head = heads.get(part.writer_no);
      const body = JSON.stringify({ escrow: 1, ...where(own?.id), ...head, ...totals, ...part });
      return `${await checksum(body)} ${own ? await signed(own, `kayoi-escrow|${body}`) : '-'} ${body}\n`;
    });
    files.push(new File(lines, nameOf(at, files.length), { type: 'text/plain' }));
  }
  const can = wired.map((op) => op !== null);
  return { files, ...counted(ops, can, wireDrafts.filter((one) => one !== null).length) };
}

/** Everything a backup of the server is not known to hold, what never arrived first; and the MAC before each run. */
async function kept() {
  return transact('r', async (tables) => {
    const receipts = await tables.receipts.toArray();
    const safe = new Map(receipts.map(({ writer_no, backed_up }) => [writer_no, backed_up]));
    const all = await tables.outbox.toArray();
    const macs = all.map((op) => [`${op.writer_no}.${op.seq}`, op.lost?.mac ?? op.mac] as const);
    const ops = all
      .filter((op) => (op.blob || op.lost) && !holds(safe.get(op.writer_no) ?? [], op.seq))
      .sort((a, b) => rank(a) - rank(b) || a.writer_no - b.writer_no || a.seq - b.seq);
    return { ops, drafts: await tables.drafts.toArray(), before: new Map(macs) };
  });
}

const rank = ({ state }: StoredOp): number => (state === 'sent' ? 0 : 1);

async function mayGo(op: StoredOp): Promise<boolean> {
  return op.sealed !== undefined || op.lost !== undefined || (await readable(op)) !== null;
}

function readable(op: StoredOp): Promise<string | null> {
  if (!op.blob) return Promise.resolve(null);
  return unsealText(op.blob, about.op(op)).catch(() => null);
}

async function opForFile(op: StoredOp): Promise<WireOp | null> {
  const sealed = op.sealed ?? (await sealedNow(await readable(op), about.op(op)));
  if (sealed) return [op.seq, op.mac, onWire(sealed)];
  return op.lost ? [op.seq, op.lost.mac, op.lost.text] : null;
}

async function sealedNow(text: string | null, place: Place): Promise<Sealed | undefined> {
  return text === null ? undefined : sealedText(text, place);
}

/** A draft of a version before is sealed and signed now, when it is hers who is at work. */
async function draftForFile(draft: StoredDraft): Promise<Pick<Part, 'writer_no' | 'drafts'> | null> {
  const { id, sealed, writer_no, mac } = draft;
  if (sealed && writer_no !== undefined && mac !== undefined)
    return { writer_no, drafts: [[id, mac, onWire(sealed)]] };
  const own = memory.identity?.writer_no;
  if (draft.staff !== keysOf() || own == null) return null;
  const text = await unsealText(draft.blob, about.draft(draft)).catch(() => null);
  const now = await sealedNow(text, about.draft(draft));
  if (text === null || !now) return null;
  return { writer_no: own, drafts: [[id, await macOf(await penNumbered(own), text), onWire(now)]] };
}

/** Runs of one writer and one numbering, a few ops each: what is damaged costs one of them. */
function partsOf(ops: StoredOp[], wired: (WireOp | null)[], before: ReadonlyMap<string, string>): Part[] {
  const parts: Part[] = [];
  let last: StoredOp | null = null;
  for (const [i, op] of ops.entries()) {
    const wire = wired[i];
    if (!wire) continue;
    const { writer_no, seq, made_as = '' } = op;
    const part = parts.at(-1);
    const joins = part && part.ops.length < AT_ONCE && last && goesOn(last, op);
    if (joins) part.ops.push(wire);
    else {
      const prev_hash = before.get(`${writer_no}.${seq - 1}`) ?? '';
      parts.push({ writer_no, prev_hash, made_as, ops: [wire], drafts: [] });
    }
    last = op;
  }
  return parts;
}

function goesOn(last: StoredOp, op: StoredOp): boolean {
  return last.writer_no === op.writer_no && last.made_as === op.made_as && last.seq < op.seq;
}

/** As many as one request of an import may carry. */
function grouped(parts: Part[]): Part[][] {
  const groups: Part[][] = [];
  let room = 0;
  for (const part of parts) {
    const size = JSON.stringify(part).length + 1_000;
    if (groups.length === 0 || size > room) {
      groups.push([]);
      room = FILE_BYTES;
    }
    groups.at(-1)?.push(part);
    room -= size;
  }
  return groups;
}

async function headsOf(parts: Part[]): Promise<Map<number, { writer_cert: string; made_seq: number }>> {
  const numbers = [...new Set(parts.map(({ writer_no }) => writer_no))];
  const found = await transact('r', (tables) => tables.writers.bulkGet(numbers));
  const heads = numbers.map(async (no, i) => {
    const writer = found[i];
    return [no, { writer_cert: await certificateOf(writer), made_seq: (writer?.next_seq ?? 1) - 1 }] as const;
  });
  return new Map(await Promise.all(heads));
}

async function certificateOf(writer: StoredWriter | undefined): Promise<string> {
  if (!writer || writer.certificate !== undefined) return writer?.certificate ?? '';
  return keysOfWriter(writer).then(
    ({ certificate }) => certificate,
    () => '',
  );
}

function where(device: string | undefined) {
  const { tenant, store_id, device: known } = memory.facts;
  return { tenant, store_id, device_id: device ?? known?.id ?? '', made_at: nowText() };
}

function counted(ops: StoredOp[], can: boolean[], drafts: number): EscrowCounts {
  const saves = (some: StoredOp[]) => new Set(some.map(({ writer_no, save }) => `${writer_no}|${save}`)).size;
  const going = ops.filter((_op, i) => can[i]);
  return {
    saves: saves(going),
    unsent: saves(going.filter(({ state }) => state === 'sent')),
    drafts,
    left_out: saves(ops.filter((_op, i) => !can[i])),
  };
}

const sum = (parts: Part[], name: 'ops' | 'drafts'): number =>
  parts.reduce((all, part) => all + part[name].length, 0);

async function checksum(body: string): Promise<string> {
  const bytes = new TextEncoder().encode(body);
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** No name of anybody stands in it. */
function nameOf(at: Date, others: number): string {
  const local = new Date(at.getTime() + 9 * 3_600_000).toISOString();
  const stamp = `${local.slice(0, 10).replaceAll('-', '')}-${local.slice(11, 16).replace(':', '')}`;
  return `kayoi-hikae-${stamp}${others > 0 ? `-${others + 1}` : ''}.txt`;
}
