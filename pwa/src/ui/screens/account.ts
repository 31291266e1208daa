/** Her own account and the enrolment of this tablet. A chunk of its own, fetched when it is asked for. */
export { later } from '../words/later/index.ts';
export { Enrol } from './enrol.tsx';
export { Own } from './own.tsx';
