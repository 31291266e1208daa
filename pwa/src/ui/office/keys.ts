import { useLayoutEffect } from 'preact/hooks';

/** Keyboard of the office: `/` to the search field, arrows along a list, Esc closes what is open or goes back. */

const TYPING = 'input, textarea, select';

function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLElement && event.target.matches(TYPING);
}

/** The rows the arrows walk: those of the list that holds the focus, otherwise of the first list on the page. */
function rows(): HTMLElement[] {
  const here = document.activeElement?.closest('[data-rows]') ?? document.querySelector('[data-rows]');
  return here ? [...here.querySelectorAll<HTMLElement>('[data-row]')] : [];
}

function walk(step: 1 | -1): boolean {
  const all = rows();
  if (all.length === 0) return false;
  const here = all.findIndex((row) => row.matches(':focus'));
  const at = here < 0 ? all.findIndex((row) => row.matches('[aria-current="page"]')) : here;
  const next = at < 0 ? (step === 1 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
  all[next]?.focus();
  return true;
}

/** Close the innermost open panel and give the focus back to its button; false when none is open. */
function closePanel(): boolean {
  const open = [...document.querySelectorAll<HTMLElement>('.office [data-panel][aria-expanded="true"]')];
  const inside = open.filter((button) => button.parentElement?.contains(document.activeElement));
  const button = inside.at(-1) ?? open.at(-1);
  if (!button) return false;
  button.click();
  button.focus();
  return true;
}

export interface Keys {
  search: () => void;
  back: () => void;
}

function onKey(event: KeyboardEvent, keys: Keys): void {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = isTyping(event);
  let done = true;
  if (event.key === 'Escape') {
    if (!closePanel()) keys.back();
  } else if (event.key === 'ArrowDown' && (!typing || event.target instanceof HTMLInputElement))
    done = walk(1);
  else if (event.key === 'ArrowUp' && !typing) done = walk(-1);
  else if (event.key === '/' && !typing) keys.search();
  else done = false;
  if (done) event.preventDefault();
}

/** Listen while the office is on screen. */
export function useKeys(keys: Keys): void {
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event, keys);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  });
}
