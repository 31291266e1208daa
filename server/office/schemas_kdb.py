"""What KDB said of a person, as a judged sheet tells it."""

from __future__ import annotations

from marshmallow import Schema as Loose
from marshmallow import fields


class KdbSaidReply(Loose):
    """One source. on: the day it holds for, where the source says so."""

    value = fields.Raw()
    source = fields.String()
    on = fields.String(allow_none=True)


class KdbFactReply(Loose):
    """One fact. value: null where the sources differ; then it was not used."""

    id = fields.String()
    value = fields.Raw(allow_none=True)
    said = fields.List(fields.Nested(KdbSaidReply))


class KdbReply(Loose):
    """The facts of a sheet's fiscal year that its form asks of KDB."""

    year = fields.Integer()
    facts = fields.List(fields.Nested(KdbFactReply))
