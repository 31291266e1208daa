"""The names a definition may use, once: reader.py reads by them, schema.json is made of them (schema.py).

A name that ends in `?` may be left out. Kinds: `id text rule whole number flag scalar`, the name of
another shape, `one of …`, and `list of …`, `map of …` before any of them.
"""

Shape = dict[str, tuple[str, str]]

STATES = ("positive", "negative", "undetermined", "not_administered")
TYPES = ("choice", "multi", "integer", "number", "text", "date")
ROLES = ("nurse", "supporter", "coordinator")
LOCK_WORDS = ("closed", "ask", "released", "waived")
FLAG_LEVELS = ("emergency", "same_day", "promptly", "recheck")
CLAIM: Shape = {
    "confidence": (
        "one of V V2 GK D",
        "V read in the source; V2 second-hand; GK not checked; D a rule of ours",
    ),
    "sources": ("list of text", "Names out of `sources` at the top"),
    "note?": ("text", "A reservation that must be read with it"),
}
TITLE: Shape = {"ja": ("text", "Japanese"), "en": ("text", "English")}

SHAPES: dict[str, Shape] = {
    "form": {
        "form": ("id", "The form, as its folder is called"),
        "version": ("whole", "1, 2, 3 …, as the file is called"),
        "min_engine": ("whole", "1, or 2 for whatever came with engine 2 (RULES.md)"),
        "title": ("words", ""),
        "wording_version": ("text", "Which printed wording this is"),
        "default": ("flag", "Whether a town has the form without asking for it"),
        "licence": ("words", "The terms of use, and whether they were read"),
        "answered_by": ("map of words", "Who may have answered: self, family, proxy"),
        "categories": ("map of words", "What items are grouped by in results"),
        "sources": ("map of text", "Every source, by the name the claims use"),
        "items": ("list of item", "The questions in their order"),
        "pages?": ("list of list of text", "Items screen by screen; without it each section is a screen"),
        "sections?": ("list of section", "Items under headings, in the order of the items"),
        "entered_by?": (
            "list of one of nurse supporter coordinator",
            "Who may enter it; everyone without it",
        ),
        "repeat?": ("repeat", "How often it is asked"),
        "reasons?": ("map of words", "Why something could not be measured, by code"),
        "facts?": ("list of fact", "What rules use that is not an answer"),
        "criteria_sets?": ("list of criteria_set", "Rival sets of criteria; the town chooses one"),
        "measures?": ("list of measure", "Numbers out of trials, with their protocol"),
        "derived?": ("list of derived", "Rules with a name, for other rules"),
        "scores?": ("list of score", ""),
        "findings?": ("list of finding", "Statements that are positive, negative or undetermined"),
        "gradings?": ("list of grading", "Statements with classes of their own"),
        "locks?": ("list of lock", "What closes a section, and what opens it"),
        "red_flags?": ("list of red_flag", "What must not wait for the sync"),
        "outcomes?": ("list of outcome", "What changed between two rounds of a measure"),
    },
    "item": {
        "id": ("text", "The form, a dot, and small letters, digits or _"),
        "no": ("whole", "The printed number"),
        "category": ("text", "A name out of `categories`"),
        "wording": ("text", "Official, letter for letter, Japanese"),
        "reference_en": ("text", "Our translation, for reference only"),
        "type": ("one of choice multi integer number text date", "multi is any number of codes, sorted"),
        "note?": ("text", "What stands under the question on the printed form"),
        "hint?": ("text", "For staff, Japanese; shown beside the wording, never instead of it"),
        "reading?": ("text", "Read aloud, Japanese; kana and figures written out"),
        "choices?": ("id", "The code list in choices/ (choice and multi)"),
        "code?": ("text", "The item in the health-check tables"),
        "answer_oid?": ("text", "The list its answers are coded by there"),
        "unit?": ("unit", "Of a number"),
        "minimum?": ("number", "A lower number is refused"),
        "maximum?": ("number", "A higher number is refused"),
        "soft_minimum?": ("number", "A lower number is asked about, never refused"),
        "soft_maximum?": ("number", "A higher number is asked about, never refused"),
        "decimals?": ("whole", "0 to 6"),
        "max_length?": ("whole", "Of a text; 4,000 without it"),
        "required?": ("flag", "false: may stay empty without the sheet being incomplete"),
        "unable?": ("flag", "true: 「できなかった」 is a result here"),
        "reasons?": ("list of text", "Which of the form's reasons it takes; all without it"),
        "copy_from?": ("list of text", "Items whose last answer may be offered; taken by a tap only"),
        "entered_by?": ("list of one of nurse supporter coordinator", "Who may answer it"),
        "shown?": ("rule", "True: asked"),
        "risk?": ("risk", "The answers that count as a risk"),
        "constraints?": ("list of constraint", ""),
    },
    "risk": {"rule": ("rule", ""), **CLAIM},
    "constraint": {
        "id": ("id", ""),
        "rule": ("rule", "Violated when false"),
        "level": ("one of hard soft", "hard is refused, soft asked about"),
        **TITLE,
    },
    "section": {"id": ("id", ""), **TITLE, "items": ("list of text", "")},
    "repeat": {
        "months?": ("whole", "1 to 60"),
        "each?": ("one of session visit", "At every session, or every visit"),
    },
    "fact": {
        "id": ("id", "sex (female, male) and age (on the day) come from the person"),
        "type": ("one of number boolean text", ""),
        **TITLE,
        "default?": ("scalar", ""),
    },
    "criteria_set": {
        "id": ("id", "A town chooses with the setting criteria_<id>"),
        **TITLE,
        "default": ("id", ""),
        "sets": ("map of words", "What scores, findings and gradings name as `criteria`"),
    },
    "measure": {
        "id": ("id", "measure.<id> in rules"),
        **TITLE,
        "unit": ("unit", ""),
        "decimals": ("whole", "As it is shown; it is compared unrounded"),
        "rows?": ("list of row", "Sides by trials; none for what is only computed"),
        "value": ("rule", "Which trial counts: max_known, min_known, mean_known …"),
        "protocol?": ("list of protocol", "Rounds that differ in any of these are not compared"),
        **CLAIM,
    },
    "row": {"ja?": ("text", ""), "en?": ("text", ""), "items": ("list of text", "The trials in order")},
    "protocol": {
        "id": ("id", ""),
        **TITLE,
        "value?": ("scalar", "The same on every sheet"),
        "rule?": ("rule", "Said by an item or a fact"),
    },
    "derived": {"id": ("id", "derived.<id> in rules"), "rule": ("rule", "")},
    "score": {
        "id": ("id", ""),
        **TITLE,
        "criteria": ("text", ""),
        "terms": ("list of term", ""),
        **CLAIM,
    },
    "term": {"rule": ("rule", ""), "low?": ("number", ""), "high?": ("number", "")},
    "finding": {
        "id": ("id", ""),
        "role": (
            "one of result rule group test",
            "test: judged by its own items, 未実施 when none of them is known",
        ),
        **TITLE,
        "criteria": ("text", ""),
        "rule": ("rule", ""),
        **CLAIM,
        "words?": ("state_words", "What a state is called here, where that is not the common word"),
        "basis?": ("one of kdb field_equivalent provisional_selfreport", ""),
    },
    "state_words": {f"{state}?": ("words", "") for state in STATES},
    "grading": {
        "id": ("id", ""),
        "role": ("one of result test", ""),
        **TITLE,
        "criteria": ("text", ""),
        "grades": ("list of grade", "In order: the first whose rule is true"),
        **CLAIM,
    },
    "grade": {"id": ("id", ""), **TITLE, "rule?": ("rule", "The last has none: whatever is left")},
    "lock": {
        "id": ("id", ""),
        **TITLE,
        "sections": ("list of text", ""),
        "closed": ("rule", "True closes, unknown asks to measure first"),
        "opened?": ("rule", "True opens in spite of `closed`"),
        "waived?": ("rule", "True: somebody else made sure; counts only while `closed` is unknown"),
        "release?": ("text", "The item in which a professional writes why she opens it"),
        "words": ("lock_words", ""),
        **CLAIM,
    },
    "lock_words": {
        "closed": ("words", ""),
        "ask": ("words", ""),
        "released?": ("words", ""),
        "waived?": ("words", ""),
    },
    "red_flag": {
        "id": ("id", ""),
        "level": ("one of emergency same_day promptly recheck", ""),
        **TITLE,
        "action": ("words", "What to do, as the source says it"),
        "rule": ("rule", ""),
        **CLAIM,
    },
    "outcome": {
        "id": ("id", ""),
        **TITLE,
        "measure": ("id", ""),
        "improved": ("rule", "Of `change`, now minus before"),
        "worse": ("rule", ""),
        "criteria": ("text", ""),
        **CLAIM,
    },
    "words": TITLE,
    "unit": {**TITLE, "ucum?": ("text", "The unit in UCUM, for exports")},
    "code_list": {"source": ("text", "Where the codes come from"), "options": ("list of option", "")},
    "option": {
        "code": ("whole", "What is stored and exported"),
        **TITLE,
        "exclusive?": ("flag", "true: excludes every other code of a multi"),
    },
}

ENGINE_2_FORM = (
    "sections entered_by repeat reasons criteria_sets measures derived gradings locks red_flags outcomes"
)
ENGINE_2_ITEM = "hint reading unit soft_minimum soft_maximum max_length unable reasons copy_from entered_by"
ENGINE_2_TYPES = ("multi", "date")


def names_of(shape: str) -> tuple[list[str], list[str]]:
    """The names a shape must have, and those it may have."""
    names = list(SHAPES[shape])
    may = [name.removesuffix("?") for name in names if name.endswith("?")]
    return [name for name in names if not name.endswith("?")], may
