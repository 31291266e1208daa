import type { Step } from './types-tablets.ts';
import { moment } from './values.ts';
import { type OfficeWord, o, officeWords } from './words.ts';

/** What was done, in words; a step of a newer server shows as it is called. */
function wordOf({ what, detail }: Step): string {
  const key = ['tablet_step_', 'staff_step_'].map((kind) => kind + what).find((one) => one in officeWords);
  const vars = Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, value ?? '―']));
  return key ? o(key as OfficeWord, vars) : what;
}

/** Steps about a tablet or an account, newest first: what, when, by whom. */
export function StepList({ steps, none, itself }: { steps: Step[]; none: string; itself: string }) {
  if (steps.length === 0) return <p>{none}</p>;
  return (
    <ul class="list" data-test="steps">
      {steps.map((step) => (
        <li key={`${step.at}${step.what}`} class="o-still" data-test="step" data-what={step.what}>
          <span class="row-main">
            <span class="row-title">{wordOf(step)}</span>
            <span class="row-note">
              {moment(step.at)} {step.by ?? itself}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
