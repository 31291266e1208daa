"""The commands about who may sign in: accounts, a first administrator, whether tablets must be enrolled."""

import sys
from uuid import UUID

import click
from flask import Flask

from server.config import Config, ConfigError


@click.group()
def staff() -> None:
    """Accounts."""


@staff.command("add")
@click.option("--login", required=True, help="What they type to sign in.")
@click.option("--name", required=True, help="Their name.")
@click.option("--job", default="", help="Their job, as shown to colleagues.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    help="nurse, supporter, coordinator or auditor; may be repeated.",
)
@click.option(
    "--area",
    "areas",
    multiple=True,
    help="Name of an area; may be repeated. Without it: the whole municipality.",
)
@click.option("--tenant", "uid", help="Id of the municipality, when there is more than one.")
@click.option(
    "--id",
    "staff_id",
    type=click.UUID,
    help="Id of an account that a restored backup lacks; the log names it.",
)
def staff_add(
    login: str,
    name: str,
    job: str,
    roles: tuple[str, ...],
    areas: tuple[str, ...],
    uid: str | None,
    staff_id: UUID | None,
) -> None:
    """Add an account with its roles. The passphrase is asked for, or read from standard input."""
    from server.db import transaction
    from server.staff import service
    from server.tenants import service as tenants

    with ready_app().app_context():
        tenant = tenants.only(uid)
        scopes = service.scopes_of_areas(tenant.id, areas)
        service.check_new(tenant.id, login, name)
        passphrase = ask_passphrase()
        with transaction(tenant.id):
            made = service.add(
                tenant.id, login, name, job, passphrase, staff_id=str(staff_id) if staff_id else None
            )
            for role in roles:
                for scope in scopes:
                    service.grant(tenant.id, made.id, role, scope)
            click.echo(made.id)


@click.command("rotate-sealing-key")
@click.option("--tenant", "uid", help="Id of the municipality, when there is more than one.")
def rotate_sealing_key(uid: str | None) -> None:
    """Begin a new key to which tablets seal unsent work; what was sealed to older ones is opened for ever."""
    from server.db import transaction
    from server.devices import sealing
    from server.tenants import service as tenants

    with ready_app().app_context():
        tenant = tenants.only(uid)
        with transaction(tenant.id):
            click.echo(sealing.rotate(tenant.id))


@click.command("create-admin")
@click.option("--login", required=True, help="What they type to sign in.")
@click.option("--name", required=True, help="Their name.")
@click.option("--job", default="企画・調整担当", show_default=True, help="Their job.")
@click.option("--tenant", "uid", help="Id of the municipality, when there is more than one.")
@click.pass_context
def create_admin(ctx: click.Context, login: str, name: str, job: str, uid: str | None) -> None:
    """Add a coordinator of the whole municipality, also when nobody is left who could."""
    said = {"login": login, "name": name, "job": job, "uid": uid}
    ctx.invoke(staff_add, roles=("coordinator",), areas=(), staff_id=None, **said)


@click.command("strict")
@click.option("--on/--off", "strict", required=True, help="Ask for it, or (demonstration only) not.")
@click.option("--tenant", "uid", help="Id of the municipality, when there is more than one.")
def strict(strict: bool, uid: str | None) -> None:
    """Only enrolled tablets sign in, and coordinators with a second factor. With real data always so."""
    from server.db import outside_feed
    from server.tenants import service as tenants

    with ready_app().app_context():
        tenant = tenants.only(uid)
        with outside_feed():
            tenants.set_strict(tenant.id, strict)
        click.echo(f"{tenant.name}: {'on' if tenants.is_strict(tenant.id) else 'off'}")


def ready_app() -> Flask:
    """The app on a migrated database. Raises ConfigError in one line otherwise."""
    from server import create_app
    from server.migrate import is_current

    config = Config.from_env()
    if not config.data.is_dir() or not is_current(app := create_app(config)):
        raise ConfigError("The database is not at this version's schema: run `kayoi migrate` first")
    return app


def ask_passphrase() -> str:
    """Asked twice on a terminal; otherwise the first line of standard input, so that it never stands in a
    command line.
    """
    if sys.stdin.isatty():
        return str(click.prompt("パスワード Passphrase", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


def coordinator_named(tenant_id: int, login: str) -> str:
    """The staff id of a coordinator of the whole municipality. Raises ConfigError."""
    from server.staff import rights
    from server.staff import service as staff

    for one in staff.everyone(tenant_id):
        if one.login == login and ("coordinator", "tenant") in rights.grants_today(tenant_id, one.id):
            return one.id
    raise ConfigError("--login must name a coordinator of the whole municipality")
