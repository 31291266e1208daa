"""Who is asking, and may they: every view declares a permission, one hook enforces it before anything is
parsed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from flask.views import MethodView

from server.problems import CrossSite, LoginRequired, NotAllowed
from server.problems_access import HELD, standing

EVERYONE = frozenset({"nurse", "supporter", "coordinator", "auditor"})
PERMISSIONS: dict[str, frozenset[str] | None] = {
    "public": None,  # no login
    "signed-in": EVERYONE,
    "own": EVERYONE,  # her own account
    "sync": frozenset({"nurse", "supporter", "coordinator"}),
    "push": frozenset({"nurse", "supporter", "coordinator"}),
    "supporters": frozenset({"nurse"}),  # makes a tablet ready for those who help at a session
    "office.read": frozenset({"coordinator"}),
    "office.write": frozenset({"coordinator"}),
    "forms.author": frozenset({"coordinator"}),  # of the whole town: makes and publishes its own forms
    "reads.read": frozenset({"auditor"}),
}
PASSES: dict[str, frozenset[str]] = {  # what is answered while something stands against a session
    "device-lost": frozenset({"push"}),
    "device-retired": frozenset({"push"}),
    "device-stolen": frozenset(),
    "device-proof": frozenset(),
    "passphrase-change": frozenset({"own"}),
    "second-factor-needed": frozenset({"own"}),
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class StaffFacts:
    id: str
    name: str
    job: str


@dataclass(frozen=True)
class TenantFacts:
    id: int
    uid: str
    name: str
    demo: bool


@dataclass(frozen=True)
class SessionFacts:
    token_hash: str
    device_id: str | None
    client: str
    seen_at: datetime
    noted: str | None = None  # see WebSession
    hold: str | None = None  # see PASSES


@dataclass(frozen=True)
class Current:
    """The signed-in person of this request; plain values, safe to use in and outside transactions.

    grants: (role, scope) pairs that hold today. scopes: the feed scopes she may pull, sorted.
    """

    staff: StaffFacts
    tenant: TenantFacts
    grants: tuple[tuple[str, str], ...]
    scopes: tuple[str, ...]
    session: SessionFacts

    @property
    def roles(self) -> frozenset[str]:
        """The roles she holds anywhere."""
        return frozenset(role for role, _ in self.grants)


class PermissionMissing(RuntimeError):
    """A route has no permission or an unknown one: the app refuses to start."""


def permission(name: str) -> Callable[[View], View]:
    """Declare who may call a view. Use it on the function (or the method of a MethodView), in any decorator
    order.
    """
    if name not in PERMISSIONS:
        raise PermissionMissing(f"unknown permission {name}")

    def mark(view: View) -> View:
        view.kayoi_permission = name  # type: ignore[attr-defined]
        return view

    return mark


def current() -> Current:
    """The signed-in person. Raises LoginRequired when nobody is."""
    who: Current | None = g.get("current")
    if who is None:
        raise LoginRequired
    return who


def permission_of(view: Any, method: str) -> str | None:
    """The permission a view declares for one HTTP method, or None."""
    declared = getattr(view, "kayoi_permission", None)
    view_class = getattr(view, "view_class", None)
    if view_class is not None and issubclass(view_class, MethodView):
        handler = getattr(view_class, ("get" if method == "HEAD" else method).lower(), None)
        declared = getattr(handler, "kayoi_permission", declared)
    return declared


def refuse_bare_routes(app: Flask) -> None:
    """Raise PermissionMissing naming each route and method that declares no permission."""
    bare = [
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
        if permission_of(app.view_functions[rule.endpoint], method) is None
    ]
    if bare:
        raise PermissionMissing("no permission declared: " + ", ".join(bare))


def _enforce() -> None:
    """Before every view: same site, signed in, allowed."""
    if request.routing_exception is not None or request.endpoint is None:
        return
    declared = permission_of(current_app.view_functions[request.endpoint], request.method)
    roles = PERMISSIONS[declared] if declared and request.method != "OPTIONS" else None
    if request.method not in SAFE_METHODS:
        _refuse_cross_site()
    if roles is None:
        return
    from server import cookies

    g.current = cookies.current()
    if g.current is None:
        raise LoginRequired
    hold = g.current.session.hold
    if hold is not None and declared not in PASSES[hold]:
        _refuse_held(g.current, hold)
    if not roles & g.current.roles:
        raise NotAllowed


def _refuse_held(who: Current, hold: str) -> None:
    """Say what stands against this session. A tablet that hears of its order for the first time is noted."""
    from server.devices import tablets

    if hold in HELD:
        raise HELD[hold]
    if who.session.device_id is not None:
        tablets.note_told(who.tenant.id, who.session.device_id)
    raise standing(hold.removeprefix("device-"))


def _refuse_cross_site() -> None:
    """A browser says where a change came from; without either header it is no browser, and no cookie is at
    risk.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site != "same-origin":
        raise CrossSite
    if origin is not None and origin.removeprefix("https://").removeprefix("http://") != request.host:
        raise CrossSite


def init_app(app: Flask) -> None:
    """Enforce permissions before every view."""
    app.before_request(_enforce)
