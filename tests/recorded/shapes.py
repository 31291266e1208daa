"""Every shape an op of protocol version 1 can have, and every fate: what the recorder sends."""

import json
from collections.abc import Iterator
from typing import Any

from sync.ids import natural_id
from tests.recorded.town import EAST, SALON, SOUTH, UID
from tests.reference.sending import sign

AT = "2026-11-21T05:12:33Z"
SESSION = natural_id(UID, "session", f"{SALON}:2026-11-21:1")
Push = tuple[str, dict[str, Any]]  # who carries it, its body


def record(n: int) -> str:
    """A record's id."""
    return f"018f0000-0000-7000-8000-0000000001{n:02}"


ATTENDANCE = natural_id(UID, "attendance", f"{SESSION}:{record(1)}")


def person(**fields: Any) -> dict[str, Any]:
    """The fields of a person."""
    head = {"family_kana": "タカハシ", "given_kana": "ハナ", "family": "髙橋", "given": "𠮷花"}
    return head | {"born_on": "1941-04-29", "sex": "female", "area": SOUTH} | fields


class Writer:
    """Makes the ops of one writer."""

    def __init__(self, store: str, given: dict[str, Any]) -> None:
        self.store, self.no, self.key = store, given["writer_no"], given["mac_key"]
        self.certificate, self.seq = given["certificate"], 0
        self.made: dict[int, list[Any]] = {}

    def op(self, kind: str, record_id: str, **members: Any) -> list[Any]:
        """The next op."""
        head = {"seq": self.seq + 1, "save": self.seq + 1, "kind": kind, "id": record_id, "made_at": AT}
        return self.raw(json.dumps(head | members, ensure_ascii=False, separators=(",", ":")))

    def edit(self, kind: str, record_id: str, field: str, saw: list[str], now: Any, **more: Any) -> list[Any]:
        """An edit of one field."""
        return self.op(kind, record_id, edits={field: {"saw": saw, "now": now}}, **more)

    def raw(self, text: str) -> list[Any]:
        """The next op with exactly this text."""
        self.seq += 1
        self.made[self.seq] = [self.seq, sign(self.key, text), text]
        return self.made[self.seq]

    def push(self, *ops: list[Any], **more: Any) -> dict[str, Any]:
        """The body that carries these ops."""
        before = self.made.get(ops[0][0] - 1)
        head = {"protocol": 1, "store_id": self.store, "writer_no": self.no, "writer_cert": self.certificate}
        owed = {"made_seq": self.seq, "drafts_open": 1, "prev_hash": before[1] if before else ""}
        return head | owed | {"ops": list(ops)} | more


def everything(nurse: Writer, colleague: Writer, coordinator: Writer) -> Iterator[Push]:
    """One push after another."""
    yield "coordinator", coordinator.push(_session(coordinator))
    yield "nurse", nurse.push(*_sheets(nurse))
    yield "colleague", colleague.push(*_beside(colleague, nurse.no))
    yield "colleague", colleague.push(*_let_go(colleague))
    yield "nurse", nurse.push(*_held(nurse))
    yield "nurse", nurse.push(nurse.made[1], nurse.made[2])  # again: duplicates
    yield "coordinator", coordinator.push(*_office(coordinator, nurse.no, colleague.no))
    yield "nurse", nurse.push(*_replacing(nurse), clock=AT, app_version="1", persisted=True, repaired=0)
    yield "colleague", _carried(nurse)
    yield "nurse", _copy(nurse)


def _session(by: Writer) -> list[Any]:
    new = {"salon": SALON, "on": "2026-11-21", "n": 1, "starts_at": "10:00", "state": "open"}
    return by.op("session", SESSION, new=new)


def _sheets(by: Writer) -> Iterator[list[Any]]:
    yield by.op("person", record(1), new=person(phone="1", address="東町1-2"))
    yield by.op("membership", record(2), new={"person": record(1), "salon": SALON, "from_on": "2026-04-01"})
    attends = {"person": record(1), "session": SESSION, "at": AT, "state": "present"}
    yield by.op("attendance", ATTENDANCE, new=attends)
    head = {"person": record(1), "session": SESSION, "form": "qmcoo", "version": 1, "on": "2026-11-21"}
    answers = {
        "answered_by": "self",
        "a.qmcoo.01_health": 1,
        "a.qmcoo.02_satisfaction": {"state": "declined"},
    }
    yield by.op("submission", record(3), form_version="qmcoo/1", new=head | answers)
    plan = {"person": record(1), "due_on": "2026-12-01", "due_time": "10:30", "way": "phone"}
    yield by.op("follow_up", record(4), new=plan | {"purpose": "血圧", "state": "planned"})
    yield by.edit("person", record(1), "phone", [f"{by.no}.1"], "2")
    amended = {"a.qmcoo.01_health": {"saw": [f"{by.no}.4"], "now": 2}}
    why = {"reason": "聞き直した", "copied_from": {"a.qmcoo.01_health": f"{by.no}.4"}}
    yield by.op("submission", record(3), form_version="qmcoo/1", edits=amended, **why)
    contact = {"contacts#k1.name": {"saw": [], "now": "長女"}, "contacts#k1.phone": {"saw": [], "now": "3"}}
    yield by.op("person", record(1), edits=contact)
    given = {"person": record(1), "purpose": "医師への情報提供", "given_on": "2026-11-21"}
    yield by.op("consent", record(5), new=given)


def _beside(by: Writer, other: int) -> Iterator[list[Any]]:
    yield by.edit("person", record(1), "phone", [f"{other}.1"], "3")  # had not seen the 2
    attends = {"person": record(1), "session": SESSION, "at": "2026-11-21T05:13:00Z", "state": "present"}
    yield by.op("attendance", ATTENDANCE, new=attends)  # scanned on both tablets
    yield by.edit("person", record(1), "state", [], "deceased")
    yield by.op("follow_up", record(7), new=_plan(record(6)))  # waits


def _let_go(by: Writer) -> Iterator[list[Any]]:
    yield by.op("person", record(6), new=person(given_kana="ウメ"))  # whom the plan waited for
    yield by.edit("consent", record(5), "withdrawn_on", [], "2026-11-22")


def _plan(person_id: str) -> dict[str, Any]:
    return {"person": person_id, "due_on": "2026-12-01", "way": "visit", "state": "planned"}


def _held(by: Writer) -> Iterator[list[Any]]:
    yield by.raw(f'{{"seq":{by.seq + 1},"broken')
    yield by.raw(f'{{"seq":{by.seq + 1},"lost":"unreadable"}}')
    yield by.raw(f'{{"seq":{by.seq + 1},"lost":"refused"}}')
    yield by.op("person", record(8), new=person(area=EAST))  # not her area
    yield by.op("dragon", record(9), new={"name": "x"})
    yield by.edit("person", record(1), "horns", [], 2)
    yield by.edit("person", record(1), "born_on", [f"{by.no}.1"], "昭和16年")
    yield by.op("person", record(10), new={"family_kana": "タカハシ"})
    yield by.op(
        "attendance", record(11), new={"person": record(1), "session": SESSION, "at": AT, "state": "present"}
    )
    yield by.edit("submission", record(3), "a.qmcoo.01_health", [], 3, form_version="unknown/9")
    forged = by.edit("person", record(1), "phone", [], "9")
    yield [forged[0], sign("AAAA", forged[2]), forged[2]]


def _office(by: Writer, nurse: int, colleague: int) -> Iterator[list[Any]]:
    yield by.edit("person", record(1), "phone", [f"{nurse}.6", f"{colleague}.1"], "3", reason="本人に確認")
    yield by.edit("person", record(6), "area", [f"{colleague}.5"], EAST)  # she moves, her plan with her
    yield by.edit("person", record(6), "merged_into", [], record(1))
    yield by.edit("person", record(6), "merged_into", [f"{by.no}.4"], None)


def _replacing(by: Writer) -> Iterator[list[Any]]:
    wrong = next(seq for seq, op in by.made.items() if '"昭和16年"' in op[2])
    saw = [f"{by.no}.1", f"{by.no}.{wrong}"]
    yield by.edit("person", record(1), "born_on", saw, "1941-04-30", replaces=f"{by.no}.{wrong}")


def _carried(by: Writer) -> dict[str, Any]:
    """Another nurse on the same tablet carries her op."""
    return by.push(by.edit("person", record(1), "address", [f"{by.no}.1"], None))


def _copy(by: Writer) -> dict[str, Any]:
    """A copy of her store uses a number again: the rest of it goes on under a new writer."""
    copy = Writer(by.store, {"writer_no": by.no, "mac_key": by.key, "certificate": by.certificate})
    copy.seq, copy.made = 1, {1: by.made[1]}
    again = copy.edit("person", record(1), "given", [f"{by.no}.1"], "花")
    return copy.push(by.made[1], again, copy.edit("person", record(1), "given", [f"{by.no}.2"], "華"))
