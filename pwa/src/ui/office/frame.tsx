import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { openPanel } from '../../router.ts';
import { identity } from '../../store/index.ts';
import { Button, Icon, type IconName, Menu, PracticeMark } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { type Section, wide } from './place.ts';
import { type OfficeWord, o } from './words.ts';

const RAIL: readonly (readonly [section: Section, icon: IconName])[] = [
  ['morning', 'today'],
  ['find', 'find'],
  ['flagged', 'filled'],
  ['conflicts', 'cards'],
  ['duplicates', 'person'],
  ['held', 'hand'],
  ['plan', 'clock'],
  ['sessions', 'salon'],
  ['forms', 'sheet'],
  ['devices', 'tablet'],
  ['imports', 'sheet'],
  ['paper', 'pencil'],
  ['fhir', 'sent'],
  ['staff', 'person'],
  ['areas', 'salon'],
];

const AUDITOR: typeof RAIL = [['reads', 'eye']];

/** The word of a section: on the rail, as its heading and as the page title, which so never holds a name. */
export function sectionWord(section: Section): string {
  return o(`nav_${section}` satisfies OfficeWord);
}

/** What her roles open, in the order of the rail. */
export function sectionsOf(roles: readonly string[]): Section[] {
  const own = roles.includes('coordinator') ? RAIL : [];
  const audit = roles.includes('auditor') ? AUDITOR : [];
  return [...own, ...audit].map(([section]) => section);
}

function Rail({ sections, current }: { sections: Section[]; current: Section | undefined }) {
  const icons = new Map([...RAIL, ...AUDITOR]);
  const nurse = identity.value?.roles.includes('nurse') ?? false;
  return (
    <nav class="o-rail" aria-label={o('menu_label')} data-test="office-rail">
      {!wide.value && <p class="o-tenant">{identity.value?.tenant.name}</p>}
      <ul>
        {sections.map((section) => (
          <li key={section}>
            <a
              class="o-rail-link"
              href={`/o/${section}`}
              aria-current={section === current ? 'page' : undefined}
              data-test={`rail-${section}`}
            >
              <Icon name={icons.get(section) ?? 'go'} />
              <span>{sectionWord(section)}</span>
            </a>
          </li>
        ))}
        {nurse && (
          <li>
            <a class="o-rail-link" href="/today" data-test="rail-today">
              <Icon name="tablet" />
              <span>{o('to_field')}</span>
            </a>
          </li>
        )}
      </ul>
    </nav>
  );
}

/** A panel that every way back closes first. */
function usePanel(): [open: boolean, toggle: () => void] {
  const [open, setOpen] = useState(false);
  const close = useRef<() => void>(() => {});
  const toggle = () => {
    if (open) return close.current();
    close.current = openPanel(() => setOpen(false));
    setOpen(true);
  };
  return [open, toggle];
}

interface FrameProps {
  sections: Section[];
  current: Section | undefined;
  children: ComponentChildren;
}

/** The office around every page: whose municipality, who is working, the rail, and the page itself. */
export function Frame({ sections, current, children }: FrameProps) {
  const who = identity.value;
  const [menu, toggleMenu] = usePanel();
  const [rail, setRail] = useState(false);
  useEffect(() => {
    document.title = `${current ? sectionWord(current) : o('missing_title')} | ${t('app_name')}`;
  });
  useEffect(() => setRail(false), [current]);
  const name = who?.staff.name ?? '';
  return (
    <div class="office" data-test="office">
      <a class="skip" href="#main">
        {t('skip_to_main')}
      </a>
      <header class="o-top">
        <PracticeMark />
        <div class="o-bar">
          {!wide.value && sections.length > 1 && (
            <Button icon="menu" onPress={() => setRail(!rail)} expanded={rail} test="office-menu">
              {o('menu')}
            </Button>
          )}
          <span class="o-tenant">{who?.tenant.name}</span>
          <span class="o-who">
            <Button
              kind="text"
              icon="person"
              onPress={toggleMenu}
              expanded={menu}
              label={t('menu_for', { name })}
              test="menu"
            >
              {name}
            </Button>
          </span>
        </div>
        {menu && <Menu close={toggleMenu} />}
      </header>
      <div class="o-body">
        {(wide.value || rail) && <Rail sections={sections} current={current} />}
        <main id="main" tabIndex={-1} class="o-main">
          {children}
        </main>
      </div>
    </div>
  );
}
