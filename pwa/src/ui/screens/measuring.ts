/** What a supporter measures with. A chunk of its own: at the desk most only check people in. */
export { later } from '../words/later/index.ts';
export { HelperSheet, helperDraft } from './helper-sheet.tsx';
