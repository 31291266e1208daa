"""A tablet on a line that cuts, resets, delays and doubles syncs until it is done: nothing lost or
doubled."""

import json
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sync.feed import add
from tests.factories import PASSPHRASE, SOUTH, store_id
from tests.network.conftest import Live
from tests.network.proxy import Fault
from tests.property.eye import Eye
from tests.reference.device import Device
from tests.reference.lines import Cut, Tcp
from tests.reference.screen import drawn_members
from tests.reference.server import Refused, Server
from tests.reference.store import Store
from tests.tablet import MADE_AT, new_id, person

WAYS = st.one_of(
    st.builds(Fault, st.sampled_from(["cut", "reset"]), st.booleans(), st.integers(0, 4_000)),
    st.builds(Fault, st.just("delay"), at=st.integers(0, 60)),
    st.just(Fault("twice")),
    st.just(Fault("refused")),
)
FAULTS = st.lists(WAYS, min_size=1, max_size=8)
QUICK = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_names = count(1)


def tablet(live: Live, login: str, address: tuple[str, int]) -> Device:
    """A tablet that has signed in on a good line and works at this address from then on."""
    server = Server(Tcp(*live.address))
    device = Device(server, Store(store_id()), lambda: MADE_AT)
    device.sign_in(login, PASSPHRASE)
    device.server.line = Tcp(*address)
    return device


@pytest.fixture(scope="module")
def hanako(live: Live) -> Device:
    """The tablet on the bad line."""
    return tablet(live, "hanako", live.proxy.address)


@pytest.fixture(scope="module")
def misaki(live: Live) -> Device:
    """A colleague's tablet on a good line."""
    return tablet(live, "misaki", live.address)


def work(device: Device, persons: int) -> list[str]:
    """She registers some people and corrects each once."""
    made = []
    for _ in range(persons):
        record = new_id()
        device.save({"kind": "person", "id": record, "new": person(phone=f"n{next(_names)}", area=SOUTH)})
        saw = drawn_members(device.screen()[record], "phone")
        device.save({"kind": "person", "id": record, "edits": {"phone": (saw, f"n{next(_names)}")}})
        made.append(record)
    return made


def until_done(device: Device, limit: int) -> int:
    """Sync again and again; how often it was cut off."""
    for broken in range(40):
        try:
            if device.sync(limit):
                return broken
        except (Cut, json.JSONDecodeError):
            continue
        except Refused as refusal:
            if refusal.status != 503:
                raise
    raise AssertionError("never done")


def assert_once(live: Live, device: Device) -> None:
    """The server holds each op once, with the bytes made, and says so."""
    eye = Eye(live.file)
    log = {one.id: one.body.decode() for one in eye.log()}
    received = eye.received()
    eye.close()
    outs = list(device.store.outbox.values())
    assert {out.id: out.text for out in outs} == {key: log[key] for key in (out.id for out in outs)}
    bodies = list(log.values())
    assert len(bodies) == len(set(bodies))
    for no in {out.no for out in outs}:
        assert received[no] == add((), [out.seq for out in outs if out.no == no])
    assert {out.state for out in outs} <= {"shown"}


def check(live: Live, hanako: Device, misaki: Device, faults: list[Fault], persons: int, limit: int) -> None:
    made = work(hanako, persons)
    live.proxy.plan(faults)
    until_done(hanako, limit)
    live.proxy.plan([])
    until_done(hanako, limit)
    assert_once(live, hanako)
    until_done(misaki, 1_000)
    mine, hers = hanako.screen(), misaki.screen()
    assert all(mine[record] == hers[record] for record in made)


def test_whatever_the_line_does_everything_arrives_once(live: Live, hanako: Device, misaki: Device) -> None:
    @QUICK
    @given(FAULTS, st.integers(1, 5), st.sampled_from([2, 50]))
    @example([Fault("cut", up=False, at=0)] * 5, 3, 50)  # done on the server, never heard of
    @example([Fault("twice")] * 4, 5, 50)
    @example([Fault("reset", up=True, at=700)] * 4, 5, 50)
    def broken_lines(faults: list[Fault], persons: int, limit: int) -> None:
        check(live, hanako, misaki, faults, persons, limit)

    broken_lines()
    assert {"cut", "reset", "delay", "twice", "refused"} <= set(live.proxy.met)


@pytest.mark.long
def test_whatever_the_line_does_for_longer(live: Live, hanako: Device, misaki: Device) -> None:
    @settings(QUICK, max_examples=600)
    @given(FAULTS, st.integers(1, 5), st.sampled_from([2, 50]))
    def broken_lines(faults: list[Fault], persons: int, limit: int) -> None:
        check(live, hanako, misaki, faults, persons, limit)

    broken_lines()


def cuts(direction: bool) -> Iterator[Fault]:
    """A cut at every so many bytes of a push and its reply."""
    step = 150 if direction else 40
    for at in range(0, 2_400 if direction else 900, step):
        yield Fault("cut", direction, at)


@pytest.mark.parametrize("direction", [True, False], ids=["request", "reply"])
def test_a_cut_at_every_place_of_a_push(live: Live, hanako: Device, misaki: Device, direction: bool) -> None:
    for fault in cuts(direction):
        check(live, hanako, misaki, [fault], 2, 50)
