"""`kayoi export fhir`: the same bundles as the office page, into a file. No name is printed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

import click
import orjson

from server.auth import Current, SessionFacts, StaffFacts, TenantFacts
from server.config import ConfigError
from server.staff.commands import ready_app


@click.group()
def export() -> None:
    """Files for other systems."""


@export.command("fhir")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write."
)
@click.option("--form", "form", metavar="ID/VERSION", help="A form version as a Questionnaire: qmcoo/1.")
@click.option("--person", type=click.UUID, help="Every sheet of this person.")
@click.option("--area", type=click.UUID, help="The sheets of this area.")
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="With --area: from this day on.")
@click.option("--to", "until", type=click.DateTime(["%Y-%m-%d"]), help="With --area: up to this day.")
@click.option("--login", required=True, help="In whose name: a coordinator; the read log says so.")
@click.option("--tenant", "uid", help="Id of the municipality, when there is more than one.")
def export_fhir(
    out: Path,
    form: str | None,
    person: UUID | None,
    area: UUID | None,
    since: datetime | None,
    until: datetime | None,
    login: str,
    uid: str | None,
) -> None:
    """Write FHIR R4 (4.0.1) JSON: one form version, or the sheets of a person or an area as a Bundle."""
    if [form, person, area].count(None) != 2:
        raise click.UsageError("say one of --form, --person, --area")
    with ready_app().app_context():
        who = _coordinator(uid, login)
        if form is not None:
            out.write_bytes(_form(who, form))
            return
        days = [day.date().isoformat() if day else None for day in (since, until)]
        click.echo(f"{_write(out, who, person, area, *days)} sheets")


def _form(who: Current, named: str) -> bytes:
    from server.db import read_snapshot
    from server.fhir import service

    name, _, version = named.partition("/")
    if not version.isdecimal():
        raise click.BadParameter("write the form and its version: qmcoo/1", param_hint="--form")
    with read_snapshot():
        return orjson.dumps(service.form(who.tenant, name, int(version)))


def _write(
    out: Path, who: Current, person: UUID | None, area: UUID | None, since: str | None, until: str | None
) -> int:
    """How many sheets were written. That they were looked at is kept before the first of them is."""
    from server.audit import service as audit
    from server.db import outside_feed, read_snapshot
    from server.fhir import service
    from server.office.reach import reach_of

    reach = reach_of(who)
    with read_snapshot():
        chosen = (
            service.of_person(reach, str(person))
            if person
            else service.of_area(reach, str(area), since, until)
        )
    with outside_feed():
        for person_id, sheets in chosen.sheets.items():
            audit.write_read(who, "export", len(sheets), person_id)
    with out.open("wb") as file:
        for piece in service.bundle(who.tenant, reach, chosen, read_snapshot):
            file.write(piece)
    return chosen.count


def _coordinator(uid: str | None, login: str) -> Current:
    """Who exports, with the rights she holds today. Raises ConfigError."""
    from server import clock
    from server.db import read_snapshot
    from server.staff import rights
    from server.staff import service as staff
    from server.tenants import service as tenants

    tenant = tenants.only(uid)
    facts = TenantFacts(tenant.id, tenant.uid, tenant.name, tenant.demo)
    with read_snapshot():
        for one in staff.everyone(tenant.id):
            grants = rights.grants_today(tenant.id, one.id)
            if one.login == login and any(role == "coordinator" for role, _ in grants):
                scopes = rights.scopes(tenant.id, one.id, grants)
                session = SessionFacts("", None, "command", clock.now())
                return Current(StaffFacts(one.id, one.name, one.job), facts, grants, scopes, session)
    raise ConfigError("--login must name a coordinator")
