"""What the office may ask: query strings and the search, every parameter by name."""

from __future__ import annotations

from marshmallow import fields, validate

from server.api import Schema


def day(key: str) -> fields.Date:
    """A calendar day in the query string."""
    return fields.Date(format="iso", data_key=key)


class DaysQuery(Schema):
    """A span of days, both included."""

    since = day("from")
    until = day("to")


class PlansQuery(DaysQuery):
    """A span of days and a state."""

    state = fields.String(validate=validate.OneOf(("planned", "done", "cancelled")))


class Search(Schema):
    """What to look for: the beginning of a name in kana or kanji, part of a birth date or telephone."""

    q = fields.String(required=True, validate=validate.Length(1, 100))


class HeldAgain(Schema):
    """Ops on hold, by id."""

    ops = fields.List(
        fields.String(validate=validate.Regexp(r"[1-9]\d{0,9}\.[1-9]\d{0,9}\Z")),
        required=True,
        validate=validate.Length(1, 1_000),
    )


class HistoryQuery(Schema):
    """Which field; all of them when left out."""

    field = fields.String(validate=validate.Length(1, 100))
