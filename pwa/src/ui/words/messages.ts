/** Whole messages: what happened, then what is kept or what to do next. The numbers are those of our message table. */
export const messages = {
  m1_saved: [
    '保存しました。通信できるときに、自動で送ります。',
    'Saved. It will be sent by itself when there is a connection.',
  ],
  m5_server_down: [
    '役所のサーバーにつながりません。入力した分は残っていて、つながりしだい送ります。',
    'The server cannot be reached. Your work is kept and will be sent later.',
  ],
  m18_no_match: [
    'パスワードが合いません。あと{n}回合わないと、1分待つことになります。',
    'That does not match. After {n} more there is a 1-minute wait.',
  ],
  m18_no_match_plain: [
    '名前かパスワードが合いません。もう一度確かめてください。',
    'That does not match. Check and try again.',
  ],
  m19_wait: [
    'あと{n}秒待ってから、もう一度入れてください。保存した分はそのまま残っています。',
    'Wait {n} s and try again. What you saved is still there.',
  ],
  m20_sign_in_needs_signal: [
    'はじめて使うときは、通信できる所でログインしてください。未送信の分は残っています。',
    'The first sign-in needs a connection. Unsent work is kept.',
  ],
  m20_session_ended: [
    '送るには、もう一度ログインしてください。未送信の{n}件は残っています。',
    'Log in again to send. Your {n} unsent {n|item is|items are} kept.',
  ],
  left_areas: [
    '担当から外れました（{n}件）。記録は役所に残っています。',
    '{n} {n|record has|records have} left your areas. They are kept at the office.',
  ],
  m27_settled: [
    '{field}は {value} に決まりました。あなたの入れた値も、履歴に残っています。',
    '{field} was settled as {value}. Your value stays in the history.',
  ],
  m30_storage_low: [
    '空きが少なくなりました。記録は続けられるので、つながったときに送ってください。',
    'Space is low. You can go on; send when there is a connection.',
  ],
  m31_not_saved: [
    'まだ保存できていません。入れた内容は画面にあるので、閉じずに「もう一度保存」を押してください。',
    'Not saved yet. It is still on screen; do not close, press "Save again".',
  ],
  m33_in_tab: [
    'ここでは本番の入力ができません。ホーム画面に加えて、そこから開いてください。',
    'Real entry is not possible here. Add Kayoi to the home screen and open it there.',
  ],
  m34_elsewhere: [
    '別の画面でも開いています。「ここで使う」を押すと、続きから使えます。',
    'It is open in another window. Press "Use here" to go on.',
  ],
  m35_update_waiting: [
    '新しい版があります。いまの入力が終わると、切りかわります。',
    'A new version is ready. It changes over when your entry is done.',
  ],
  m41_clock_fast: [
    '時計が{n}分進んでいます。記録は続けられるので、あとで時刻を合わせてください。',
    'The clock is {n} min fast. Go on; set it later.',
  ],
  m41_clock_slow: [
    '時計が{n}分おくれています。記録は続けられるので、あとで時刻を合わせてください。',
    'The clock is {n} min slow. Go on; set it later.',
  ],
  m41_days_fast: [
    '時計が{n}日進んでいます。入れた日付は、あとで担当者が確かめます。',
    'The clock is {n} {n|day|days} fast. The coordinator will check the dates you enter.',
  ],
  m41_days_slow: [
    '時計が{n}日おくれています。入れた日付は、あとで担当者が確かめます。',
    'The clock is {n} {n|day|days} slow. The coordinator will check the dates you enter.',
  ],
  m42_not_allowed: [
    'この画面は、あなたの役割では開けません。必要なときは担当者に聞いてください。',
    'Your role cannot open this. Ask the coordinator if you need it.',
  ],
  m43_not_here: [
    'この方の記録は、このタブレットにありません。担当の地区か、受け取りを確かめてください。',
    'Not on this tablet. Check your areas or the download.',
  ],
  m43_page_not_here: [
    'この画面は見つかりません。今日の画面から入り直してください。',
    'There is no such page. Start again from Today.',
  ],
  m47_reopen: [
    '画面を開き直してください。保存済みの分は残っています。',
    'Please reopen the screen. What was saved is kept.',
  ],
  m48_undone: ['取り消しました。', 'Undone.'],
} as const satisfies Record<string, readonly [string, string]>;
