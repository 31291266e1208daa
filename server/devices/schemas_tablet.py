"""What travels between a tablet and the server about the tablet itself."""

from marshmallow import fields, validate

from server.api import Schema

BASE64URL = validate.Regexp(r"\A[A-Za-z0-9_-]+\Z")


class ChallengeAsked(Schema):
    device_id = fields.UUID(required=True)


class ChallengeReply(Schema):
    nonce = fields.String()


class Proof(Schema):
    """A signed challenge. signature: ECDSA over P-256 and SHA-256 of `kayoi-<purpose>|<device>|<nonce>`."""

    nonce = fields.String(required=True, validate=[validate.Length(1, 100), BASE64URL])
    signature = fields.String(required=True, validate=[validate.Length(1, 200), BASE64URL])


class WipedAsked(Schema):
    """proof: where no session is left on the tablet. alone: no other town has anything there, and the
    browser may forget all of this address.
    """

    device_id = fields.UUID(required=True)
    proof = fields.Nested(Proof, allow_none=True, load_default=None)
    alone = fields.Boolean(load_default=True)


class EnrolAsked(Schema):
    """One of secret (from the picture) and typed."""

    secret = fields.String(load_default="", validate=validate.Length(0, 100))
    typed = fields.String(load_default="", validate=validate.Length(0, 100))
    public_key = fields.String(required=True, validate=[validate.Length(1, 100), BASE64URL])
    signature = fields.String(required=True, validate=[validate.Length(1, 200), BASE64URL])
    device_id = fields.UUID(allow_none=True, load_default=None)
    app_version = fields.String(load_default="", validate=validate.Length(0, 40))


class EnrolledDevice(Schema):
    id = fields.String()
    label = fields.String()


class EnrolReply(Schema):
    device = fields.Nested(EnrolledDevice)
    town = fields.String()
