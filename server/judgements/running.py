"""Judging the sheets of a whole period again: first counted, then done, part by part; never over the old.

Each part is read in a snapshot and written in one short transaction, so nobody waits for 20,000 sheets. A
part that somebody else wrote meanwhile is not written twice, and the same result is not kept twice.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from typing import Any, NamedTuple

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms import decisions as rules
from server import clock
from server.audit import steps
from server.db import db, outside_feed, read_snapshot
from server.devices import service as devices
from server.form_versions import own
from server.judgements import comparing
from server.judgements.models import Judgement, JudgingRun
from server.problems import FormState, Invalid, NotFound
from server.records import service as records
from server.records.service import RecordView
from server.submissions import service as submissions
from server.tenants import service as tenants

Json = dict[str, Any]
PART = 100
AT_ONCE_S = 20
WORKING = ("counting", "judging")


class _Part(NamedTuple):
    """What was found in one part. reached: "" when there was nothing more."""

    reached: str
    looked_at: int
    differing: list[tuple[str, str]]
    lines: Counter[comparing.Line]


def ask(session: Session, tenant_id: int, staff_id: str, asked: Json) -> str:
    """A new run, to be counted first; its id. Raises Invalid."""
    check(tenant_id, asked)
    run = JudgingRun(
        tenant_id=tenant_id,
        id=devices.new_id(),
        asked=orjson.dumps(asked).decode(),
        state="counting",
        by_id=staff_id,
        at=clock.now(),
    )
    session.add(run)
    session.flush()
    steps.note(tenant_id, "judging", run.id, "asked", staff_id)
    return run.id


def check(tenant_id: int, asked: Json) -> None:
    """Whether the town has had this version, and the form states what was chosen. Raises Invalid."""
    published = _published(tenant_id, asked)
    if published is None:
        raise Invalid(errors={"version": ["この版の質問票がありません / there is no such form version"]})
    offered = {one["id"]: one for one in rules.choices(published)}
    wrong = {
        f"facts.{name}": ["質問票に書いてある基準と範囲からえらびます / choose one of what the form states"]
        for name, value in asked["facts"].items()
        if name not in offered or not rules.allows(offered[name], value)
    }
    if asked["since"] > asked["until"]:
        wrong["until"] = ["始まりの日より後にします / not before the first day"]
    if wrong:
        raise Invalid(errors=wrong)


def _published(tenant_id: int, asked: Json) -> Json | None:
    return own.published(tenants.get(tenant_id).uid, asked["form"], asked["version"])


def begin(session: Session, tenant_id: int, run_id: str, staff_id: str) -> None:
    """Judge what was counted. Raises NotFound, FormState."""
    run = get(tenant_id, run_id)
    _check_state(run, ("counted",))
    run.state, run.reached = "judging", ""
    steps.note(tenant_id, "judging", run.id, "begun", staff_id)
    session.flush()


def cancel(session: Session, tenant_id: int, run_id: str, staff_id: str) -> None:
    """Go no further. What it has kept stays. Raises NotFound, FormState."""
    run = get(tenant_id, run_id)
    _check_state(run, ("counting", "counted", "judging"))
    run.state = "cancelled"
    steps.note(tenant_id, "judging", run.id, "cancelled", staff_id)
    session.flush()


def _check_state(run: JudgingRun, states: tuple[str, ...]) -> None:
    if run.state not in states:
        raise FormState(state=run.state)


def get(tenant_id: int, run_id: str) -> JudgingRun:
    """Raises NotFound."""
    run = db.session.get(JudgingRun, (tenant_id, run_id), populate_existing=True)
    if run is None:
        raise NotFound
    return run


def finish(tenant_id: int) -> None:
    """Go on with whatever is under way. Opens its own transactions."""
    with read_snapshot():
        wanted = select(JudgingRun.id).where(JudgingRun.tenant_id == tenant_id, JudgingRun.state.in_(WORKING))
        under_way = list(db.session.scalars(wanted.order_by(JudgingRun.at)))
    for run_id in under_way:
        work(tenant_id, run_id, AT_ONCE_S)


def work(tenant_id: int, run_id: str, seconds: float) -> bool:
    """Go on for so long; True when nothing is left. Opens its own transactions, one a part."""
    until = time.monotonic() + seconds
    while go_on(tenant_id, run_id):
        if time.monotonic() > until:
            return False
    return True


def go_on(tenant_id: int, run_id: str) -> bool:
    """The next part; False when there is none. Opens its own transactions. Raises NotFound."""
    with read_snapshot():
        run = get(tenant_id, run_id)
        state, reached = run.state, run.reached
        if state not in WORKING:
            return False
        part = _look(tenant_id, run)
    with outside_feed() as session:
        run = session.get_one(JudgingRun, (tenant_id, run_id), populate_existing=True, with_for_update=True)
        if (run.state, run.reached) != (state, reached):
            return run.state in WORKING  # somebody else did this part, or it was cancelled
        _write(session, run, part)
        return run.state in WORKING


def _write(session: Session, run: JudgingRun, part: _Part) -> None:
    if run.state == "counting":
        counted = Counter({_line(one): one["n"] for one in orjson.loads(run.lines)}) + part.lines
        run.lines = orjson.dumps([_told(line, n) for line, n in counted.most_common()]).decode()
        run.looked_at += part.looked_at
        run.differing += len(part.differing)
    else:
        run.kept += _keep(session, run, part.differing)
    run.reached = part.reached
    if not part.reached:
        run.state = "counted" if run.state == "counting" else "done"
        steps.note(run.tenant_id, "judging", run.id, run.state, run.by_id)


def _keep(session: Session, run: JudgingRun, found: list[tuple[str, str]]) -> int:
    """Keep further results; how many were new. What is there already is not kept again."""
    ids = [sheet_id for sheet_id, _ in found]
    hers = select(Judgement.submission_id, Judgement.said).where(
        Judgement.tenant_id == run.tenant_id, Judgement.submission_id.in_(ids)
    )
    there = {(sheet_id, said) for sheet_id, said in session.execute(hers)}
    fresh = [one for one in found if one not in there]
    session.add_all(_row(run, sheet_id, said) for sheet_id, said in fresh)
    session.flush()
    return len(fresh)


def _row(run: JudgingRun, sheet_id: str, said: str) -> Judgement:
    return Judgement(
        tenant_id=run.tenant_id,
        id=str(uuid.uuid5(uuid.UUID(run.id), sheet_id)),
        submission_id=sheet_id,
        version=orjson.loads(run.asked)["version"],
        said=said,
        by_id=run.by_id,
        at=clock.now(),
        run_id=run.id,
    )


def _look(tenant_id: int, run: JudgingRun) -> _Part:
    asked = orjson.loads(run.asked)
    day, _, last = run.reached.partition(" ")
    page = records.after(tenant_id, "submission", (day or asked["since"], last), asked["until"], PART)
    sheets = _meant(tenant_id, asked, page)
    olds = submissions.judge_all_again(tenant_id, sheets, None, {})
    news = submissions.judge_all_again(tenant_id, sheets, asked["version"], asked["facts"])
    sets = _sets(_published(tenant_id, asked))
    differing, lines = [], Counter[comparing.Line]()
    for sheet, old, new in zip(sheets, olds, news, strict=True):
        if old is None or new is None or not comparing.differs(old["result"], new["result"]):
            continue
        differing.append((sheet.id, orjson.dumps(new).decode()))
        lines.update(comparing.lines(old["result"], new["result"], sets))
    end = f"{page[-1].fields['on']} {page[-1].id}" if len(page) == PART else ""
    return _Part(end, len(sheets), differing, lines)


def _meant(tenant_id: int, asked: Json, page: list[RecordView]) -> list[RecordView]:
    """Of the sheets of these days those of the form and the areas; none that is on trial."""
    scopes = {f"area:{one}" for one in asked["areas"]}
    found = [
        sheet
        for sheet in page
        if sheet.fields["form"] == asked["form"] and (not scopes or sheet.scope in scopes)
    ]
    return submissions.counting(tenant_id, found)


def _sets(published: Json | None) -> Json:
    """{set: the question it answers}."""
    questions = (published or {}).get("criteria_sets", ())
    return {entry["code"]: one["title"] for one in questions for entry in one["sets"]}


def _told(line: comparing.Line, n: int) -> Json:
    about, before, after = ({"ja": ja, "en": en} for ja, en in line)
    return {"about": about, "before": before, "after": after, "n": n}


def _line(one: Json) -> comparing.Line:
    about, before, after = ((one[name]["ja"], one[name]["en"]) for name in ("about", "before", "after"))
    return about, before, after
