"""The LAN certificate as the wire says it."""

from marshmallow import fields

from server.api import Schema


class CertificateReply(Schema):
    """The server's certificate and the CA the tablets trust; whole days, negative once it is over."""

    names = fields.List(fields.String())
    end = fields.String()
    days = fields.Integer()
    ca_end = fields.String()
    ca_days = fields.Integer()
    fingerprint = fields.String()
    thumbprint = fields.String()
    install_url = fields.String()
