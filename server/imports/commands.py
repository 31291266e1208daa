"""`kayoi import`: the same steps as the office page, asking and printing only. No name is printed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click
import orjson
from flask import Flask

from server.auth import TenantFacts
from server.config import Config, ConfigError
from server.imports.columns import KEYS
from server.imports.reading import ENCODINGS
from server.problems import Problem
from server.staff.commands import coordinator_named

SHOWN = 20
Json = dict[str, Any]


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Where the register is from; its columns are remembered.")
@click.option("--login", required=True, help="In whose name: a coordinator of the whole municipality.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and leave nothing behind.")
@click.option("--key", type=click.Choice(KEYS), help="The number that says who a row is about.")
@click.option("--column", "columns", multiple=True, help="field=column name; may be repeated.")
@click.option("--digits", type=click.IntRange(0, 20), help="Length of the register number.")
@click.option("--year", type=int, help="Fiscal year of what KDB says, where no column tells it.")
@click.option("--part", is_flag=True, help="The file holds only those who changed.")
@click.option("--encoding", type=click.Choice(ENCODINGS), help="When the one that is found is wrong.")
@click.option("--rejected", type=click.Path(path_type=Path), help="Write the rows not taken to this file.")
@click.option("--tenant", "uid", help="Id of the municipality, when there is more than one.")
def import_file(
    file: Path, dry_run: bool, rejected: Path | None, login: str, uid: str | None, **asked: Any
) -> None:
    """Import a register from a CSV file: compared with the source's last one, then applied as ops."""
    with _ready_app().app_context():
        tenant = _tenant(uid)
        job = _Job(tenant, coordinator_named(tenant.id, login), file.read_bytes(), asked)
        try:
            _do(job, dry_run, rejected)
        except Problem as problem:
            raise click.ClickException(f"{problem.title}: {_members(problem)}") from None


def _do(job: _Job, dry_run: bool, rejected: Path | None) -> None:
    try:
        job.check()
        if rejected is not None:
            rejected.write_bytes(job.rejected())
        if not dry_run:
            job.apply()
    finally:
        if dry_run:
            job.discard()


class _Job:
    """One file on its way."""

    def __init__(self, tenant: TenantFacts, staff_id: str, raw: bytes, asked: Json) -> None:
        self.tenant, self.staff_id, self.raw, self.asked = tenant, staff_id, raw, asked
        self.run_id = ""
        self.new_source = ""

    def check(self) -> None:
        """Read and compare, and print what would happen."""
        from server.db import outside_feed
        from server.imports import service, uploading
        from server.imports.checking import check_part

        began = time.monotonic()
        source_id = self._source()
        encoding = self.asked["encoding"]
        run, lines = uploading.read_file(self.tenant, source_id, self.staff_id, self.raw, encoding)
        with outside_feed() as session:
            service.keep(session, run, lines)
        self.run_id = run.id
        reply = self._reply()
        while reply["state"] == "checking":
            check_part(self.tenant, self.run_id)
            reply = self._reply()
        click.echo(f"{reply['encoding']}: {reply['rows']} rows compared in {time.monotonic() - began:.1f} s")
        self._print(reply)

    def apply(self) -> None:
        """Apply, and print how fast."""
        from server.imports.applying import apply_for

        began = time.monotonic()
        while not apply_for(self.tenant, self.run_id, self.staff_id, 5):
            reply = self._reply()
            click.echo(f"  {reply['done']} of {reply['todo']} rows", err=True)
        took, reply = time.monotonic() - began, self._reply()
        result = reply["counts"]["result"]
        count = sum(result.values())
        click.echo(
            f"applied {count} rows in {took:.1f} s, {count / max(took, 0.001):.0f} rows/s: {_said(result)}"
        )
        if reply["unanswered"]:
            click.echo(f"{reply['unanswered']} rows wait for an answer on the page 名簿の取り込み.")

    def rejected(self) -> bytes:
        """The rows not taken, in the encoding they came in."""
        from server.db import read_snapshot
        from server.imports.giving_back import rejected_csv

        with read_snapshot():
            return rejected_csv(self.tenant.id, self.run_id)[0]

    def discard(self) -> None:
        """Leave nothing behind."""
        from server.db import outside_feed
        from server.imports import service

        with outside_feed() as session:
            service.discard(session, self.tenant.id, self.run_id, self.new_source)

    def _source(self) -> str:
        """The source with the columns it had, what this file suggests, and what was said."""
        from server.db import outside_feed, read_snapshot
        from server.imports import service, store, uploading

        with read_snapshot():
            known = store.source_named(self.tenant.id, self.asked["source"])
        before = orjson.loads(known.mapping) if known else {}
        shown = uploading.look(self.raw, self.asked["encoding"])
        columns = (before.get("columns") or shown["suggested"]) | _columns(self.asked["columns"])
        key = self.asked["key"] or before.get("key") or next((one for one in KEYS if one in columns), KEYS[0])
        digits = self.asked["digits"] if self.asked["digits"] is not None else before.get("digits", 0)
        year = self.asked["year"] if self.asked["year"] is not None else before.get("year", 0)
        wanted = {"name": self.asked["source"], "key": key, "columns": columns, "digits": digits}
        wanted |= {"year": year, "whole": not self.asked["part"]}
        with outside_feed():
            source = service.save_source(self.tenant.id, wanted)
        self.new_source = "" if known else source.id
        return source.id

    def _reply(self) -> Json:
        from server.db import read_snapshot
        from server.imports import service

        with read_snapshot():
            return service.run_reply(self.tenant.id, self.run_id)

    def _print(self, reply: Json) -> None:
        """Counts, then the first rows that were not taken."""
        counts = reply["counts"]
        click.echo(_said(counts["outcomes"]))
        if counts["by_field"]:
            click.echo(f"fields that change: {_said(counts['by_field'])}")
        if counts["states"]:
            click.echo(f"moves: {_said(counts['states'])}")
        if counts["missing"]:
            click.echo(f"no longer named: {counts['missing']} (nobody is removed)")
        for n, notes in self._refused():
            click.echo(f"  row {n}: {notes}")

    def _refused(self) -> list[tuple[int, str]]:
        from server.db import read_snapshot
        from server.imports import rules, store

        with read_snapshot():
            lines = store.lines(self.tenant.id, self.run_id, ["rejected"], limit=SHOWN)
        return [
            (
                line.n,
                " ".join(
                    f"{rules.title(note['field'])[1] or 'row'}: {rules.words(note['rule'], note).en}"
                    for note in orjson.loads(line.notes)
                ),
            )
            for line in lines
        ]


def _ready_app() -> Flask:
    """The app on a migrated database. Raises ConfigError in one line otherwise."""
    from server import create_app
    from server.migrate import is_current

    config = Config.from_env()
    if not config.data.is_dir() or not is_current(app := create_app(config)):
        raise ConfigError("The database is not at this version's schema: run `kayoi migrate` first")
    return app


def _members(problem: Problem) -> str:
    return ", ".join(f"{name} {value}" for name, value in problem.members.items()) or problem.detail


def _said(counts: Json) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "nothing"


def _columns(pairs: tuple[str, ...]) -> dict[str, str]:
    columns = {}
    for pair in pairs:
        field, mark, column = pair.partition("=")
        if not mark:
            raise click.BadParameter("write field=column name", param_hint="--column")
        columns[field] = column
    return columns


def _tenant(uid: str | None) -> TenantFacts:
    from server.tenants import service as tenants

    found = tenants.only(uid)
    return TenantFacts(found.id, found.uid, found.name, found.demo)
