/** The tablet in the hands of the person herself. A chunk of its own: few days need it. */
export { later } from '../words/later/index.ts';
export { HandBackDoor } from './hand-back.tsx';
export { SelfEntry } from './self-entry.tsx';
