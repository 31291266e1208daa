"""The commands about which forms a town uses."""

import click

from server.form_versions.commands import form
from server.staff.commands import ready_app

TENANT = click.option("--tenant", "uid", help="Id of the municipality, when there is more than one.")


@form.command("enable")
@click.argument("form_id")
@TENANT
def enable(form_id: str, uid: str | None) -> None:
    """Offer a form (`eleven`, or one version, `qmcoo/2`) to the nurses of a municipality."""
    _switch(form_id, uid, on=True)


@form.command("disable")
@click.argument("form_id")
@TENANT
def disable(form_id: str, uid: str | None) -> None:
    """Offer a form no longer. Tablets keep it, so that sheets filled with it stay readable."""
    _switch(form_id, uid, on=False)


@form.command("list")
@TENANT
def list_forms(uid: str | None) -> None:
    """Print every form version, and whether the municipality is offered it."""
    from server.form_versions import service
    from server.tenants import service as tenants

    with ready_app().app_context():
        for offer in service.offers(tenants.only(uid).id):
            click.echo(f"{'on ' if offer.offered else 'off'}  {offer.form}/{offer.version}  {offer.title}")


def _switch(said: str, uid: str | None, on: bool) -> None:
    import forms
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
