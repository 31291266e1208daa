import type { Catalogue } from '../words/index.ts';

/** The words of the tablets' page: what each owes, what to look after, lost stores, restores. */
export const deviceWords = {
  devices_none: ['まだタブレットがありません。', 'No tablet yet.'],
  devices_hint: [
    '最後の通信のとき、まだ届いていなかった件数です。',
    'How much each tablet still owed at its last contact.',
  ],
  device_state: ['届いていない分', 'Still owed'],
  device_staff: ['使う人', 'Used by'],
  device_seen: ['最後の通信', 'Last contact'],
  device_owed: ['届いていない {n}件', 'Not arrived: {n}'],
  device_clear: ['すべて届きました', 'All arrived'],
  device_drafts: ['入力中の質問票 {n}枚', 'Sheets under way: {n}'],
  device_attention: ['見てほしいこと', 'To look after'],
  device_fine: ['ありません', 'Nothing'],
  device_version: ['アプリの版', 'App'],
  device_gap: [
    '途中の{n}件が、まだ届いていません（{at}から）。',
    '{n} in between have not arrived (since {at}).',
  ],
  device_dates: [
    '日付がちがうかもしれません（{since}から{until}までの{n}件）。',
    'Days may be wrong: {n} between {since} and {until}.',
  ],
  device_clock_fast: ['時計が{n}分進んでいます。', 'The clock is {n} min fast.'],
  device_clock_slow: ['時計が{n}分おくれています。', 'The clock is {n} min slow.'],
  device_unprotected: [
    '保存が守られていません。ホーム画面に加えて使ってください。',
    'Its storage is not protected. Use it from the home screen.',
  ],
  device_repaired: ['{n}件を受け取り直しました（{at}）。', '{n} received again ({at}).'],

  lost_stores: ['中身が見つからないタブレット {n}件', 'Lost contents: {n}'],
  lost_stores_hint: [
    '届いていない分があるまま、前の中身なしでログインされました。使っていた職員に確かめてください。',
    'It signed in without its former contents while some was owed. Ask whoever used it.',
  ],
  lost_store_owed: [
    '{label} 届いていない {n}件・入力中 {drafts}枚',
    '{label}: {n} not arrived, {drafts} sheets under way',
  ],
  lost_store_seen: ['最後の通信 {at}', 'Last contact {at}'],
  lost_store_close: ['対応を終える', 'Close'],

  restores: ['控えから戻したとき', 'Restores'],
  restored_at: ['{at} に、{taken} の控えから戻しました。', 'Restored {at} from the backup of {taken}.'],
  restore_hint: [
    'この役所の入力は控えにありません。もう一度入れてください。',
    'These office entries are not in the backup. Enter them again.',
  ],
  restore_lacked: ['{at} {n}件', '{at}: {n}'],
  restore_nothing: ['役所で入れ直すものはありません。', 'Nothing has to be entered again in the office.'],
  restore_unlisted: [
    '役所の入力の記録が見つからず、足りないものがあるかもしれません。',
    'The journal of office entries is missing, so there may be more.',
  ],
} as const satisfies Catalogue;
