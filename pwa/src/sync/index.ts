/** The only code that calls fetch. Outcomes are values, not exceptions. */

export {
  beginFactor,
  changePassphrase,
  confirmFactor,
  endPlaces,
  factorKept,
  fetchPlaces,
  type Place,
} from './account.ts';
export { enrol } from './enrolling.ts';
export { fetchHistory, type HistoryEntry } from './history.ts';
export { naturalId, newId } from './ids.ts';
export { subscribePush } from './notices.ts';
export { api } from './office.ts';
export { sendNow, startSync } from './runner.ts';
export { fetchTowns, learnHolds, signIn, signInAt, signOut } from './session.ts';
export { clockSkew_s, hold, loginNeeded, online, ordered, syncing } from './state.ts';
export { followSaves, followStanding, makeReady } from './supporting.ts';
export * from './types.ts';
