"""The codes of the 健診 data (item code, code list, code), turned into answers of our forms and back.

A code means something only within its code list, which the data name by an OID. In the Kihon Checklist code 1
is いいえ in the list of 1 to 8 and はい in that of 9 to 25, and on paper 16 and 19 are printed the other way
round. So a code is first read in its list, as a word; the word is then looked up among the options.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from forms.evaluate import number_problem
from forms.rules import number

Json = dict[str, Any]
NUMBERS = ("integer", "number")


class Answer(NamedTuple):
    """What a code of the 健診 data says in a form of ours."""

    item: str
    value: int | float


class Code(NamedTuple):
    """An answer as the 健診 data write it. oid: the code list; None for a measured number."""

    item_code: str
    oid: str | None
    code: str


class Unreadable(NamedTuple):
    """Why a code is not taken over. Nothing is ever guessed.

    problem: unknown-item, no-code-list, unknown-code-list, unknown-code, not-an-answer (of this question),
    not-a-number, or what a number that was typed in would be told (out-of-range, too-many-decimals).
    """

    problem: str


def decode(forms: Iterable[Json], coded: Code) -> Answer | Unreadable:
    """The answer that a code of the 健診 data stands for, in the published form that has its question."""
    known = [item for form in forms for item in form["items"]]
    item = next((item for item in known if item["code"] == coded.item_code), None)
    if item is None:
        return Unreadable("unknown-item")
    if item["type"] in NUMBERS:
        return _measured(item, coded.code)
    if coded.oid is None:
        return Unreadable("no-code-list")
    words = code_lists(known).get(coded.oid)
    if words is None:
        return Unreadable("unknown-code-list")
    word = words.get(coded.code)
    if word is None:
        return Unreadable("unknown-code")
    codes = [option["code"] for option in item["options"] if option["ja"] == word]
    return Answer(item["id"], codes[0]) if codes else Unreadable("not-an-answer")


def encode(form: Json, item_id: str, value: int | float) -> Code | None:
    """An answer as the 健診 data write it; None when they have no code for the question."""
    item = next((item for item in form["items"] if item["id"] == item_id), None)
    if item is None or item["code"] is None:
        return None
    return Code(item["code"], item["answer_oid"], str(value))


def code_lists(items: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """{OID: {code: the word it stands for}}, from the questions that name the list of their answers."""
    return {
        item["answer_oid"]: {str(option["code"]): option["ja"] for option in item["options"]}
        for item in items
        if item["answer_oid"]
    }


def _measured(item: Json, text: str) -> Answer | Unreadable:
    try:
        value = number(float(text))
    except ValueError:
        value = None
    if value is None:
        return Unreadable("not-a-number")
    problem = number_problem(item, value)
    return Unreadable(problem) if problem else Answer(item["id"], value)
