"""`kayoi escrow import`: the same as the screen; counts are printed, nothing of anybody."""

from pathlib import Path

import click

from server.staff.commands import ready_app


@click.group()
def escrow() -> None:
    """Escrow files of tablets that could not send."""


@escrow.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--tenant", "uid", help="Id of the municipality, when there is more than one.")
def escrow_import(file: Path, uid: str | None) -> None:
    """Take in an escrow file. It may be taken in as often as one likes."""
    from server.auth import TenantFacts
    from server.escrow import service
    from server.tenants import service as tenants

    with ready_app().app_context():
        tenant = tenants.only(uid)
        facts = TenantFacts(tenant.id, tenant.uid, tenant.name, tenant.demo)
        counts = service.take(facts, "", file.read_bytes())
    for name, count in counts.items():
        click.echo(f"{name.replace('_', ' ')}: {count}")
