/** The side of the store that src/sync works on. */

export { type Batch, nextBatch, owing } from './batches.ts';
export { bodyOf, importMacKey, macOf, nowText, opText } from './making.ts';
export { memory } from './memory.ts';
export { applyPage, pullQuery } from './pulling.ts';
export { applyPush, leaves, refusedAlone, stays } from './pushing.ts';
export { nextReads, type ReadBatch, readsArrived } from './reads.ts';
export { feedReset } from './reset.ts';
export { enrolment, goodbyeHeard, isOtherTenant, signedIn, signedOut } from './users.ts';
export type * from './wire.ts';
