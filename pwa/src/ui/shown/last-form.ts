/** Which form was begun last, at a session or outside of any. Ids of forms and sessions: nothing about a person. */
const KEY = 'kayoi-forms';
/** Sessions of long ago are of no use to anybody. */
const MOST = 20;

type Kept = Record<string, string>;

export function lastForm(session = ''): string | undefined {
  return read()[session];
}

export function noteForm(form: string, session = ''): void {
  const { [session]: _before, ...others } = read();
  const kept = Object.entries({ ...others, [session]: form }).slice(-MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // A full or forbidden storage costs her only the shortcut.
  }
}

function read(): Kept {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Kept;
  } catch {
    return {};
  }
}
