/** Several towns on one tablet. */
export const towns = {
  towns_choose: ['どの市町村で使うかをえらぶ', 'Which town is it for?'],
  towns_which: ['市町村をえらぶ', 'Choose the town'],
  towns_asked: [
    '同じログイン名とパスワードの市町村が、2つ以上あります。今日はどちらで使いますか。',
    'Several towns know this name and password. Which one is it today?',
  ],
  towns_unsent: ['未送信 {n}件', 'Unsent: {n}'],
  towns_none_unsent: ['未送信はありません', 'Nothing unsent'],
  towns_unnamed: ['名前の分からない市町村', 'A town without its name'],
  towns_more: ['一覧にない市町村をさがす', 'Find another town'],
  towns_begin: ['このタブレットではじめて使う市町村', 'A town new to this tablet'],
  towns_no_other: ['このサーバーに、ほかの市町村はありません。', 'This server has no other town.'],
  towns_need_signal: [
    'はじめて使う市町村をえらぶには、通信が要ります。通信できる所で、もう一度押してください。',
    'To begin with another town a connection is needed. Press again where there is one.',
  ],
  towns_owes: [
    '{town}：未送信 {n}件。消えずに残っていて、{town}に切りかえると送ります。',
    '{town}: {n} unsent. They are kept, and go when you switch to {town}.',
  ],
  towns_turn: ['{town}に切りかえる', 'Switch to {town}'],
} as const;
