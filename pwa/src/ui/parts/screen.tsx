import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { back as stepBack } from '../../router.ts';
import { holdUpdate } from '../../update.ts';
import { t, type WordKey } from '../words/index.ts';
import { Icon } from './icon.tsx';
import { onPress } from './press.ts';
import { Strip } from './strip.tsx';
import { type TabName, Tabs } from './tabs.tsx';
import { UndoBar } from './undo.tsx';

/** Who a screen is about, as its heading names her. */
export interface PersonFacts {
  name: string;
  kana: string;
  born: string;
  age: string;
}

/** 「‹ 戻る」: the same as every other way back; `to` is where to go when the app was opened here. */
export function Back({ to = '/today' }: { to?: string }) {
  return (
    <button type="button" class="button button-text" onClick={onPress(() => stepBack(to))} data-test="back">
      <Icon name="back" />
      <span>{t('back')}</span>
    </button>
  );
}

interface HeadProps {
  title: ComponentChildren;
  /** Drawn as the heading in place of the title: the person at hand is always named. */
  person?: PersonFacts | undefined;
  back?: string | undefined;
  aside?: ComponentChildren;
}

/** Heading of a screen; it takes the focus when the screen is new. */
export function Head({ title, person, back, aside }: HeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div class="head">
      {back !== undefined && <Back to={back} />}
      <h1 ref={heading} tabIndex={-1} class={person ? 'person' : undefined} data-test="heading">
        {person ? <Named person={person} /> : title}
      </h1>
      {aside && <div class="aside">{aside}</div>}
    </div>
  );
}

function Named({ person }: { person: PersonFacts }) {
  return (
    <>
      <span class="person-name" data-test="person-name">
        {person.name}
      </span>{' '}
      <span class="person-facts">
        {person.kana !== person.name && <>{person.kana} </>}
        {person.born} {person.age}
      </span>
    </>
  );
}

interface ScreenProps extends Omit<HeadProps, 'title'> {
  /** Name of the screen: the page title too, so it never holds a person's name. */
  name: WordKey;
  title?: ComponentChildren;
  tab?: TabName;
  foot?: ComponentChildren;
  children: ComponentChildren;
  test: string;
  /** Extra class on the main part. */
  class?: string;
  /** Without the strip: what a resident looks at holds nothing of the nurse's day. */
  bare?: boolean;
  /** Something is being entered: a new version of the app waits until it is done. */
  entry?: boolean;
}

/** Keep what takes the focus, or comes to the top, clear of the heading that stands still. */
function useScrollRoom() {
  const top = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const head = top.current;
    if (!head || typeof ResizeObserver === 'undefined') return;
    const watch = new ResizeObserver(() => {
      const still = getComputedStyle(head).position === 'sticky';
      document.documentElement.style.scrollPaddingTop = still ? `${head.offsetHeight + 8}px` : '';
    });
    watch.observe(head);
    return () => watch.disconnect();
  }, []);
  return top;
}

/** A field screen: strip and heading on top, the work, one next step at the foot. */
export function Screen(props: ScreenProps) {
  const { name, tab, foot, test } = props;
  useEffect(() => {
    document.title = `${t(name)} | ${t('app_name')}`;
  });
  useEffect(() => (props.entry ? holdUpdate() : undefined), [props.entry]);
  const top = useScrollRoom();
  return (
    <div class={tab ? 'screen with-tabs' : 'screen'} data-test={test}>
      <a class="skip" href="#main">
        {t('skip_to_main')}
      </a>
      <header class="top" ref={top}>
        <p class="practice-mark" data-test="practice-mark">
          {t('practice_mark')}
        </p>
        {!props.bare && <Strip />}
        <Head title={props.title ?? t(name)} person={props.person} back={props.back} aside={props.aside} />
      </header>
      <main id="main" tabIndex={-1} class={props.class ? `body ${props.class}` : 'body'}>
        {props.children}
      </main>
      <footer class={tab ? 'foot tabs-place' : 'foot'}>
        {!props.bare && <UndoBar />}
        {foot && <div class="foot-actions">{foot}</div>}
        {tab && <Tabs current={tab} />}
      </footer>
    </div>
  );
}
