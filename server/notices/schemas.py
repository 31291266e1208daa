"""The shape of a browser's push subscription, as `PushSubscription.toJSON()` gives it."""

from marshmallow import fields, validate

from server.api import Schema


class KeysSchema(Schema):
    """The browser's public key and secret, base64url."""

    p256dh = fields.String(required=True, validate=validate.Length(1, 120))
    auth = fields.String(required=True, validate=validate.Length(1, 40))


class SubscriptionSchema(Schema):
    """Where and how one browser can be reached."""

    endpoint = fields.Url(
        required=True, schemes={"https", "http"}, require_tld=False, validate=validate.Length(1, 2000)
    )
    keys = fields.Nested(KeysSchema, required=True)
    expirationTime = fields.Float(allow_none=True)  # browsers send it; no service has ever set it
