/** Her own account, enrolment, the first register, a browser without a store, a tab of a real town. A chunk fetched when asked for. */
export { later } from '../words/later/index.ts';
export { Enrol } from './enrol.tsx';
export { Install } from './install.tsx';
export { NoStorage, StorageLost } from './lost.tsx';
export { Own } from './own.tsx';
export { Receive } from './receive.tsx';
