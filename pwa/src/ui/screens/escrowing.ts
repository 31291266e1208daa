/** The escrow file. A chunk of its own, fetched when it is asked for. */
export { later } from '../words/later/index.ts';
export { Escrow } from './escrow.tsx';
