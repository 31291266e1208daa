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


def sheet_page(reach: Reach, submission_id: str) -> Json:
    """One sheet: answers with their official wording, what was found and why, who answered, who entered."""
    view = reach.get(submission_id, "submission")
    person = reach.people([view.fields["person"]]).get(view.fields["person"])
    if person is None:
        raise NotFound
    note_read("submission", submission_id)
    judged = submissions.judge(view, submissions.facts_of(person, view.fields["on"]))
    published = submissions.definition(view)
    author = op_log.entries(reach.tenant_id, [view.op]).get(view.op)
    return row(reach, view) | {
        "person": person,
        "session": view.fields.get("session"),
        "form": view.fields["form"],
        "version": view.fields["version"],
        "title": published["title"]["ja"] if published else view.fields["form"],
        "on": view.fields["on"],
        "answered_by": view.fields["answered_by"],
        "entered_by": author.by() if author else None,
        "at": author.made_at if author else None,
        "answers": submissions.answers(view),
        "amended": submissions.amended(view),
        "items": [_item(item) for item in published["items"]] if published else [],
        "scores": judged["scores"] if judged else {},
        "findings": submissions.findings(judged),
        "flagged": submissions.is_flagged(judged),
        "risk_items": judged["risk_items"] if judged else [],
    }


def flagged(reach: Reach, since: str | None = None, until: str | None = None) -> list[Json]:
    """Persons whose latest sheet of these days says 該当, newest first."""
    latest = _flagged_sheets(reach, since, until)
    persons = reach.people(latest)
    for person_id in persons:
        note_read("person", person_id)
    return [
        {"person": persons[person_id], "submission": submissions.brief(view), "findings": _positive(view)}
        for person_id, view in latest.items()
        if person_id in persons
    ]


def count_flagged(reach: Reach) -> int:
    """How many rows the list of flagged persons has."""
    return len(_flagged_sheets(reach, None, None))


def _flagged_sheets(reach: Reach, since: str | None, until: str | None) -> dict[str, RecordView]:
    """The latest sheet by person, for those it flags, newest first."""
    since = since or (clock.today() - timedelta(days=FLAGGED_DAYS)).isoformat()
    sheets = [v for v in records.of_kind(reach.tenant_id, "submission", since, until) if reach.sees(v)]
    sheets.sort(key=lambda view: (view.fields["on"], view.seq))
    standing = merging.canonical(reach.tenant_id, [view.fields["person"] for view in sheets])
    latest = {standing[view.fields["person"]]: view for view in sheets}
    newest_first = sorted(latest.items(), key=lambda pair: (pair[1].fields["on"], pair[1].seq), reverse=True)
    return {person: view for person, view in newest_first if submissions.is_flagged(submissions.judge(view))}


def _positive(view: RecordView) -> list[Json]:
    found = submissions.findings(submissions.judge(view))
    return [finding for finding in found if finding["state"] == "positive"]


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
    }
