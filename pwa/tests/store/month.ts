/**
 * A month without signal, made through the real store: bundled by tests/bench/offline.py and run in the browser on a page
 * of the tablet's own origin, as if the nurse had pressed 「保存」 that often.
 */
import { edit, type OpDraft, ofKind, openStore, person, save } from '../../src/store/index.ts';
import { type KdfAsked, useDerive } from '../../src/store/kdf.ts';
import { slotOf, unlock } from '../../src/store/running.ts';
import { naturalId, newId } from '../../src/sync/ids.ts';

interface Asked {
  tenant: string;
  /** Ops to make. */
  ops: number;
  days: number;
  login: string;
  passphrase: string;
  /** Address of the app's own worker that makes a key of the passphrase. */
  worker: string;
}

/** Sheets, check-ins, plans and corrections about the persons of the register; how many ops there are. */
export async function month({ tenant, ops, days, login, passphrase, worker }: Asked): Promise<number> {
  useDerive((asked) => derived(worker, asked));
  await openStore();
  const came = await unlock((await slotOf(login)) ?? '', passphrase);
  if (!came.opened) throw new Error(`not unlocked: ${came.why}`);
  const persons = (await ofKind('person')).map(({ id }) => id);
  const [session] = await ofKind('session');
  let made = 0;
  for (let turn = 0; made < ops; turn++) {
    const id = persons[turn % persons.length] ?? '';
    const drafts = await visit(tenant, id, session?.id ?? '', turn, days);
    await save(drafts.slice(0, ops - made));
    made += Math.min(drafts.length, ops - made);
  }
  return made;
}

function derived(worker: string, asked: KdfAsked): Promise<CryptoKey> {
  return new Promise((resolve, reject) => {
    const work = new Worker(worker, { type: 'module' });
    work.onmessage = ({ data }: MessageEvent<CryptoKey | null>) => {
      work.terminate();
      if (data) resolve(data);
      else reject(new Error('no key'));
    };
    work.onerror = () => reject(new Error('the worker did not start'));
    work.postMessage(asked);
  });
}

/** One 件 of up to three ops. */
async function visit(
  tenant: string,
  about: string,
  session: string,
  turn: number,
  days: number,
): Promise<OpDraft[]> {
  const day = new Date(Date.now() - (turn % days) * 86_400_000).toISOString().slice(0, 10);
  const kind = turn % 4;
  if (kind === 0) return [sheet(about, session, day, turn)];
  if (kind === 1) return [plan(about, day)];
  const view = person(about);
  const change = view && edit(view, { phone: `0000-${String(turn).padStart(6, '0')}` });
  if (kind === 2 && change) return [change];
  const id = await naturalId(tenant, 'attendance', session, about);
  const at = `${day}T01:00:00Z`;
  return [
    { kind: 'attendance', id, new: { person: about, session, at, state: 'present' } },
    sheet(about, session, day, turn),
  ];
}

const plan = (about: string, day: string): OpDraft => {
  const fields = { person: about, due_on: day, way: 'visit', state: 'planned', purpose: '様子をうかがう' };
  return { kind: 'follow_up', id: newId(), new: fields };
};

const CODES = { '01_health': 5, '02_satisfaction': 4, '03_meals': 2, '12_smoking': 3 } as Record<
  string,
  number
>;
const ITEMS = (
  '01_health 02_satisfaction 03_meals 04_chewing 05_choking 06_weight 07_gait 08_fall 09_exercise 10_forgetful ' +
  '11_date 12_smoking 13_outing 14_contact 15_support'
).split(' ');

function sheet(about: string, session: string, day: string, turn: number): OpDraft {
  const answers = ITEMS.map((item, i) => [`a.qmcoo.${item}`, 1 + ((turn + i) % (CODES[item] ?? 2))] as const);
  const head = { person: about, session, form: 'qmcoo', version: 1, on: day, answered_by: 'self' };
  return {
    kind: 'submission',
    id: newId(),
    new: { ...head, ...Object.fromEntries(answers) },
    form_version: 'qmcoo/1',
  };
}
