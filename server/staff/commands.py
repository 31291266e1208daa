"""The commands about who may sign in: a first administrator, and whether tablets must be enrolled."""

import click


@click.command("create-admin")
@click.option("--login", required=True, help="What they type to sign in.")
@click.option("--name", required=True, help="Their name.")
@click.option("--job", default="企画・調整担当", show_default=True, help="Their job.")
@click.option("--tenant", "uid", help="Id of the municipality, when there is more than one.")
@click.pass_context
def create_admin(ctx: click.Context, login: str, name: str, job: str, uid: str | None) -> None:
    """Add a coordinator of the whole municipality, also when nobody is left who could."""
    from server.cli import staff_add

    said = {"login": login, "name": name, "job": job, "uid": uid}
    ctx.invoke(staff_add, roles=("coordinator",), areas=(), staff_id=None, **said)


@click.command("strict")
@click.option("--on/--off", "strict", required=True, help="Ask for it, or (demonstration only) not.")
@click.option("--tenant", "uid", help="Id of the municipality, when there is more than one.")
def strict(strict: bool, uid: str | None) -> None:
    """Only enrolled tablets sign in, and coordinators with a second factor. With real data always so."""
    from server.cli import ready_app
    from server.db import outside_feed
    from server.tenants import service as tenants

    with ready_app().app_context():
        tenant = tenants.only(uid)
        with outside_feed():
            tenants.set_strict(tenant.id, strict)
        click.echo(f"{tenant.name}: {'on' if tenants.is_strict(tenant.id) else 'off'}")
