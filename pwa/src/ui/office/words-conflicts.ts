import type { Catalogue } from '../words/index.ts';

/** The words of deciding: another value, asking the person, settling several, going back to an earlier value. */
export const conflictWords = {
  other_value: ['別の値', 'Another value'],
  other_title: ['どちらでもない値に決める', 'Settle with another value'],
  other_new: ['{field}の新しい値', 'New value: {field}'],
  other_save: ['この値に決める', 'Use this value'],
  other_same: ['上の答えと同じ値です。そちらをえらんでください。', 'That is one of the answers above.'],
  other_empty: ['値を入れてから、押してください。', 'Enter a value first.'],
  other_odd: ['この欄に入れられない値です。入れ方を確かめてください。', 'This field cannot take that value.'],
  other_unknown: ['未回答にする', 'Leave unanswered'],

  ask: ['本人に聞く', 'Ask the person'],
  ask_title: ['本人に聞く予定を置く', 'Plan to ask the person'],
  ask_hint: [
    '予定がタブレットの「今日」に出ます。答えを入れると、ここで決められます。',
    'It appears under Today. Settle it here once the answer is known.',
  ],
  ask_purpose: ['{field}を本人に聞く', 'Ask about: {field}'],
  ask_who: ['だれが聞くか', 'Who asks'],
  ask_nobody: ['まだ決めない', 'Not decided'],
  ask_save: ['予定に入れる', 'Add the plan'],
  asked: ['本人に聞く予定 {date} {way}', 'Planned to ask: {date}, {way}'],
  asked_done: ['本人に聞きました（{date} {way}）', 'Asked on {date}, {way}'],
  ask_saved: ['本人に聞く予定を、{date}に入れました。', 'Planned for {date}.'],
  later: ['あとで', 'Later'],
  close: ['やめる', 'Cancel'],

  bulk_offer: ['同じ意味の{n}件をまとめて決める', 'Settle {n} of equal meaning'],
  bulk_title: ['書き方だけがちがう答え', 'Answers that differ only in how they were typed'],
  bulk_hint: [
    '下の値に決めます。1件ずつ見てから、押してください。',
    'They are settled as below. Look at each one first.',
  ],
  bulk_row: ['{field} → {value}', '{field} → {value}'],
  bulk_was: ['いまの答え {values}', 'Answers now: {values}'],
  bulk_do: ['この{n}件を決める', 'Settle these {n}'],
  bulk_left_out: ['これは除く', 'Leave this out'],
  bulk_done: ['{n}件を決めました。', '{n} settled.'],
  bulk_part: [
    '{of}件中{n}件を決めました。残りは一覧にあります。',
    '{n} of {of} settled; the rest stay listed.',
  ],
  bulk_undo: ['まとめて取り消す（あと{n}秒）', 'Undo all ({n} s left)'],
  bulk_undone: ['取り消しました。答えは元のまま並んでいます。', 'Undone. The answers stand as before.'],

  amend: ['訂正する', 'Correct'],
  amend_do: ['この値に訂正する', 'Use this value'],
  restore: ['この値に戻す', 'Use this value again'],
  restore_reason: ['訂正の理由', 'Reason for the change'],
  restore_reason_needed: ['訂正の理由を入れてください。', 'Give a reason.'],
  restore_do: ['{value} に戻す', 'Set to {value}'],
  restore_done: ['戻しました。前の値も履歴に残っています。', 'Done. The earlier value stays in the history.'],
  restore_refused: ['戻せませんでした。値は変わっていません。', 'Not taken. The value has not changed.'],

  held_again: ['もう一度確かめる', 'Check again'],
  held_again_hint: [
    '担当や質問票を直したあとに押すと、入れられるものが記録に入ります。',
    'After areas or forms were put right, whatever can go in goes in.',
  ],
  held_again_done: ['{n}件が記録に入りました。', '{n} went into the record.'],
  held_again_none: ['まだ記録に入れられるものはありません。', 'Nothing can go in yet.'],
  held_fix: ['直して記録に入れる', 'Correct and file'],
  held_fix_title: ['内容を確かめて直す', 'Check and correct'],
  held_fix_hint: [
    '保留の内容は残り、直した分があなたの名前で記録に入ります。',
    'The held item is kept; your corrected one goes into the record.',
  ],
  held_fix_save: ['記録に入れる', 'File it'],
  held_fix_done: ['記録に入れました。元の内容も残っています。', 'Filed. The original is kept, too.'],
  held_fix_refused: [
    'まだ記録に入れられません。値を確かめてください。',
    'It still cannot go in. Check the values.',
  ],
  held_fix_bad: ['この値は、この欄に入れられません。', 'This field cannot take this value.'],
} as const satisfies Catalogue;
