import type { ComponentType, VNode } from 'preact';
import { useEffect, useErrorBoundary, useState } from 'preact/hooks';
import { go, match, path } from '../router.ts';
import { type Identity, identity, phase } from '../store/index.ts';
import { startDisplay } from './parts/index.ts';
import { Edit } from './screens/edit.tsx';
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
import { PersonPage } from './screens/person.tsx';
import { Plan } from './screens/plan.tsx';
import { Receive } from './screens/receive.tsx';
import { Register } from './screens/register.tsx';
import { ResultPage } from './screens/result.tsx';
import { Roster } from './screens/roster.tsx';
import { Salons } from './screens/salons.tsx';
import { Sent } from './screens/sent.tsx';
import { Sheet } from './screens/sheet.tsx';
import { Today } from './screens/today.tsx';
import './style/index.css';

startDisplay();

type Params = Record<string, string>;

/** Address → screen. Addresses hold opaque ids only. */
const routes: readonly (readonly [pattern: string, draw: (at: Params) => VNode])[] = [
  ['/today', () => <Today />],
  ['/find', () => <Find />],
  ['/salon', () => <Salons />],
  ['/sent', () => <Sent />],
  ['/salon/:session', ({ session = '' }) => <Roster session={session} />],
  ['/register', () => <Register />],
  ['/p/:person', ({ person = '' }) => <PersonPage person={person} />],
  ['/p/:person/edit', ({ person = '' }) => <Edit person={person} />],
  ['/p/:person/plan', ({ person = '' }) => <Plan person={person} />],
  ['/p/:person/f/:draft', ({ person = '', draft = '' }) => <Sheet person={person} draft={draft} />],
  ['/result/:submission', ({ submission = '' }) => <ResultPage submission={submission} />],
];

/** Which house she works in: the field, the office, or a station. */
function homeOf({ roles }: Identity): '/today' | '/o/morning' | '/station' {
  if (roles.includes('nurse')) return '/today';
  return roles.includes('coordinator') || roles.includes('auditor') ? '/o/morning' : '/station';
}

export function App() {
  const [fault] = useErrorBoundary();
  return fault ? <Reopen /> : <Inside />;
}

function Inside() {
  const who = identity.value;
  const now = phase.value;
  if (now === 'opening') return <Opening />;
  if (now === 'unavailable') return <NoStorage />;
  if (now === 'storage-lost') return <StorageLost />;
  if (now === 'signed-out' || !who) return <Login />;
  if (homeOf(who) === '/station') return <SupporterHome />;
  const inOffice = path.value.startsWith('/o/');
  if (now === 'receiving' && !inOffice && homeOf(who) === '/today') return <Receive />;
  return <Place who={who} />;
}

function Place({ who }: { who: Identity }) {
  const [address = '/'] = path.value.split('?');
  const home = homeOf(who);
  const atDoor = address === '/';
  useEffect(() => {
    if (atDoor) go(home, true);
  }, [atDoor, home]);
  if (atDoor) return <Opening />;
  if (address === '/login') return <Login onDone={() => go(home, true)} />;
  if (address.startsWith('/o/')) return mayUseOffice(who) ? <OfficeChunk /> : <NotAllowed />;
  if (home !== '/today') return <NotAllowed home={home} />;
  for (const [pattern, draw] of routes) {
    const at = match(pattern, address);
    if (at) return <div key={address}>{draw(at)}</div>;
  }
  return <NoSuchPage />;
}

function mayUseOffice({ roles }: Identity): boolean {
  return roles.includes('coordinator') || roles.includes('auditor');
}

/** The office is a chunk of its own: a tablet never loads it. */
function OfficeChunk() {
  const [Office, setOffice] = useState<ComponentType | null>(null);
  const [fault, setFault] = useState(false);
  useEffect(() => {
    import('./office/index.tsx').then(
      (chunk) => setOffice(() => chunk.Office),
      () => setFault(true),
    );
  }, []);
  if (fault) return <Reopen />;
  return Office ? <Office /> : <Opening />;
}
