import type { ComponentChildren } from 'preact';
import { path } from '../../router.ts';
import { Icon } from '../parts/index.ts';

interface OfficeRowProps {
  href: string;
  title: ComponentChildren;
  note?: ComponentChildren;
  /** Chips and counts under or beside the words. */
  aside?: ComponentChildren;
  lead?: ComponentChildren;
  test?: string;
  /** Id of the record the row stands for, for tests and for giving the focus back. */
  id?: string;
  /** Set where the address alone does not tell which row is drawn on the right. */
  open?: boolean;
}

/** A row of an office list: all of it is the target, the arrows walk it, the open one says so. */
export function OfficeRow({ href, title, note, aside, lead, test, id, open }: OfficeRowProps) {
  const isOpen = open ?? path.value.split('?')[0] === href;
  return (
    <a
      class="row o-row"
      href={href}
      data-row
      data-id={id}
      data-test={test}
      aria-current={isOpen ? 'page' : undefined}
    >
      {lead}
      <span class="row-main">
        <span class="row-title">{title}</span>
        {note && <span class="row-note">{note}</span>}
        {aside && <span class="o-row-aside">{aside}</span>}
      </span>
      <Icon name="go" class="go" />
    </a>
  );
}

/** A list whose rows the arrows walk. */
export function Rows({
  children,
  test,
  label,
}: {
  children: ComponentChildren;
  test: string;
  label?: string;
}) {
  return (
    <ul class="list o-rows" data-rows data-test={test} aria-label={label}>
      {children}
    </ul>
  );
}

interface PaneHeadProps {
  title: ComponentChildren;
  note?: ComponentChildren;
  aside?: ComponentChildren;
  back?: ComponentChildren;
  level?: 1 | 2;
  test?: string;
}

/** Heading of a pane. The detail's heading takes the focus when it opens (see frame.tsx). */
export function PaneHead({ title, note, aside, back, level = 1, test }: PaneHeadProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div class="o-head">
      {back}
      <Heading tabIndex={-1} class="o-title" data-test={test ?? 'office-title'}>
        {title}
      </Heading>
      {aside && <div class="o-head-aside">{aside}</div>}
      {note && <p class="second o-head-note">{note}</p>}
    </div>
  );
}
