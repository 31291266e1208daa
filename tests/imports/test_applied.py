"""Applying happens once, whatever is killed, pressed twice or brought in between."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server import worker
from server.auth import TenantFacts
from server.config import Config
from server.db import db, read_snapshot, transaction
from server.exchange.models import OpRow
from server.imports import applying
from server.records.models import Record
from server.staff import service as staff
from tests.factories import HOME_UID, PASSPHRASE, SignedIn
from tests.fakes import FakeClock
from tests.imports.office import ImportOffice, other, row
from tests.tablet import Tablet

SignIn = Callable[..., SignedIn]
TOWN = TenantFacts(1, HOME_UID, "かよい町", True)
ROWS = 60
KILLED = """
import os, signal, sys
from pathlib import Path
from server import create_app
from server import worker
from server.auth import TenantFacts
from server.config import Config
from server.imports import applying, store
data, url, run, staff, where, nth = sys.argv[1:]
left = int(nth)
def counting(function):
    def counted(*args, **kwargs):
        global left
        left -= 1
        if left == 0 and where == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        if left == 0 and where == "written":
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return counted
store.set_fates = counting(store.set_fates)
tenant = TenantFacts(1, "TOWN", "", True)
with create_app(Config(Path(data), url)).app_context():
    while applying.apply_batch(tenant, run, staff, 10):
        if left == 0 and where == "committed":
            os.kill(os.getpid(), signal.SIGKILL)
""".replace("TOWN", HOME_UID)


def filed(app: Flask) -> list[tuple[str, str]]:
    """(record, verdict) of every op an import has filed."""
    with app.app_context(), read_snapshot():
        wanted = select(OpRow.record_id, OpRow.verdict).where(OpRow.kind == "person")
        return [(str(record), verdict) for record, verdict in db.session.execute(wanted)]


def people(app: Flask) -> int:
    """How many persons there are."""
    with app.app_context(), read_snapshot():
        return len(list(db.session.scalars(select(Record.id).where(Record.kind == "person"))))


def staff_id(app: Flask, login: str = "megumi") -> str:
    """Whose id this is."""
    with app.app_context(), read_snapshot():
        return next(one.id for one in staff.everyone(1) if one.login == login)


def kill(config: Config, run_id: str, whose: str, where: str, nth: int) -> None:
    """Apply in a process of its own, batches of 10, that is killed at the nth batch."""
    command = [sys.executable, "-c", KILLED, str(config.data), config.database_url, run_id, whose, where]
    done = subprocess.run([*command, str(nth)], env=os.environ | {"PYTHONPATH": "."}, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.parametrize("where", ["before", "written", "committed"])
def test_a_kill_at_any_boundary_of_a_batch_loses_nothing_and_doubles_nothing(
    app: Flask, config: Config, office: ImportOffice, where: str
) -> None:
    run = office.upload([other(n) for n in range(ROWS)])
    batches = 3 if where == "committed" else 2
    kill(config, run["id"], staff_id(app), where, 3)
    assert people(app) == batches * 10
    half = office.get(f"/{run['id']}")
    assert (half["state"], half["done"], half["todo"]) == ("applying", batches * 10, ROWS)
    done = office.apply(run["id"])
    assert (done["state"], done["counts"]["result"]) == ("applied", {"applied": ROWS})
    assert people(app) == ROWS
    assert Counter(count for count in Counter(filed(app)).values()) == {1: ROWS}
    assert office.upload([other(n) for n in range(ROWS)])["counts"]["outcomes"] == {"unchanged": ROWS}


def test_two_coordinators_who_apply_one_run_at_once_take_turns(
    app: Flask, office: ImportOffice, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), transaction(1):
        made = staff.add(1, "second", "二人目", "企画", PASSPHRASE)
        staff.grant(1, made.id, "coordinator")
    monkeypatch.setattr(applying, "BATCH", 5)
    run = office.upload([other(n) for n in range(ROWS)])
    faults: list[BaseException] = []
    turns: Counter[str] = Counter()

    def press(whose: str) -> None:
        try:
            with app.app_context():
                while applying.apply_batch(TOWN, run["id"], whose, 5):
                    turns[whose] += 1
        except BaseException as fault:  # noqa: BLE001 - shown below
            faults.append(fault)

    threads = [
        threading.Thread(target=press, args=(one,)) for one in (staff_id(app), staff_id(app, "second"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert sum(turns.values()) == ROWS / 5
    assert people(app) == ROWS
    assert Counter(Counter(filed(app)).values()) == {1: ROWS}
    done = office.apply(run["id"])
    assert done["counts"]["result"] == {"applied": ROWS}


def test_the_second_of_two_files_of_one_source_is_compared_again(office: ImportOffice) -> None:
    office.take([row(), other(1)])
    first = office.upload([row(電話="0574-11-1111"), other(1)])
    second = office.upload([row(電話="0574-22-2222"), other(1)])
    office.apply(first["id"])
    refused = office.try_post(f"/{second['id']}/apply")
    assert (refused.status_code, refused.json["type"], refused.json["state"]) == (
        409,
        "/problems/import-state",
        "stale",
    )
    assert office.get(f"/{second['id']}")["stale"]
    assert office.check(second["id"])["counts"]["by_field"] == {"phone": 1}
    assert office.apply(second["id"])["counts"]["result"] == {"applied": 1}
    assert office.person()["fields"]["phone"] == "0574-22-2222"


def test_no_other_file_of_a_source_begins_while_one_is_half_applied(app: Flask, office: ImportOffice) -> None:
    first = office.upload([other(n) for n in range(20)])
    second = office.upload([other(n, 電話="1") for n in range(20)])
    with app.app_context():
        applying.apply_batch(TOWN, first["id"], staff_id(app), 10)
    assert office.try_post(f"/{second['id']}/apply").status_code == 409
    assert office.try_post(f"/{first['id']}/close").status_code == 409
    office.apply(first["id"])
    office.check(second["id"])
    assert office.apply(second["id"])["counts"]["result"] == {"applied": 20}


def test_what_a_nurse_does_between_preview_and_apply_is_not_lost(
    office: ImportOffice, hanako: Tablet
) -> None:
    office.take([row()])
    run = office.upload([row(電話="0574-11-1111")])
    person = hanako.everything()[office.person()["id"]]
    hanako.push(hanako.edit("person", person["id"], "phone", [person["op"]], "090-1"))
    assert office.apply(run["id"])["counts"]["result"] == {"conflict": 1}
    assert [value for _, value in office.person()["members"]["phone"]] == ["090-1", "0574-11-1111"]


def test_the_ops_are_those_of_whoever_pressed_on_the_device_of_the_source(
    app: Flask, office: ImportOffice
) -> None:
    office.take([row()])
    office.take([row()], name="別の名簿")
    office.take([row(電話="1")])
    history = office.browser.get(f"/api/v1/office/records/{office.person()['id']}/history?field=phone").json
    told = str(history)
    assert "山口 恵" in told
    assert "取り込み1" in told
    assert "取り込み2" not in told


def test_after_applying_only_what_still_needs_somebody_is_kept_and_closing_forgets_it(
    app: Flask, office: ImportOffice
) -> None:
    from server.imports.models import ImportLine

    def kept() -> list[str]:
        with app.app_context(), read_snapshot():
            return list(db.session.scalars(select(ImportLine.outcome)))

    run = office.take([row(), other(1), other(1), other(2, 地区="火星")])
    assert kept() == ["rejected"]
    assert len(office.given_back(run["id"])[1]) == 2
    office.post(f"/{run['id']}/close")
    assert kept() == []
    assert office.get(f"/{run['id']}")["state"] == "closed"
    assert office.get("")["runs"][0]["outcomes"] == {"new": 2, "rejected": 1, "repeated": 1}
    assert office.try_post(f"/{run['id']}/apply").status_code == 409


def test_runs_nobody_closes_are_put_away_after_ninety_days(
    app: Flask, office: ImportOffice, sign_in: SignIn, fake_clock: FakeClock
) -> None:
    office.upload([row()])
    fake_clock.advance(days=89)
    office = ImportOffice(sign_in("megumi", "office"))
    young = office.upload([row()])

    states(app, sign_in, ["ready", "ready"])
    fake_clock.advance(days=2)
    states(app, sign_in, ["ready", "closed"])
    assert ImportOffice(sign_in("megumi", "office")).get("")["runs"][0]["id"] == young["id"]


def states(app: Flask, sign_in: SignIn, expected: list[str]) -> None:
    """After the worker has looked, runs stand like this, newest first."""
    worker.finish_imports(app)
    office = ImportOffice(sign_in("megumi", "office"))
    assert [run["state"] for run in office.get("")["runs"]] == expected


def test_the_worker_goes_on_with_a_run_whose_page_was_closed(app: Flask, office: ImportOffice) -> None:
    run = office.upload([other(n) for n in range(30)])
    worker.finish_imports(app)
    assert people(app) == 0, "nobody has pressed yet"
    with app.app_context():
        applying.apply_batch(TOWN, run["id"], staff_id(app), 10)
    worker.finish_imports(app)
    assert office.get(f"/{run['id']}")["counts"]["result"] == {"applied": 30}


def test_a_coordinator_whose_rights_end_in_between_writes_nothing_more(
    app: Flask, office: ImportOffice
) -> None:
    run = office.upload([other(n) for n in range(20)])
    whose = staff_id(app)
    with app.app_context():
        applying.apply_batch(TOWN, run["id"], whose, 10)
        with transaction(1):
            staff.end(1, whose)
        reply: Any = office.try_post(f"/{run['id']}/apply")
    assert reply.status_code == 401
    assert people(app) == 10
