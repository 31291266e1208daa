/** The words of what a register says of a person, where only the later screens say it. */
export const people = {
  state_since: ['{state}（{on}から）', '{state} (since {on})'],
  sentence_end: ['。', '. '],
  state_stopped: ['予定とお知らせは止まっています。', 'Plans and reminders have stopped.'],
  contacts_title: ['連絡先', 'Contacts'],
  contacts_none: ['連絡先はまだありません。', 'No contact yet.'],
  contacts_add: ['連絡先を加える', 'Add a contact'],
  contacts_name: ['連絡先の方の名前', 'Name of the contact'],
  contacts_relation: ['続柄（長男・ご近所など）', 'Relation (son, neighbour …)'],
  contacts_name_needed: ['名前を入れてください。', 'Enter the name.'],
  contacts_save: ['連絡先を保存', 'Save the contact'],
  contacts_stop: ['やめる', 'Stop'],
  contacts_remove: ['外す', 'Remove'],
  contacts_removed: ['連絡先から外しました。', 'Removed from the contacts.'],
  address_protected: ['保護', 'Protected'],
  address_protected_hint: [
    '住所は、このタブレットに出しません。',
    'The address is not shown on this tablet.',
  ],
  result_disputed: [
    '{items}の答えが1つに決まるまで、判定しません。',
    'There are several answers to {items}; nothing is judged until one is chosen.',
  ],
  joined_opened: [
    '同じ方の登録をまとめました。まとめた先の登録を開いています。',
    'Two entries of this person were joined. This is the one that stands for both.',
  ],
} as const satisfies Record<string, readonly [string, string]>;
