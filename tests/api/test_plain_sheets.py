"""New sheets filed in one step become what the long way makes of them, whatever comes with them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server.db import read_snapshot
from server.exchange import plain, stretch
from server.exchange.models import HeldOp, OpRow
from server.records.models import Record
from sync.ids import natural_id
from tests.factories import EAST, HOME_UID, SOUTH, SignedIn
from tests.tablet import SALON, SESSION, Tablet, found_masters, new_id, person, submission

SignIn = Callable[..., SignedIn]
FAR, ABSENT = new_id(), new_id()


def ops_of(misaki: Tablet) -> list[list[Any]]:
    """A push of many plain sheets, and of others that only look plain."""
    names = {name: new_id() for name in ("her", "late", "sheet", "twice", "edited", "other", "soon", "later")}
    her = names["her"]

    def sheet(record_id: str, person_id: str = her, **fields: Any) -> list[Any]:
        return misaki.op("submission", record_id, new=submission(person_id, **fields))

    attendance = natural_id(HOME_UID, "attendance", f"{SESSION}:{her}")
    came = {"person": her, "session": SESSION, "at": "2026-11-21T01:00:00Z", "state": "present"}
    return [
        sheet(names["sheet"], FAR),  # in an area that is not hers
        misaki.op("person", her, new=person(area=SOUTH)),
        sheet(names["twice"]),
        misaki.op("attendance", attendance, new=came),
        *(sheet(new_id(), session=SESSION) for _ in range(4)),
        sheet(names["twice"], session=SESSION),  # its id is taken
        sheet(attendance),  # and this one's, by another kind
        sheet(her, her),
        sheet(new_id(), session=SALON),  # what it names is no session
        sheet(new_id(), attendance),  # nor this a person
        sheet(new_id(), **{"a.qmcoo.01_health": 99}),
        sheet(names["edited"], medium="paper"),
        misaki.edit("submission", names["edited"], "a.qmcoo.01_health", [misaki.id(misaki.seq)], 2),
        sheet(new_id(), session=None),
        misaki.edit("submission", names["soon"], "a.qmcoo.01_health", [], 3),  # waits for the next one
        sheet(names["soon"]),
        misaki.edit("submission", names["later"], "a.qmcoo.01_health", [], 3),  # waits for the next push
        sheet(new_id(), names["late"]),  # who comes after it
        sheet(new_id(), session=ABSENT),
        sheet(new_id()),
        misaki.op("person", names["late"], new=person(area=SOUTH)),
        sheet(names["other"], names["late"]),
        sheet(names["later"]),
    ]


def left_by(misaki: Tablet, ops: list[list[Any]]) -> tuple[list[Any], ...]:
    """Her verdicts and all rows of hers, without what differs between two tablets that do the same."""
    reply = misaki.push(*ops[:-2]), misaki.push(*ops[-4:])
    with read_snapshot() as session:
        logged = session.execute(select(OpRow.__table__).where(OpRow.writer_no == misaki.no)).mappings().all()
        ids = dict.fromkeys(json.loads(one[2])["id"] for one in ops)
        records = session.execute(select(Record.__table__).where(Record.id.in_(ids))).mappings().all()
        held = session.execute(select(HeldOp.__table__).where(HeldOp.writer_no == misaki.no)).mappings().all()
    first = min(one["seq"] for one in records)
    texts = {one: f"id {at}" for at, one in enumerate(ids)} | {f'"op":"{misaki.no}.': '"op":"'}
    texts |= {f'["{misaki.no}.': '["'}

    def plainly(rows: Any) -> list[str]:
        found = []
        for row in rows:
            said = dict(row) | {"writer_no": 0, "hash": "", "received_at": ""}
            for name in ("applied_seq", *(["seq"] if "scope" in said else [])):
                said[name] = said.get(name) and said[name] - first
            text = repr(said).replace(f'"seq":{row["seq"]}', f'"seq":{said["seq"]}')
            for old, new in texts.items():
                text = text.replace(old, new)
            found.append(text)
        return sorted(found)

    return [one["verdicts"] for one in reply], plainly(logged), plainly(records), plainly(held)


def test_filed_in_one_step_or_the_long_way_it_is_the_same(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_masters(app)
    ichiro = Tablet(sign_in("ichiro"))
    ichiro.push(ichiro.op("person", FAR, new=person(area=EAST)))
    in_one_step = []

    def watched(*given: Any) -> bool:
        in_one_step.append(plain.filed(*given))
        return in_one_step[-1]

    with app.app_context():
        monkeypatch.setattr(stretch, "filed", watched)
        misaki = Tablet(sign_in("misaki"))
        quick = left_by(misaki, ops_of(misaki))
        monkeypatch.setattr(stretch, "filed", lambda *_given: False)
        misaki = Tablet(sign_in("misaki"))
        long = left_by(misaki, ops_of(misaki))
    assert in_one_step.count(True) >= 5
    for one, other in zip(quick, long, strict=True):
        assert one == other
    assert len(quick[1]) == 26
    assert '"op":"3","fields":' in str(quick[2])
