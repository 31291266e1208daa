/** The published form as forms/publish.py writes it, and the result of judging answers. */

export type Ast = boolean | number | string | readonly Ast[];

export interface Words {
  readonly ja: string;
  readonly en: string;
}

export interface Claim {
  /** V read in the source, V2 only in a second-hand source, GK not checked, D a rule of our own. */
  readonly confidence: 'V' | 'V2' | 'GK' | 'D';
  readonly sources: readonly string[];
  readonly note: string | null;
  readonly provisional: boolean;
}

export interface Option extends Words {
  readonly code: number;
}

export interface Constraint extends Words {
  readonly id: string;
  readonly rule: Ast;
  readonly level: 'hard' | 'soft';
}

export interface Item {
  readonly id: string;
  readonly no: number;
  readonly category: string;
  /** The official wording, letter for letter; always Japanese. */
  readonly wording: string;
  readonly note: string | null;
  /** Our own translation, for reference only. */
  readonly reference_en: string;
  readonly type: 'choice' | 'integer' | 'number' | 'text';
  readonly code: string | null;
  readonly answer_oid: string | null;
  readonly required: boolean;
  readonly shown: Ast;
  readonly risk: (Claim & { readonly rule: Ast }) | null;
  readonly constraints: readonly Constraint[];
  readonly options?: readonly Option[];
  readonly minimum?: number | null;
  readonly maximum?: number | null;
  readonly decimals?: number;
}

export interface Term {
  readonly rule: Ast;
  readonly low: number;
  readonly high: number;
}

export interface Score extends Claim {
  readonly id: string;
  readonly title: Words;
  readonly criteria: string;
  readonly terms: readonly Term[];
  readonly items: readonly string[];
}

export type FindingState = 'positive' | 'negative' | 'undetermined' | 'not_administered';
export type FindingRole = 'result' | 'rule' | 'group';

export interface Finding extends Claim {
  readonly id: string;
  readonly role: FindingRole;
  readonly title: Words;
  readonly criteria: string;
  readonly rule: Ast;
  readonly rule_text: string;
  readonly words: Readonly<Record<FindingState, Words>>;
  readonly items: readonly string[];
  readonly score: string | null;
  readonly basis: string | null;
}

export interface Fact extends Words {
  readonly id: string;
  readonly type: 'number' | 'boolean' | 'text';
  readonly default: boolean | number | string | null;
}

export interface Definition {
  readonly form: string;
  readonly version: number;
  readonly min_engine: number;
  readonly title: Words;
  readonly wording_version: string;
  readonly default_on: boolean;
  readonly licence: Words;
  /** Roles that may enter it; absent: professionals. */
  readonly entered_by?: readonly string[];
  readonly answered_by: readonly (Words & { readonly code: string })[];
  readonly categories: readonly (Words & { readonly id: string })[];
  readonly sources: readonly { readonly id: string; readonly cite: string }[];
  readonly words: Readonly<Record<FindingState, Words>>;
  readonly facts: readonly Fact[];
  readonly pages: readonly (readonly string[])[];
  readonly items: readonly Item[];
  readonly scores: readonly Score[];
  readonly findings: readonly Finding[];
  readonly hash: string;
}

export type Answers = Readonly<Record<string, unknown>>;
export type Facts = Readonly<Record<string, unknown>>;

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
  /** Shown items without a value, declined ones among them. */
  readonly missing_items: readonly string[];
  readonly administered: boolean;
  readonly complete: boolean;
}
