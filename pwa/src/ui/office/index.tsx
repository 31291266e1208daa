import { useEffect } from 'preact/hooks';
import { back, go, path } from '../../router.ts';
import { identity } from '../../store/index.ts';
import { Message } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { AccountPage } from './account.tsx';
import { AreasPage } from './areas.tsx';
import { ConflictList, ConflictPage } from './conflictpage.tsx';
import { DevicesPage } from './devices.tsx';
import { DuplicateList } from './duplicatelist.tsx';
import { DuplicatePair } from './duplicatepair.tsx';
import { FhirPage } from './fhir.tsx';
import { FindList, focusSearch, forgetSearch } from './find.tsx';
import { FlaggedList } from './flagged.tsx';
import { useFocus } from './focus.ts';
import { BroughtFormPage } from './formbrought.tsx';
import { FormEditionPage } from './formedition.tsx';
import { FormMeasuresPage } from './formmeasures.tsx';
import { FormsPage } from './forms.tsx';
import { Frame, sectionsOf } from './frame.tsx';
import { HeldList, HeldPage } from './held.tsx';
import { ImportRunPage } from './importrun.tsx';
import { ImportsPage } from './imports.tsx';
import { forgetPile } from './key-in.tsx';
import { useKeys } from './keys.ts';
import { forget } from './load.ts';
import { MorningPage } from './morning.tsx';
import { Panes } from './panes.tsx';
import { PaperPage } from './paper.tsx';
import { forgetChosen } from './paper-names.tsx';
import { PersonPage } from './person.tsx';
import {
  type Detail,
  forgetPlace,
  type List,
  type Place,
  placeOf,
  remember,
  type Section,
  wide,
} from './place.ts';
import { PlanList } from './plan.tsx';
import { ReadsPage } from './reads.tsx';
import { PaneHead } from './rows.tsx';
import { SessionPage } from './session.tsx';
import { SessionList } from './sessions.tsx';
import { SheetPage } from './sheet.tsx';
import { StaffPage } from './staff.tsx';
import { TabletPage } from './tablet.tsx';
import { o } from './words.ts';
import './style/index.css';

export { later } from '../words/later/index.ts';

/** The list beside what is open, as she left it. */
function ListPane({ list, level }: { list: List; level: 1 | 2 }) {
  if (list.session) return <SessionPage id={list.session} level={level} />;
  if (list.section === 'flagged') return <FlaggedList level={level} />;
  if (list.section === 'plan') return <PlanList level={level} />;
  if (list.section === 'conflicts') return <ConflictList />;
  if (list.section === 'held') return <HeldList />;
  if (list.section === 'sessions' || list.section === 'morning') return <SessionList level={level} />;
  return <FindList level={level} />;
}

/** Forms: the list, a new set of measurements, one version of an own form, or a form that came with the app. */
function FormsPart({ entry }: { entry: string | undefined }) {
  if (entry === 'measures') return <FormMeasuresPage />;
  if (!entry) return <FormsPage />;
  if (/^[a-z][a-z0-9_]*$/.test(entry)) return <BroughtFormPage key={entry} form={entry} />;
  return <FormEditionPage key={entry} id={entry} />;
}

function DetailPane({ detail }: { detail: Detail }) {
  if (detail.kind === 'person') return <PersonPage key={detail.id} id={detail.id} />;
  if (detail.kind === 'sheet') return <SheetPage key={detail.id} id={detail.id} />;
  return <SessionPage key={detail.id} id={detail.id} level={1} />;
}

function addressOf(list: List): string {
  return list.session ? `/o/sessions/${list.session}` : `/o/${list.section}`;
}

function Page({ place }: { place: Place }) {
  const { list, detail } = place;
  const entry = detail?.kind === 'entry' ? detail.id : undefined;
  if (detail === undefined || entry !== undefined) {
    if (list.section === 'conflicts') return <ConflictPage chosen={entry} />;
    if (list.section === 'held') return <HeldPage chosen={entry} />;
    if (list.section === 'duplicates') return <DuplicateList />;
    if (list.section === 'morning') return <MorningPage />;
    if (list.section === 'devices') return entry ? <TabletPage key={entry} id={entry} /> : <DevicesPage />;
    if (list.section === 'imports') return entry ? <ImportRunPage key={entry} id={entry} /> : <ImportsPage />;
    if (list.section === 'fhir') return <FhirPage />;
    if (list.section === 'paper') return <PaperPage part={entry} />;
    if (list.section === 'staff') return entry ? <AccountPage key={entry} id={entry} /> : <StaffPage />;
    if (list.section === 'forms') return <FormsPart entry={entry} />;
    if (list.section === 'areas') return <AreasPage />;
    if (list.section === 'reads') return <ReadsPage />;
  }
  if (detail?.kind === 'pair')
    return <Panes whole detail={<DuplicatePair left={detail.id} right={detail.other} />} />;
  const beside = detail?.kind === 'session' ? { section: list.section } : list;
  const open = detail && detail.kind !== 'entry';
  return (
    <Panes
      list={<ListPane list={beside} level={open ? 2 : 1} />}
      detail={open ? <DetailPane detail={detail} /> : wide.value ? <Choose /> : undefined}
      back={open ? addressOf(beside) : undefined}
    />
  );
}

/** Before anything is chosen the right side says how. */
function Choose() {
  return <p class="o-choose second">{o('choose')}</p>;
}

/** The office: one address, one page; what her roles do not open says so. */
export function Office() {
  const who = identity.value;
  const sections = sectionsOf(who?.roles ?? []);
  const address = path.value === '/o' || path.value === '/o/' ? `/o/${sections[0] ?? 'morning'}` : path.value;
  const place = placeOf(address);
  const allowed = place !== null && isAllowed(place, sections);
  useKeys({ search: toSearch, back: () => back(`/o/${sections[0] ?? 'morning'}`) });
  useFocus(address);
  useEffect(() => forgetAll, [who?.staff.id]);
  useEffect(() => {
    if (!allowed && place?.list.section === 'morning' && sections[0]) go(`/o/${sections[0]}`, true);
    if (allowed) remember(place);
  }, [address]);
  return (
    <Frame sections={sections} current={allowed ? place.list.section : undefined}>
      {!place && <Closed title={o('missing_title')} message={o('no_page')} test="office-no-page" />}
      {place && !allowed && (
        <Closed title={t('not_allowed_title')} message={t('m42_not_allowed')} test="m42" />
      )}
      {allowed && <Page place={place} />}
    </Frame>
  );
}

/** A page that says why there is nothing here; the rail leads on. */
function Closed({ title, message, test }: { title: string; message: string; test: string }) {
  return (
    <div class="o-panes o-panes-whole">
      <PaneHead title={title} />
      <Message test={test}>{message}</Message>
    </div>
  );
}

/** A person or a sheet opens to whoever may search for people. */
function isAllowed(place: Place, sections: Section[]): boolean {
  const kind = place.detail?.kind;
  return sections.includes(kind === 'person' || kind === 'sheet' ? 'find' : place.list.section);
}

function toSearch(): void {
  if (!document.querySelector('input[data-test="office-search"]')) go('/o/find');
  requestAnimationFrame(focusSearch);
}

function forgetAll(): void {
  forget();
  forgetPlace();
  forgetSearch();
  forgetPile();
  forgetChosen();
}
