/** The side of the store that src/sync works on. */

export { type Audit, compare, unsound } from './auditing.ts';
export { type Batch, nextBatch, owing } from './batches.ts';
export { breathe } from './breathe.ts';
export { type DeviceFacts, deviceFacts, lookAtStorage, ownFacts } from './facts.ts';
export { KeysGone } from './keyring.ts';
export { leaseHeard, lookAtLease } from './leasing.ts';
export { bodiesOf, importMacKey, macOf, nowText, opText } from './making.ts';
export { memory } from './memory.ts';
export { enrolledAs, keyToEnrol, ownDevice, signed } from './own.ts';
export { applyPage, pullQuery } from './pulling.ts';
export { applyPush, isMark, leaves, refusedAlone, stays } from './pushing.ts';
export { nextReads, type ReadBatch, readsArrived } from './reads.ts';
export { takeRows } from './repairing.ts';
export { feedReset } from './reset.ts';
export { settleRest } from './sweeping.ts';
export { dropCopies } from './tidy.ts';
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
