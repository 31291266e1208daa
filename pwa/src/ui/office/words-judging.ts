import type { Catalogue } from '../words/index.ts';

/** The words about judging the sheets of a whole period again. */
export const judgingWords = {
  judging_title: ['期間をまとめて見直す', 'Judge a whole period again'],
  judging_hint: [
    '前の判定は残り、見直した結果が横に加わります。先に、変わる枚数を数えます。',
    'Earlier results stay; new ones stand beside them. What would change is counted first.',
  ],
  judging_open: ['期間をえらぶ', 'Choose a period'],
  judging_since: ['はじめの日', 'First day'],
  judging_until: ['終わりの日', 'Last day'],
  judging_day_hint: ['例: 2026-04-01', 'For example 2026-04-01'],
  judging_day_bad: [
    '{field}を、2026-04-01 か 令和8年4月1日 のように書いてください。',
    '{field}: write it like 2026-04-01.',
  ],
  judging_days_bad: [
    '終わりの日が、はじめの日より前です。古い順に書いてください。',
    'The last day is before the first. Write the earlier one first.',
  ],
  judging_areas: ['地区', 'Areas'],
  judging_areas_hint: ['えらばないと、すべての地区です。', 'All areas when none is chosen.'],
  judging_everywhere: ['すべての地区', 'All areas'],
  judging_ask: ['変わる枚数を数える', 'Count what would change'],
  judging_of: ['{from} から {to} まで', '{from} to {to}'],
  judging_counting: ['数えています。{n}枚まで見ました。', 'Counting: {n} so far.'],
  judging_counted: ['{n}枚を数えました。まだ何も変えていません。', 'Counted {n}. Nothing has been changed.'],
  judging_judging: [
    '見直しています。{kept}枚に結果を加えました。',
    'Judging: {kept} further results so far.',
  ],
  judging_done: ['見直しました。{kept}枚に結果を加えました。', 'Done: {kept} further results.'],
  judging_cancelled: [
    '止めました。加えた{kept}枚の結果は残っています。',
    'Stopped. The {kept} further results it brought stay.',
  ],
  judging_differ: ['{all}枚のうち、{n}枚の判定が変わります。', 'Of {all} sheets, {n} say something else.'],
  judging_line: ['{about}: {before} → {after}　{n}枚', '{about}: {before} → {after}, {n}'],
  judging_there: ['{n}枚には、同じ結果がすでにありました。', '{n} had the same result already.'],
  judging_begin: ['{n}枚に結果を加える', 'Add results to {n}'],
  judging_cancel: ['止める', 'Stop'],
  judging_go_on: ['続ける', 'Go on'],
  judging_sheets: ['結果が加わった質問票', 'Sheets with a further result'],
  judging_more: ['続きを見る', 'Show more'],
} as const satisfies Catalogue;
