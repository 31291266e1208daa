/** Her own account, enrolment, the first register, and a browser without a store. A chunk fetched when it is asked for. */
export { later } from '../words/later/index.ts';
export { Enrol } from './enrol.tsx';
export { NoStorage, StorageLost } from './lost.tsx';
export { Own } from './own.tsx';
export { Receive } from './receive.tsx';
