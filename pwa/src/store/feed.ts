/** The side of the store that src/sync works on; what only a run needs is in running.ts. */

export { KeysGone } from './keyring.ts';
export { leaseHeard, lookAtLease } from './leasing.ts';
export { bodiesOf, importMacKey, macOf, nowText, opText } from './making.ts';
export { memory } from './memory.ts';
export { enrolledAs, keyToEnrol, ownDevice, signed } from './own.ts';
export { heardHolds, heardTowns } from './practice.ts';
export {
  belongsTo,
  enrolment,
  goodbyeHeard,
  hasOwnSession,
  signedIn,
  signedOut,
  slotOf,
  type Typed,
  unlock,
} from './users.ts';
export { wipe, wipedAs, wipeHeard } from './wiping.ts';
export type * from './wire.ts';
