/** What is fetched only when somebody asks for it. Not in index.ts: code there would bring all it names along. */
export const escrow = () => import('./escrow.ts');
