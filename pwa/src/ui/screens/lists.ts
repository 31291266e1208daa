/** The other tabs and the roster. A chunk of its own, fetched as soon as the first screen is drawn. */
export { later } from '../words/later/index.ts';
export { Find } from './find.tsx';
export { Roster } from './roster.tsx';
export { Sent } from './sent.tsx';
