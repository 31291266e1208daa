/** The side of the store that a sync run works on: fetched when the first screen stands. */

export { type Audit, compare, unsound } from './auditing.ts';
export { type Batch, nextBatch, owing } from './batches.ts';
export { breathe } from './breathe.ts';
export { type DeviceFacts, deviceFacts, lookAtStorage, ownFacts } from './facts.ts';
export * from './feed.ts';
export { applyPage, pullQuery } from './pulling.ts';
export { applyPush, isMark, leaves, refusedAlone, stays } from './pushing.ts';
export { nextReads, type ReadBatch, readsArrived } from './reads.ts';
export { takeRows } from './repairing.ts';
export { feedReset } from './reset.ts';
export { settleRest } from './sweeping.ts';
export { dropCopies } from './tidy.ts';
