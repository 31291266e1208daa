/** Putting the app on the home screen, where a town holds real data. */
export const install = {
  install_title: ['ホーム画面に加える', 'Add to the home screen'],
  install_why: [
    'ブラウザーのままでは、保存した記録が消えることがあるためです。',
    'A browser may clear what is saved in a tab.',
  ],
  install_ipad: ['iPad・iPhone（Safari）', 'iPad, iPhone (Safari)'],
  install_ipad_share: ['「共有」（四角から上向きの矢印）を押す', 'Press Share (the square with an arrow)'],
  install_ipad_add: ['「ホーム画面に追加」を押し、「追加」を押す', 'Press "Add to Home Screen", then "Add"'],
  install_android: ['Android（Chrome）', 'Android (Chrome)'],
  install_android_menu: ['右上の「⋮」を押す', 'Press ⋮ at the top right'],
  install_android_add: [
    '「ホーム画面に追加」か「アプリをインストール」を押す',
    'Press "Add to Home screen" or "Install app"',
  ],
  install_pc: ['パソコン（Chrome・Edge）', 'PC (Chrome, Edge)'],
  install_pc_press: [
    'アドレスの右はしの「インストール」を押す',
    'Press "Install" at the right end of the address',
  ],
  install_open: ['ホーム画面の「かよい」から開く', 'Open Kayoi from the home screen'],
  install_added: [
    '加えました。この画面を閉じて、ホーム画面の「かよい」から開いてください。',
    'Added. Close this page and open Kayoi from the home screen.',
  ],
  install_office: ['役所の画面を開く', 'Open the office pages'],
  install_office_note: [
    '役所の画面は、ブラウザーのままで使えます。',
    'Office pages work in a browser as it is.',
  ],
} as const satisfies Record<string, readonly [string, string]>;
