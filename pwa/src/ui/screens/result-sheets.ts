/** 結果のお知らせ, for the table and for paper. A chunk of its own. */
export { later } from '../words/later/index.ts';
export { ResultSheetPage } from './result-sheet.tsx';
