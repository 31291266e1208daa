/** Judge answers on the device, exactly as the server does. */
export { DECISIONS, type Decision, factsOn, standing, triedBy } from './decisions.ts';
export { evaluateDisputed } from './disputed.ts';
export { ENGINE, evaluate } from './evaluate.ts';
export { compareRounds, measureChange } from './judge.ts';
export {
  asksKdb,
  fiscalYear,
  type KdbFact,
  type KdbSaid,
  type KdbTold,
  kdbFacts,
  kdbKnown,
  kdbTold,
  kdbYear,
  readKdb,
} from './kdb.ts';
export { readAnswer } from './read.ts';
export type {
  FindingResult,
  GradingResult,
  LockResult,
  MeasureResult,
  OutcomeResult,
  RedFlagResult,
  Result,
  ScoreResult,
} from './results.ts';
export type {
  Answers,
  Coded,
  CriteriaSet,
  Definition,
  Facts,
  Finding,
  FindingState,
  FlagLevel,
  Grading,
  Item,
  Lock,
  LockState,
  Measure,
  Option,
  Outcome,
  RedFlag,
  Role,
  Section,
  Unit,
  Words,
} from './types.ts';
export { notMet, worded } from './wording.ts';
