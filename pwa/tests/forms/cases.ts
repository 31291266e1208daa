/** The worked cases of tests/vectors/forms and what of a result a case may speak of. */
import { readdirSync, readFileSync } from 'node:fs';
import {
  compareRounds,
  type Definition,
  evaluate,
  measureChange,
  type Result,
} from '../../src/forms/index.ts';

interface Round {
  answers: Record<string, unknown>;
  facts?: Record<string, unknown>;
}

export interface Case extends Round {
  id: string;
  why?: string;
  before?: Round;
  expect: Record<string, unknown>;
}

const FOLDER = new URL('../../../tests/vectors/', import.meta.url);

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as T;
}

/** Every form with worked cases, by file name. Later editions of the questionnaire have its first cases, too. */
export function formsWithCases(): { file: string; form: Definition; cases: Case[] }[] {
  return readdirSync(new URL('forms/', FOLDER))
    .sort()
    .map((file) => {
      const form = read<Definition>(`published/${file}`);
      const first = form.form === 'qmcoo' ? questionnaire().cases : [];
      return { file, form, cases: [...first, ...read<{ cases: Case[] }>(`forms/${file}`).cases] };
    });
}

/** The first questionnaire; its cases are written in an older way and say what they speak of without sections. */
export function questionnaire(): { file: string; form: Definition; cases: Case[] } {
  const form = read<Definition>('qmcoo-1.published.json');
  const named = (expect: Record<string, unknown>) => {
    const findings = Object.entries(expect).filter(([name]) => form.findings.some(({ id }) => id === name));
    const { score, complete, administered, risk_items, missing } = expect;
    const rest = { complete, administered, risk_items, missing };
    const known = Object.entries(rest).filter(([, value]) => value !== undefined);
    const scores = score === undefined ? {} : { scores: { qmcoo12_hori2023: score } };
    return { findings: Object.fromEntries(findings), ...scores, ...Object.fromEntries(known) };
  };
  const cases = read<{ cases: Case[] }>('forms.json').cases.map((one) => ({
    ...one,
    expect: named(one.expect),
  }));
  return { file: 'qmcoo-1.json', form, cases };
}

function mapped<T>(all: Readonly<Record<string, T>>, seen: (one: T) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).map(([id, one]) => [id, seen(one)]));
}

const state = (one: { state: string }) => one.state;

function judged(form: Definition, round: Round | undefined): Result {
  return evaluate(form, round?.answers ?? {}, round?.facts ?? {});
}

/** Everything a case may speak of. */
export function seen(form: Definition, one: Case): Record<string, unknown> {
  const result = judged(form, one);
  const before: Result['measures'] = one.before === undefined ? {} : judged(form, one.before).measures;
  const changes = Object.entries(result.measures).map(([id, now]) => {
    const { change, why } = measureChange(before[id], now);
    return [id, why ?? change] as const;
  });
  return {
    ...result,
    findings: mapped(result.findings, state),
    locks: mapped(result.locks, state),
    red_flags: mapped(result.red_flags, state),
    outcomes: mapped(compareRounds(form, before, result.measures), state),
    gradings: mapped(result.gradings, (grade) =>
      grade.state === 'undetermined' ? grade.possible : grade.state,
    ),
    scores: mapped(result.scores, ({ lo, hi }) => [lo, hi]),
    measures: mapped(result.measures, ({ value }) => value),
    changes: Object.fromEntries(changes),
    asked: Object.fromEntries(form.items.map(({ id }) => [id, result.shown.includes(id)])),
    missing: result.missing_items.length,
    locked: result.locked_items,
  };
}

/** The part of `found` that `wanted` names. */
export function spokenOf(found: unknown, wanted: unknown): unknown {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return found;
  const all = found as Record<string, unknown>;
  return Object.fromEntries(Object.keys(wanted).map((key) => [key, all[key]]));
}
