/** The words of what a register says beyond a name: 亡くなった方, 転出, 施設, 保護, まとめた登録. */
export const people = {
  state_deceased: ['亡くなった方です', 'This person has died'],
  state_moved_out: ['転出した方です', 'This person has moved away'],
  state_in_facility: ['施設に入っている方です', 'This person lives in a facility'],
  plan_stopped: ['{state}。この予定は止まっています', '{state}. This plan rests'],
  today_stopped: ['止まっている予定 {n}件', 'Plans that rest: {n}'],
  field_insured_no: ['被保険者番号', 'Insurance number'],
  field_register_no: ['宛名番号', 'Register number'],
  field_state_on: ['変わった日', 'Since'],
  field_address_protected: ['住所の保護', 'Address protected'],
  field_merged_into: ['まとめた先', 'Joined to'],
  field_contact_name: ['連絡先の名前', 'Contact: name'],
  field_contact_relation: ['連絡先の続柄', 'Contact: relation'],
  field_contact_phone: ['連絡先の電話番号', 'Contact: telephone'],
  value_yes: ['あり', 'Yes'],
  value_no: ['なし', 'No'],
} as const satisfies Record<string, readonly [string, string]>;
