"""A sheet of からだ測定 from tablet to office: lists of codes, what could not be done, age and sex."""

from typing import Any

import pytest
from flask import Flask

from tests.fakes import FakeClock
from tests.office_day import Office, open_office
from tests.tablet import new_id

MEASURED: dict[str, Any] = {
    "symptoms": [0],
    "pulse_irregular": 2,
    "sbp_1": 128,
    "dbp_1": 76,
    "pulse_1": 70,
    "grip_right_1": 16.0,
    "grip_left_1": {"state": "cannot_measure", "reason": "pain"},
    "sts5": {"state": "unable"},
    "smi": 5.6,
}


@pytest.fixture
def office(app: Flask, fake_clock: FakeClock) -> Office:
    return open_office(app)


def file(office: Office, answers: dict[str, Any]) -> tuple[str, str]:
    """(id, verdict) of a sheet of the frail person of the day."""
    head = {"person": office.frail, "form": "body", "version": 1, "on": "2026-11-21", "answered_by": "self"}
    sheet, new = new_id(), head | {f"a.body.{item}": value for item, value in answers.items()}
    (verdict,) = office.nurse.verdicts(
        office.nurse.op("submission", sheet, form_version="body/1", new=new)
    ).values()
    return sheet, verdict


def test_the_office_judges_a_body_sheet_with_age_and_sex(office: Office) -> None:
    sheet, verdict = file(office, MEASURED)
    assert verdict == "applied"
    page = office.get(f"/submissions/{sheet}")
    assert page["title"]["ja"] == "からだ測定"
    assert page["answers"]["body.symptoms"] == [0]
    assert page["answers"]["body.sts5"] == {"state": "unable"}
    states = {finding["id"]: finding["state"] for finding in page["findings"]}
    assert states["sarcopenia_2025"] == "positive"  # a woman of 85: grip below 18, SMI below 5.7
    assert states["sts5_low"] == "undetermined"  # could not do it, and no source says what that means
    assert states["tug_fall"] == "not_administered"
    assert "sarcopenia_2019" not in states


WRONG: list[dict[str, Any]] = [
    {"symptoms": [14, 1]},
    {"symptoms": [0, 14]},
    {"symptoms": []},
    {"symptoms": 14},
    {"symptoms": ["14"]},
    {"symptoms": [True]},
    {"grip_right_1": 16.05},
    {"grip_right_1": 80.1},
    {"sbp_1": 128.5},
    {"smi": {"state": "unable"}},
    {"sts5": {"state": "cannot_measure", "reason": "tired"}},
    {"stop_release": "あ" * 401},
]


def test_what_a_body_sheet_cannot_hold_is_kept_aside_and_not_applied(office: Office) -> None:
    for wrong in WRONG:
        _, verdict = file(office, MEASURED | wrong)
        assert verdict == "invalid-value", wrong
