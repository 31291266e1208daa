"""The reference tablet of the simulation, over real HTTP: it holds at the door users use."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from sync.merge import field_of
from tests.factories import SignedIn
from tests.property.device import Device
from tests.property.lines import FeedReset
from tests.tablet import found_masters, new_id, person

SignIn = Callable[..., SignedIn]


class Http:
    """Push and pull through the app's own routes."""

    def __init__(self, browser: SignedIn) -> None:
        self.browser = browser

    def push(self, envelope: dict[str, Any]) -> dict[str, Any]:
        reply = self.browser.post("/api/v1/sync/push", json=envelope)
        assert reply.status_code == 200, reply.text
        body: dict[str, Any] = reply.json
        return body

    def pull(self, _scopes: list[str], query: dict[str, Any]) -> dict[str, Any]:
        reply = self.browser.get("/api/v1/sync/pull", query_string=query)
        body: dict[str, Any] = reply.json
        if reply.status_code == 409:
            raise FeedReset(body["epoch"])
        assert reply.status_code == 200, reply.text
        return body


def tablet(browser: SignedIn) -> tuple[Device, Http]:
    body = browser.body
    return Device("", browser.writer, browser.store_id, body["scopes"], body["epoch"]), Http(browser)


def test_two_tablets_offline_then_both_show_the_same_conflict_and_its_settlement(
    app: Flask, sign_in: SignIn
) -> None:
    found_masters(app)
    (hanako, first), (misaki, second) = tablet(sign_in("hanako")), tablet(sign_in("misaki"))
    person_id = new_id()
    made = hanako.create("person", person_id, person(phone="1"))
    hanako.push(first)
    assert made.state == "arrived"
    assert field_of(hanako.view()[person_id], "phone").members == {hanako.op_id(made): "1"}
    while misaki.pull(second) or hanako.pull(first):
        pass
    assert made.state == "shown"
    saw = [hanako.op_id(made)]
    for device, now in ((hanako, "2"), (misaki, "3")):
        device.edit("person", person_id, "phone", saw, now)
    for device, line in ((hanako, first), (misaki, second)):
        device.push(line)
    for device, line in ((hanako, first), (misaki, second)):
        device.pull(line)
    both = field_of(hanako.view()[person_id], "phone").members
    assert sorted(both.values()) == ["2", "3"]
    assert field_of(misaki.view()[person_id], "phone").members == both
    misaki.edit("person", person_id, "phone", both, "3")
    misaki.push(second)
    hanako.pull(first)
    assert hanako.view()[person_id].fields["phone"] == "3"
