"""The lines between tablets and server: straight into the services, and one on which everything gets lost."""

import json
import random
from collections.abc import Callable
from typing import Any, Protocol

import orjson

from server import clock, problems
from server.auth import Current, SessionFacts, StaffFacts, TenantFacts
from server.exchange import service as exchange
from server.exchange.schemas import PullQuery, PushEnvelope


class Cut(Exception):
    """The request or its reply was lost on the way."""


class FeedReset(Exception):
    """The server has another past than this device thought."""

    def __init__(self, epoch: str) -> None:
        super().__init__(epoch)
        self.epoch = epoch


class Transport(Protocol):
    """The way to the server. Raises Cut or FeedReset."""

    def push(self, envelope: dict[str, Any]) -> dict[str, Any]: ...

    def pull(self, scopes: list[str], query: dict[str, Any]) -> dict[str, Any]: ...


class InProcess:
    """Push and pull without sockets: the same schemas and services as the routes, JSON there and back."""

    def __init__(self, tenant: TenantFacts, staff_id: str, device_id: str) -> None:
        self.tenant, self.staff_id, self.device_id = tenant, staff_id, device_id

    def push(self, envelope: dict[str, Any]) -> dict[str, Any]:
        loaded = PushEnvelope().load(json.loads(json.dumps(envelope)))
        return json.loads(orjson.dumps(exchange.push(self.tenant, self.staff_id, loaded)))

    def pull(self, scopes: list[str], query: dict[str, Any]) -> dict[str, Any]:
        session = SessionFacts("", self.device_id, "tablet", clock.now())
        who = Current(
            StaffFacts(self.staff_id, "", ""), self.tenant, (("nurse", "tenant"),), tuple(scopes), session
        )
        try:
            return json.loads(exchange.pull(who, PullQuery().load(query))[0])
        except problems.FeedReset as reset:
            raise FeedReset(reset.members["epoch"]) from None


class Faulty:
    """A line on which requests and replies get lost and requests arrive twice."""

    def __init__(self, line: InProcess, chance: random.Random) -> None:
        self.line, self.chance = line, chance

    def push(self, envelope: dict[str, Any]) -> dict[str, Any]:
        return self._through(lambda: self.line.push(envelope))

    def pull(self, scopes: list[str], query: dict[str, Any]) -> dict[str, Any]:
        return self._through(lambda: self.line.pull(scopes, query))

    def _through(self, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        fate = self.chance.random()
        if fate < 0.1:
            raise Cut("request lost")
        reply = ask()
        if fate < 0.25:
            raise Cut("reply lost")
        return ask() if fate < 0.35 else reply
