/** The escrow file (控えファイル): making one, taking one in. */
export const escrow = {
  escrow_title: ['控えファイル', 'Escrow file'],
  escrow_why: [
    '通信できる見込みがないとき、タブレットを返す・修理に出すときに作ります。役所で受け取ると、記録に入ります。',
    'For when no signal is in sight, or the tablet is given back or repaired. The office takes it in.',
  ],
  escrow_sealed: [
    '中身は役所のサーバーだけが開けます。だれが運んでも、なくしても、読まれません。',
    'Only the office server can open it. Nobody who carries or finds it can read it.',
  ],
  escrow_holds: ['このファイルに入るもの', 'What goes into it'],
  escrow_saves: ['保存した記録 {n}件', 'Saved: {n}'],
  escrow_unsent: ['そのうち、まだ届いていないもの {n}件', 'of these not arrived yet: {n}'],
  escrow_drafts: ['入力中 {n}件', 'Being filled in: {n}'],
  escrow_left_out: [
    '入らないもの {n}件。入れた本人が一度ログインすると、入るようになります。',
    'Left out: {n}. They go in once their author has logged in here.',
  ],
  escrow_nothing: ['このタブレットだけにある記録は、ありません。', 'Nothing is on this tablet alone.'],
  escrow_make: ['控えファイルを作る', 'Make the escrow file'],
  escrow_making: ['作っています', 'Making it'],
  escrow_made: [
    '記録 {n}件と入力中 {drafts}件の控えファイルができました。タブレットの中身も、残っています。',
    'The file is made: {n} saved, {drafts} being filled in. Everything stays on the tablet, too.',
  ],
  escrow_not_made: [
    '控えファイルを作れませんでした。記録は残っているので、もう一度お試しください。',
    'The file could not be made. Everything is kept. Try again.',
  ],
  escrow_next: ['次に、ファイルの置き場所をえらんでください。', 'Now choose where the file goes.'],
  escrow_share: ['ほかのアプリで送る', 'Send with another app'],
  escrow_save: ['このタブレットに保存する', 'Save on this tablet'],
  escrow_folder: ['フォルダーをえらんで保存する', 'Choose a folder'],
  escrow_shared: [
    'ファイルをわたしました。届いたか、相手に確かめてください。',
    'Handed over. Ask whether it came.',
  ],
  escrow_saved: ['「ダウンロード」に保存しました：{name}', 'Saved among the downloads: {name}'],
  escrow_in_folder: ['えらんだフォルダーに保存しました：{name}', 'Saved in the folder: {name}'],
  escrow_not_saved: [
    '保存できませんでした。ほかの方法をえらんでください。',
    'It could not be saved. Choose another way.',
  ],
  escrow_take_title: ['控えファイルを受け取る', 'Take in an escrow file'],
  escrow_take_hint: [
    'ほかのタブレットで作った控えファイルをえらびます。同じファイルを何度受け取っても、記録は二重になりません。',
    'Choose a file made on another tablet. The same file again does nothing twice.',
  ],
  escrow_take: ['ファイルをえらぶ', 'Choose the file'],
  escrow_taking: ['受け取っています', 'Taking it in'],
  escrow_taken: ['受け取りました。', 'It was taken in.'],
  escrow_arrived: ['新しく記録に入ったもの {n}', 'New in the record: {n}'],
  escrow_already: ['もう届いていたもの {n}', 'There already: {n}'],
  escrow_held: ['保留になったもの {n}（担当者が確かめます）', 'On hold: {n} (the coordinator will look)'],
  escrow_unreadable: [
    '読み取れなかったもの {n}。ファイルは捨てないで、担当者に見せてください。',
    'Not readable: {n}. Keep the file and show it to the coordinator.',
  ],
  escrow_kept_drafts: ['預かった入力中の記録 {n}', 'Drafts kept: {n}'],
  escrow_offline: [
    '役所のサーバーにつながりません。つながる所で、もう一度えらんでください。',
    'The office cannot be reached. Choose it again where there is a connection.',
  ],
  escrow_mine: [
    '控えファイルで届いた、あなたの入力中の記録が {n}件あります。',
    'Your own unfinished entries that came in a file: {n}',
  ],
  escrow_mine_take: ['このタブレットで続ける', 'Go on with them here'],
  escrow_mine_done: ['「今日」の画面から続けられます。', 'Go on from the Today screen.'],
  escrow_drafts_of: ['{name} 入力中 {n}件', '{name}: {n} unfinished'],
  escrow_drafts_came: [
    '控えファイルで届いた入力中の記録。本人がタブレットで続けます。',
    'Unfinished entries that came in files. Their authors go on with them on a tablet.',
  ],
} as const;
