"""`kayoi form judge-again`: the sheets of a period by another version or other criteria."""

from __future__ import annotations

from typing import Any

import click
import orjson

import forms
from server.form_decisions.commands import chosen_facts
from server.staff.commands import coordinator_named, ready_app

Json = dict[str, Any]


@click.command("judge-again")
@click.argument("form_id")
@click.argument("chosen", required=False)
@click.option("--k", "numbers", multiple=True, help="How many are needed: oral=2.")
@click.option("--yes", "on", multiple=True, help="A setting that is yes or no, to be yes.")
@click.option("--version", type=int, help="By which version; the newest when not given.")
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The first day.")
@click.option("--to", "until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The last day.")
@click.option("--area", "areas", multiple=True, help="Name of an area; may be repeated. All without it.")
@click.option("--login", required=True, help="Who judges again: a coordinator of the whole municipality.")
@click.option("--do", is_flag=True, help="Keep the further results; without it they are only counted.")
@click.option("--tenant", "uid", help="Id of the municipality, when there is more than one.")
def form_judge_again(
    form_id: str,
    chosen: str | None,
    numbers: tuple[str, ...],
    on: tuple[str, ...],
    version: int | None,
    since: Any,
    until: Any,
    areas: tuple[str, ...],
    login: str,
    do: bool,
    uid: str | None,
) -> None:
    """Count what would differ in a period, and with --do keep the further results beside the old ones. Asked
    again it keeps nothing twice.
    """
    from server.db import outside_feed, read_snapshot
    from server.form_decisions import service as form_decisions
    from server.judgements import running
    from server.staff import service as staff
    from server.tenants import service as tenants

    with ready_app().app_context():
        tenant_id = tenants.only(uid).id
        by = coordinator_named(tenant_id, login)
        versions = [number for name, number in forms.available() if name == form_id]
        offered = form_decisions.choices(form_id) if versions else {}
        scopes = staff.scopes_of_areas(tenant_id, areas) if areas else []
        asked: Json = {
            "form": form_id,
            "version": version or max(versions, default=1),
            "since": since.date().isoformat(),
            "until": until.date().isoformat(),
            "areas": sorted(scope.removeprefix("area:") for scope in scopes),
            "facts": chosen_facts(form_id, offered, chosen, numbers, on),
        }
        with outside_feed() as session:
            run_id = running.ask(session, tenant_id, by, asked)
        while running.go_on(tenant_id, run_id):
            pass
        with read_snapshot():
            run = running.get(tenant_id, run_id)
            click.echo(f"{run.looked_at} sheets, {run.differing} would differ")
            for line in orjson.loads(run.lines):
                said = f"{line['about']['ja']}\t{line['before']['ja']} → {line['after']['ja']}"
                click.echo(f"{said}\t{line['n']}")
            differing = run.differing
        if not do:
            return
        if not differing:
            click.echo("Nothing to do.")
            return
        with outside_feed() as session:
            running.begin(session, tenant_id, run_id, by)
        while running.go_on(tenant_id, run_id):
            pass
        with read_snapshot():
            click.echo(f"{running.get(tenant_id, run_id).kept} further results kept.")
