/** The words when a newer version of a form has come while a sheet is under way. */
export const versions = {
  version_newer: [
    '新しい版の質問票が出ました。この入力は、いまの版のまま完了できます。',
    'A new version is out. You can finish this one as it is.',
  ],
  version_retired: [
    'この版は、新しい入力には使いません。この入力は、このまま完了できます。',
    'This version begins no new sheet. You can finish this one as it is.',
  ],
  version_recalled: [
    'この版は回収されました。この入力は、このまま完了できます。',
    'This version has been recalled. You can finish this one as it is.',
  ],
  version_why: ['理由: {reason}', 'Why: {reason}'],
  trial: ['試用', 'Trial'],
  trial_here: [
    '試用の版です。この質問票は、集計と書き出しに入りません。',
    'A version on trial. This sheet counts in no list and no export.',
  ],
  forms_out: ['いま使わない質問票', 'Forms not in use now'],
  version_see: ['違いを見る', 'See what differs'],
  version_title: ['{before}版と{now}版の違い', 'Version {before} and version {now}'],
  version_added: ['ふえる質問', 'Added'],
  version_removed: ['なくなる質問', 'Removed'],
  version_changed: ['変わる質問', 'Changed'],
  version_judged: ['基準か計算が変わります。', 'Criteria or calculations change.'],
  version_moved: ['質問の順番が変わります。', 'The questions stand in another order.'],
  version_kept: ['そのまま移る答え {n}問', 'Answers that go along: {n}'],
  version_left: ['もう一度たずねる答え', 'Answers to be asked for again'],
  version_left_none: ['たずね直す答えはありません。', 'No answer has to be asked for again.'],
  version_left_line: ['{question}（いまの答え: {answer}）', '{question} (now: {answer})'],
  version_move: ['新しい版に移る', 'Go on with the new version'],
  version_stay: ['いまの版のまま続ける', 'Stay with this version'],
} as const;
