/** Answers the questions of test_rules_fuzz.py: one JSON question a line, one JSON answer a line. */
import { readFileSync } from 'node:fs';
import { compareRounds, type Definition, evaluateDisputed } from '../../pwa/src/forms/index.ts';
import { evaluateRule } from '../../pwa/src/forms/rules.ts';
import * as names from '../../pwa/src/names/index.ts';

const forms: Definition[] = [];

function formOf(question: any): Definition {
  return forms[question.form] as Definition;
}

function answer(question: any): unknown {
  switch (question.ask) {
    case 'rule':
      return evaluateRule(question.ast, new Map(Object.entries(question.env)));
    case 'form':
      return forms.push(question.form);
    case 'evaluate':
      return evaluateDisputed(formOf(question), question.answers, question.disputed, question.facts);
    case 'rounds':
      return compareRounds(formOf(question), question.before, question.now);
    case 'name':
      return {
        katakana: names.katakana(question.text),
        is_katakana: names.isKatakana(question.text),
        key: names.searchKey(question.text),
        loose: names.looseKey(question.text),
        birth: names.birthPrefix(question.text),
        date: names.parseDateText(question.text, '2026-11-21'),
      };
    case 'date':
      return names.parseWareki(question.era, question.year, question.month, question.day, '2026-11-21');
    case 'age':
      return [names.age(question.born, question.on), names.legalAge(question.born, question.on), names.formatBirth(question.born)];
    default:
      throw new Error(`unknown question ${question.ask}`);
  }
}

const lines = readFileSync(0, 'utf8').split('\n').filter(Boolean);
process.stdout.write(lines.map((line) => `${JSON.stringify(answer(JSON.parse(line)))}\n`).join(''));
