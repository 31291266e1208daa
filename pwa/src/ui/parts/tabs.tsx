import { t, type WordKey } from '../words/index.ts';
import { Icon, type IconName } from './icon.tsx';

const tabs = [
  ['today', '/today', 'today', 'tab_today'],
  ['find', '/find', 'find', 'tab_find'],
  ['salon', '/salon', 'salon', 'tab_salon'],
  ['sent', '/sent', 'sent', 'tab_sent'],
] as const satisfies readonly (readonly [string, string, IconName, WordKey])[];

export type TabName = (typeof tabs)[number][0];

/** The four main screens: a bar at the foot, a rail on the left from 1024 px. */
export function Tabs({ current }: { current: TabName }) {
  return (
    <nav class="tabs" aria-label={t('tabs_label')}>
      {tabs.map(([name, href, icon, word]) => (
        <a
          key={name}
          class="tab"
          href={href}
          aria-current={name === current ? 'page' : undefined}
          data-test={`tab-${name}`}
        >
          <Icon name={icon} />
          <span>{t(word)}</span>
        </a>
      ))}
    </nav>
  );
}
