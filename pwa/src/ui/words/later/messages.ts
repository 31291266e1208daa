/** Whole messages of the later screens. */
export const messages = {
  m2_no_signal: [
    'いまは通信できません。入力はこのまま続けられます。',
    'No connection now. You can go on working.',
  ],
  m3_all_arrived: ['{total}件中{total}件 届きました（{time}）。', '{total} of {total} arrived ({time}).'],
  m4_part_arrived: [
    '{total}件中{arrived}件 届きました。残りの{rest}件は、つながりしだい送ります。',
    '{arrived} of {total} arrived. The other {rest} go as soon as there is a connection.',
  ],
  m6_open_items: [
    '答えていない質問が{n}問あります（{items}）。このままでも完了できますが、「判定不能」になることがあります。',
    '{n} {n|question is|questions are} open ({items}). You may finish; the result may be "undetermined".',
  ],
  m10_impossible_date: [
    'この日はありません。年・月・日を確かめてください。',
    'There is no such day. Check year, month and day.',
  ],
  m11_too_old: [
    '120歳をこえています。元号と年を確かめてください。',
    'This would be over 120 years old. Check era and year.',
  ],
  m12_same_person: [
    '同じ方かもしれない登録が{n}件あります。同じ方かどうか、えらんでください。',
    '{n} {n|entry|entries} may be the same person. Choose.',
  ],
  m13_already_here: [
    '{name}さんの受付は済んでいます（{time}）。2回には数えません。',
    '{name} is already checked in ({time}). It counts once.',
  ],
  m24_on_hold: [
    '{n}件を保留にしています。内容は残っているので、理由を見て直してください。',
    '{n} {n|item is|items are} on hold. Nothing is lost; see the reason and fix it.',
  ],
  m24_on_hold_wait: [
    '{n}件を保留にしています。内容は残っていて、担当者が確かめます。',
    '{n} {n|item is|items are} on hold. Nothing is lost; the coordinator is looking.',
  ],
  m25_left_area: [
    '{name}さんは、担当の地区が変わりました。入れた内容は残し、担当者が確かめます。',
    'The area of {name} changed. What you entered is kept and the coordinator will look.',
  ],
  m26_values: [
    '{field}に{n}つの答えがあります。すべて残っていて、担当者が決めます。',
    'There are {n} answers for {field}. All are kept; the coordinator decides.',
  ],
  m37_needs_server: [
    'サーバーにつながらないため、いまは決められません。画面はそのままにして、少し待ってください。',
    'No server, so this cannot be settled now. Leave the page and wait.',
  ],
  m43_sheet_not_here: [
    'この質問票は、このタブレットにありません。受け取りを確かめてください。',
    'This sheet is not on this tablet. Check the download.',
  ],
  lost_title: ['このタブレットの中身', 'What this tablet kept'],
  lost_told: ['連絡しました。使いはじめる', 'I have told them. Start'],
  no_storage_title: ['保存できない画面', 'Cannot keep anything here'],
  m32_store_lost: [
    'このタブレットの中身が見つかりません。届いた分は役所にあるので、新しく入力する前に担当者へ連絡してください。',
    'The data of this tablet cannot be found. What arrived is safe; contact the coordinator before entering more.',
  ],
  m33_cannot_keep: [
    'ここでは入力ができません。ホーム画面に加えて、そこから開いてください。',
    'Entry is not possible here. Add it to the home screen and open it there.',
  ],
  m36_cut_off: [
    '受け取りが途中で止まりました。次は続きから始まります。',
    'The download stopped. It will go on from there.',
  ],
} as const satisfies Record<string, readonly [string, string]>;
