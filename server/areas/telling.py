"""Areas and their reorganisations as the office shows them: names of areas and numbers, nobody's data."""

from collections import defaultdict
from typing import Any

import orjson

from server import clock
from server.areas import moving, service
from server.areas.models import Reorganisation
from server.records import service as records
from server.staff import service as staff

Json = dict[str, Any]


def overview(tenant_id: int) -> Json:
    """Every area with what lies in it, and what was done, newest first."""
    counted = records.people_by_scope(tenant_id)
    salons: dict[str, list[Json]] = defaultdict(list)
    for one in records.of_kind(tenant_id, "salon"):
        salons[str(one.fields.get("area"))].append({"id": one.id, "name": one.fields["name"]})
    areas = [
        {
            "id": one.id,
            "name": one.fields["name"],
            "closed_on": one.fields.get("closed_on"),
            "into": one.fields.get("into"),
            "persons": counted.get(f"area:{one.id}", 0),
            "salons": salons[one.id],
        }
        for one in service.every(tenant_id)
    ]
    return {"areas": areas, "works": [work(tenant_id, one) for one in moving.latest(tenant_id)]}


def work(tenant_id: int, one: Reorganisation) -> Json:
    """One reorganisation, by names."""
    names = {area.id: area.fields["name"] for area in service.every(tenant_id)}

    def named(area_id: str) -> Json:
        return {"id": area_id, "name": names.get(area_id, "")}

    return {
        "id": one.id,
        "state": one.state,
        "at": clock.iso(one.at),
        "by": staff.names(tenant_id, [one.by_id]).get(one.by_id, ""),
        "to": named(one.target),
        "from": [named(area) for area in orjson.loads(one.asked)["from"] if area != one.target],
        "renamed": one.renamed,
        "total": len(orjson.loads(one.moves)),
        "done": one.done,
        "moved": one.moved,
        "closed": [named(area) for area in orjson.loads(one.closed)],
    }
