"""What travels at sign-in."""

from marshmallow import fields, validate

from server.api import Schema
from server.devices.schemas import WriterReply, store_id_field
from server.devices.schemas_tablet import Proof
from server.tenants.schemas import Contact


class SignIn(Schema):
    """A login from a tablet or an office browser.

    installed: the app was opened from the home screen. A tab's storage may be cleared by its browser, so a
    tablet of a town with real data has to say it.
    """

    login = fields.String(required=True, validate=validate.Length(1, 64))
    passphrase = fields.String(required=True, validate=validate.Length(1, 1000))
    store_id = store_id_field()
    device_id = fields.UUID(allow_none=True, load_default=None)
    client = fields.String(required=True, validate=validate.OneOf(["tablet", "office"]))
    app_version = fields.String(load_default="", validate=validate.Length(0, 40))
    code = fields.String(allow_none=True, load_default=None, validate=validate.Length(0, 60))
    proof = fields.Nested(Proof, allow_none=True, load_default=None)
    installed = fields.Boolean(load_default=False)


class SignOut(Schema):
    """`of`: a late sign-out may meet the session of who has signed in since, and leaves it alone."""

    of = fields.UUID(
        metadata={"description": "the staff member whose session ends; of nobody else, the cookie stays"}
    )


class StaffReply(Schema):
    id = fields.String()
    name = fields.String()
    job = fields.String()


class TenantReply(Schema):
    uid = fields.String()
    name = fields.String()
    demo = fields.Boolean()


class GrantReply(Schema):
    role = fields.String()
    scope = fields.String()


class AreaReply(Schema):
    id = fields.String()
    name = fields.String()


class DeviceReply(Schema):
    id = fields.String()
    label = fields.String()
    enrolled = fields.Boolean()
    trip_ends_on = fields.String(allow_none=True)


class ScopeKeyReply(Schema):
    """A key of this device: of several generations the highest seals, the others still open.

    staff: who has been given keys of this scope on this device and holds it now.
    """

    scope = fields.String()
    generation = fields.Integer()
    key = fields.String()
    staff = fields.List(fields.String())


class SealingReply(Schema):
    """To which key (P-256 point, base64url) a tablet seals what only the server may open."""

    id = fields.Integer()
    key = fields.String()


class SignedInReply(Schema):
    """Who is signed in, what she may do, and (at sign-in on a tablet) her writer.

    contact: whom a resident may ask, printed on her 結果のお知らせ also without a signal.
    """

    staff = fields.Nested(StaffReply)
    tenant = fields.Nested(TenantReply)
    contact = fields.Nested(Contact)
    grants = fields.List(fields.Nested(GrantReply))
    roles = fields.List(fields.String())
    areas = fields.List(fields.Nested(AreaReply))
    scopes = fields.List(fields.String())
    device = fields.Nested(DeviceReply, allow_none=True)
    writer = fields.Nested(WriterReply, allow_none=True)
    hold = fields.String(allow_none=True)
    epoch = fields.String()
    server_time = fields.String()
    vapid_key = fields.String(allow_none=True)
    keys = fields.List(fields.Nested(ScopeKeyReply))
    sealing = fields.Nested(SealingReply, allow_none=True)
