"""`kayoi form criteria`: by which criteria and which k a town's new sheets are judged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import click

from server.staff.commands import ready_app

Json = dict[str, Any]


@click.command("criteria")
@click.argument("form_id")
@click.argument("chosen", required=False)
@click.option(
    "--k", "numbers", multiple=True, help="How many are needed: oral=2. A lone number where there is one."
)
@click.option("--yes", "on", multiple=True, help="A setting that is yes or no, to be yes: counts_f.")
@click.option("--default", is_flag=True, help="Everything as the form has it.")
@click.option(
    "--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="The first day, tomorrow when not given."
)
@click.option("--undo", type=int, help="Number of the choice to take back.")
@click.option("--tenant", "uid", help="Id of the municipality, when there is more than one.")
def form_criteria(
    form_id: str,
    chosen: str | None,
    numbers: tuple[str, ...],
    on: tuple[str, ...],
    default: bool,
    since: Any,
    undo: int | None,
    uid: str | None,
) -> None:
    """Choose a set of criteria and k of a form, from a day on; without a choice, print what there is. What is
    not named stays as it is in force.
    """
    from server import clock
    from server.auth import TenantFacts
    from server.db import read_snapshot, transaction
    from server.form_decisions import service
    from server.problems import NotFound
    from server.tenants import service as tenants

    with ready_app().app_context():
        row = tenants.only(uid)
        tenant = TenantFacts(row.id, row.uid, row.name, row.demo)
        try:
            offered = service.choices(form_id)
        except NotFound:
            raise click.ClickException(f"there is no form {form_id}: `kayoi form list` names them") from None
        if undo is not None:
            with transaction(tenant.id) as turn:
                service.undo(turn, None, form_id, undo)
        elif chosen or numbers or on or default:
            first: date = since.date() if since else clock.today() + timedelta(days=1)
            with read_snapshot():
                before = {} if default else service.facts_on(tenant.id, form_id, first)
            facts = before | chosen_facts(form_id, offered, chosen, numbers, on)
            with transaction(tenant.id) as turn:
                service.choose(turn, None, form_id, facts, first)
        service.deliver(tenant)
        with read_snapshot():
            _print(service.page(tenant.id, form_id))


def chosen_facts(
    form_id: str, offered: dict[str, Json], chosen: str | None, numbers: tuple[str, ...], on: tuple[str, ...]
) -> Json:
    """What the command line chose, as facts. Raises ClickException for what the form does not have."""
    found: Json = {}
    if chosen is not None:
        holds = [
            name
            for name, one in offered.items()
            if one["type"] == "set" and any(option["value"] == chosen for option in one["options"])
        ]
        if not holds:
            raise click.ClickException(f"{form_id} has no criteria {chosen}: `kayoi form criteria {form_id}`")
        found[holds[0]] = chosen
    counts = [name for name, one in offered.items() if one["type"] == "count"]
    for said in numbers:
        name, _, number = said.rpartition("=")
        fact = f"k_{name.removeprefix('k_')}" if name else (counts[0] if len(counts) == 1 else "")
        if fact not in counts or not number.isdecimal():
            listed = ", ".join(f"{one.removeprefix('k_')}=N" for one in counts) or "none"
            raise click.ClickException(f"'{said}' is no k of {form_id}; it has {listed}")
        found[fact] = int(number)
    flags = {name for name, one in offered.items() if one["type"] == "flag"}
    for said in on:
        if said not in flags:
            raise click.ClickException(
                f"{form_id} has no setting {said}; it has {', '.join(sorted(flags)) or 'none'}"
            )
        found[said] = True
    return found


def _print(page: Json) -> None:
    for one in page["choices"]:
        value = page["in_force"].get(one["id"], one["default"])
        versions = " ".join(map(str, one["versions"]))
        click.echo(f"{one['id']}\t{value}\t{_range(one)}\tversion {versions}\t{one['title']['ja']}")
        for option in one.get("options", [one]):
            mark = " 暫定" if option["provisional"] else ""
            click.echo(
                f"  {option.get('value', '')}\t{option['confidence']}{mark}\t{' / '.join(option['sources'])}"
            )
    for one in page["history"]:
        if one["what"] == "criteria":
            said = " ".join(f"{name}={value}" for name, value in sorted(one["facts"].items())) or "default"
            state = "withdrawn" if one["withdrawn"] else ""
            click.echo(
                f"#{one['n']}\tfrom {one['from']}\t{said}\t{one['by'] or 'command line'}\t{state}".rstrip()
            )


def _range(one: Json) -> str:
    if one["type"] == "set":
        return "|".join(option["value"] for option in one["options"])
    return "yes|no" if one["type"] == "flag" else f"{one['minimum']}–{one['maximum']}"
