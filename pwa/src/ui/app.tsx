import type { VNode } from 'preact';
import { useEffect, useErrorBoundary, useState } from 'preact/hooks';
import { go, match, path } from '../router.ts';
import { type Identity, identity, phase } from '../store/index.ts';
import { hold } from '../sync/index.ts';
import { beginHere, elsewhere } from '../windows.ts';
import { broken, startDisplay } from './parts/index.ts';
import { Elsewhere } from './screens/elsewhere.tsx';
import { Find } from './screens/find.tsx';
import { Login } from './screens/login.tsx';
import {
  NoStorage,
  NoSuchPage,
  NotAllowed,
  Opening,
  Reopen,
  StorageLost,
  SupporterHome,
} from './screens/notes.tsx';
import { Receive } from './screens/receive.tsx';
import { Roster } from './screens/roster.tsx';
import { Salons } from './screens/salons.tsx';
import { Sent } from './screens/sent.tsx';
import { Today } from './screens/today.tsx';
import './style/index.css';

startDisplay();

type Params = Record<string, string>;
type Tasks = typeof import('./screens/tasks.ts');
type Draw<From> = (at: Params, from: From) => VNode;

/** Address → screen. Addresses hold opaque ids only. */
const places: readonly (readonly [pattern: string, draw: Draw<void>])[] = [
  ['/today', () => <Today />],
  ['/find', () => <Find />],
  ['/salon', () => <Salons />],
  ['/sent', () => <Sent />],
  ['/salon/:session', ({ session = '' }) => <Roster session={session} />],
];
const tasks: readonly (readonly [pattern: string, draw: Draw<Tasks>])[] = [
  ['/register', (_at, { Register }) => <Register />],
  ['/p/:person', ({ person = '' }, { PersonPage }) => <PersonPage person={person} />],
  ['/p/:person/edit', ({ person = '' }, { Edit }) => <Edit person={person} />],
  ['/p/:person/plan', ({ person = '' }, { Plan }) => <Plan person={person} />],
  [
    '/p/:person/f/:draft',
    ({ person = '', draft = '' }, { Sheet }) => <Sheet person={person} draft={draft} />,
  ],
  ['/held/:op', ({ op = '' }, { HeldFix }) => <HeldFix op={op} />],
  ['/result/:submission', ({ submission = '' }, { ResultPage }) => <ResultPage submission={submission} />],
];

/** Which house she works in: the field, the office, or a station. */
function homeOf({ roles }: Identity): '/today' | '/o/morning' | '/station' {
  if (roles.includes('nurse')) return '/today';
  return roles.includes('coordinator') || roles.includes('auditor') ? '/o/morning' : '/station';
}

export function App() {
  const [fault] = useErrorBoundary();
  return fault || broken.value !== null ? <Reopen /> : <Inside />;
}

function Inside() {
  const who = identity.value;
  const now = phase.value;
  if (now === 'opening') return <Opening />;
  if (now === 'unavailable') return <NoStorage />;
  if (now === 'storage-lost') return <StorageLost />;
  if (path.value.split('?')[0] === '/enrol')
    return <Chunk load={loadEnrol} draw={({ Enrol }) => <Enrol />} />;
  if (now === 'signed-out' || !who) return <Login />;
  if (hold.value || path.value.split('?')[0] === '/own')
    return <Chunk load={loadOwn} draw={({ Own }) => <Own home={homeOf(who)} />} />;
  if (homeOf(who) === '/station') return <SupporterHome />;
  const inOffice = path.value.startsWith('/o/');
  if (now === 'receiving' && !inOffice && homeOf(who) === '/today') return <Receive />;
  return <Place who={who} />;
}

function Place({ who }: { who: Identity }) {
  useEffect(() => {
    // Fetched ahead: a task must open without waiting, also for the first time and without a connection.
    if (homeOf(who) === '/today') void loadTasks().then((chunk) => loaded.set(loadTasks, chunk));
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
    return mayUseOffice(who) ? <Chunk load={loadOffice} draw={({ Office }) => <Office />} /> : <NotAllowed />;
  if (home !== '/today') return <NotAllowed home={home} />;
  return <Field address={address} />;
}

/** The field screens, in one window at a time: what is open in the other stays there as it is. */
function Field({ address }: { address: string }) {
  useEffect(beginHere, []);
  const waits = elsewhere.value;
  return (
    <>
      {waits && <Elsewhere />}
      <div key={address} hidden={waits}>
        {drawn(address)}
      </div>
    </>
  );
}

function drawn(address: string): VNode {
  for (const [pattern, draw] of places) {
    const at = match(pattern, address);
    if (at) return draw(at);
  }
  for (const [pattern, draw] of tasks) {
    const at = match(pattern, address);
    if (at) return <Chunk load={loadTasks} draw={(chunk) => draw(at, chunk)} />;
  }
  return <NoSuchPage />;
}

function mayUseOffice({ roles }: Identity): boolean {
  return roles.includes('coordinator') || roles.includes('auditor');
}

const loadTasks = () => import('./screens/tasks.ts');
const loadOwn = () => import('./screens/own.tsx');
const loadEnrol = () => import('./screens/enrol.tsx');
/** The office is a chunk of its own: a tablet never loads it. */
const loadOffice = () => import('./office/index.tsx');

const loaded = new Map<unknown, unknown>();

interface ChunkProps<C> {
  load: () => Promise<C>;
  draw: (chunk: C) => VNode;
}

/** Draw from a chunk that may still be on its way. */
function Chunk<C>({ load, draw }: ChunkProps<C>) {
  const [state, setState] = useState<'waiting' | 'here' | 'fault'>(loaded.has(load) ? 'here' : 'waiting');
  useEffect(() => {
    if (state !== 'waiting') return;
    const take = (chunk: C) => {
      loaded.set(load, chunk);
      setState('here');
    };
    load().then(take, () => setState('fault'));
  }, [load, state]);
  if (state === 'fault') return <Reopen />;
  return state === 'here' ? draw(loaded.get(load) as C) : <Opening />;
}
