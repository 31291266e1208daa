"""What tests of persons registered twice share: who, on which tablets, and the office's list."""

from typing import Any

from flask import Flask

from tests.factories import EAST, SignedIn, sign_in
from tests.tablet import Tablet

HANA: dict[str, Any] = {"phone": "0574-25-1111", "insured_no": "12345674"}
KANA_ONLY: dict[str, Any] = {"family_kana": "タカバシ", "area": EAST}
KIYO: dict[str, Any] = {"family_kana": "タナカ", "given_kana": "キヨ", "born_on": "1935-06-18"}


def tablets(app: Flask) -> tuple[Tablet, Tablet]:
    """Two nurses, each with her own tablet."""
    return Tablet(sign_in(app, "hanako")), Tablet(sign_in(app, "ichiro"))


def office(app: Flask) -> SignedIn:
    return sign_in(app, "megumi", "office")


def listed(browser: SignedIn) -> list[dict[str, Any]]:
    reply = browser.get("/api/v1/office/duplicates")
    assert reply.status_code == 200, reply.text
    found: list[dict[str, Any]] = reply.json
    return found


def ids(pair: dict[str, Any]) -> set[str]:
    return {pair["first"]["id"], pair["second"]["id"]}


def register(tablet: Tablet, **fields: Any) -> str:
    """Somebody new, filed."""
    one, op = tablet.new_person(**fields)
    assert set(tablet.verdicts(op).values()) <= {"applied", "merged"}
    return one
