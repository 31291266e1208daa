"""What the paper pages ask and are told."""

from __future__ import annotations

from marshmallow import Schema as Loose
from marshmallow import ValidationError, fields, validate, validates_schema

from server.api import Schema
from server.mailings.lists import LISTS
from server.office.schemas import NameReply, PersonReply, RowReply

AT_ONCE = 500  # sheets of one print run


class PictureReply(Loose):
    """A QR code of size × size squares; path: the dark ones, as an SVG path."""

    size = fields.Integer()
    path = fields.String()


class FormReply(Loose):
    """A form of the town. title: ja and en; items: how many questions."""

    form = fields.String()
    version = fields.Integer()
    title = fields.Dict()
    items = fields.Integer()


class ChoicesReply(Loose):
    """What a print run begins with."""

    forms = fields.List(fields.Nested(FormReply))
    areas = fields.List(fields.Nested(NameReply))
    salons = fields.List(fields.Nested(NameReply))


class RecipientsQuery(Schema):
    """An area or a salon."""

    area = fields.UUID()
    salon = fields.UUID()

    @validates_schema
    def one_of_them(self, data: dict[str, object], **_options: object) -> None:
        if len(data) != 1:
            raise ValidationError("地区か通いの場を1つ / an area or a salon, one of them", "area")


class ChosenBody(Schema):
    """Persons chosen one by one, in the body: they stand in no address."""

    persons = fields.List(fields.UUID(), required=True, validate=validate.Length(1, AT_ONCE))


class MailingCounts(Loose):
    """How many sheets each list holds."""

    out = fields.Integer()
    sent = fields.Integer()
    returned = fields.Integer()
    replied = fields.Integer()
    unchecked = fields.Integer()


class RecipientReply(Loose):
    """Somebody of the list. against: why nothing is posted to her, null when it can be."""

    person = fields.Nested(PersonReply)
    against = fields.String(allow_none=True)


class PrintBody(Schema):
    """For whom, which form version."""

    persons = fields.List(fields.UUID(), required=True, validate=validate.Length(1, AT_ONCE))
    form = fields.String(required=True, validate=validate.Length(1, 80))
    version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 999_999))


class PrintedSheetReply(Loose):
    """One sheet. id: of its mailing, to be filed before it is printed. address: null when none is printed."""

    id = fields.String()
    number = fields.String()
    picture = fields.Nested(PictureReply)
    person = fields.Nested(PersonReply)
    address = fields.String(allow_none=True)
    against = fields.String(allow_none=True)


class PrintedReply(Loose):
    """A print run. definition: the published form version."""

    town = fields.String()
    definition = fields.Dict()
    sheets = fields.List(fields.Nested(PrintedSheetReply))


class MailingsQuery(Schema):
    """Which list: a state, or `unchecked`: keyed in once only."""

    state = fields.String(load_default="out", validate=validate.OneOf(LISTS))


class MailingReply(Loose):
    """A sheet that was printed for somebody, as a record with its person and its form's title.

    typed_by, checked_by: who keyed the reply in, and who did so again; null when nobody has.
    """

    id = fields.String()
    op = fields.String()
    fields_ = fields.Dict(data_key="fields", attribute="fields")
    members = fields.Dict()
    state = fields.String()
    person = fields.Nested(PersonReply)
    title = fields.Dict()
    typed_by = fields.String(allow_none=True)
    checked_by = fields.String(allow_none=True)


class NumberBody(Schema):
    """The number on a sheet, in the body: it stands in no address."""

    number = fields.String(required=True, validate=validate.Length(1, 20))


class NumberReply(Loose):
    """A sheet found by its number. sheet: what was keyed in of it, null when nothing was."""

    mailing = fields.Nested(MailingReply)
    definition = fields.Dict()
    sheet = fields.Nested(RowReply, allow_none=True)
