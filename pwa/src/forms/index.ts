/** Judge answers on the device, exactly as the server does. */
export { evaluateDisputed } from './disputed.ts';
export { ENGINE, evaluate } from './evaluate.ts';
export type {
  Answers,
  Definition,
  Facts,
  Finding,
  FindingResult,
  FindingState,
  Item,
  Option,
  Result,
  ScoreResult,
  Words,
} from './types.ts';
