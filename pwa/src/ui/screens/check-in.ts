import { edit, identity, inSession, type OpDraft, record, save } from '../../store/index.ts';
import { naturalId } from '../../sync/index.ts';
import { say } from '../parts/index.ts';
import { nowAt, tokyoTime } from '../shown/dates.ts';
import { fieldText } from '../shown/person.ts';
import { t } from '../words/index.ts';

const attendanceId = (session: string, person: string): Promise<string> =>
  naturalId(identity.value?.tenant.uid ?? '', 'attendance', session, person);

/** Note that a person is here, once: whoever does it again hears when it was done. */
export async function checkIn(session: string, person: string, name: string): Promise<void> {
  const id = await attendanceId(session, person);
  const before = await inSession(session, id);
  if (before?.fields.state === 'present') {
    say(t('m13_already_here', { name, time: tokyoTime(fieldText(before.fields, 'at')) }));
    return;
  }
  const fresh: OpDraft = { kind: 'attendance', id, new: { person, session, at: nowAt(), state: 'present' } };
  const op = before ? edit(before, { state: 'present', at: nowAt() }) : fresh;
  if (op) await save([op]);
  say(t('roster_checked', { name }), () => cancel(id));
}

/** Take a check-in back. The entry stays in the history as cancelled. */
export async function cancel(attendance: string): Promise<void> {
  const now = await record(attendance);
  const op = now && edit(now, { state: 'cancelled' });
  if (op) await save([op]);
}
