"""Subscribing this browser to web push, and ending it."""

from typing import Any

from flask import current_app

from server.api import Blueprint
from server.auth import current, permission
from server.db import outside_feed
from server.notices import service
from server.notices.schemas import SubscriptionSchema

blueprint = Blueprint("notices", __name__, url_prefix="/api/v1", description="Where reminders are sent")


@blueprint.post("/push-subscriptions")
@permission("sync")
@blueprint.arguments(SubscriptionSchema)
@blueprint.response(201)
def subscribe(subscription: dict[str, Any]) -> None:
    """Send this staff member's reminders to this browser from now on."""
    who, endpoint, keys = current(), subscription["endpoint"], subscription["keys"]
    service.check(current_app.extensions["kayoi_config"], endpoint, keys["p256dh"], keys["auth"])
    with outside_feed():
        service.subscribe(who.tenant.id, who.staff.id, endpoint, keys["p256dh"], keys["auth"])


@blueprint.delete("/push-subscriptions")
@permission("sync")
@blueprint.arguments(SubscriptionSchema)
@blueprint.response(204)
def unsubscribe(subscription: dict[str, Any]) -> None:
    """Send nothing more to this browser."""
    who = current()
    with outside_feed():
        service.unsubscribe(who.tenant.id, who.staff.id, subscription["endpoint"])
