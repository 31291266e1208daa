"""`kayoi town`: whom a resident may ask, as it is printed for her."""

import click

from server.staff.commands import ready_app


@click.group()
def town() -> None:
    """What is printed of the municipality."""


@town.command("show")
@click.option("--tenant", "uid", help="Id of the municipality, when there is more than one.")
def show(uid: str | None) -> None:
    """The municipality with its office's name and telephone."""
    from server.tenants import contact
    from server.tenants import service as tenants

    with ready_app().app_context():
        found = tenants.only(uid)
        said = contact.of(found.id)
        click.echo(f"{found.name}\t{said['name'] or '-'}\t{said['phone'] or '-'}")


@town.command("set")
@click.option("--office", help="Name of the office residents may ask, such as 健康福祉課 地域包括支援係.")
@click.option("--phone", help="Its telephone number with the area code, such as 0574-25-1111.")
@click.option("--tenant", "uid", help="Id of the municipality, when there is more than one.")
def set_contact(office: str | None, phone: str | None, uid: str | None) -> None:
    """Set the office's name, its telephone, or both; '' takes one away. Printed on every 結果のお知らせ."""
    from server.audit import steps
    from server.db import outside_feed
    from server.tenants import contact
    from server.tenants import service as tenants

    with ready_app().app_context():
        found = tenants.only(uid)
        with outside_feed():
            known = contact.of(found.id)
            contact.keep(
                found.id,
                known["name"] if office is None else office,
                known["phone"] if phone is None else phone,
            )
            steps.note(found.id, "town", found.uid, "contact", None)
    click.get_current_context().invoke(show, uid=uid)
