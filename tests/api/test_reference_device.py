"""The reference tablet over the app's own routes, on both databases: it holds at the door users use."""

from collections.abc import Callable

import pytest
from flask import Flask

from sync.merge import field_of
from tests.factories import PASSPHRASE, SignedIn, store_id
from tests.reference.device import Device
from tests.reference.lines import InProcess
from tests.reference.screen import drawn_members
from tests.reference.server import Server
from tests.reference.store import Store
from tests.tablet import MADE_AT, found_masters, new_id, person

SignIn = Callable[..., SignedIn]


def tablet(app: Flask, login: str) -> Device:
    device = Device(Server(InProcess(app)), Store(store_id()), lambda: MADE_AT)
    device.sign_in(login, PASSPHRASE)
    return device


@pytest.fixture
def tablets(app: Flask) -> tuple[Device, Device]:
    found_masters(app)
    return tablet(app, "hanako"), tablet(app, "misaki")


def edit(device: Device, person_id: str, now: str) -> None:
    saw = drawn_members(device.screen()[person_id], "phone")
    device.save({"kind": "person", "id": person_id, "edits": {"phone": (saw, now)}})


def phones(device: Device, person_id: str) -> dict[str, str]:
    return dict(field_of(device.screen()[person_id], "phone").members)


def test_two_tablets_offline_then_both_show_the_same_conflict_and_its_settlement(
    tablets: tuple[Device, Device],
) -> None:
    hanako, misaki = tablets
    person_id = new_id()
    [made] = hanako.save({"kind": "person", "id": person_id, "new": person(phone="1")})
    hanako.push_all()
    assert hanako.store.outbox[made.n].state == "arrived"
    assert phones(hanako, person_id) == {made.id: "1"}
    assert misaki.sync()
    assert hanako.sync()
    assert hanako.store.outbox[made.n].state == "shown"
    edit(hanako, person_id, "2")
    edit(misaki, person_id, "3")
    for device in (hanako, misaki, hanako):
        device.sync()
    assert sorted(phones(hanako, person_id).values()) == ["2", "3"]
    assert phones(misaki, person_id) == phones(hanako, person_id)
    edit(misaki, person_id, "3")
    misaki.sync()
    hanako.sync()
    assert list(phones(hanako, person_id).values()) == ["3"]


def test_a_body_the_server_cannot_take_is_halved_until_the_one_op_is_found(
    tablets: tuple[Device, Device],
) -> None:
    hanako, misaki = tablets
    ids = [new_id() for _ in range(5)]
    for number, person_id in enumerate(ids):
        phone = "\ud83d" if number == 3 else str(number)  # half a character: no JSON in UTF-8 can carry it
        hanako.save({"kind": "person", "id": person_id, "new": person(phone=phone)})
    assert hanako.sync()
    misaki.sync()
    assert [person_id in misaki.screen() for person_id in ids] == [True, True, True, False, True]
    held = [out for out in hanako.store.outbox.values() if out.held]
    assert [(out.op.id, out.held, out.lost) for out in held] == [
        (ids[3], "lost", '{"seq":4,"lost":"refused"}')
    ]
    assert field_of(hanako.screen()[ids[3]], "phone").members, "it is kept, and stays on her own screen"


def test_a_row_that_got_lost_on_the_tablet_is_found_by_the_digest_and_fetched_again(
    tablets: tuple[Device, Device],
) -> None:
    hanako, misaki = tablets
    person_id = new_id()
    hanako.save({"kind": "person", "id": person_id, "new": person()})
    hanako.sync()
    misaki.sync()
    whole = misaki.screen()
    del misaki.store.replica[next(place for place in misaki.store.replica if place[1] == person_id)]
    assert person_id not in misaki.screen()
    misaki.sync()
    assert misaki.screen() == whole
    assert misaki.store.repaired == 1
