import { type Catalogue, speaker } from '../words/index.ts';
import { areaWords } from './words-areas.ts';
import { conflictWords } from './words-conflicts.ts';
import { decisionWords } from './words-decisions.ts';
import { deviceWords } from './words-devices.ts';
import { duplicateWords } from './words-duplicates.ts';
import { formWords } from './words-forms.ts';
import { importWords } from './words-import.ts';
import { judgingWords } from './words-judging.ts';
import { lanWords } from './words-lan.ts';
import { mergeWords } from './words-merge.ts';
import { paperWords } from './words-paper.ts';
import { staffWords } from './words-staff.ts';
import { tabletWords } from './words-tablets.ts';
import { workWords } from './words-work.ts';

/** Every text of the office screens; they travel in the office's own chunk. Same rules and the same lint as the field's. */
export const officeWords = {
  // frame
  menu: ['メニュー', 'Menu'],
  menu_label: ['おもな画面', 'Main screens'],
  to_field: ['今日の画面（タブレット用）', 'Today (tablet)'],
  again: ['もう一度読む', 'Read again'],
  as_of: ['{time} 現在', 'as of {time}'],
  last_known: [
    'サーバーにつながりません。{time} に読んだ内容を出しています。',
    'The server cannot be reached. This is what was read at {time}.',
  ],
  no_server: [
    'サーバーにつながらないため、まだ読めません。少し待ってから、もう一度読んでください。',
    'The server cannot be reached, so there is nothing to show yet. Wait a little and read again.',
  ],
  login_again: ['つづけるには、もう一度ログインしてください。', 'Log in again to go on.'],
  login: ['ログイン', 'Log in'],
  missing: [
    'この記録は見つかりません。一覧から開き直してください。',
    'Not found. Open it again from the list.',
  ],
  missing_title: ['見つからない画面', 'No such page'],
  no_page: [
    'この画面は見つかりません。左の一覧からえらんでください。',
    'There is no such page. Choose from the left.',
  ],
  choose: ['一覧から1つえらぶと、ここに出ます。', 'Choose one from the list; it opens here.'],
  more: ['くわしく', 'Details'],
  n_things: ['{n}件', '{n}'],
  n_people: ['{n}人', '{n}'],
  n_devices: ['{n}台', '{n}'],
  san: ['{name}さん', '{name}'],
  no_person: ['方の記録ではありません', 'Not about a person'],
  nobody: ['記録なし', 'not recorded'],

  // rail and titles
  nav_morning: ['朝の5分', 'Morning'],
  nav_find: ['人をさがす', 'Find'],
  nav_flagged: ['該当した方', 'Flagged'],
  nav_sessions: ['通いの場', 'Salons'],
  nav_conflicts: ['確認待ち', 'To be settled'],
  nav_held: ['保留', 'On hold'],
  nav_plan: ['予定', 'Plans'],
  nav_devices: ['タブレット', 'Tablets'],
  nav_imports: ['取り込み', 'Import'],
  nav_reads: ['見た人の記録', 'Who looked'],

  // S19
  morning_owing: ['まだ届いていないタブレット', 'Tablets that still owe work'],
  morning_owing_unknown: ['この分の判定は、まだ分かりません。', 'What they hold is not known yet.'],
  morning_owing_row: ['届いていない', 'Not arrived'],
  morning_lines: ['対応が必要なこと', 'Needs you'],
  morning_flagged: ['該当した方', 'Flagged persons'],
  morning_flagged_note: ['質問票で基準に該当した方です', 'Answer sheets that meet a criterion'],
  morning_conflicts: ['確認待ち', 'To be settled'],
  morning_conflicts_note: ['1つの質問に2つの答えがあります', 'One question has two answers'],
  morning_held: ['保留', 'On hold'],
  morning_held_note: ['届いたまま、まだ記録に入っていません', 'Arrived, not yet in the record'],
  morning_overdue: ['遅れている予定', 'Overdue plans'],
  morning_overdue_note: ['予定の日を過ぎています', 'The day has passed'],
  morning_rest: ['ほかに対応が必要なことはありません。', 'Nothing else needs you.'],
  morning_none: [
    '届いた分には、いま対応が必要なことはありません（{time} 現在）。',
    'Nothing that has arrived needs you now (as of {time}).',
  ],
  morning_today: ['今日の通いの場', 'Sessions today'],
  morning_no_session: ['今日の通いの場はありません。', 'No session today.'],
  all_sessions: ['通いの場の一覧', 'All sessions'],

  // sessions
  sessions_none: ['この期間の通いの場はありません。', 'No session in this period.'],
  sessions_earlier: ['もっと前を見る', 'Show earlier'],
  sessions_past: ['これまで', 'Earlier'],
  sessions_coming: ['これから', 'Coming'],
  sessions_since: ['{date} から', 'Since {date}'],
  session_counts: [
    '参加 {people}人・質問票 {sheets}枚・該当 {flagged}人',
    'Attended {people}, sheets {sheets}, flagged {flagged}',
  ],
  filter: ['しぼる', 'Filter'],
  filter_all: ['すべて {n}人', 'All {n}'],
  filter_flagged: ['該当 {n}人', 'Flagged {n}'],
  filter_no_sheet: ['質問票なし {n}人', 'No sheet {n}'],
  attendees: ['参加者', 'Attendees'],
  attendees_none: ['まだ参加の記録が届いていません。', 'No attendance has arrived yet.'],
  attendees_none_here: ['ここに入る方はいません。', 'Nobody here.'],
  came_at: ['受付 {time}', 'Checked in {time}'],
  came_by: ['受付 {time} {name}さん', 'Checked in {time}, {name}'],
  came_cancelled: ['受付は取り消されました', 'Check-in undone'],
  no_sheet: ['質問票なし', 'No sheet'],

  // flagged
  flagged_none: ['該当した方はいません。', 'Nobody is flagged.'],
  flagged_hint: [
    '届いた質問票のうち、基準に該当したものです。',
    'Sheets that have arrived and meet a criterion.',
  ],

  // S20, thin
  sheet_version: ['{title} {n}版', '{title}, version {n}'],
  sheet_answered_by: ['答えた方', 'Answered by'],
  sheet_entered_by: ['入れた職員', 'Entered by'],
  sheet_on: ['答えた日', 'Answered on'],
  sheet_saved_at: ['入れた時刻', 'Entered at'],
  sheet_findings: ['判定', 'Findings'],
  sheet_red_flags: ['急いで確かめること', 'Must not wait'],
  sheet_measures: ['測定', 'Measurements'],
  sheet_answers: ['回答', 'Answers'],
  sheet_answer: ['回答', 'Answer'],
  sheet_answer_to: ['{n}番の回答', 'Answer {n}'],
  value_code: ['{n} の回答', 'Answer code {n}'],
  sheet_missing: ['未回答 {n}問（{items}）', 'Not answered: {n} ({items})'],
  sheet_groups: ['ほかに該当・判定不能', 'Also met or undetermined'],
  not_judged: ['判定はまだありません', 'Not judged yet'],
  sheet_counted: ['数えた回答', 'Answers that counted'],
  sheet_amended: ['訂正あり', 'Corrected'],
  sheet_counts: ['数えた回答', 'Counted'],
  sheet_risk: ['気をつけたい回答', 'Look at this'],
  sheet_counted_none: ['数えた回答はありません。', 'No answer counted.'],
  sheet_number: ['{n}番', '{n}'],
  sheet_score: ['{of}問中{n}問', '{n} of {of}'],
  sheet_score_range: [
    '{of}問中{min}〜{max}問（未回答{missing}問）',
    '{min} to {max} of {of} ({missing} not answered)',
  ],
  sheet_criteria: ['基準 {criteria}', 'Criteria: {criteria}'],
  sheet_note: [
    '目安をみる質問票です。病気があるかどうかは、これでは分かりません。',
    'A screening sheet. It does not tell whether there is an illness.',
  ],
  sheet_form_missing: [
    'この版の質問票の文が見つかりません。回答は番号で出しています。',
    'The wording of this version was not found. Answers are shown by number.',
  ],
  cannot_measure: ['測らない', 'Not measured'],
  unable: ['できなかった', 'Could not do it'],
  not_administered: ['実施していない', 'Not administered'],

  // history of a field
  history: ['履歴', 'History'],
  history_of: ['{field}の履歴', 'History of {field}'],
  history_made_at: ['入れた時刻', 'Entered'],
  history_close_of: ['{field}の履歴を閉じる', 'Close the history of {field}'],
  history_none: ['この欄は、まだ一度も入っていません。', 'Nothing was ever entered here.'],
  history_saw: ['入れる前に見ていた値: {value}', 'Saw before: {value}'],
  history_saw_none: ['入れる前に見ていた値: なし', 'Saw before: none'],
  history_in_use: ['いま使っている値', 'In use now'],
  history_received: ['役所に届いた {at}', 'Arrived {at}'],
  history_office: ['役所の画面', 'Office screen'],
  value_empty: ['まだ聞いていません', 'Not asked yet'],

  // person
  person_fields: ['登録の内容', 'Details'],
  person_next: ['次の予定', 'Next plans'],
  person_no_next: ['次の予定はありません。', 'No plan.'],
  person_timeline: ['これまで', 'So far'],
  person_nothing: ['まだ記録がありません。', 'Nothing recorded yet.'],
  person_decide: ['どれにするか決める', 'Decide which'],
  person_open: ['この方のページ', 'Person'],
  field_at: ['時刻', 'Time'],
  field_on: ['日', 'Day'],
  person_state: ['状態', 'State'],
  person_active: ['登録中', 'Registered'],
  filter_all_kinds: ['すべて', 'All'],
  filter_sheets: ['質問票', 'Sheets'],
  filter_came: ['参加', 'Attendance'],
  filter_plans: ['予定', 'Plans'],
  line_attended: ['{salon} 参加', 'Attended {salon}'],
  line_attended_bare: ['通いの場 参加', 'Attended a salon'],
  line_joined: ['{salon}に入りました', 'Joined {salon}'],
  line_plan: ['{way}の予定', 'Planned: {way}'],
  line_other: ['記録', 'Entry'],
  state_done: ['済み', 'Done'],
  state_cancelled: ['取りやめ', 'Cancelled'],
  state_present: ['参加', 'Present'],
  state_planned: ['予定', 'Planned'],

  // find
  find_label: ['名前（かな・漢字）か、生年月日', 'Name (kana or kanji) or date of birth'],
  find_hint: ['例: たかはし、高橋、昭15.3.7', 'For example: たかはし, 高橋, 1940-03-07'],
  find_count: ['{n}人', '{n} found'],
  find_many: [
    '{n}人まで出しています。名前をもう少し入れてください。',
    'The first {n}. Type more of the name.',
  ],
  find_none: [
    '見つかりません。かなか生年月日で、もう一度さがしてください。',
    'Not found. Try kana or the date of birth.',
  ],
  find_start: ['市町村の全員からさがします。', 'Searches everyone in the municipality.'],
  ...mergeWords,
  ...duplicateWords,
  ...workWords,
  ...decisionWords,
  ...formWords,
  ...judgingWords,
  ...importWords,
  ...conflictWords,
  ...deviceWords,
  ...tabletWords,
  ...staffWords,
  ...areaWords,
  ...lanWords,
  ...paperWords,
} as const satisfies Catalogue;

export type OfficeWord = keyof typeof officeWords;

/** The office's own texts, in the language of the interface. */
export const o = speaker(officeWords);
