/** The only door to what this tablet keeps. Behind it is IndexedDB; nothing in front of it is. */

/** The escrow file, fetched when it is asked for. */
export { escrow } from './apart.ts';
/** One paper sheet under way in the office. */
export { dropAside, keepAside, keptAside } from './aside.ts';
export { outbox, usersHere } from './counting.ts';
export type { EscrowCounts, EscrowFiles } from './escrow.ts';
/** For src/sync only: what the runner owes, and what the server answered. */
export * as feed from './feed.ts';
export { alike, personCount, search } from './find.ts';
export { type HeldOp, heldOp, replacement } from './held.ts';
export {
  endHelping,
  endIfDue,
  handOver,
  helpersHere,
  numberOfTheDay,
  openAs,
  owedByHelpers,
  shareWork,
  takeReady,
  takeStanding,
  tidyHelping,
  underWay,
} from './helping.ts';
export { type KnownValue, knownHistory } from './history.ts';
export { prepareKdf } from './kdf.ts';
export type { Lease, LeaseState } from './lease.ts';
export { answerDay, lease, leaseDay } from './leasing.ts';
export { choosePin, lockScreen, pinTriesLeft, tryPassphrase, tryPin } from './pin.ts';
export { holds, installed, inTab } from './practice.ts';
export {
  canonical,
  inSession,
  ofKind,
  ofPerson,
  ofSession,
  person,
  record,
  versionsNamed,
} from './reading.ts';
export { noteRead } from './reads.ts';
export { finishedByResident, handToResident, takenBack } from './resident.ts';
export { drafts, dropDraft, save, saveDraft } from './saving.ts';
export {
  answering,
  atResident,
  changed,
  counts,
  hasPin,
  helping,
  identity,
  left,
  persisted,
  phase,
  progress,
  saved,
  screenLocked,
  staffComes,
  storageLow,
} from './state.ts';
export { acceptLoss, openStore } from './store.ts';
export { named, severalTowns } from './town.ts';
export { type TownHere, townsHere, turnTo } from './towns.ts';
export * from './types.ts';
export { lock } from './users.ts';
export { edit, sawOf } from './view.ts';
