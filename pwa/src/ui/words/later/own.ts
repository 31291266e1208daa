/** Her own account. */
export const own = {
  own_must_passphrase: [
    'いまのパスワードは1回だけのものです。自分のパスワードを決めてください。',
    'The present password is good once. Choose your own.',
  ],
  own_must_factor: [
    'この市町村の担当者は、ログインに確認の番号も使います。ここで設定してください。',
    'Coordinators here also log in with a code. Set it up now.',
  ],
  own_passphrase: ['パスワードを変える', 'Change the password'],
  own_now: ['いまのパスワード', 'Present password'],
  own_new: ['新しいパスワード', 'New password'],
  own_new_hint: [
    '12文字以上なら、どんな文字でも使えます。短い文にすると、覚えやすくなります。',
    'Any characters, 12 or more. A short sentence is easy to remember.',
  ],
  own_save: ['変える', 'Change'],
  own_saved: ['パスワードを変えました。', 'The password was changed.'],
  own_length: ['12文字以上にしてください。', 'Use 12 characters or more.'],
  own_common: [
    'よく使われていて、当てられやすいものです。別のものにしてください。',
    'It is common and easy to guess. Choose another.',
  ],
  own_wrong: ['いまのパスワードが合いません。', 'The present password does not match.'],
  own_factor: ['確認の番号を使う', 'Use a code as well'],
  own_factor_hint: [
    'スマートフォンの番号を出すアプリに出る6けたの番号です。',
    'Six digits shown by an authenticator app.',
  ],
  own_factor_begin: ['設定を始める', 'Begin'],
  own_factor_read: [
    '番号を出すアプリで下の模様を読み、出た番号を入れてください。',
    'Read the pattern with the app and enter the number it shows.',
  ],
  own_factor_picture: ['番号を出すアプリで読む模様', 'Pattern for the app'],
  own_factor_code: ['アプリの番号', 'Number in the app'],
  own_factor_confirm: ['この番号で決める', 'Confirm'],
  own_factor_wrong: [
    '番号が合いません。いま出ている番号を入れてください。',
    'That does not match. Enter the number shown now.',
  ],
  own_recovery: [
    'スマートフォンがないときの番号です。紙に書いて、鍵のかかる所に置いてください。',
    'For when the phone is gone. Write them down and lock them away.',
  ],
  own_recovery_once: ['どれも1回だけ使えます。', 'Each is good once.'],
  own_recovery_kept: ['書きました', 'Written down'],
  places_title: ['ログインしている所', 'Where you are logged in'],
  places_hint: [
    '覚えのない所や、なくしたタブレットがあれば、ログアウトにしてください。',
    'Log out any place you do not know, or a tablet you have lost.',
  ],
  places_silent: ['一覧を見るには、通信が要ります。', 'The list needs a connection.'],
  places_here: ['{label}（いま使っています）', '{label} (in use now)'],
  places_used: ['最後に使った日時：{at}', 'Last used: {at}'],
  places_since: ['ログインした日時：{at}', 'Logged in: {at}'],
  places_end: ['ここをログアウトにする', 'Log out there'],
  places_end_named: ['{label}をログアウトにする', 'Log out {label}'],
  places_end_all: ['ほかの所を全部ログアウトにする', 'Log out all the others'],
  places_sure: ['ログアウトにする', 'Log out'],
  places_all: ['ほかの所の全部', 'all the others'],
  places_not: ['やめる', 'Cancel'],
  places_ended: [
    '{n}か所をログアウトにしました。そこに残る未送信の分は、消えません。',
    'Logged out in {n|place|places}. What is unsent there is kept.',
  ],
  own_back: ['もどる', 'Back'],
} as const;
