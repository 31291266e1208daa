import { effect } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useErrorBoundary } from 'preact/hooks';
import { go, match, path } from '../router.ts';
import {
  answering,
  atResident,
  helping,
  type Identity,
  identity,
  inTab,
  lease,
  phase,
  staffComes,
} from '../store/index.ts';
import { hold } from '../sync/index.ts';
import { beginHere, elsewhere } from '../windows.ts';
import { Chunk, type Part, partFrom, useArrived } from './chunks.tsx';
import { broken, startDisplay } from './parts/index.ts';
import { Behind, helpers } from './screens/behind.tsx';
import { Elsewhere } from './screens/elsewhere.tsx';
import { Login } from './screens/login.tsx';
import { NoSuchPage, NotAllowed, Opening, Reopen } from './screens/notes.tsx';
import { Salons } from './screens/salons.tsx';
import { Today } from './screens/today.tsx';
import './style/index.css';

startDisplay();
// A tablet made ready for a session follows how it stands.
effect(() => void (helping.value && helpers.load()));

const lists = partFrom(() => import('./screens/lists.ts'));
const tasks = partFrom(() => import('./screens/tasks.ts'));
const account = partFrom(() => import('./screens/account.ts'));
const resident = partFrom(() => import('./screens/residents.ts'));
const results = partFrom(() => import('./screens/result-sheets.ts'));
const escrow = partFrom(() => import('./screens/escrowing.ts'));
/** The office is a chunk of its own: a tablet never loads it. */
const office = partFrom(() => import('./office/index.tsx'));

type Params = Record<string, string>;
interface Spot {
  pattern: string;
  part?: Part<unknown>;
  draw: (at: Params) => VNode;
}

function spot<C>(part: Part<C>, pattern: string, draw: (chunk: C, at: Params) => VNode): Spot {
  return { pattern, part, draw: (at) => <Chunk part={part} draw={(chunk) => draw(chunk, at)} /> };
}

/** Address → screen. Addresses hold opaque ids only. */
const spots: readonly Spot[] = [
  { pattern: '/today', draw: () => <Today /> },
  { pattern: '/salon', draw: () => <Salons /> },
  spot(lists, '/find', ({ Find }) => <Find />),
  spot(lists, '/sent', ({ Sent }) => <Sent />),
  spot(lists, '/salon/:session', ({ Roster }, { session = '' }) => <Roster session={session} />),
  spot(helpers, '/salon/:session/ready', ({ Prepare }, { session = '' }) => <Prepare session={session} />),
  spot(tasks, '/register', ({ Register }) => <Register />),
  spot(tasks, '/p/:person', ({ PersonPage }, { person = '' }) => <PersonPage person={person} />),
  spot(tasks, '/p/:person/edit', ({ Edit }, { person = '' }) => <Edit person={person} />),
  spot(tasks, '/p/:person/plan', ({ Plan }, { person = '' }) => <Plan person={person} />),
  spot(tasks, '/p/:person/forms', ({ ChooseForm }, { person = '' }) => <ChooseForm person={person} />),
  spot(tasks, '/p/:person/f/:draft', ({ Sheet }, { person = '', draft = '' }) => (
    <Sheet person={person} draft={draft} />
  )),
  spot(results, '/p/:person/results/:on', ({ ResultSheetPage }, { person = '', on = '' }) => (
    <ResultSheetPage person={person} on={on} />
  )),
  spot(tasks, '/held/:op', ({ HeldFix }, { op = '' }) => <HeldFix op={op} />),
  spot(tasks, '/result/:submission', ({ ResultPage }, { submission = '' }) => (
    <ResultPage submission={submission} />
  )),
];

function spotAt(address: string): { spot: Spot; at: Params } | null {
  for (const each of spots) {
    const at = match(each.pattern, address);
    if (at) return { spot: each, at };
  }
  return null;
}

// A deep link needs its part as soon as the store is open: both come at the same time.
void spotAt(path.value)?.spot.part?.load();

/** Which house she works in: the field, the office, or a station. */
function homeOf({ roles }: Identity): '/today' | '/o/morning' | '/station' {
  if (roles.includes('nurse')) return '/today';
  return roles.includes('coordinator') || roles.includes('auditor') ? '/o/morning' : '/station';
}

export function App() {
  const [fault] = useErrorBoundary();
  if (fault || broken.value !== null) return <Reopen />;
  return (
    <Behind>
      <Inside />
    </Behind>
  );
}

function Inside() {
  const who = identity.value;
  const now = phase.value;
  if (now === 'opening') return <Opening />;
  if (now === 'unavailable') return <Chunk part={account} draw={({ NoStorage }) => <NoStorage />} />;
  if (now === 'storage-lost') return <Chunk part={account} draw={({ StorageLost }) => <StorageLost />} />;
  // In a resident's hands no address leads elsewhere.
  if (atResident.value && (!who || answering.value)) return <WithResident />;
  const [address = '/'] = path.value.split('?');
  if (address === '/escrow') return <Chunk part={escrow} draw={({ Escrow }) => <Escrow />} />;
  if (inTab() && !opensInTab(address, who))
    return <Chunk part={account} draw={({ Install }) => <Install />} />;
  if (address === '/enrol') return <Chunk part={account} draw={({ Enrol }) => <Enrol />} />;
  if (now === 'signed-out' || now === 'locked' || !who) return <Door />;
  if (hold.value || address === '/own')
    return <Chunk part={account} draw={({ Own }) => <Own home={homeOf(who)} />} />;
  if (homeOf(who) === '/station') return <Chunk part={helpers} draw={({ Station }) => <Station />} />;
  const inOffice = path.value.startsWith('/o/');
  if (now === 'receiving' && !inOffice && address !== '/login' && homeOf(who) === '/today')
    return <Chunk part={account} draw={({ Receive }) => <Receive />} />;
  return <Place who={who} />;
}

/** In a tab of a town with real data the office works, which keeps nothing here; field work waits for the app. */
function opensInTab(address: string, who: Identity | null): boolean {
  if (address.startsWith('/o/')) return true;
  if (!who || !mayUseOffice(who)) return false;
  return homeOf(who) !== '/today' || address === '/own' || address === '/login';
}

/** She answers, or whoever has the tablet is asked to give it back. */
function WithResident() {
  return answering.value ? (
    <Chunk part={resident} draw={({ SelfEntry }) => <SelfEntry />} />
  ) : (
    <Chunk part={resident} draw={({ HandBackDoor }) => <HandBackDoor login={Login} />} />
  );
}

/** Who comes: by name and number where the tablet was handed over for a session, else by password. */
function Door() {
  const state = lease.value?.state ?? 'open';
  if (helping.value?.handed && !staffComes.value)
    return <Chunk part={helpers} draw={({ HelperDoor }) => <HelperDoor />} />;
  if (state === 'open') return <Login />;
  return <Chunk part={helpers} draw={({ LeaseDoor }) => <LeaseDoor state={state} login={Login} />} />;
}

function Place({ who }: { who: Identity }) {
  useEffect(() => {
    // Fetched ahead: a task must open without waiting, also for the first time and without a connection.
    if (homeOf(who) === '/today') whenIdle(() => void lists.load().then(tasks.load));
  }, [who]);
  const [address = '/'] = path.value.split('?');
  const home = homeOf(who);
  const atDoor = address === '/';
  useEffect(() => {
    if (atDoor) go(home, true);
  }, [atDoor, home]);
  if (atDoor) return <Opening />;
  if (address === '/login') return <Login onDone={() => go(home, true)} />;
  if (address.startsWith('/o/'))
    return mayUseOffice(who) ? <Chunk part={office} draw={({ Office }) => <Office />} /> : <NotAllowed />;
  if (home !== '/today') return <NotAllowed home={home} />;
  return <Field address={address} />;
}

/** The field screens, in one window at a time: what is open in the other stays there as it is. */
function Field({ address }: { address: string }) {
  useEffect(beginHere, []);
  // The screen before stays until the part of the next one has come: nothing empty in between.
  const shown = useArrived(address, spotAt(address)?.spot.part);
  const found = spotAt(shown);
  const waits = elsewhere.value;
  return (
    <>
      {waits && <Elsewhere />}
      <div key={shown} hidden={waits}>
        {found ? found.spot.draw(found.at) : <NoSuchPage />}
      </div>
    </>
  );
}

function mayUseOffice({ roles }: Identity): boolean {
  return roles.includes('coordinator') || roles.includes('auditor');
}

/** After the screen has been painted, and before anybody can have read it. */
function whenIdle(begin: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(begin, { timeout: 1_000 });
  else setTimeout(begin, 200);
}
