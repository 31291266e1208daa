"""Send one web push and say what became of it. Outside any transaction; nothing here names a person.

The traps of pywebpush 2.5 answered here: no timeout by default, network faults are `requests` exceptions,
redirects are followed, the claims dict is changed in place, TTL 0 drops the message when the tablet sleeps.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import requests
from pywebpush import WebPushException, webpush

from server import clock
from server.config import Config
from server.notices import hosts, vapid

TIMEOUT_S = (3, 10)
TOKEN_LIFE = timedelta(hours=1)

Verdict = Literal["sent", "gone", "later", "refused", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What the push service answered.

    sent: it has it · gone: delete the subscription · later: try again, not before retry_after_s ·
    refused: our key or settings are wrong, tell the operator · failed: never try this message again.
    """

    verdict: Verdict
    status: int = 0
    retry_after_s: int = 0


@dataclass(frozen=True)
class Message:
    """One notification: what it says, where a tap leads, how long it is worth delivering."""

    payload: dict[str, Any]
    topic: str
    ttl_s: int


def today_message(count: int, day: str, topic: str, ttl_s: int, base_url: str) -> Message:
    """The reminder of a day's plans: a number and nothing else, shaped as a declarative web push."""
    notification = {
        "title": f"本日の予定が{count}件あります",
        "lang": "ja",
        "dir": "ltr",
        "tag": f"today-{day}",
        "navigate": f"{base_url}/today",
    }
    return Message({"web_push": 8030, "notification": notification}, topic, ttl_s)


class Sender:
    """Posts messages over kept connections. A host out of reach is not asked again by this sender."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._session = requests.Session()
        self._session.max_redirects = 0
        self._unreachable: set[str] = set()

    def __enter__(self) -> Sender:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def send(self, subscription: Mapping[str, Any], message: Message) -> Outcome:
        """Encrypt and post `message` to one browser."""
        endpoint = str(subscription["endpoint"])
        if not hosts.is_allowed(endpoint, self._config.push_loopback):
            return Outcome("gone")
        host = endpoint.split("/", 3)[2]
        if host in self._unreachable:
            return Outcome("later")
        try:
            return self._post(subscription, message)
        except WebPushException as fault:
            return _outcome_of(fault)
        except requests.TooManyRedirects:
            return Outcome("failed")
        except requests.RequestException:
            self._unreachable.add(host)
            return Outcome("later")

    def _post(self, subscription: Mapping[str, Any], message: Message) -> Outcome:
        expires = clock.now() + TOKEN_LIFE
        response = webpush(
            subscription_info=dict(subscription),
            data=json.dumps(message.payload, ensure_ascii=False, separators=(",", ":")),
            vapid_private_key=vapid.signer(self._config),
            vapid_claims={"sub": vapid.contact(self._config), "exp": int(expires.timestamp())},
            headers={"Urgency": "normal", "Topic": message.topic},
            ttl=message.ttl_s,
            timeout=TIMEOUT_S,  # passed on to requests: connect, read
            requests_session=self._session,
        )
        return Outcome("sent", response.status_code)


def _outcome_of(fault: WebPushException) -> Outcome:
    status = fault.response.status_code if fault.response is not None else 0
    if status in (404, 410):
        return Outcome("gone", status)
    if status in (400, 401, 403):
        return Outcome("refused", status)
    if status == 429 or status >= 500:
        return Outcome("later", status, _seconds(fault.retry_after))
    return Outcome("failed", status)


def _seconds(retry_after: str | None) -> int:
    """`Retry-After` as whole seconds from now, at most a day; it comes as seconds or as a date."""
    if not retry_after:
        return 0
    if retry_after.isascii() and retry_after.isdigit():
        return min(int(retry_after[:6]), 86_400)
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0, min(int((at - clock.now()).total_seconds()), 86_400))
