"""What a town decides about its forms, and how tablets hear of it.

A decision travels as a form version of its own, called `decisions`, that says `offered: false`: an older app
keeps it and begins no sheet with it. What is in force on a past day never changes, so results never do.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import orjson
from sqlalchemy import func, select

import forms
from forms import decisions as rules
from server import clock
from server.auth import TenantFacts
from server.db import Turn, db, read_snapshot
from server.form_decisions.models import FormDecision
from server.form_versions import own
from server.form_versions import service as form_versions
from server.problems import FormState, Invalid, NotFound
from server.records import service as records
from server.staff import service as staff
from sync.ids import natural_id

Json = dict[str, Any]
DAYS_AHEAD = 366
LAST_DAY = "9999-12-31"
STEPS: dict[str, dict[str, str]] = {
    "published": {"retire": "retired", "recall": "recalled"},
    "retired": {"use": "published", "recall": "recalled"},
    "recalled": {},
}
"""state -> step -> the state after it, of a version this product brings. recalled is the end."""


def all_of(tenant_id: int, form: str | None = None) -> list[Json]:
    """Every decision, oldest first, as tablets have it; of one form where it is named."""
    wanted = select(FormDecision.n, FormDecision.said).where(FormDecision.tenant_id == tenant_id)
    if form is not None:
        wanted = wanted.where(FormDecision.form == form)
    return [{"n": n} | orjson.loads(said) for n, said in db.session.execute(wanted.order_by(FormDecision.n))]


def note(turn: Turn, form: str, said: Json, staff_id: str | None) -> int:
    """Add a decision; its number. `deliver` then brings it to the tablets."""
    last = turn.session.scalar(
        select(func.max(FormDecision.n)).where(FormDecision.tenant_id == turn.tenant_id)
    )
    row = FormDecision(
        tenant_id=turn.tenant_id,
        n=(last or 0) + 1,
        form=form,
        said=orjson.dumps(said | {"form": form}).decode(),
        by_id=staff_id,
        at=clock.now(),
    )
    turn.session.add(row)
    turn.session.flush()
    return row.n


def choose(turn: Turn, staff_id: str | None, form: str, facts: Json, since: date) -> int:
    """Criteria and k of a form from a day on: all of them, what is not named is left to the form's default.

    Raises NotFound, Invalid: the day must be after today, each value one that the form states.
    """
    offered = choices(form)
    problems: dict[str, list[str]] = {}
    for name, value in facts.items():
        if name not in offered or not rules.allows(offered[name], value):
            problems[f"facts.{name}"] = [NOT_STATED]
    today = clock.today()
    if not today < since <= today + timedelta(days=DAYS_AHEAD):
        problems["from"] = [NOT_AHEAD]
    if problems:
        raise Invalid(errors=problems)
    plain = {name: value for name, value in facts.items() if value != offered[name]["default"]}
    return note(turn, form, {"what": "criteria", "from": since.isoformat(), "facts": plain}, staff_id)


NOT_STATED = "質問票に書いてある基準と範囲からえらびます / choose one of what the form states"
NOT_AHEAD = "明日から1年後までの日にします / a day from tomorrow to a year ahead"


def undo(turn: Turn, staff_id: str | None, form: str, n: int) -> None:
    """Take a choice back. One that is in force already is followed by what was in force before it, from
    tomorrow on: what was judged by it stays.

    Raises NotFound, FormState when it has been taken back or is not the one in force.
    """
    known = all_of(turn.tenant_id, form)
    one = next((one for one in known if one["n"] == n and one["what"] == "criteria"), None)
    if one is None:
        raise NotFound
    if any(other.get("withdraws") == n for other in known):
        raise FormState(state="withdrawn")
    today = clock.today().isoformat()
    if one["from"] > today:
        note(turn, form, {"what": "withdraw", "withdraws": n}, staff_id)
        return
    if in_force(known, form, today) != n:
        raise FormState(state="followed")
    before = rules.facts_on([other for other in known if other["n"] != n], form, today)
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    note(turn, form, {"what": "criteria", "from": tomorrow, "facts": before, "undoes": n}, staff_id)


def facts_on(tenant_id: int, form: str, on: date) -> Json:
    """What the town has chosen of a form for a day."""
    return rules.facts_on(all_of(tenant_id, form), form, on.isoformat())


def in_force(known: Iterable[Json], form: str, on: str) -> int | None:
    """The number of the choice that is in force on a day, None while nothing was chosen."""
    listed = list(known)
    gone = {one["withdraws"] for one in listed if one["what"] == "withdraw"}
    hers = [
        (one["from"], one["n"])
        for one in listed
        if one["what"] == "criteria" and one["form"] == form and one["n"] not in gone and one["from"] <= on
    ]
    return max(hers)[1] if hers else None


def choices(form: str) -> dict[str, Json]:
    """{fact: what may be chosen, and in which versions}, the newest version's words. Raises NotFound."""
    versions = [number for name, number in forms.available() if name == form]
    if not versions:
        raise NotFound
    found: dict[str, Json] = {}
    for version in versions:
        for one in rules.choices(forms.published(form, version)):
            before = found.get(one["id"], {"versions": []})
            found[one["id"]] = one | {"versions": [*before["versions"], version]}
    return dict(sorted(found.items(), key=lambda one: one[1]["type"] != "set"))


def step(turn: Turn, staff_id: str, form: str, version: int, what: str, reason: str | None) -> None:
    """Take a version this product brings out of use, or back into it. Raises NotFound, FormState."""
    if not form_versions.is_held(turn.tenant_id, form, version):
        raise NotFound
    state = state_of(all_of(turn.tenant_id, form), form, version)
    if what not in STEPS[state]:
        raise FormState(state=state)
    note(turn, form, {"what": what, "version": version, "reason": reason}, staff_id)


def state_of(known: Iterable[Json], form: str, version: int) -> str:
    """published, retired or recalled."""
    last = rules.standing(known, form, version)
    return rules.STATE[last["what"]] if last else "published"


def deliver(tenant: TenantFacts) -> None:
    """Bring every decision to the tablets, and the states of the versions this product brings up to date.

    Done again it changes nothing: what a stopped server left undone, its next start does. Outside any
    transaction.
    """
    from server.exchange import service as exchange  # exchange imports the nouns' services, so not at the top

    with read_snapshot():
        known = all_of(tenant.id)
        ids = {natural_id(tenant.uid, "form_version", f"{rules.FORM}:{one['n']}"): one for one in known}
        held = records.get_many(tenant.id, ids)
    drafts: list[Json] = [
        {"kind": "form_version", "id": record_id, "new": _record(one)}
        for record_id, one in ids.items()
        if record_id not in held
    ]
    if drafts:
        exchange.file_ops(tenant, drafts)
    stepped = {(one["form"], one["version"]) for one in known if one["what"] in rules.STATE}
    own.put_states(
        tenant,
        {
            (form, version): state_of(known, form, version)
            for form, version in stepped
            if not own.is_own(form)
        },
    )


def _record(one: Json) -> Json:
    return {"form": rules.FORM, "version": one["n"], "definition": one, form_versions.OFFERED: False}


def page(tenant_id: int, form: str) -> Json:
    """What may be chosen of a form, what is in force, and every decision about it. Raises NotFound."""
    offered, known = choices(form), all_of(tenant_id, form)
    today = clock.today().isoformat()
    gone = {one["withdraws"] for one in known if one["what"] == "withdraw"}
    return {
        "form": form,
        "title": forms.published(form, max(v for name, v in forms.available() if name == form))["title"],
        "choices": list(offered.values()),
        "in_force": rules.facts_on(known, form, today),
        "planned": rules.facts_on(known, form, LAST_DAY),
        "earliest": (clock.today() + timedelta(days=1)).isoformat(),
        "versions": _versions(tenant_id, form, known),
        "history": _history(tenant_id, form, known, gone, in_force(known, form, today), today),
    }


def _versions(tenant_id: int, form: str, known: list[Json]) -> list[Json]:
    return [
        {
            "version": one.version,
            "offered": one.offered,
            "state": (state := state_of(known, form, one.version)),
            "steps_open": sorted(STEPS[state]),
            "reason": (rules.standing(known, form, one.version) or {}).get("reason"),
        }
        for one in form_versions.offers(tenant_id)
        if one.form == form
    ]


def _history(
    tenant_id: int, form: str, known: list[Json], gone: set[int], current: int | None, today: str
) -> list[Json]:
    wanted = select(FormDecision).where(FormDecision.tenant_id == tenant_id, FormDecision.form == form)
    rows = {row.n: row for row in db.session.scalars(wanted)}
    names = staff.names(tenant_id, list({row.by_id for row in rows.values() if row.by_id}))
    return [
        {
            "n": one["n"],
            "what": one["what"],
            "from": one.get("from"),
            "facts": one.get("facts", {}),
            "version": one.get("version"),
            "reason": one.get("reason"),
            "undoes": one.get("undoes") or one.get("withdraws"),
            "withdrawn": one["n"] in gone,
            "can_undo": one["what"] == "criteria"
            and one["n"] not in gone
            and (one["from"] > today or one["n"] == current),
            "by": names.get(rows[one["n"]].by_id or "", ""),
            "at": rows[one["n"]].at,
        }
        for one in reversed(known)
    ]
