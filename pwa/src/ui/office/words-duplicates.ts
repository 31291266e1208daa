import type { Catalogue } from '../words/index.ts';

/** The words of the list 「同じ方かもしれません」. */
export const duplicateWords = {
  nav_duplicates: ['同じ方かも', 'Same person?'],
  n_pairs: ['{n}組', '{n}'],
  morning_duplicates: ['同じ方かもしれません', 'May be the same person'],
  morning_duplicates_note: ['同じ方の登録が2つあるかもしれません', 'One person may be registered twice'],
  duplicates_title: ['同じ方かもしれません {n}組', 'May be the same person: {n}'],
  duplicates_hint: [
    'よく似た登録です。まとめるのは担当者だけで、あとで元に戻せます。',
    'These look alike. Only you can join them, and it can be undone.',
  ],
  duplicates_none: ['同じ方かもしれない登録はありません。', 'Nothing looks like the same person.'],
  duplicates_row: ['{one}さんと{other}さん', '{one} and {other}'],
  duplicates_asked: ['職員が「あとで決める」をえらびました', 'A nurse left this to you'],
  duplicates_phone: ['電話', 'Tel.'],
  duplicates_number: ['被保険者番号', 'Insurance number'],
  duplicates_registered: ['登録', 'Registered'],
  duplicates_different_of: ['{one}さんと{other}さんは別の方です', '{one} and {other} are two persons'],
  duplicates_join_of: ['{one}さんと{other}さんを同じ方としてまとめる', 'Join {one} and {other}'],
  duplicates_undo: ['取り消す', 'Undo'],
  duplicates_refused: [
    '記録できませんでした。もう一度読んでから、えらんでください。',
    'This was not recorded. Read the list again and choose.',
  ],
} as const satisfies Catalogue;
