/** Words of the screen lock and of the number that lifts it. */
export const locking = {
  // S11: the resident gives the tablet back
  back_title: ['お返しください', 'Please give it back'],
  back_thanks: ['ありがとうございました。', 'Thank you.'],
  back_filed: ['答えは保存しました。', 'Your answers are saved.'],
  back_kept: ['途中まで保存しました。', 'What you answered is saved.'],
  back_give: ['このタブレットを、係の人にお返しください。', 'Please give this tablet back to the staff.'],
  back_staff: ['係の人が開く', 'Staff open it'],
  back_not_staff: ['もどる', 'Go back'],
  lock_title: ['ロック中', 'Locked'],
  m23_locked: [
    '画面を閉じました。暗証番号で、同じところから続けられます。',
    'Screen locked. Your number opens it at the same place.',
  ],
  m23_locked_passphrase: [
    '画面を閉じました。パスワードで、同じところから続けられます。',
    'Screen locked. Your password opens it at the same place.',
  ],
  lock_who: ['{name}さんが使っています', '{name} is using this tablet'],
  lock_pin: ['暗証番号', 'Number'],
  lock_open: ['開く', 'Open'],
  lock_wrong: [
    '暗証番号が合いません。あと{n}回合わないと、パスワードが要ります。',
    'That does not match. After {n} more the password is needed.',
  ],
  lock_digits_needed: ['暗証番号を入れてください。', 'Enter the number.'],
  lock_leave: ['パスワードで開く・ほかの人が使う', 'Use the password, or someone else'],
  lock_leave_help: [
    '答えた質問と保存した分は残ります。書きかけの登録は残りません。',
    'Answers and what you saved are kept. A registration you have not saved is not.',
  ],
  pin_title: ['暗証番号を決める', 'Choose a number'],
  pin_why: [
    '席をはなれると、画面が閉じます。短い暗証番号があると、すぐに開けます。',
    'The screen locks when you leave it. A short number opens it at once.',
  ],
  pin_new: ['暗証番号（4けたから6けた）', 'Number (4 to 6 digits)'],
  pin_again: ['もう一度', 'Once more'],
  pin_length: ['4けたから6けたの数字を入れてください。', 'Enter 4 to 6 digits.'],
  pin_differs: ['2つの暗証番号がちがいます。もう一度入れてください。', 'The two differ. Enter them again.'],
  pin_set: ['決める', 'Set'],
  pin_later: ['あとで', 'Later'],
} as const satisfies Record<string, readonly [string, string]>;
