"""One answer sheet with its grounds, and the list of flagged persons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from server import clock
from server.audit.service import note_read
from server.exchange import op_log
from server.office.people import row
from server.office.reach import Reach
from server.people import merging
from server.problems import NotFound
from server.records import service as records
from server.records.service import RecordView
from server.submissions import service as submissions

FLAGGED_DAYS = 30  # how far back a flag still belongs on the coordinator's morning list

Json = dict[str, Any]
Judged = tuple[RecordView, Json | None]


def sheet_page(reach: Reach, submission_id: str) -> Json:
    """One sheet: answers with their official wording, what was found and why, who answered, who entered."""
    view = reach.get(submission_id, "submission")
    person = reach.people([view.fields["person"]]).get(view.fields["person"])
    if person is None:
        raise NotFound
    note_read("submission", submission_id)
    judged, published = (
        submissions.judge(reach.tenant_id, view),
        submissions.definition(reach.tenant_id, view),
    )
    author = op_log.entries(reach.tenant_id, [view.op]).get(view.op)
    return row(reach, view) | {
        "person": person,
        "session": view.fields.get("session"),
        "form": view.fields["form"],
        "version": view.fields["version"],
        "title": submissions.title(published, view),
        "on": view.fields["on"],
        "answered_by": view.fields["answered_by"],
        "entered_by": author.by() if author else None,
        "at": author.made_at if author else None,
        "answers": submissions.answers(view),
        "amended": submissions.amended(view),
        "items": _items(published, judged, submissions.answers(view)),
        "scores": judged["scores"] if judged else {},
        "findings": submissions.findings(judged),
        "gradings": submissions.gradings(judged),
        "measures": submissions.measures(judged),
        "red_flags": submissions.red_flags(judged),
        "flagged": submissions.is_flagged(judged),
        "trial": submissions.is_trial(view, submissions.trials(reach.tenant_id)),
        "risk_items": judged["risk_items"] if judged else [],
        "kdb": submissions.from_kdb(reach.tenant_id, view, published),
    }


def flagged(reach: Reach, since: str | None = None, until: str | None = None) -> list[Json]:
    """Persons whose latest sheet of any form says 該当 in these days; what must not wait first, then newest.

    `findings` holds what all of these sheets of hers say.
    """
    found = _flagged_sheets(reach, since, until)
    persons = reach.people(found)
    for person_id in persons:
        note_read("person", person_id)
    return [
        {
            "person": persons[person_id],
            "submission": submissions.brief(reach.tenant_id, *hers[0]),
            "findings": [finding for _, judged in hers for finding in _positive(judged)],
        }
        for person_id, hers in found.items()
        if person_id in persons
    ]


def count_flagged(reach: Reach) -> int:
    """How many rows the list of flagged persons has."""
    return len(_flagged_sheets(reach, None, None))


def _flagged_sheets(reach: Reach, since: str | None, until: str | None) -> dict[str, list[Judged]]:
    """By person, of her latest sheet of each form those that are flagged, with what they say.

    Each form by itself: a visit note filed later takes no flag off the list. Newest first, but before all
    others the sheets with something that must not wait. Of a sheet on trial only that counts.
    """
    since = since or (clock.today() - timedelta(days=FLAGGED_DAYS)).isoformat()
    sheets = [v for v in records.of_kind(reach.tenant_id, "submission", since, until) if reach.sees(v)]
    sheets.sort(key=lambda view: (view.fields["on"], view.seq))
    standing = merging.canonical(reach.tenant_id, [view.fields["person"] for view in sheets])
    on_trial = submissions.trials(reach.tenant_id)
    latest = {
        (standing[view.fields["person"]], view.fields["form"], submissions.is_trial(view, on_trial)): view
        for view in sheets
    }
    newest_first = sorted(latest.values(), key=lambda view: (view.fields["on"], view.seq), reverse=True)
    found: dict[str, list[Judged]] = {}
    judged_all = zip(newest_first, submissions.judge_all(reach.tenant_id, newest_first), strict=True)
    for view, judged in sorted(judged_all, key=lambda pair: not submissions.red_flags(pair[1])):
        trial = submissions.is_trial(view, on_trial)
        if submissions.red_flags(judged) if trial else submissions.is_flagged(judged):
            found.setdefault(standing[view.fields["person"]], []).append((view, judged))
    return found


def _positive(judged: Json | None) -> list[Json]:
    return [finding for finding in submissions.findings(judged) if finding["state"] == "positive"]


def _items(published: Json | None, judged: Json | None, answers: Json) -> list[Json]:
    """The questions that were asked, and those that were answered before others closed them."""
    if published is None or judged is None:
        return []
    asked = {*judged["shown"], *(item for item, answer in answers.items() if answer is not None)}
    return [_item(item) for item in published["items"] if item["id"] in asked]


def _item(item: Json) -> Json:
    return {
        "id": item["id"],
        "no": item["no"],
        "category": item["category"],
        "wording": item["wording"],
        "note": item["note"],
        "reference_en": item["reference_en"],
        "type": item["type"],
        "options": item.get("options", []),
        "unit": item.get("unit"),
    }
