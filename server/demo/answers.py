"""Plausible answers to the questionnaire: frail people answer like frail people, and some leave gaps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import Any

# item number: (risk code, other code, logit of the risk at frailty 0, how steeply it rises)
_YES_NO = {
    3: (2, 1, -3.2, 0.5),
    4: (1, 2, -1.3, 0.7),
    5: (1, 2, -1.6, 0.6),
    6: (1, 2, -2.2, 0.6),
    7: (1, 2, 0.1, 1.0),
    8: (1, 2, -1.7, 0.7),
    9: (2, 1, -0.8, 0.7),
    10: (1, 2, -2.0, 0.8),
    11: (1, 2, -1.7, 0.7),
    13: (2, 1, -2.9, 0.9),
    14: (2, 1, -3.2, 0.7),
    15: (2, 1, -3.3, 0.4),
}


def answers(random: Random, frailty: float, sex: str, item_ids: Sequence[str]) -> dict[str, Any]:
    """{item id: code or {"state": …}} for the 15 items in their order; unanswered items are left out."""
    sheet: dict[str, Any] = {}
    hurried = random.random() < 0.07
    for number, item_id in enumerate(item_ids, start=1):
        if hurried and random.random() < 0.18:
            continue
        refused = random.random() < 0.004
        sheet[item_id] = {"state": "declined"} if refused else _code(random, number, frailty, sex)
    return sheet


def _code(random: Random, number: int, frailty: float, sex: str) -> int:
    if number in (1, 2):
        levels = 5 if number == 1 else 4
        middle = (2.4 if number == 1 else 1.7) + 0.45 * frailty
        return max(1, min(levels, round(random.gauss(middle, 0.8))))
    if number == 12:
        smokes, stopped = (0.12, 0.45) if sex == "male" else (0.02, 0.04)
        chance = random.random()
        return 1 if chance < smokes else 3 if chance < smokes + stopped else 2
    risk, other, base, slope = _YES_NO[number]
    likely = 1 / (1 + math.exp(-(base + slope * frailty)))
    return risk if random.random() < likely else other
