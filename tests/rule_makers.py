"""Random rules, answers and names, valid by construction, for comparing the Python and TypeScript twins."""

from random import Random
from typing import Any

from forms.rules import Ast, Codes, Range

NUMBERS = [
    0,
    1,
    2,
    3,
    4,
    20,
    0.1,
    0.2,
    0.3,
    2.5,
    -2.5,
    51.2,
    39.2,
    160,
    140.0,
    18.5,
    1e-9,
    1e15,
    1e200,
    2**53,
]
TEXTS = ["", "a", "b", "高橋", "𠮷", "1"]
NAMES = ["a", "b", "c.d", "e.1_f", "score.s", "constructor", "__proto__", "toString", "hasOwnProperty"]
N_ARY = ["&&", "||", "coalesce", "count", "sum", "min", "max", "in", "max_known", "min_known", "mean_known"]
BINARY = ["==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/"]
NONSENSE: list[Any] = [None, True, "1", 99, -1, 1.5, 1e300, 2**70, [1], [], [0, 1], [2, 1], ["1"], {}, "字"]
NONSENSE += ["2026-02-30", "2026-13-01", "𠮷" * 11, "字" * 21, {"state": ["unable"]}, {"state": None}]
KANA = "アイウエオカガキギクゲゴサザシジスズゾタダチヂツヅテトドナノハバパホボポマモャュョッ"
KANA += "ヤヨラロワヰヱヲンヴヵヶァィゥェォーヽヾ"
ODD = "ぁあおがゎゐゞゝﾞﾟｶｷﾎﾟｵｰ゛゜\u3099\u309a ・　･-‐−～〜々ー髙﨑邉斉𠮷高崎\ufe00\U000e0100\u200b"
ODD += "AbＺ１0年月.昭和S/元日"


def rule(random: Random, depth: int) -> Ast:
    """A tree of any operators over any types: the evaluators must agree on nonsense too."""
    if depth == 0 or random.random() < 0.15:
        return leaf(random)
    kind = random.random()
    if kind < 0.4:
        op = random.choice(N_ARY)
        return [op, *(rule(random, depth - 1) for _ in range(random.randint(1, 4)))]
    if kind < 0.8:
        return [random.choice(BINARY), rule(random, depth - 1), rule(random, depth - 1)]
    if kind < 0.87:
        return ["?:", *(rule(random, depth - 1) for _ in range(3))]
    if kind < 0.92:
        return ["round", rule(random, depth - 1), random.randint(0, 9)]
    if kind < 0.96:
        return ["has", leaf(random), random.randint(0, 4)]
    return [random.choice(["!", "neg", "answered", "unable"]), rule(random, depth - 1)]


def leaf(random: Random) -> Ast:
    """A name, which may be unknown, or a literal."""
    kind = random.random()
    if kind < 0.02:
        return ["unknown"]
    if kind < 0.5:
        return ["get", random.choice(NAMES)]
    return random.choice(TEXTS) if kind > 0.95 else literal(random)


def literal(random: Random) -> bool | int | float:
    kind = random.random()
    if kind < 0.3:
        return random.random() < 0.5
    if kind < 0.8:
        return random.choice(NUMBERS)
    return round(random.uniform(-200, 200), random.randint(0, 6))


def environment(random: Random) -> dict[str, Any]:
    """Values for some of the names, ranges among them."""
    env: dict[str, Any] = {}
    for name in NAMES[:5]:
        kind = random.random()
        if kind < 0.55:
            env[name] = float(literal(random)) if random.random() < 0.6 else random.random() < 0.5
        elif kind < 0.65:
            env[name] = random.choice(TEXTS)
        elif kind < 0.8:
            low = float(random.randint(-3, 6))
            env[name] = Range(low, low + random.randint(1, 5))
        elif kind < 0.9:
            env[name] = Codes(random.sample(range(5), random.randint(1, 4)))
        if random.random() < 0.3:
            env[f"unable:{name}"] = random.random() < 0.5
    return env


def answers(random: Random, published: dict[str, Any]) -> dict[str, Any]:
    """Answers to a form: good ones, missing ones, refused ones and nonsense."""
    found: dict[str, Any] = {}
    for item in published["items"]:
        kind = random.random()
        if kind < 0.7:
            found[item["id"]] = good_answer(random, item)
        elif kind < 0.8:
            found[item["id"]] = {"state": random.choice(["declined", "cannot_measure", "unable"])}
        elif kind < 0.86:
            found[item["id"]] = random.choice(NONSENSE)
    return found


def good_answer(random: Random, item: dict[str, Any]) -> Any:
    """An answer the item allows."""
    if item["type"] == "choice":
        return random.choice(item["options"])["code"]
    if item["type"] == "text":
        return random.choice(TEXTS)
    if item["type"] == "date":
        return random.choice(["2026-11-22", "1999-12-31", "2024-02-29"])
    if item["type"] == "multi":
        alone = [option["code"] for option in item["options"] if option.get("exclusive")]
        others = sorted(option["code"] for option in item["options"] if option["code"] not in alone)
        if alone and random.random() < 0.5:
            return [random.choice(alone)]
        return sorted(random.sample(others, min(len(others), random.randint(1, 3))))
    low, high = item["minimum"] or 0, item["maximum"] or 100
    if random.random() < 0.2:
        return random.choice([low, high])
    return round(random.uniform(low, high), 0 if item["type"] == "integer" else item["decimals"])


def fact(random: Random) -> Any:
    """What a town or the register may say of a fact."""
    return random.choice([1, 2, 3, None, "1", True, "female", "male", 64, 65, 78, 90])


def name_text(random: Random) -> str:
    """A few characters in which everything that is folded, dropped or joined comes up."""
    return "".join(random.choice(KANA if random.random() < 0.6 else ODD) for _ in range(random.randint(0, 7)))
