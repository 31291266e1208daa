"""What a spreadsheet may hold that our format does not, in words: rule, cell, what to do. Nothing goes
silently.

Levels: `stops`, no form comes of it until it is mended; `left_out`, the form comes without it; `changed`,
it was taken over with another meaning or a value of ours.
"""

from dataclasses import asdict, dataclass

LONGEST = 80
STOPS, LEFT_OUT, CHANGED = "stops", "left_out", "changed"


@dataclass(frozen=True)
class Words:
    """A rule: its level, what is the matter, and what to do about it."""

    level: str
    ja: str
    en: str
    do_ja: str
    do_en: str


@dataclass(frozen=True)
class Issue:
    """One thing about one cell. at: "survey!D7". found: what stands there, or the part of it that matters."""

    rule: str
    at: str
    found: str = ""

    def said(self) -> dict[str, str]:
        """The issue as it is shown: where, what, and what to do, in both languages."""
        sheet, _, cell = self.at.partition("!")
        return {
            "rule": self.rule,
            "sheet": sheet,
            "cell": cell,
            "found": self.found[:LONGEST],
            **asdict(RULES[self.rule]),
        }


class Issues:
    """What was found so far, in the order of finding; the same thing is noted once."""

    def __init__(self) -> None:
        self.all: list[Issue] = []

    def add(self, rule: str, at: str, found: str = "") -> None:
        """Note one thing."""
        issue = Issue(rule, at, found)
        if issue not in self.all:
            self.all.append(issue)

    @property
    def stop(self) -> bool:
        """Whether anything must be mended first."""
        return any(RULES[issue.rule].level == STOPS for issue in self.all)


_WRITE_JA = "この欄を直して、もう一度読み込んでください。"
_WRITE_EN = "Mend this cell and read the file again."
_USE_JA = "使わないときは、そのままで進められます。"
_USE_EN = "You can go on without it."


def _stops(ja: str, en: str, do_ja: str = _WRITE_JA, do_en: str = _WRITE_EN) -> Words:
    return Words(STOPS, ja, en, do_ja, do_en)


def _left_out(ja: str, en: str, do_ja: str = _USE_JA, do_en: str = _USE_EN) -> Words:
    return Words(LEFT_OUT, ja, en, do_ja, do_en)


def _changed(ja: str, en: str, do_ja: str, do_en: str) -> Words:
    return Words(CHANGED, ja, en, do_ja, do_en)


RULES: dict[str, Words] = {
    "no-sheet": _stops("このシートがありません。", "This sheet is missing."),
    "no-column": _stops("この列がありません。", "This column is missing."),
    "no-questions": _stops("質問が1つもありません。", "There is no question."),
    "no-form-id": _stops(
        "form_id がありません。",
        "form_id is missing.",
        "半角の小文字・数字・_ で、30字までで書いてください。",
        "Write small letters, digits and _, at most 30.",
    ),
    "bad-form-id": _stops(
        "form_id の字か長さが合いません。",
        "form_id has letters that cannot be used, or is too long.",
        "半角の小文字・数字・_ で、英字から始め、30字までにしてください。",
        "Small letters, digits and _, beginning with a letter, at most 30.",
    ),
    "bad-role": _stops(
        "入れる人の書き方がちがいます。",
        "This does not say who may enter it.",
        "nurse、supporter、coordinator から書いてください。",
        "Write nurse, supporter or coordinator.",
    ),
    "no-title": _stops(
        "form_title がありません。",
        "form_title is missing.",
        "質問票の名前を、settings シートの form_title に書いてください。",
        "Write what the form is called into form_title of the sheet settings.",
    ),
    "no-name": _stops("name がありません。", "The name is missing."),
    "bad-name": _stops(
        "name の字か長さが合いません。",
        "The name has letters that cannot be used, or is too long.",
        "半角の英字・数字・_ で、40字までにしてください。",
        "Letters, digits and _, at most 40.",
    ),
    "name-twice": _stops("同じ name が前の行にもあります。", "An earlier row has the same name."),
    "no-type": _stops("type がありません。", "The type is missing."),
    "unknown-type": _stops(
        "この type は XLSForm にありません。",
        "XLSForm has no such type.",
        "つづりを確かめてください（例: select_one、integer）。",
        "Check the spelling (for example select_one, integer).",
    ),
    "no-label": _stops("日本語の質問文がありません。", "The Japanese wording is missing."),
    "no-list": _stops(
        "この名前の選択肢が choices シートにありません。",
        "The choices sheet has no list of this name.",
        "choices シートの list_name を確かめてください。",
        "Check list_name in the choices sheet.",
    ),
    "code-twice": _stops("同じ選択肢が2回あります。", "The same choice is listed twice."),
    "group-open": _stops("begin group が閉じていません。", "This begin group has no end group."),
    "group-close": _stops("対になる begin group がありません。", "This end group has no begin group."),
    "repeat": _stops(
        "くり返しの部分は、ここでは使えません。",
        "Repeated parts cannot be used here.",
        "質問を必要な数だけ並べてください。",
        "Write the questions out as often as they are needed.",
    ),
    "unknown-question": _stops(
        "この名前の質問がありません。",
        "There is no question of this name.",
        "${ } の中の名前を、survey シートの name と見くらべてください。",
        "Compare the name inside ${ } with the names in the survey sheet.",
    ),
    "absent": _stops(
        "ここでは質問にならない行を使っています。",
        "It speaks of a row that is no question here.",
        "その行を直すか、この欄を空にしてください。",
        "Mend that row, or empty this cell.",
    ),
    "later-question": _stops(
        "後に出てくる質問を使っています。",
        "It speaks of a question that comes later.",
        "表示の条件には、前にある質問だけを使ってください。",
        "A condition for showing may use earlier questions only.",
    ),
    "circle": _stops("計算が自分自身にもどっています。", "The calculation comes back to itself."),
    "not-readable": _stops(
        "式を読めません。",
        "This expression cannot be read.",
        "かっこと記号を確かめてください。",
        "Check brackets and signs.",
    ),
    "not-sayable": _stops(
        "この式は、ここの決まりでは書きあらわせません。",
        "This expression cannot be said in our rules.",
        "比べる・足す・数える式に書きかえるか、欄を空にしてください。",
        "Write it with comparing, adding and counting, or empty the cell.",
    ),
    "unknown-code": _stops(
        "この選択肢は、その質問にありません。",
        "That question has no such choice.",
        "choices シートの name を確かめてください。",
        "Check the name in the choices sheet.",
    ),
    "type-clash": _stops("ちがう種類のものを比べています。", "It compares things of different kinds."),
    "limits-order": _stops("下の限りが上の限りより大きいです。", "The lower limit is above the upper one."),
    "no-calculation": _stops("calculation に式がありません。", "There is no expression in 'calculation'."),
    "bad-number": _stops("ここは数で書きます。", "A number belongs here."),
    "refused": _stops("この欄は受け取れません。", "This cell is not acceptable."),
    "checker": _stops(
        "XLSForm の検査が、このファイルを受け取りません。", "The XLSForm checker does not accept the file."
    ),
    "other-type": _left_out(
        "この種類の質問は、ここにはありません。", "This kind of question does not exist here."
    ),
    "kept-anyway": _left_out(
        "日時や入力した人は、いつも自動で残ります。", "Time and author are always kept by themselves."
    ),
    "note-row": _left_out("説明だけの行は入りません。", "A row that only explains is not taken over."),
    "column": _left_out("この列は使いません。", "This column is not used."),
    "cell": _left_out("この欄は使いません。", "This cell is not used."),
    "sheet": _left_out("このシートは使いません。", "This sheet is not used."),
    "language": _left_out(
        "日本語と英語のほかは入りません。", "Languages other than Japanese and English are left out."
    ),
    "default": _left_out("はじめから答えが入った欄は作りません。", "No answer is ever filled in beforehand."),
    "choice-filter": _left_out("選択肢のしぼりこみは使えません。", "Choices cannot be narrowed down."),
    "or-other": _left_out(
        "「その他」の欄は自動では作りません。",
        "A field for 'other' is not made by itself.",
        "「その他」の文字の質問を足せます。",
        "You can add a text question for it.",
    ),
    "required-rule": _left_out(
        "必須にする条件は使えません。必須ではない質問にしました。",
        "A condition for 'required' cannot be used; the question may stay empty.",
    ),
    "outer-group": _left_out(
        "見出しは1段だけです。外がわの見出しは入りません。",
        "There is one level of headings; the outer one is left out.",
    ),
    "result-unit": _left_out(
        "計算の結果は、単位がないので画面に出ません。",
        "The result has no unit, so it is not shown.",
        "unit の列に単位を書くと、画面に出ます。",
        "Write a unit into the column 'unit' to show it.",
    ),
    "result-kind": _left_out(
        "文字になる計算の結果は画面に出ません。", "A calculation that gives a text is not shown."
    ),
    "english": _changed(
        "英語がないので、日本語を使いました。",
        "There is no English, so the Japanese is used.",
        "英語の列があれば書いてください。",
        "Fill in the English column if you have one.",
    ),
    "name-small": _changed(
        "name を小文字にしました。",
        "The name was written in small letters.",
        "このままで使えます。",
        "Nothing to do.",
    ),
    "codes": _changed(
        "数でない選択肢の name に、上から 1、2、3 の番号をつけました。",
        "The names of these choices are no numbers, so they got the codes 1, 2, 3 from above.",
        "決まったコードがあるときは、name に数で書いてください。",
        "Where there are official codes, write them as the names.",
    ),
    "decimals": _changed(
        "小数は1桁にしました。",
        "One decimal is taken.",
        "ちがうときは decimals の列に書いてください。",
        "Write the number into the column 'decimals' if it is another.",
    ),
    "limits": _changed(
        "範囲を「入力できる範囲」にしました。範囲の外の言葉は、いつもの言葉になります。",
        "The limits became the limits of the question; its own message is not shown, the common one is.",
        "このままで使えます。",
        "Nothing to do.",
    ),
    "unanswered": _changed(
        "答えがないときの扱いが変わります。ここでは「分からない」で、条件は成り立ちません。",
        "With no answer it means something else: here it is unknown, and the condition is not met.",
        "プレビューで、答えないまま確かめてください。",
        "Try it in the preview without an answer.",
    ),
}
