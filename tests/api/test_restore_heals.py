"""The whole story over real HTTP: back up, work on, lose the server, restore; silent tablets come home."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.config import Config
from sync.merge import Row
from tests import factories
from tests.concurrency.counting import op_log
from tests.factories import PASSPHRASE
from tests.fakes import FakeClock, Lines
from tests.reference.device import Device
from tests.reference.lines import Cut
from tests.reference.server import Refused
from tests.restoring import Town, back_up, edit, environment, manifest, new_person, restore
from tests.tablet import file_ops, new_id, person

LOGINS = ("hanako", "ichiro")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def town(config: Config, fake_clock: FakeClock) -> Iterator[Town]:
    found = Town(config, fake_clock)
    yield found
    found.close()


def come_home(device: Device, login: str) -> None:
    """She signs in again, as a restored server asks, and the tablet does the rest."""
    with pytest.raises(Refused) as asked:
        device.sync()
    assert asked.value.status == 401
    device.sign_in(login, PASSPHRASE)
    for _ in range(3):  # what another tablet brought releases what waited
        assert device.sync()


def shown(device: Device) -> dict[str, tuple[dict[str, object], dict[str, dict[str, object]]]]:
    """What the server says of every record this tablet holds: values and members, no feed numbers."""
    assert not device.store.unshown()
    assert device.store.old is None
    rows: dict[str, Row] = {place[1]: kept.row for place, kept in device.store.replica.items()}
    return {record_id: (dict(row.fields), dict(row.members)) for record_id, row in rows.items()}


@pytest.mark.parametrize("days", [*(pytest.param(few, marks=pytest.mark.long) for few in (1, 30)), 90])
def test_tablets_that_were_silent_for_days_refill_what_the_backup_lacks(town: Town, days: int) -> None:
    first, second = (town.tablet(login) for login in LOGINS)
    both = new_person(first, phone="1")
    first.sync()
    second.sync()
    office = town.office()
    in_backup = office.file("person", both, edits={"address": {"saw": [], "now": "役場で書いた"}})
    file = back_up(town.config)
    for device in (first, second):
        device.sync()

    town.clock.advance(hours=1)  # they go on working, and everything is acknowledged
    new_person(first, phone="2")
    edit(first, both, "phone", "090")
    edit(second, both, "phone", "080")
    new_person(second, family_kana="サトウ")
    for device in (first, second, first):
        device.sync()
    lost = office.file("person", new_id(), new=person(phone="only in the office"))
    third = town.tablet("misaki")  # the backup knows nothing of this tablet
    hers = new_person(third, given_kana="ウメ")
    third.sync()
    for device in (first, second):
        device.sync()
    before = shown(second)
    assert all(out.text for out in first.store.outbox.values() if out.seq > 1), "kept until backed up"

    with town.stopped():
        new_person(first, phone="made while the server was down")
        with pytest.raises(Cut):
            first.sync()
        town.clock.advance(days=1)
        said = restore(town.config, file, "--replace").output
    assert f"{lost}-{lost.partition('.')[2]} at 2026-11-21T06:12:33Z" in said
    assert in_backup not in said

    town.clock.advance(days=days)
    for device, login in ((first, "hanako"), (third, "misaki"), (second, "ichiro")):
        come_home(device, login)
    for device in (first, second, third):
        device.sync()
    after = shown(second)
    lost_record = {record_id for record_id in before if record_id not in after}
    assert {before[one][0]["phone"] for one in lost_record} == {"only in the office"}
    for record_id in before.keys() - lost_record:
        assert after[record_id] == before[record_id], "every acknowledged value is back, and nothing else"
    assert hers in after
    assert {"090", "080"} == set(after[both][1]["phone"].values()), "the conflict is what it was"
    phones = {fields.get("phone") for fields, _ in shown(first).values()}
    assert "made while the server was down" in phones


def test_the_office_sees_what_it_has_to_do_again_and_gets_a_fresh_number(town: Town) -> None:
    office = town.office()
    subject = new_id()
    office.file("person", subject, new=person(address="before"))
    file = back_up(town.config)
    town.clock.advance(minutes=5)
    office.file("person", subject, edits={"address": {"saw": [f"{office.no}.1"], "now": "after"}})
    office.file("person", subject, edits={"phone": {"saw": [f"{office.no}.1"], "now": "1"}})
    with town.stopped():
        restore(town.config, file, "--replace")
    again = town.office()
    (told,) = again.server.get("/api/v1/office/restores")
    assert told["listed"] is True
    assert [(one["writer_no"], one["from"], one["to"], one["at"]) for one in told["ops"]] == [
        (office.no, 2, 2, "2026-11-21T05:17:33Z"),
        (office.no, 3, 3, "2026-11-21T05:17:33Z"),
    ]
    assert {one["staff"] for one in told["ops"]} == {"山口 恵"}
    assert again.no > 1_000_000
    page = again.server.get(f"/api/v1/office/people/{subject}")
    assert "before" in str(page)
    assert "after" not in str(page)


def test_two_restores_of_one_backup_never_give_a_number_twice(town: Town) -> None:
    file = back_up(town.config)
    given: list[int] = []
    for _ in range(2):
        with town.stopped():
            restore(town.config, file, "--replace")
        device = town.tablet("hanako")
        new_person(device)
        assert device.sync()
        given.append(device.store.pen().no)
    assert given[1] - given[0] >= 1_000_000


def test_no_number_is_used_again_by_those_who_keep_no_copy(town: Town) -> None:
    """An op id that a tablet has seen must never come to mean another op."""
    office = town.office()
    office.file("person", new_id(), new=person())
    file = back_up(town.config)
    before = {office.file("person", new_id(), new=person()), _filed_by_the_server(town)}
    with town.stopped():
        restore(town.config, file, "--replace")
    after = {town.office(office.store_id).file("person", new_id(), new=person()), _filed_by_the_server(town)}
    assert not before & after
    assert {int(op.partition(".")[0]) > 1_000_000 for op in after} == {True}


def _filed_by_the_server(town: Town) -> str:
    """The id of an op that the server itself has just made."""
    record_id = new_id()
    file_ops(town.app, [{"kind": "person", "id": record_id, "new": person()}])
    found = op_log(town.app)
    return next(op_id for op_id, filed in found.items() if filed.op and filed.op.id == record_id)


def add_account(town: Town, *words: str) -> None:
    """`kayoi staff add`, in a process of its own, whose connections end with it."""
    env = {**os.environ, **environment(town.config)}
    command = [sys.executable, "-m", "server.cli", "staff", "add", *words]
    subprocess.run(command, env=env, cwd=ROOT, input=PASSPHRASE + "\n", text=True, check=True)


def test_work_of_an_account_the_backup_lacks_waits_for_the_account(town: Town, lines: Lines) -> None:
    town.clock.now = datetime.now(UTC)  # that of the process which makes the account
    file = back_up(town.config)
    account = ("--login", "mitsuko", "--name", "新田 光子", "--role", "nurse")
    account += ("--tenant", factories.HOME_UID)
    add_account(town, *account)
    device = town.tablet("mitsuko")
    hers = new_person(device)
    assert device.sync()
    her_id = device.store.user
    with town.stopped():
        restore(town.config, file, "--replace")
    device.sign_in("hanako", PASSPHRASE)  # who shares the tablet brings it to the server
    assert device.sync()
    assert [out.held for out in device.store.outbox.values()] == ["not-allowed"]
    assert any("writer-readmitted" in line and str(her_id) in line for line in lines.written)
    add_account(town, *account, "--id", str(her_id))
    device.sign_in("mitsuko", PASSPHRASE)
    assert device.sync()
    assert device.sync()
    assert hers in shown(device)


def test_every_epoch_is_new_and_every_session_has_ended(town: Town) -> None:
    device = town.tablet("hanako")
    new_person(device)
    device.sync()
    epoch = device.store.epoch
    file = back_up(town.config)
    assert set(manifest(file).tenants) == {factories.HOME_UID, factories.AWAY_UID}
    with town.stopped():
        restore(town.config, file, "--replace")
    with pytest.raises(Refused) as refused:
        device.pull()
    assert refused.value.status == 401
    device.sign_in("hanako", PASSPHRASE)
    assert device.store.epoch != epoch
    assert device.sync()
    assert len(device.store.outbox) == 1
