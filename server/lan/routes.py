"""GET /api/v1/office/lan-certificates: until when tablets of this network are served over TLS."""

from typing import Any

from flask import current_app

from server import clock
from server.api import Blueprint
from server.auth import permission
from server.config import Config
from server.lan import store
from server.lan.schemas import CertificateReply
from server.lan.watch import days_left

blueprint = Blueprint("lan", __name__, url_prefix="/api/v1/office", description="The certificate of the LAN")


@blueprint.get("/lan-certificates")
@permission("office.read")
@blueprint.response(200, CertificateReply(many=True))
def get_lan_certificates() -> list[dict[str, Any]]:
    """The certificate `kayoi serve-lan` serves with; none when the server is reached in another way."""
    config: Config = current_app.extensions["kayoi_config"]
    if not config.lan_names:
        return []
    ca, server, now = store.ca_of(config), store.server_of(config), clock.now()
    if ca is None or server is None:
        return []
    return [
        {
            "names": list(config.lan_names),
            "end": clock.iso(server.end),
            "days": days_left(server.end, now),
            "ca_end": clock.iso(ca.end),
            "ca_days": days_left(ca.end, now),
            "fingerprint": ca.fingerprint(),
            "thumbprint": ca.thumbprint(),
            "install_url": f"http://{config.lan_names[0]}:{config.lan_install_port}",
        }
    ]
