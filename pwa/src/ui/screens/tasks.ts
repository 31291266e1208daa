/** The screens of a task. A chunk of its own: the first screen does not wait for it, and it follows at once. */
export { later } from '../words/later/index.ts';
export { ChooseForm } from './choose-form.tsx';
export { Edit } from './edit.tsx';
export { HeldFix } from './held-fix.tsx';
export { PersonPage } from './person.tsx';
export { Plan } from './plan.tsx';
export { Register } from './register.tsx';
export { ResultPage } from './result.tsx';
export { Sheet } from './sheet.tsx';
