"""What may be asked of the town's own forms, and what is answered: the only list of their fields."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema as Loose
from marshmallow import ValidationError, fields, validate, validates_schema

from server.api import Schema
from server.authoring.measures import SIGNS

NAME = [validate.Length(1, 60), validate.Regexp(r"\S")]
UNIT = [validate.Length(1, 20), validate.Regexp(r"\S")]
VALUE = validate.Range(-1_000_000, 1_000_000)
STEP = ("test", "publish", "retire", "recall", "drop")


class BandBody(Schema):
    """The number for these persons, null where they are not judged.

    from_age: whole years on the day, up to the next band of the same sex.
    """

    sex = fields.String(validate=validate.OneOf(("female", "male")))
    from_age = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 120))
    value = fields.Float(required=True, allow_none=True, validate=VALUE)


class ThresholdBody(Schema):
    """Which values are 該当: those on this side of the number. Either one number for everybody, or bands."""

    value = fields.Float(validate=VALUE)
    bands = fields.List(fields.Nested(BandBody), validate=validate.Length(1, 20))
    direction = fields.String(required=True, validate=validate.OneOf(tuple(SIGNS)))

    @validates_schema
    def _fits(self, data: dict[str, Any], **_: object) -> None:
        bands = data.get("bands", [])
        if ("value" in data) == bool(bands):
            raise ValidationError("either one number or bands", "value")
        if bands and all(one["value"] is None for one in bands):
            raise ValidationError("no band has a number", "bands")
        if len({one.get("sex") is None for one in bands}) > 1:
            raise ValidationError("either every band names a sex or none does", "bands")
        if len({(one.get("sex"), one["from_age"]) for one in bands}) < len(bands):
            raise ValidationError("two bands are the same", "bands")


class MeasureBody(Schema):
    """One value of a set. source: where its limits and threshold come from, in the author's words."""

    name = fields.String(required=True, validate=NAME)
    name_en = fields.String(validate=validate.Length(0, 60))
    unit = fields.String(required=True, validate=UNIT)
    unit_en = fields.String(validate=validate.Length(0, 20))
    decimals = fields.Integer(required=True, strict=True, validate=validate.Range(0, 3))
    minimum = fields.Float(required=True, validate=VALUE)
    maximum = fields.Float(required=True, validate=VALUE)
    threshold = fields.Nested(ThresholdBody)
    source = fields.String(required=True, validate=[validate.Length(1, 300), validate.Regexp(r"\S")])

    @validates_schema
    def _in_order(self, data: dict[str, object], **_: object) -> None:
        low, high = float(str(data["minimum"])), float(str(data["maximum"]))
        if low >= high:
            raise ValidationError("the minimum must be below the maximum", "maximum")
        threshold = data.get("threshold")
        values = [threshold, *threshold.get("bands", [])] if isinstance(threshold, dict) else []
        if not all(low < one["value"] < high for one in values if one.get("value") is not None):
            raise ValidationError("the threshold must lie between the limits", "threshold")


class MeasuresBody(Schema):
    """A set of measurements."""

    form_id = fields.String(required=True, validate=validate.Regexp(r"[a-z][a-z0-9_]{0,29}\Z"))
    title = fields.String(required=True, validate=NAME)
    title_en = fields.String(validate=validate.Length(0, 60))
    measures = fields.List(fields.Nested(MeasureBody), required=True, validate=validate.Length(1, 20))


class StepBody(Schema):
    """A step. reason: a recall needs one."""

    step = fields.String(required=True, validate=validate.OneOf(STEP))
    reason = fields.String(validate=[validate.Length(1, 300), validate.Regexp(r"\S")])

    @validates_schema
    def _recall_says_why(self, data: dict[str, object], **_: object) -> None:
        if data["step"] == "recall" and "reason" not in data:
            raise ValidationError("a recall needs a reason", "reason")


class TriersBody(Schema):
    """Who tries a version out; nobody any longer with an empty list."""

    staff = fields.List(fields.UUID(), required=True, validate=validate.Length(0, 50))


class WordsReply(Loose):
    ja = fields.String()
    en = fields.String()


class FormStepReply(Loose):
    """A step that was taken."""

    step = fields.String()
    by = fields.String()
    at = fields.AwareDateTime(format="iso")
    reason = fields.String(allow_none=True)


class BriefReply(Loose):
    """A version as the list shows it."""

    id = fields.String()
    form = fields.String()
    version = fields.Integer()
    title = fields.Nested(WordsReply)
    questions = fields.Integer()
    state = fields.String()
    origin = fields.String()
    steps = fields.List(fields.Nested(FormStepReply))


class OfferBody(Schema):
    """Offer a form to the nurses, or no longer. version: only this one; all of them without it."""

    form = fields.String(required=True, validate=validate.Regexp(r"[a-z][a-z0-9_]{0,39}\Z"))
    version = fields.Integer(strict=True, validate=validate.Range(1, 999_999))
    on = fields.Boolean(required=True, truthy={True}, falsy={False})


class BroughtReply(Loose):
    """A form version this product brings. offered: whether nurses may begin a sheet with it."""

    form = fields.String()
    version = fields.Integer()
    title = fields.Nested(WordsReply)
    licence = fields.Nested(WordsReply)
    offered = fields.Boolean()


class OffersReply(Loose):
    """Every form version this product brings."""

    brought = fields.List(fields.Nested(BroughtReply))


class FormsReply(OffersReply):
    """allowed: false for who coordinates only a part of the town. practice: whether it is a practice town."""

    allowed = fields.Boolean()
    practice = fields.Boolean()
    editions = fields.List(fields.Nested(BriefReply))


class SheetNoteReply(Loose):
    """What of the file was left out, changed, or must be mended, by sheet and cell."""

    rule = fields.String()
    level = fields.String()
    sheet = fields.String()
    cell = fields.String()
    found = fields.String()
    ja = fields.String()
    en = fields.String()
    do_ja = fields.String()
    do_en = fields.String()


class TrierReply(Loose):
    """Somebody who tries a version out."""

    id = fields.String()
    name = fields.String()


class EditionReply(BriefReply):
    """A version with all it says. before: what the version in its place says, null for the first. triers:
    null when nobody was ever asked to try it out.
    """

    definition = fields.Dict()
    before = fields.Dict(allow_none=True)
    notes = fields.List(fields.Nested(SheetNoteReply))
    steps_open = fields.List(fields.String())
    triers = fields.List(fields.Nested(TrierReply), allow_none=True)
    practice = fields.Boolean()


class MadeReply(Loose):
    """id: of the new draft, null when something must be mended first."""

    id = fields.String(allow_none=True)
    notes = fields.List(fields.Nested(SheetNoteReply))
