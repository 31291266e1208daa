/** Where a blob lies and under whose key, and who may open what. */
import type { Place } from './codec.ts';
import { DEVICE, holdsKey, ownKey } from './keyring.ts';

/**
 * The register is under the keys of its scopes, identity and drafts under her own.
 *
 * Provisional, until ops are sealed to the server itself: ops, the keys that sign them and the read log are under
 * one key that everybody on this tablet holds, so that whoever is on line can send the work of all. A colleague who
 * can take the storage apart could read there what another has not sent yet.
 */
export const about = {
  op: (op: { writer_no: number; seq: number }): Place => everybodys(`op/${op.writer_no}.${op.seq}`),
  row: (row: { scope: string; id: string }): Place => ({
    key: row.scope,
    about: `row/${row.scope}/${row.id}`,
  }),
  block: (block: { scope: string; bucket: number }): Place => ({
    key: block.scope,
    about: `block/${block.scope}/${block.bucket}`,
  }),
  user: (staff: string): Place => ({ key: ownKey(staff), about: `user/${staff}` }),
  pin: (staff: string): Place => ({ key: ownKey(staff), about: `pin/${staff}` }),
  writer: (writer_no: number): Place => everybodys(`writer/${writer_no}`),
  number: (by: string, session: string): Place => ({ key: ownKey(by), about: `number/${session}` }),
  draft: (draft: { id: string; staff: string }): Place => ({
    key: ownKey(draft.staff),
    about: `draft/${draft.id}`,
  }),
  read: (writer_no: number, n: number): Place => everybodys(`read/${writer_no}/${n}`),
};

const everybodys = (where: string): Place => ({ key: DEVICE, about: where });

/** True when rows of this scope can be opened and sealed here and now. */
export const mayOpen = ({ scope }: { scope: string }): boolean => holdsKey(scope);
