/** Short words that only the later screens use. */
export const common = {
  draft_saved: ['保存済み', 'Saved'],
  saving: ['保存しています', 'Saving'],
  show_more: ['つづきを見る', 'Show more'],
  with_sama: ['{name} 様', '{name}'],
  // people
  answered_by_self: ['本人', 'The person'],
  answered_by_family: ['家族', 'Family'],
  answered_by_proxy: ['代筆', 'Written for them'],
  // kinds of things that were saved, in the nurse's words
  kind_again: ['{kind}の訂正', 'Correction of {kind}'],
  // calendar
  tomorrow: ['明日', 'Tomorrow'],
  month: ['月', 'month'],
  hour: ['時', 'hour'],
  minute: ['分', 'minute'],
} as const satisfies Record<string, readonly [string, string]>;
