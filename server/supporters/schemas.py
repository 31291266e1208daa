"""What travels when a tablet is made ready for a session."""

from marshmallow import fields

from server.api import Schema
from server.devices.schemas import WriterReply, store_id_field
from server.staff.schemas import SealingReply, StaffReply


class MakeReady(Schema):
    store_id = store_id_field()


class HelpedSessionReply(Schema):
    id = fields.String()
    on = fields.String()
    area = fields.String()
    salon = fields.String()


class OwnKeyReply(Schema):
    scope = fields.String()
    generation = fields.Integer()
    key = fields.String()


class SupporterReply(Schema):
    """keys: of what she opens on this tablet, and of nothing else."""

    staff = fields.Nested(StaffReply)
    writer = fields.Nested(WriterReply)
    keys = fields.List(fields.Nested(OwnKeyReply))


class HelpedStandingReply(Schema):
    """over: staff have closed it, or it is past its end. may_help: ids of those who may still work at it."""

    session = fields.Nested(HelpedSessionReply)
    ends_at = fields.String()
    over = fields.Boolean()
    may_help = fields.List(fields.String())
    rows = fields.List(fields.Dict())
    server_time = fields.String()


class MadeReadyReply(HelpedStandingReply):
    """What the tablet keeps until the session is over."""

    supporters = fields.List(fields.Nested(SupporterReply))
    sealing = fields.Nested(SealingReply)
