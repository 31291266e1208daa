"""Answer sheets: what the rules of their form version find in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import forms
from forms import decisions as deciding
from forms import kdb
from forms.wareki import age
from server.form_decisions import service as form_decisions
from server.form_versions import own
from server.people import kdb as people_kdb
from server.people import merging
from server.records.service import RecordView
from server.tenants import service as tenants

PREFIX = "a."
ABOUT_PERSON = {"sex", "age"}
SEXES = ("female", "male")

Json = dict[str, Any]


def answers(sheet: RecordView) -> dict[str, Any]:
    """{item id: value in use}."""
    return {name[len(PREFIX) :]: value for name, value in sheet.fields.items() if name.startswith(PREFIX)}


def definition(tenant_id: int, sheet: RecordView) -> Json | None:
    """The published form version the sheet was filled with, None when this server does not hold it."""
    form, version = sheet.fields["form"], sheet.fields["version"]
    return own.published(tenants.get(tenant_id).uid, form, version)


def judge(tenant_id: int, sheet: RecordView) -> Json | None:
    """Everything that follows from the answers, None when the form version is not held.

    A finding over an answer in conflict is judged for each of its values, and undetermined if they differ.
    """
    return judge_all(tenant_id, [sheet])[0]


def judge_all(tenant_id: int, sheets: Sequence[RecordView]) -> list[Json | None]:
    """The same of many sheets, one by one; the persons some forms must know of are looked up together."""
    asked = [(sheet, definition(tenant_id, sheet)) for sheet in sheets]
    about = {sheet.fields["person"] for sheet, published in asked if _asks(published)}
    persons = merging.roots(tenant_id, about)
    decided = form_decisions.all_of(tenant_id)
    return [
        _judged(sheet, published, persons.get(sheet.fields["person"]), decided) for sheet, published in asked
    ]


def judge_again(tenant_id: int, sheet: RecordView, version: int, facts: Json) -> Json | None:
    """Its stored answers by another version or other criteria, None when there is no such version.

    facts: criteria and k; those not named are what was in force on its day. Answers that wait to be decided
    are left out: what rests on them stays open.
    """
    return judge_all_again(tenant_id, [sheet], version, facts)[0]


def judge_all_again(
    tenant_id: int, sheets: Sequence[RecordView], version: int | None, facts: Json
) -> list[Json | None]:
    """The same of many sheets. version: None judges each by its own."""
    uid, decided = tenants.get(tenant_id).uid, form_decisions.all_of(tenant_id)
    asked = [
        (sheet, own.published(uid, sheet.fields["form"], version or sheet.fields["version"]))
        for sheet in sheets
    ]
    about = {sheet.fields["person"] for sheet, published in asked if _asks(published)}
    persons = merging.roots(tenant_id, about)
    return [
        _judged_again(sheet, published, persons.get(sheet.fields["person"]), _chosen(decided, sheet) | facts)
        for sheet, published in asked
    ]


def _judged_again(
    sheet: RecordView, published: Json | None, person: RecordView | None, chosen: Json
) -> Json | None:
    if published is None:
        return None
    open_ones = disputed(sheet)
    given = {item: answer for item, answer in answers(sheet).items() if item not in open_ones}
    facts = _facts(published, person, sheet.fields["on"]) | chosen
    said = forms.worded(published, forms.judge_again(published, given, facts))
    stated = {fact["id"]: fact["default"] for fact in published["facts"] if fact["default"] is not None}
    said["judged_by"]["facts"] = stated | {name: chosen[name] for name in chosen.keys() & stated.keys()}
    said["judged_by"]["kdb"] = _from_kdb(published, person, sheet.fields["on"])
    return said


def _judged(
    sheet: RecordView, published: Json | None, person: RecordView | None, decided: Sequence[Json]
) -> Json | None:
    if published is None:
        return None
    facts = _facts(published, person, sheet.fields["on"]) | _chosen(decided, sheet)
    found = forms.evaluate_disputed(published, answers(sheet), disputed(sheet), facts)
    return forms.worded(published, found)


def from_kdb(tenant_id: int, sheet: RecordView, published: Json | None) -> Json | None:
    """What KDB said of the person for the fiscal year of the sheet, as it was judged; None where the form
    asks nothing of KDB. `year`, and `facts` with every source.
    """
    if published is None or not kdb.asked(published):
        return None
    person = merging.root(tenant_id, sheet.fields["person"])
    return _from_kdb(published, person, sheet.fields["on"])


def _from_kdb(published: Json, person: RecordView | None, on: str) -> Json | None:
    if not kdb.asked(published):
        return None
    known = kdb.known(people_kdb.said(person), on) if person is not None else {}
    return {"year": kdb.fiscal_year(on), "facts": kdb.told(published, known)}


def _asks(published: Json | None) -> set[str]:
    """What a form must know of the person besides her answers."""
    if published is None:
        return set()
    ids = {fact["id"] for fact in published["facts"]}
    return ids & ABOUT_PERSON | {fact["id"] for fact in kdb.asked(published)}


def _facts(published: Json, person: RecordView | None, on: str) -> dict[str, Any]:
    """Sex and age on the day, and what KDB says of its fiscal year, as tablets say them; what is not known
    is left out.
    """
    known: dict[str, Any] = {}
    if person is not None and person.fields.get("sex") in SEXES:
        known["sex"] = person.fields["sex"]
    if person is not None and person.fields.get("born_on"):
        known["age"] = age(person.fields["born_on"], on)
    if person is not None and kdb.asked(published):
        known |= kdb.facts(published, kdb.known(people_kdb.said(person), on))
    return {name: known[name] for name in _asks(published) & known.keys()}


def _chosen(decided: Sequence[Json], sheet: RecordView) -> Json:
    """The criteria and k the town had chosen on the day of the sheet."""
    return deciding.facts_on(decided, sheet.fields["form"], sheet.fields["on"])


def disputed(sheet: RecordView) -> dict[str, list[Any]]:
    """{item id: its values} of the answers that wait for somebody to decide between them."""
    fields = [name for name in sheet.conflicts() if name.startswith(PREFIX)]
    return {name[len(PREFIX) :]: [value for _, value in sheet.members_of(name)] for name in fields}


def amended(sheet: RecordView) -> list[str]:
    """Item ids of the answers that are another op's than the one that filed the sheet."""
    others = [name for name, members in sheet.members.items() if any(op != sheet.op for op, _ in members)]
    return sorted(name[len(PREFIX) :] for name in others if name.startswith(PREFIX))


def findings(judged: Json | None) -> list[Json]:
    """The findings as the office is told them: codes with their official titles."""
    if judged is None:
        return []
    return [
        {
            "id": finding_id,
            "role": finding["role"],
            "title": finding["title"]["ja"],
            "state": finding["state"],
            "word": finding["word"]["ja"],
            "criteria": finding["criteria"],
            "provisional": finding["provisional"],
            "score": finding["score"],
            "unanswered": finding["missing_items"],
            "counted": finding["counted"],
        }
        for finding_id, finding in judged["findings"].items()
    ]


def gradings(judged: Json | None) -> list[Json]:
    """The classes a sheet came to (プレフレイル …), and while answers are missing all it may still be."""
    return [
        {
            "id": grading_id,
            "title": grading["title"]["ja"],
            "state": grading["state"],
            "word": grading["word"]["ja"],
            "possible": grading["possible"],
            "criteria": grading["criteria"],
            "provisional": grading["provisional"],
            "unanswered": grading["missing_items"],
        }
        for grading_id, grading in (judged["gradings"] if judged else {}).items()
    ]


def measures(judged: Json | None) -> list[Json]:
    """What was measured: the value that counts, and the circumstances that make it comparable."""
    return [
        {
            "id": measure_id,
            "title": measure["title"]["ja"],
            "unit": measure["unit"]["ja"],
            "decimals": measure["decimals"],
            "entered_decimals": measure["entered_decimals"],
            "value": measure["value"],
            "protocol": measure["protocol"],
            "provisional": measure["provisional"],
        }
        for measure_id, measure in (judged["measures"] if judged else {}).items()
    ]


def red_flags(judged: Json | None) -> list[Json]:
    """What must not wait, with what to do."""
    return [
        {
            "id": flag_id,
            "level": flag["level"],
            "title": flag["title"]["ja"],
            "action": flag["action"]["ja"],
            "provisional": flag["provisional"],
        }
        for flag_id, flag in (judged["red_flags"] if judged else {}).items()
        if flag["state"] == "positive"
    ]


def results(judged: Json | None) -> list[Json]:
    """The findings that say what the whole sheet came to, and of its single tests those that say 該当.

    Groups and extraction rules are left out.
    """
    return [
        finding
        for finding in findings(judged)
        if finding["role"] == "result" or (finding["role"] == "test" and finding["state"] == "positive")
    ]


def is_flagged(judged: Json | None) -> bool:
    """True when the sheet, or one of its tests, says 該当, or something in it must not wait."""
    return bool(red_flags(judged)) or any(finding["state"] == "positive" for finding in results(judged))


def trials(tenant_id: int) -> set[tuple[str, int]]:
    """(form, version) of every version that is or was on trial: its sheets count in no list and no export."""
    decided = form_decisions.all_of(tenant_id)
    return {(one["form"], one["version"]) for one in decided if one["what"] == "trial"}


def is_trial(sheet: RecordView, on_trial: set[tuple[str, int]]) -> bool:
    """True for a sheet of such a version."""
    return (sheet.fields["form"], sheet.fields["version"]) in on_trial


def counting(tenant_id: int, sheets: Iterable[RecordView]) -> list[RecordView]:
    """The sheets without those on trial."""
    on_trial = trials(tenant_id)
    return [sheet for sheet in sheets if not is_trial(sheet, on_trial)]


def title(published: Json | None, sheet: RecordView) -> dict[str, str]:
    """What its form is called, in Japanese and English; its id where this server holds no such form."""
    named: dict[str, str] = (
        published["title"] if published else dict.fromkeys(("ja", "en"), sheet.fields["form"])
    )
    return named


def brief(tenant_id: int, sheet: RecordView, judged: Json | None = None) -> Json:
    """A sheet as lists show it. judged: what `judge` said of it, where that is known already."""
    judged, published = judged or judge(tenant_id, sheet), definition(tenant_id, sheet)
    return {
        "id": sheet.id,
        "form": sheet.fields["form"],
        "version": sheet.fields["version"],
        "title": title(published, sheet),
        "on": sheet.fields["on"],
        "findings": results(judged),
        "red_flags": red_flags(judged),
        "judged": judged is not None,
        "flagged": is_flagged(judged),
        "trial": is_trial(sheet, trials(tenant_id)),
    }
