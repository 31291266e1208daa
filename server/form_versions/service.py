"""Publishing form versions: from the definitions this code brings to records every tablet pulls."""

from __future__ import annotations

import forms
from server.auth import TenantFacts
from server.db import read_snapshot
from server.records import service as records
from server.tenants import service as tenants
from sync.ids import natural_id


def publish(tenant_id: int) -> list[str]:
    """File every form version the tenant lacks, in the server's own name; which ones, as "qmcoo/1".

    What was published is never changed, also when this code's definition differs. Outside any transaction.
    """
    from server.exchange import service as exchange  # exchange imports the nouns' services, so not at the top

    with read_snapshot():
        row = tenants.get(tenant_id)
        tenant = TenantFacts(row.id, row.uid, row.name, row.demo)
        wanted = {natural_id(tenant.uid, "form_version", f"{f}:{v}"): (f, v) for f, v in forms.available()}
        missing = wanted.keys() - records.get_many(tenant_id, wanted).keys()
    if missing:
        exchange.file_ops(tenant, [_draft(one, *wanted[one]) for one in sorted(missing)])
    return sorted(f"{form}/{version}" for form, version in (wanted[one] for one in missing))


def _draft(record_id: str, form: str, version: int) -> dict[str, object]:
    fields = {"form": form, "version": version, "definition": forms.published(form, version)}
    return {"kind": "form_version", "id": record_id, "new": fields}
