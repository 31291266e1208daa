/** Enrolling this tablet. */
export const enrol = {
  enrol_title: ['タブレットの登録', 'Enrol this tablet'],
  enrol_hint: [
    '担当者の画面に出ている10文字の番号を入れてください。',
    'Enter the ten characters on the coordinator’s screen.',
  ],
  enrol_code: ['登録の番号', 'Code'],
  enrol_code_needed: ['登録の番号を入れてください。', 'Enter the code.'],
  enrol_ready: [
    '担当者の番号を読み取りました。ボタンを押すと、このタブレットを登録します。',
    'The code was read. Press the button to enrol this tablet.',
  ],
  enrol_do: ['登録する', 'Enrol'],
  enrol_working: ['登録しています', 'Enrolling'],
  enrol_offline: [
    'サーバーにつながりません。つながる所で、もう一度押してください。',
    'The server cannot be reached. Press again where there is a connection.',
  ],
  enrol_done: ['{town}の「{label}」として登録しました。', 'Enrolled for {town} as “{label}”.'],
  held_gone_tablet: [
    '紛失などの届けが出たタブレットの分です。',
    'It is from a tablet reported lost or gone.',
  ],
  enrol_login: ['ログインへ進む', 'Go to log in'],
} as const;
