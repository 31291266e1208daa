"""`kayoi backup` and `kayoi restore`: asking and printing only."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask

from server.config import Config, ConfigError


@click.command()
@click.option("--keep", type=click.IntRange(1, 1000), help="Delete all but the newest so many.")
@click.option(
    "--drill", "only_drill", is_flag=True, help="Restore the newest backup into a scratch place instead."
)
@click.option("--list", "only_list", is_flag=True, help="List the backups a restore may use instead.")
def backup(keep: int | None, only_drill: bool, only_list: bool) -> None:
    """Back up the database while the server runs, read the backup back, and its keys into a folder apart."""
    config = Config.from_env()
    if only_drill:
        _drill(config)
        return
    from server.backup import places

    app = _ready(config)
    with app.app_context():
        _list() if only_list else _take(config, keep)
    places.close(app)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--replace", is_flag=True, help="There is a database already: keep it aside under another name."
)
@click.option(
    "--keys",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A key backup; what is missing of it is put back first.",
)
@click.option("--even-retired", is_flag=True, help="Use a backup that was taken out of use.")
def restore(file: Path, replace: bool, keys: Path | None, even_retired: bool) -> None:
    """Bring a backup back. Stop the server and its workers first; docs/backup.md says all, in order."""
    from server.backup.archive import Damaged
    from server.backup.restoring import Asked, Restored
    from server.backup.restoring import restore as bring_back

    try:
        done: Restored = bring_back(Config.from_env(), Asked(file, replace, even_retired, keys))
    except Damaged as damaged:
        raise click.ClickException(str(damaged)) from None
    click.echo(f"Restored the backup of {done.manifest.taken_at} ({len(done.tenants)} municipalities).")
    if done.keys_put_back:
        click.echo(f"Put back: {', '.join(done.keys_put_back)}.")
    if done.kept:
        click.echo(f"The old database is kept: {done.kept}.")
    for one in done.tenants:
        click.echo(f"{one.name}: new writers from {one.writers_from + 1}.")
        for lost in one.lost:
            numbers = f"{lost.writer_no}.{lost.first}-{lost.last}"
            click.echo(f"  filed by office or import after the backup: {numbers} at {lost.at}")
        if not one.lost and one.listed:
            click.echo("  The office had filed nothing after the backup.")
        if not one.listed:
            click.echo(
                "  The office journal is not whole: what the office filed after the backup may be more."
            )
    click.echo(
        "Start the server now. Everyone signs in again; each tablet sends what the backup lacks by itself."
    )


def _ready(config: Config) -> Flask:
    from server import create_app
    from server.migrate import is_current

    if not config.data.is_dir() or not is_current(app := create_app(config)):
        raise ConfigError("The database is not at this version's schema: run `kayoi migrate` first")
    return app


def _take(config: Config, keep: int | None) -> None:
    from server.backup.taking import BackupFailed, take

    try:
        taken = take(config, keep)
    except BackupFailed as failed:
        raise click.ClickException(f"No backup was made: {failed}") from None
    size = taken.file.stat().st_size
    click.echo(
        f"{taken.file}: {taken.rows} rows in {len(taken.manifest.tables)} tables, {size} bytes, read back."
    )
    click.echo(f"{taken.keys}: the keys. Keep the two apart: the data opens nothing signed without them.")
    for name in taken.gone:
        click.echo(f"Deleted {name}: no restore may use it any more.")


def _list() -> None:
    from server import clock
    from server.backup import cover

    for one in cover.usable():
        click.echo(f"{one.name}  {clock.iso(one.taken_at)}  {one.size_bytes} bytes")


def _drill(config: Config) -> None:
    from server.backup.drill import drill

    report = drill(config)
    click.echo(f"{report.file.name}, {report.age_hours:.1f} hours old: restored in {report.took_s:.1f} s.")
    click.echo(f"{report.rows} rows, {report.ops} operations compared by count and checksum.")
    for fault in report.faults:
        click.echo(f"FAULT: {fault}", err=True)
    if report.faults:
        raise click.ClickException("a restore of this backup would not be whole: take a new backup now")
    click.echo("A restore would work. Nothing was left behind.")
