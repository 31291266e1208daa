"""Whom a resident may ask: the office's name and telephone, printed on her 結果のお知らせ."""

import re
import unicodedata

from server.db import db
from server.problems import Invalid
from server.tenants.models import Tenant

LONGEST = 100
_NUMBER = re.compile(r"0[0-9]{9,10}", re.ASCII)
_BETWEEN = str.maketrans("", "", "-() ")


def of(tenant_id: int) -> dict[str, str]:
    """name and phone, "" where the town has not said it."""
    tenant = db.session.get_one(Tenant, tenant_id)
    return {"name": tenant.office_name, "phone": tenant.office_phone}


def keep(tenant_id: int, name: str, phone: str) -> None:
    """Keep them as they are printed. Inside a transaction. Raises Invalid for what could not be dialled."""
    named, number = " ".join(name.split()), _written(phone)
    wrong = {}
    if len(named) > LONGEST:
        wrong["name"] = [f"{LONGEST}字までで入れてください / at most {LONGEST} characters"]
    if number and not _NUMBER.fullmatch(number.translate(_BETWEEN)):
        wrong["phone"] = [
            "電話番号を市外局番から、0574-25-1111 のように入れてください"
            " / the telephone number with its area code, like 0574-25-1111"
        ]
    if wrong:
        raise Invalid(errors=wrong)
    tenant = db.session.get_one(Tenant, tenant_id)
    tenant.office_name, tenant.office_phone = named, number


def _written(phone: str) -> str:
    """Half-width, with the hyphens she wrote: only who knows the exchange knows where they stand."""
    dashes = re.sub(r"[‐‑‒–—―−ー]", "-", unicodedata.normalize("NFKC", phone))
    return dashes.strip()
