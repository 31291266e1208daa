/** The result of judging answers, as forms/evaluate.py gives it too. */
import type { FindingRole, FindingState, FlagLevel, LockState, Unit, Words } from './types.ts';

export interface ScoreResult {
  /** Bounds of the score; equal when nothing is missing, null when it cannot be computed. */
  readonly lo: number | null;
  readonly hi: number | null;
  readonly missing: number;
  readonly of: number;
  readonly criteria: string;
}

export interface FindingResult {
  readonly state: FindingState;
  readonly role: FindingRole;
  readonly title: Words;
  /** What the state means for this finding; `chip` is the short word every form shares. */
  readonly word: Words;
  readonly chip: Words;
  readonly criteria: string;
  readonly basis: string | null;
  readonly provisional: boolean;
  readonly score: string | null;
  readonly missing: number;
  readonly missing_items: readonly string[];
  /** The items whose answers counted. */
  readonly counted: readonly string[];
}

export interface MeasureResult {
  readonly title: Words;
  readonly unit: Unit;
  readonly decimals: number;
  /** The decimals it always has; further ones are shown where its value has them. */
  readonly entered_decimals: number;
  readonly value: number | null;
  /** How many of its trials have a result. */
  readonly known: number;
  readonly of: number;
  /** Rounds that differ in any of these are not compared. */
  readonly protocol: Readonly<Record<string, unknown>>;
  readonly provisional: boolean;
}

export interface GradingResult {
  /** The class, or "undetermined" or "not_administered". */
  readonly state: string;
  /** The classes that may still turn out; one when it is certain. */
  readonly possible: readonly string[];
  readonly role: 'result' | 'test';
  readonly title: Words;
  readonly word: Words;
  readonly criteria: string;
  readonly provisional: boolean;
  readonly missing_items: readonly string[];
}

export interface LockResult {
  readonly state: LockState;
  readonly title: Words;
  /** What to do, null while it is open. */
  readonly word: Words | null;
  readonly sections: readonly string[];
  readonly closes: readonly string[];
  readonly release: string | null;
  readonly provisional: boolean;
  readonly missing_items: readonly string[];
}

export interface RedFlagResult {
  readonly state: FindingState;
  readonly level: FlagLevel;
  readonly title: Words;
  readonly action: Words;
  readonly provisional: boolean;
  readonly missing_items: readonly string[];
}

export interface OutcomeResult {
  readonly state: 'improved' | 'kept' | 'worse' | 'not_evaluated';
  readonly why: 'missing' | 'protocol' | null;
  readonly change: number | null;
  readonly title: Words;
  readonly criteria: string;
  readonly provisional: boolean;
}

export interface Result {
  readonly form: string;
  readonly version: number;
  /** False when the form asks for a newer app: then nothing is judged. */
  readonly judged: boolean;
  readonly shown: readonly string[];
  readonly required: readonly string[];
  readonly violations: readonly { readonly item: string; readonly rule: string }[];
  readonly scores: Readonly<Record<string, ScoreResult>>;
  readonly findings: Readonly<Record<string, FindingResult>>;
  readonly risk_items: readonly string[];
  /** Shown items that should have a value and have none, declined ones among them. */
  readonly missing_items: readonly string[];
  readonly administered: boolean;
  readonly complete: boolean;
  /** Which set of criteria was in use, by the question it answers. */
  readonly criteria: Readonly<Record<string, string>>;
  readonly measures: Readonly<Record<string, MeasureResult>>;
  readonly gradings: Readonly<Record<string, GradingResult>>;
  readonly locks: Readonly<Record<string, LockResult>>;
  /** Items of closed sections: not to be measured now. What was entered before stays. */
  readonly locked_items: readonly string[];
  readonly red_flags: Readonly<Record<string, RedFlagResult>>;
}
