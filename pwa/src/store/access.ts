/** Where a blob lies and under whose key, and who may open what. */
import type { Place } from './codec.ts';
import { DEVICE, holdsKey, ownKey } from './keyring.ts';

/**
 * The register is under the keys of its scopes; identity, drafts, ops, what signs them and the read log under her own.
 * That whoever is on line can send the work of all is another matter: see sealing.ts.
 */
export const about = {
  op: (op: { writer_no: number; seq: number; staff: string }): Place =>
    hers(op.staff, `op/${op.writer_no}.${op.seq}`),
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
  number: (by: string, session: string): Place => ({ key: ownKey(by), about: `number/${session}` }),
  writer: (writer: { writer_no: number; staff: string }): Place =>
    hers(writer.staff, `writer/${writer.writer_no}`),
  draft: (draft: { id: string; staff: string }): Place => ({
    key: ownKey(draft.staff),
    about: `draft/${draft.id}`,
  }),
  /** `staff`: older notes do not say whose they are. */
  read: (read: { writer_no: number; n: number; staff?: string }): Place => {
    const where = `read/${read.writer_no}/${read.n}`;
    return read.staff === undefined ? { key: DEVICE, about: where } : hers(read.staff, where);
  },
};

const hers = (staff: string, where: string): Place => ({ key: ownKey(staff), about: where, was: DEVICE });

/** True when rows of this scope can be opened and sealed here and now. */
export const mayOpen = ({ scope }: { scope: string }): boolean => holdsKey(scope);
