/** The published form as forms/publish.py writes it. */

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
  /** In an item of type multi: stands alone. */
  readonly exclusive?: boolean;
}

export interface Unit extends Words {
  readonly ucum: string | null;
}

export interface Coded extends Words {
  readonly code: string;
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
  readonly type: 'choice' | 'multi' | 'integer' | 'number' | 'text' | 'date';
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
  /** For staff, Japanese; beside the wording, never instead of it. */
  readonly hint?: string;
  /** Read aloud, Japanese. */
  readonly reading?: string;
  readonly unit?: Unit;
  /** Outside of these an answer is asked about once more, never refused. */
  readonly soft_minimum?: number;
  readonly soft_maximum?: number;
  readonly max_length?: number;
  /** True: {"state": "unable"}, 「できなかった」, is a result. */
  readonly unable?: boolean;
  /** Which of the form's reasons {"state": "cannot_measure", "reason": …} takes; all without it. */
  readonly reasons?: readonly string[];
  /** Items whose last answer may be offered; taken by a tap only. */
  readonly copy_from?: readonly string[];
  /** Who may answer it; everybody who may enter the form without it. */
  readonly entered_by?: readonly Role[];
}

/** Who enters a form or answers an item. */
export type Role = 'nurse' | 'supporter' | 'coordinator';

export interface Section {
  readonly id: string;
  readonly title: Words;
  readonly items: readonly string[];
}

/** Rival sets of criteria, of which one is in use: the fact criteria_<id>, or the default. */
export interface CriteriaSet {
  readonly id: string;
  readonly title: Words;
  readonly default: string;
  readonly sets: readonly Coded[];
}

export interface Measure extends Claim {
  readonly id: string;
  readonly title: Words;
  readonly unit: Unit;
  readonly decimals: number;
  /** Sides by trials; one row without a title where there are no sides, none for what is only computed. */
  readonly rows: readonly { readonly title: Words | null; readonly items: readonly string[] }[];
  readonly items: readonly string[];
  readonly value: Ast;
  readonly value_text: string;
  readonly protocol: readonly { readonly id: string; readonly title: Words; readonly rule: Ast }[];
}

export interface Grading extends Claim {
  readonly id: string;
  readonly role: 'result' | 'test';
  readonly title: Words;
  readonly criteria: string;
  readonly grades: readonly {
    readonly id: string;
    readonly title: Words;
    readonly rule: Ast;
    readonly rule_text: string | null;
  }[];
  readonly items: readonly string[];
}

export type LockState = 'closed' | 'ask' | 'released' | 'open';

export interface Lock extends Claim {
  readonly id: string;
  readonly title: Words;
  readonly sections: readonly string[];
  /** The items of those sections. */
  readonly closes: readonly string[];
  readonly closed: Ast;
  readonly opened: Ast;
  /** True: somebody else made sure; counts only while `closed` is unknown. */
  readonly waived: Ast;
  /** The item in which a professional writes why she opens it. */
  readonly release: string | null;
  readonly words: Readonly<Partial<Record<LockState | 'waived', Words>>>;
  readonly items: readonly string[];
}

export type FlagLevel = 'emergency' | 'same_day' | 'promptly' | 'recheck';

export interface RedFlag extends Claim {
  readonly id: string;
  readonly level: FlagLevel;
  readonly title: Words;
  readonly action: Words;
  readonly rule: Ast;
  readonly rule_text: string;
  readonly items: readonly string[];
}

export interface Outcome extends Claim {
  readonly id: string;
  readonly title: Words;
  readonly measure: string;
  readonly improved: Ast;
  readonly worse: Ast;
  readonly criteria: string;
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
export type FindingRole = 'result' | 'rule' | 'group' | 'test';

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
  readonly answered_by: readonly Coded[];
  readonly categories: readonly (Words & { readonly id: string })[];
  readonly sources: readonly { readonly id: string; readonly cite: string }[];
  readonly words: Readonly<Record<FindingState, Words>>;
  readonly facts: readonly Fact[];
  readonly pages: readonly (readonly string[])[];
  readonly items: readonly Item[];
  readonly scores: readonly Score[];
  readonly findings: readonly Finding[];
  readonly sections?: readonly Section[];
  readonly entered_by?: readonly Role[];
  readonly repeat?: { readonly months?: number; readonly each?: 'session' | 'visit' };
  readonly reasons?: readonly Coded[];
  readonly criteria_sets?: readonly CriteriaSet[];
  readonly measures?: readonly Measure[];
  readonly derived?: readonly { readonly id: string; readonly rule: Ast }[];
  readonly gradings?: readonly Grading[];
  readonly locks?: readonly Lock[];
  readonly red_flags?: readonly RedFlag[];
  readonly outcomes?: readonly Outcome[];
  readonly hash: string;
}

export type Answers = Readonly<Record<string, unknown>>;
export type Facts = Readonly<Record<string, unknown>>;
