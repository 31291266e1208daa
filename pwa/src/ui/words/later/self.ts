/** Words a resident reads when she answers herself. */
export const self = {
  self_hand: ['ご本人が入力', 'She answers herself'],
  self_title: ['質問にお答えください', 'Please answer'],
  self_hello: ['質問は{n}問です。ゆっくりお答えください。', 'There are {n} questions. Take your time.'],
  self_hello_free: [
    'わからないこと、答えたくないことは、そのようにえらべます。',
    'You may choose "Cannot say" for any of them.',
  ],
  self_large: ['文字を大きく', 'Larger letters'],
  self_kana: ['ふりがな', 'With kana'],
  self_start: ['はじめる', 'Start'],
  self_next: ['つぎ', 'Next'],
  self_place: ['{n}／{all}', '{n} / {all}'],
  self_choose: ['どれか1つを押してください。', 'Please press one of them.'],
  self_aloud: ['声で聞く', 'Hear it'],
  self_aloud_hint: ['まわりに聞こえます', 'Others can hear it'],
  self_review: ['お答えを、もう一度ごらんください。', 'Please look at your answers once more.'],
  self_change: ['直す', 'Change'],
  self_end: ['終わる', 'Finish'],
  self_stop: ['途中でやめる', 'Stop here'],
} as const satisfies Record<string, readonly [string, string]>;
