"""`kayoi form`: what a form asks, what follows from answers to it, and which forms a town uses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import orjson

import forms
from forms.checkup_codes import Code, Unreadable, decode
from server.staff.commands import ready_app

Json = dict[str, Any]

TENANT = click.option("--tenant", "uid", help="Id of the municipality, when there is more than one.")


@click.group()
def form() -> None:
    """Form definitions."""


@form.command("show")
@click.argument("form_id")
@click.option("--version", type=int, help="Version of the form; the newest when not given.")
def form_show(form_id: str, version: int | None) -> None:
    """List the item ids of a form with what they take, then its facts and what it finds."""
    published = _published(form_id, version)
    for item in published["items"]:
        click.echo(f"{item['id']}\t{item['type']}\t{_takes(item)}\t{item['wording']}")
    for fact in published["facts"]:
        click.echo(f"fact.{fact['id']}\t{fact['type']}\t{_default(fact['default'])}\t{fact['ja']}")
    for one in published.get("criteria_sets", ()):
        codes = " ".join(entry["code"] for entry in one["sets"])
        click.echo(
            f"fact.criteria_{one['id']}\ttext\t{codes}, default {one['default']}\t{one['title']['ja']}"
        )
    for kind, part in NAMED:
        for one in published.get(part, ()):
            mark = "暫定" if one["provisional"] else ""
            click.echo(f"{kind}.{one['id']}\t{one.get('criteria', '')}\t{mark}\t{one['title']['ja']}")


NAMED = (("measure", "measures"), ("score", "scores"), ("finding", "findings"), ("grading", "gradings"))
NAMED += (("lock", "locks"), ("red_flag", "red_flags"), ("outcome", "outcomes"))


@form.command("evaluate")
@click.argument("form_id")
@click.argument("answers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--version", type=int, help="Version of the form; the newest when not given.")
@click.option(
    "--fact",
    "facts",
    multiple=True,
    help="A fact, such as age=78, sex=female or criteria_sarcopenia=awgs2019.",
)
@click.option("--coded", is_flag=True, help="The file holds health-check codes: [[item code, OID, code], …].")
def form_evaluate(
    form_id: str, answers: Path, version: int | None, facts: tuple[str, ...], coded: bool
) -> None:
    """Print what follows from a JSON file `{item id: answer}` as JSON."""
    published = _published(form_id, version)
    given = _read_coded(published, answers) if coded else _read_answers(answers)
    unknown = sorted(given.keys() - {item["id"] for item in published["items"]})
    if unknown:
        raise click.ClickException(f"{form_id} has no item {unknown[0]}")
    result = forms.evaluate(published, given, _read_facts(published, facts))
    click.echo(json.dumps(result, ensure_ascii=False, indent=2))


@form.command("enable")
@click.argument("form_id")
@TENANT
def form_enable(form_id: str, uid: str | None) -> None:
    """Offer a form (`eleven`, or one version, `qmcoo/2`) to the nurses of a municipality."""
    _switch(form_id, uid, on=True)


@form.command("disable")
@click.argument("form_id")
@TENANT
def form_disable(form_id: str, uid: str | None) -> None:
    """Offer a form no longer. Tablets keep it, so that sheets filled with it stay readable."""
    _switch(form_id, uid, on=False)


@form.command("list")
@TENANT
def form_list(uid: str | None) -> None:
    """Print every form version, and whether the municipality is offered it."""
    from server.form_versions import service
    from server.tenants import service as tenants

    with ready_app().app_context():
        for offer in service.offers(tenants.only(uid).id):
            click.echo(f"{'on ' if offer.offered else 'off'}  {offer.form}/{offer.version}  {offer.title}")


def _switch(said: str, uid: str | None, on: bool) -> None:
    from server.form_versions import service
    from server.tenants import service as tenants

    form_id, slash, number = said.partition("/")
    if slash and not number.isdecimal():
        raise click.ClickException(f"'{said}' is neither a form (eleven) nor a version of one (qmcoo/2)")
    with ready_app().app_context():
        tenant = tenants.only(uid)
        try:
            changed = service.switch(tenant.id, form_id, int(number) if slash else None, on)
        except forms.UnknownForm:
            raise click.ClickException(f"there is no form {said}: `kayoi form list` names them") from None
        for version in changed:
            click.echo(f"{'on ' if on else 'off'}  {version}")
        if on and changed:
            newest = forms.load(form_id, int(changed[-1].rpartition("/")[2]))
            click.echo(f"{newest.licence.ja} / {newest.licence.en}")
        if not changed:
            click.echo(f"Nothing to change: {said} was {'on' if on else 'off'}.")


def _published(form_id: str, version: int | None) -> Json:
    versions = [number for name, number in forms.available() if name == form_id]
    if not versions or (version or versions[-1]) not in versions:
        raise click.ClickException(f"there is no form {form_id}" + (f" version {version}" if version else ""))
    return forms.published(form_id, version or versions[-1])


def _takes(item: Json) -> str:
    """What an item takes: its codes, or its limits with the unit."""
    if item.get("options"):
        said = " ".join(f"{option['code']}={option['ja']}" for option in item["options"])
    elif item["type"] in ("number", "integer"):
        low, high = ("" if item[name] is None else item[name] for name in ("minimum", "maximum"))
        said = f"{low}–{high} {item['unit']['ja'] if 'unit' in item else ''}".strip()
    else:
        said = "YYYY-MM-DD" if item["type"] == "date" else ""
    return f"{said} unable".strip() if item.get("unable") else said


def _default(value: object) -> str:
    return "" if value is None else f"default {value}"


def _read_coded(published: Json, path: Path) -> Json:
    """The answers that codes of the 健診 data stand for, each read in the list its OID names."""
    given = _read_json(path)
    rows = given if isinstance(given, list) else [None]
    found: Json = {}
    for n, row in enumerate(rows, 1):
        if not (isinstance(row, list) and len(row) == 3 and _is_code(*row)):
            raise click.ClickException(f"{path.name}: entry {n} is not [item code, OID or null, code]")
        said = decode([published], Code(*row))
        if isinstance(said, Unreadable):
            raise click.ClickException(f"{path.name}: entry {n} ({row[0]}) is not taken: {said.problem}")
        if found.get(said.item, said.value) != said.value:
            raise click.ClickException(f"{path.name}: entry {n} ({row[0]}) says something else than before")
        found[said.item] = said.value
    return found


def _is_code(item: object, oid: object, code: object) -> bool:
    return isinstance(item, str) and isinstance(code, str) and (oid is None or isinstance(oid, str))


def _read_json(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except ValueError as error:
        raise click.ClickException(f"{path.name} is not JSON: {error}") from None


def _read_answers(path: Path) -> Json:
    given = _read_json(path)
    if not isinstance(given, dict):
        raise click.ClickException(f"{path.name} must hold one JSON object, item id to answer")
    return given


def _read_facts(published: Json, given: tuple[str, ...]) -> Json:
    """The facts of the command line, each as the type the form says."""
    types = {fact["id"]: fact["type"] for fact in published["facts"]}
    types |= {f"criteria_{one['id']}": "text" for one in published.get("criteria_sets", ())}
    found: Json = {}
    for one in given:
        name, _, value = one.partition("=")
        if name not in types:
            known = f"; it has {', '.join(types)}" if types else ""
            raise click.ClickException(f"{published['form']} has no fact {name}{known}")
        found[name] = value if types[name] == "text" else _parsed(name, value, types[name])
    return found


def _parsed(name: str, value: str, kind: str) -> Any:
    try:
        found = orjson.loads(value)
    except ValueError:
        found = None
    right = isinstance(found, bool) if kind == "boolean" else type(found) in (int, float)
    if not right:
        raise click.ClickException(f"the fact {name} must be a {kind}")
    return found
