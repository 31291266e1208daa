"""What becomes of a result when it is judged by something else: findings and classes, from what to what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]
Words = tuple[str, str]
Line = tuple[Words, Words, Words]
"""(what it is about, the word before, the word after), each in Japanese and English."""

NOTHING = ("―", "–")
"""In place of a word where only one of two rival sets has such a finding."""


def lines(before: Json, after: Json, sets: Json) -> list[Line]:
    """What differs between two results; nothing when they say the same.

    Rival sets have findings of their own: what the one set says is set against what the other says, under the
    name of the question they answer. sets: {set: that question}.
    """
    found = []
    for part in ("findings", "gradings"):
        old, new = before[part], after[part]
        for name in [*old, *(one for one in new if one not in old)]:
            if name in old and name in new and old[name]["state"] != new[name]["state"]:
                found.append((_words(new[name]["title"]), _word(old[name]), _word(new[name])))
            elif (name in old) != (name in new) and (old.get(name) or new[name])["criteria"] not in sets:
                one = old.get(name) or new[name]
                pair = (_word(one), NOTHING) if name in old else (NOTHING, _word(one))
                found.append((_words(one["title"]), *pair))
    return [*found, *_rivals(before, after, sets)]


def differs(before: Json, after: Json) -> bool:
    """Whether two results say anything different."""
    return any(
        {name: one["state"] for name, one in before[part].items()}
        != {name: one["state"] for name, one in after[part].items()}
        for part in ("findings", "gradings")
    )


def _rivals(before: Json, after: Json, sets: Json) -> Iterable[Line]:
    for question, new in after["criteria"].items():
        old = before["criteria"].get(question) or _used(before, new, sets)
        said = _sum(before, old), _sum(after, new)
        if old != new and said[0] != said[1]:
            yield _words(sets[new]), *said


def _used(before: Json, new: str, sets: Json) -> str:
    """Which of the rivals judged a result of a version that did not yet name the question."""
    known = {one["criteria"] for part in ("findings", "gradings") for one in before[part].values()}
    return next((code for code, title in sets.items() if title == sets[new] and code in known), new)


def _sum(result: Json, criteria: str) -> Words:
    """What a set says in a word: its classes, else what is positive, else what weighs most of the rest."""
    graded = [one for one in result["gradings"].values() if one["criteria"] == criteria]
    said = [
        one
        for one in result["findings"].values()
        if one["criteria"] == criteria and one["role"] in ("result", "test")
    ]
    chosen = graded or [one for one in said if one["state"] == "positive"]
    for state in ("undetermined", "negative", "not_administered"):
        chosen = chosen or [one for one in said if one["state"] == state][:1]
    words = [_word(one) for one in chosen] or [NOTHING]
    return "・".join(ja for ja, _ in words), ", ".join(en for _, en in words)


def _word(one: Json) -> Words:
    return _words(one["word"])


def _words(said: Json) -> Words:
    return said["ja"], said["en"]
