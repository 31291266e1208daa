"""Made-up forms for tests: nothing in them is an instrument."""

FULL = """
form: full
version: 1
min_engine: 2
title: {ja: 全部, en: Everything}
wording_version: standard
default: off
licence: {ja: なし, en: None}
answered_by: {self: {ja: 本人, en: The person}}
categories: {body: {ja: 体, en: Body}}
sources: {book: ある本}
entered_by: [nurse, supporter]
repeat: {months: 6}
reasons:
  pain: {ja: 痛み, en: Pain}
  refused: {ja: 機器の不調, en: The device failed}
criteria_sets:
  - {id: strength, ja: 力の基準, en: Criteria of strength, default: new,
     sets: {old: {ja: 旧, en: Old}, new: {ja: 新, en: New}}}
facts:
  - {id: sex, type: text, ja: 性別, en: Sex}
  - {id: cap, type: number, default: 60, ja: 上限, en: Cap}
sections:
  - {id: before, ja: 前, en: Before, items: [full.signs, full.upper_1, full.upper_2, full.upper_3, full.why]}
  - {id: tests, ja: 測定, en: Tests, items: [full.grip_r1, full.grip_r2, full.grip_l1, full.stand, full.on]}
items:
  - {id: full.signs, no: 1, category: body, wording: 症状, reference_en: Signs, type: multi,
     choices: exertion_symptoms, hint: 読み上げる, reading: しょうじょう}
  - {id: full.upper_1, no: 2, category: body, wording: 上, reference_en: Upper 1, type: integer, minimum: 50,
     maximum: 300, soft_minimum: 90, soft_maximum: 179, unit: {ja: mmHg, en: mmHg, ucum: "mm[Hg]"}}
  - {id: full.upper_2, no: 3, category: body, wording: 上, reference_en: Upper 2, type: integer, minimum: 50,
     maximum: 300, required: false}
  - {id: full.upper_3, no: 4, category: body, wording: 上, reference_en: Upper 3, type: integer, minimum: 50,
     maximum: 300, required: false}
  - {id: full.why, no: 5, category: body, wording: 理由, reference_en: Reason, type: text, max_length: 20,
     required: false, entered_by: [nurse]}
  - {id: full.grip_r1, no: 6, category: body, wording: 右, reference_en: Right 1, type: number, minimum: 0,
     maximum: 80, decimals: 1, reasons: [pain], unit: {ja: kg, en: kg}}
  - {id: full.grip_r2, no: 7, category: body, wording: 右, reference_en: Right 2, type: number, minimum: 0,
     maximum: 80, decimals: 1, required: false}
  - {id: full.grip_l1, no: 8, category: body, wording: 左, reference_en: Left, type: number, minimum: 0,
     maximum: 80, decimals: 1}
  - {id: full.stand, no: 9, category: body, wording: 立つ, reference_en: Stand, type: number, minimum: 1,
     maximum: 60, decimals: 2, unable: true, copy_from: [small.height]}
  - {id: full.on, no: 10, category: body, wording: 日, reference_en: Day, type: date}
measures:
  - id: grip
    ja: 握る力
    en: Grip
    unit: {ja: kg, en: kg}
    decimals: 1
    rows:
      - {ja: 右, en: Right, items: [full.grip_r1, full.grip_r2]}
      - {ja: 左, en: Left, items: [full.grip_l1]}
    value: max_known(full.grip_r1, full.grip_r2, full.grip_l1)
    protocol:
      - {id: uses, ja: 最大値, en: maximum, value: maximum}
      - {id: cap, ja: 上限, en: Cap, rule: fact.cap}
    confidence: V
    sources: [book]
derived:
  - {id: low_3, rule: full.upper_3 < 180}
scores:
  - {id: legs, ja: 足, en: Legs, criteria: c, confidence: V, sources: [book],
     terms: [{rule: "unable(full.stand)
     ? 0 : full.stand < 10 ? 2 : full.stand < 20 ? 1 : 0", low: 0, high: 2}]}
findings:
  - {id: weak_old, role: test, ja: 弱, en: Weak, criteria: old, confidence: V, sources: [book],
     rule: "measure.grip < (fact.sex == 'male' ? 26 : 18)"}
  - {id: weak_new, role: test, ja: 弱, en: Weak, criteria: new, confidence: V2, sources: [book],
     rule: "measure.grip < (fact.sex == 'male' ? 28 : 18)"}
gradings:
  - id: legs
    role: test
    ja: 足
    en: Legs
    criteria: c
    grades:
      - {id: strong, ja: 強, en: Strong, rule: score.legs >= 2}
      - {id: fair, ja: 中, en: Fair, rule: score.legs >= 1}
      - {id: frail, ja: 弱, en: Frail}
    confidence: D
    sources: [book]
locks:
  - id: rest
    ja: 休む
    en: Rest
    sections: [tests]
    closed: "has(full.signs, 1) || full.upper_1 >= 180"
    opened: full.upper_2 < 180 && derived.low_3 && !has(full.signs, 1)
    waived: full.on == '2026-11-22'
    release: full.why
    words:
      closed: {ja: 休んでください, en: Rest}
      ask: {ja: 先に測ってください, en: Measure first}
      released: {ja: 開けました, en: Opened}
      waived: {ja: 測ってよいと聞いた, en: Heard that it may be measured}
    confidence: D
    sources: [book]
red_flags:
  - {id: chest, level: emergency, ja: 胸, en: Chest, action: {ja: 呼ぶ, en: Call}, rule: "has(full.signs, 2)",
     confidence: V, sources: [book]}
outcomes:
  - {id: grip, ja: 力, en: Grip, measure: grip, improved: change >= 1, worse: change <= -1, criteria: c,
     confidence: D, sources: [book]}
"""
