/** Several towns on one tablet. A chunk of its own: most tablets work for one. */
export { later } from '../words/later/index.ts';
export { Owed, Towns } from './towns.tsx';
