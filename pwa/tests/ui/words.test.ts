import assert from 'node:assert/strict';
import { test } from 'node:test';
import { officeWords } from '../../src/ui/office/words.ts';
import { first } from '../../src/ui/words/index.ts';
import { later } from '../../src/ui/words/later/index.ts';
import { fill } from '../../src/ui/words/speak.ts';

/** Words that have a better one in our list. Read as plain pieces of text, over our own Japanese texts. */
const FORBIDDEN =
  `ユーザー 利用者 患者 出席者 受講者 ターゲット スタッフ ナース オペレーター 管理者 アドミン 上位団体 テナント エリア
ゾーン 圏域コード サロン 会場マスタ セッション イベント リスト 台帳 チェックイン アテンド 出欠フラグ QR IDカード
ステーション モード ユニーク数 アポ 面会 アタック 試行 不在通知書 ステータス リンク 接続先 リファラル 承諾フラグ
プログラム PJ ケース 案件 タスク ToDo 期限切れ 超過 プッシュ リマインド アンケート フォーム バージョン リビジョン
設問 フィールド データ 入力値 ドラフト 下書き 提出 確定 サブミット レコード エントリ 上書き 編集 計測 トライアル
閾値 カットオフ 陽性 異常 NG 陰性 正常 フレイルではない 判定エラー 不明 仮基準 ベータ 空欄 ブランク 回答拒否 スキップ
欠測 N/A 測定不能 不可 流用 コピー 警告 ワーニング バリデーション アラート 赤旗 緊急事態 既読 確認済み 結果票 診断書
異常値 外れ値 登録完了 格納 未同期 アウトボックス 同期 送信済み 送信成功 アップロード オペレーション オフライン 圏外
競合 衝突 エラー 解決 採用 勝ち 隔離 却下 失敗 不正 レビュー 確認中 リジェクト 変更ログ ヒストリー バックアップ
預け控え 重複エラー 名寄せ マージ 統合 分割 アンマージ 削除されました 端末 デバイス リース トークン サインイン 認証
パスフレーズ 合言葉 ピン パスコード 施錠 アンロック オフラインパック デモ テスト環境 アクセスログ 母数 ベース 評価なし
対象外扱い キャンセル アンドゥ ソース レスポンス 申し訳ございません はい／いいえ`
    .split(/\s+/)
    .filter(Boolean);

/** The mark of every screen of a practice town; its wording is fixed. */
const FIXED: Record<string, string> = { practice_mark: '練習用・実データ禁止' };

const LONGEST = 45;
const catalogue = { ...officeWords, ...first, ...later } as Record<string, readonly [string, string]>;
const entries = Object.entries(catalogue);

function sentences(text: string): string[] {
  return text.split('。').filter((part) => part !== '');
}

for (const [key, [ja, en]] of entries) {
  test(`${key}: says one thing at a time in plain words`, () => {
    if (FIXED[key] !== undefined) return assert.equal(ja, FIXED[key]);
    for (const word of FORBIDDEN) assert.ok(!ja.includes(word), `「${word}」 in 「${ja}」`);
    assert.ok(sentences(ja).length <= 2, `more than two sentences: ${ja}`);
    for (const one of sentences(ja))
      assert.ok([...one].length <= LONGEST, `${[...one].length} characters: ${one}`);
    assert.doesNotMatch(
      ja,
      /ないわけではない|なくはない|ないこともない|なければ.*ません/,
      'a double negative',
    );
    assert.doesNotMatch(ja, /[！!]|\p{Extended_Pictographic}/u, 'no shouting, no pictures');
    assert.ok(en !== '' || ja !== '', 'a text in neither language');
  });

  test(`${key}: has the same holes in both languages`, () => {
    const holes = (text: string) => new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name));
    assert.deepEqual(holes(en), holes(ja));
  });
}

test('a number chooses its form of the word', () => {
  assert.equal(fill('{n} {n|item is|items are} here', { n: 1 }), '1 item is here');
  assert.equal(fill('{n} {n|item is|items are} here', { n: 3 }), '3 items are here');
});

test('a hole nobody filled leaves no brace behind', () => {
  assert.equal(fill('{name}さん'), 'さん');
});
