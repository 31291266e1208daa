/** What is on hold and what becomes of it; the history of a field. */
export const held = {
  // 保留: why, and who does what now
  held_not_allowed: ['この方の担当から外れています。', 'You no longer cover this person.'],
  held_not_allowed_next: [
    '内容は残っています。担当者が確かめて、記録に入れます。',
    'It is kept. The coordinator will look and put it in.',
  ],
  held_form_version: [
    '役所のサーバーが、この版の質問票をまだ持っていません。',
    'The office does not have this form version yet.',
  ],
  held_form_version_next: [
    '担当者が版を入れると、自動で記録に入ります。',
    'It goes in by itself once the coordinator has installed the version.',
  ],
  held_server: ['役所のサーバーが、うまく受け取れませんでした。', 'The office server could not take it in.'],
  held_server_next: [
    '担当者がサーバーの係に伝えます。直ると、自動で記録に入ります。',
    'The coordinator tells whoever runs the server. It goes in by itself once that is mended.',
  ],
  held_unknown: [
    '役所のサーバーが、この項目をまだ知りません。',
    'The office server does not know this entry yet.',
  ],
  held_unknown_next: [
    'サーバーが新しい版になると、自動で記録に入ります。',
    'It goes in by itself once the server has been updated.',
  ],
  held_wrong_id: ['ちがう記録とつながっています。', 'It belongs to another record.'],
  held_wrong_id_next: ['担当者が確かめて、記録に入れます。', 'The coordinator will look and put it in.'],
  held_invalid: ['入力できない値がふくまれています。', 'It holds a value that cannot be taken.'],
  held_missing: ['足りない項目があります。', 'Something is missing.'],
  held_author: ['書いた人を確かめられませんでした。', 'The author could not be confirmed.'],
  held_author_next: ['内容を見て、もう一度送ってください。', 'Look at it and send it again.'],
  held_unopened: [
    '役所のサーバーが、封を開けられませんでした。',
    'The office server could not open its seal.',
  ],
  held_unopened_next: [
    '入れた本人がこのタブレットでログインすると、自動で送り直します。',
    'It is sent again by itself when its author logs in on this tablet.',
  ],
  held_unreadable: ['役所のサーバーが、内容を読み取れませんでした。', 'The office server could not read it.'],
  held_refused: [
    '役所のサーバーが受け取れない内容です。長すぎる文があるかもしれません。',
    'The office server does not take it. A text may be too long.',
  ],
  held_fix_next: [
    '内容は残っています。直すと、もう一度送ります。',
    'It is kept. Once it is put right it is sent again.',
  ],
  held_here: ['このタブレットで、内容を読み出せません。', 'This tablet cannot read it any more.'],
  held_here_next: [
    '同じ内容を、もう一度入れてください。担当者にも知らせてあります。',
    'Please enter it again. The coordinator has been told.',
  ],
  held_waits: ['先に届くはずの登録を待っています。', 'Waiting for a registration that comes first.'],
  held_waits_next: [
    'その登録が届くと、自動で記録に入ります。',
    'It goes in by itself once that has arrived.',
  ],
  held_other: ['担当者が確かめています。', 'The coordinator is looking at it.'],
  held_replaced: ['直したものを送りました。', 'What you put right has been sent.'],
  held_fix: ['直して送る', 'Fix and send'],
  held_fix_for: ['{what} 直して送る', 'Fix and send: {what}'],
  held_title: ['保留を直す', 'Fix what is on hold'],
  held_gone: ['これはもう保留ではありません。', 'This is not on hold any more.'],
  held_to_sent: ['送信状況へ', 'To Sending'],
  held_nothing: [
    '直せる項目がありません。担当者が確かめます。',
    'Nothing here can be edited. The coordinator will look.',
  ],
  held_unchanged: [
    '変えたところがありません。直してから送ってください。',
    'Nothing was changed. Put it right first.',
  ],
  held_kept: ['そのまま送るもの', 'Sent as it is'],
  // history of a field
  history: ['履歴', 'History'],
  history_of: ['{field}の履歴', 'History of {field}'],
  history_close: ['閉じる', 'Close'],
  history_close_of: ['{field}の履歴を閉じる', 'Close the history of {field}'],
  history_part: [
    'このタブレットにある分です。通信できるときに、全部が出ます。',
    'This is what the tablet holds. All of it is shown when there is a connection.',
  ],
  history_reason: ['訂正の理由: {reason}', 'Reason: {reason}'],
  history_saw: ['前の値: {value}', 'Before: {value}'],
  history_unknown: [
    '入れた人は、通信できるときに分かります。',
    'Who entered it is shown when there is a connection.',
  ],
  history_replaced: ['前の値', 'Earlier value'],
  history_beside: ['もう1つの答え', 'The other answer'],
} as const satisfies Record<string, readonly [string, string]>;
