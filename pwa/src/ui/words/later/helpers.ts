/** Words of a tablet that is made ready for those who help at a session, and of the period it may be used. */
export const helpers = {
  // the nurse makes it ready
  help_title: ['サポーターが使う準備', 'Ready for supporters'],
  help_to: ['サポーターが使う準備', 'Make ready for supporters'],
  help_why: [
    'サポーターの方が、名前と番号だけで受付できるようにします。準備のときだけ、通信が要ります。',
    'Supporters can check people in with their name and a number. Only getting ready needs a connection.',
  ],
  help_prepare: ['準備する', 'Make ready'],
  help_preparing: ['準備しています {done}／{all}人', 'Getting ready {done} / {all}'],
  help_asking: ['役所にたずねています', 'Asking the office'],
  help_offline: [
    'いまは通信できないので、準備できません。通信できる所で、前もって準備してください。',
    'There is no connection, so it cannot be made ready. Do it beforehand where there is one.',
  ],
  help_login: [
    '準備には、もう一度ログインが要ります。通信できる所で、ログアウトして入り直してください。',
    'You have to log in again first. Log out and in again where there is a connection.',
  ],
  help_nobody: [
    'この地区には、サポーターがまだいません。担当者に登録を頼んでください。',
    'This area has no supporter yet. Ask the coordinator to add one.',
  ],
  help_number: ['今日の番号', 'Number of the day'],
  help_number_for: ['{date}の番号', 'Number for {date}'],
  help_number_how: [
    'ボードに書いて、サポーターの方に伝えてください。',
    'Write it on the board and tell the supporters.',
  ],
  help_number_other: [
    '番号は、準備した職員だけが見られます。準備し直すと、新しい番号になります。',
    'Only who made it ready can see the number. Making it ready again gives a new one.',
  ],
  help_until: ['{date} {time}まで使えます。', 'It works until {date} {time}.'],
  help_who: ['使える方', 'Who can use it'],
  help_hand: ['このタブレットを今日の会で使う', "Use this tablet at today's session"],
  help_hand_keeps: [
    'あなたの名簿は閉じます。パスワードで、いつでも戻れます。',
    'Your register is closed. Your password opens it again at any time.',
  ],
  help_again: ['名簿を受け取り直す', 'Receive the roster again'],
  help_end_here: ['このタブレットでの受付を終わる', 'End it on this tablet'],
  help_ended_here: ['このタブレットでの受付を終わりました。', 'It has ended on this tablet.'],
  help_replaces: [
    'ほかの会の準備があります。準備すると、そちらは使えなくなります。',
    'It is ready for another session. That one ends when you go on.',
  ],
  help_close: ['この回を終了する', 'Close this session'],
  help_closed: ['この回を終了しました。', 'The session is closed.'],
  help_is_closed: [
    'この回は終了しています。サポーターの方は、もう開けません。',
    'This session is closed. Supporters cannot open it any more.',
  ],
  // the supporter opens it
  door_title: ['サポーターの方へ', 'For supporters'],
  door_who: ['お名前を押してください', 'Press your name'],
  door_staff: ['職員の方', 'Staff'],
  door_number: ['今日の番号を入れてください', 'Enter the number of the day'],
  door_typed: ['入れた番号', 'What you entered'],
  door_erase: ['1字消す', 'Erase one'],
  door_open: ['開く', 'Open'],
  door_other: ['ほかの名前', 'Another name'],
  door_digits: ['6けたの番号を入れてください。', 'Enter the 6 digits.'],
  door_wrong: [
    '番号が合いません。ボードの番号を、もう一度見てください（あと{n}回）。',
    'That does not match. Look at the board again ({n} more tries).',
  ],
  door_gone: [
    'この名前では開けなくなりました。会場の保健師に声をかけてください。',
    'This name cannot open it any more. Ask the nurse at the venue.',
  ],
  m21_over: ['今日の受付は終わりました。', "Today's session is over."],
  m21_over_owed: [
    '今日の受付は終わりました。入れた{n}件は残っていて、自動で送ります。',
    "Today's session is over. Your {n} {n|entry is|entries are} kept and will be sent.",
  ],
  // the supporter works
  supporter_title: ['測定コーナー', 'Station'],
  supporter_end: ['終わる', 'End'],
  m22_no_session: [
    '今日の担当はまだ決まっていません。会場の保健師に声をかけてください。',
    'No session is assigned yet. Ask the nurse at the venue.',
  ],
  station_title: ['受付', 'Check-in'],
  helper_is: ['{name}さんが受付中', 'At the desk: {name}'],
  station_who: ['来られた方のお名前を押してください', 'Press the name of who has come'],
  station_count: ['{here}人 受付しました', '{here} checked in'],
  station_kept: ['このタブレットに{n}件保存', 'Kept on this tablet: {n}'],
  station_here: ['{time} 受付しました', 'Checked in {time}'],
  station_done: ['受付ずみ', 'Checked in'],
  station_born: ['{born}年生まれ', 'Born {born}'],
  station_ask: ['お名前を聞いて、確かめてください', 'Ask for the name and make sure'],
  station_yes: ['この方です。受付する', 'Yes. Check in'],
  station_no: ['ちがう方', 'Someone else'],
  station_undo: ['受付を取り消す', 'Undo the check-in'],
  station_saved: ['{name}さんの分を保存しました', 'Saved for {name}'],
  station_nothing: ['まだ何も入れていません。', 'Nothing is entered yet.'],
  station_back: ['名前の一覧へ', 'Back to the names'],
  station_nobody: [
    '名簿がまだありません。会場の保健師に声をかけてください。',
    'There is no roster yet. Ask the nurse at the venue.',
  ],
  // the period of use, and a clock that cannot be right
  lease_title: ['使える期限', 'Period of use'],
  m20_over: [
    '使える期限が過ぎましたが、入れた内容は残っています。通信できる所でログインしてください。',
    'The period of use is over; what you entered is kept. Log in where there is a connection.',
  ],
  m20_over_unsent: [
    '使える期限が過ぎましたが、未送信の{n}件は残っています。通信できる所でログインしてください。',
    'The period is over; {n} unsent {n|item is|items are} kept. Log in where there is a connection.',
  ],
  lease_at_work: [
    '使える期限が過ぎました。書きかけの内容は残っていて、通信できると続けられます。',
    'The period of use is over. Your work is kept; with a connection you can go on.',
  ],
  lease_try: ['つながるか確かめる', 'Try the connection'],
  lease_still: [
    'まだつながりません。通信できる所で、もう一度押してください。',
    'No connection yet. Try again where there is one.',
  ],
  day_title: ['今日は何日ですか', 'What day is it today?'],
  day_why: [
    'このタブレットの時計が合っていないようです。今日の日付を入れてください。',
    "This tablet's clock seems wrong. Enter today's date.",
  ],
  day_clock: ['時計は{date}です', 'The clock says {date}'],
  day_era: ['年の書き方', 'Way of writing the year'],
  day_reiwa: ['令和', 'Reiwa'],
  day_western: ['西暦', 'Western'],
  day_field: ['今日の日付', "Today's date"],
  day_needed: ['年・月・日を入れてください。', 'Enter year, month and day.'],
  day_past: [
    'その日は、もう過ぎています。{date}か、それより後の日を入れてください。',
    'That day has passed. Enter {date} or a later day.',
  ],
  day_ok: ['この日です', 'This is the day'],
} as const satisfies Record<string, readonly [string, string]>;
