import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import { onPress } from './press.ts';

interface ButtonProps {
  children: ComponentChildren;
  onPress?: (event: MouseEvent) => unknown;
  /** One `primary` a screen; `text` looks like a link. */
  kind?: 'primary' | 'outline' | 'text';
  icon?: IconName;
  /** Submits the form it stands in; a keyboard's Enter does the same. */
  submit?: boolean;
  wide?: boolean;
  elder?: boolean;
  pressed?: boolean;
  expanded?: boolean;
  /** Spoken name when the visible word alone is not enough ("受付" of whom?). */
  label?: string;
  test?: string;
}

/** A button is never greyed out: pressed too early, it says what is missing. */
export function Button(props: ButtonProps) {
  const { kind = 'outline', icon, submit, wide, elder, label, test } = props;
  const toggle = props.pressed !== undefined && 'button-toggle';
  const looks = ['button', `button-${kind}`, toggle, wide && 'button-wide', elder && 'button-elder'];
  return (
    <button
      type={submit ? 'submit' : 'button'}
      class={looks.filter(Boolean).join(' ')}
      aria-label={label}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      data-test={test}
      onClick={props.onPress && onPress(props.onPress)}
    >
      {props.pressed && <Icon name="tick" class="tick" />}
      {icon && <Icon name={icon} />}
      <span>{props.children}</span>
    </button>
  );
}

interface LinkButtonProps {
  href: string;
  children: ComponentChildren;
  kind?: 'primary' | 'outline' | 'text';
  icon?: IconName;
  label?: string;
  test?: string;
}

/** Looks like a button, goes to another screen. */
export function LinkButton({ href, children, kind = 'outline', icon, label, test }: LinkButtonProps) {
  return (
    <a class={`button button-${kind}`} href={href} aria-label={label} data-test={test}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </a>
  );
}

interface RowProps {
  href: string;
  title: ComponentChildren;
  note?: ComponentChildren;
  /** Chips and counts on the right. */
  aside?: ComponentChildren;
  lead?: ComponentChildren;
  test?: string;
}

/** A row of a list that leads somewhere; all of it is the target. */
export function Row({ href, title, note, aside, lead, test }: RowProps) {
  return (
    <a class="row" href={href} data-test={test}>
      {lead}
      <span class="row-main">
        <span class="row-title">{title}</span>
        {note && <span class="row-note">{note}</span>}
      </span>
      {aside}
      <Icon name="go" class="go" />
    </a>
  );
}
