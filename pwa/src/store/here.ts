/** Who uses this tablet, as it may be read before anybody has unlocked it. */
import { type Blob, headOf } from './codec.ts';
import type { UserBlob } from './memory.ts';
import type { StoredUser } from './schema.ts';
import type { Staff } from './types.ts';

/** Somebody who uses this tablet, as far as everybody here may know her. */
export interface Here {
  staff: Staff;
  login: string;
  scopes: string[];
}

/** What a store of the time before keys says of her stands in her blob, in plain text. */
export function hereOf({ staff, scopes, door, blob }: StoredUser): Here {
  if (door) return { staff: { id: staff, name: door.name, job: door.job }, login: door.login, scopes };
  if (blob.length === 0 || headOf(blob))
    return { staff: { id: staff, name: '', job: '' }, login: '', scopes };
  try {
    const { identity } = JSON.parse(new TextDecoder().decode(blob)) as UserBlob;
    return { staff: identity.staff, login: identity.login, scopes };
  } catch {
    return { staff: { id: staff, name: '', job: '' }, login: '', scopes };
  }
}

/** The ids of a block's rows; none where it cannot be read. */
export function idsIn(plain: Blob): string[] {
  try {
    return (JSON.parse(new TextDecoder().decode(plain)) as { id: string }[]).map(({ id }) => id);
  } catch {
    return [];
  }
}
