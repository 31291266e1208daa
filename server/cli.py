"""The `kayoi` command. docs/commands.md lists every command; each line here is about asking and printing
only.
"""

import sys
from typing import Any

import click
from flask import Flask

from server.backup.commands import backup, restore
from server.config import Config, ConfigError
from server.escrow.commands import escrow
from server.fhir.commands import export
from server.form_decisions.commands import form_criteria
from server.form_versions.commands import form
from server.imports.commands import import_file
from server.judgements.commands import form_judge_again
from server.lan.commands import serve_lan
from server.problems import Problem
from server.staff.commands import ask_passphrase, create_admin, ready_app, rotate_sealing_key, staff, strict
from server.tenants.commands import town

NO_DATABASE = "The database does not answer or cannot be written: check DATABASE_URL and KAYOI_DATA"


class _Group(click.Group):
    """Commands whose foreseen errors are one line on standard error, not a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        from sqlalchemy.exc import OperationalError

        from server.staff.passphrases import PassphraseUnfit
        from server.staff.service import StaffUnfit

        try:
            return super().invoke(ctx)
        except (ConfigError, PassphraseUnfit, StaffUnfit) as error:
            raise click.ClickException(str(error)) from None
        except OperationalError:
            raise click.ClickException(NO_DATABASE) from None
        except OSError as error:
            raise click.ClickException(f"{error.filename or 'the system'}: {error.strerror}") from None
        except Problem as problem:
            raise click.ClickException(_said(problem)) from None


def _said(problem: Problem) -> str:
    """What is wrong in one line: field by field where the problem says so."""
    errors = problem.members.get("errors")
    if not errors:
        return f"{problem.title_ja} {problem.detail_ja} / {problem.title}"
    return "; ".join(f"{field}: {' '.join(told)}" for field, told in errors.items())


@click.group(cls=_Group)
def main() -> None:
    """かよい Kayoi: questionnaires and frailty checks that work without a signal."""


main.add_command(backup)
main.add_command(restore)
main.add_command(import_file)
main.add_command(create_admin)
main.add_command(strict)
main.add_command(staff)
main.add_command(escrow)
main.add_command(export)
main.add_command(rotate_sealing_key)
main.add_command(serve_lan)
main.add_command(form)
form.add_command(form_criteria)
form.add_command(form_judge_again)
main.add_command(town)


def _app(config: Config) -> Flask:
    from server import create_app

    return create_app(config)


@main.command()
def migrate() -> None:
    """Create the master key when there is none, and bring the database to this version's schema."""
    from server.devices import keys
    from server.migrate import head, upgrade

    config = Config.from_env()
    config.data.mkdir(parents=True, exist_ok=True)
    keys.create_master_key(config.master_key_file)
    upgrade(_app(config))
    click.echo(f"The database is at migration {head()}.")


@main.command()
@click.option("--name", prompt="自治体の名前 Municipality", help="Name of the municipality.")
@click.option("--demo", "sort", flag_value="demo", help="For practice only, marked so on every screen.")
@click.option(
    "--real", "sort", flag_value="real", help="For real data; refused where the server lacks something."
)
@click.option(
    "--agreed", is_flag=True, help="With --real, where nobody can be asked: all it lists is decided."
)
@click.option(
    "--login", prompt="ログイン Login of the first administrator", help="Login of the first administrator."
)
@click.option("--staff-name", prompt="氏名 Their name", help="Name of the first administrator.")
@click.option("--job", default="企画・調整担当", show_default=True, help="Their job.")
def init(name: str, sort: str | None, agreed: bool, login: str, staff_name: str, job: str) -> None:
    """Create a municipality, for practice or for real data, and its first administrator, a coordinator. The
    passphrase is asked for, or read from standard input.
    """
    from server import real_data
    from server.db import transaction
    from server.form_versions import service as form_versions
    from server.staff import service as staff
    from server.tenants import service as tenants

    if sort is None:
        raise ConfigError("Say --demo (練習用) or --real (実データ): neither becomes the other later")
    app = ready_app()
    with app.app_context():
        if sort == "real":
            real_data.check_new(app)
            _confirm(real_data.AGREED, agreed)
        staff.check_new(None, login, staff_name)
        passphrase = ask_passphrase()
        tenant_id = tenants.create(name, demo=sort == "demo")
        with transaction(tenant_id):
            made = staff.add(tenant_id, login, staff_name, job, passphrase)
            staff.grant(tenant_id, made.id, "coordinator")
        form_versions.publish(tenant_id)
        click.echo(f"{name}: {tenants.get(tenant_id).uid}")


def _confirm(text: str, agreed: bool) -> None:
    """Ask on a terminal; elsewhere the option says it."""
    click.echo(text, err=True)
    if agreed or (sys.stdin.isatty() and click.confirm("すべて決めました All of it is decided", err=True)):
        return
    raise ConfigError("Nothing was made: decide the above first, then answer y or say --agreed")


@main.command()
def serve() -> None:
    """Serve the app and the API on http://127.0.0.1:$PORT until stopped."""
    from server import pages, real_data
    from server.serve import serve as become_gunicorn

    real_data.check_served(ready_app())
    if pages.build_folder() is None:
        click.echo("The app is not built, only the API answers: run `npm run build` in pwa/", err=True)
    become_gunicorn(Config.from_env())


@main.command()
def worker() -> None:
    """Send reminders when they are due, until stopped. Any number of workers may run."""
    from server import worker as worker_process

    worker_process.run(ready_app())


@main.command()
def run() -> None:
    """Everything for a first look: migrate, make a demo town on the first start, serve, remind."""
    from server.running import run as run_all

    sys.exit(run_all(Config.from_env()))


@main.command("seed-demo")
@click.option(
    "--persons", type=click.IntRange(1, 100_000), default=300, show_default=True, help="How many persons."
)
def seed_demo(persons: int) -> None:
    """Make a synthetic municipality with a year of sessions, through the same services as real data."""
    from server.demo.seed import seed

    seed(ready_app(), persons=persons)


@main.command("check-digests")
@click.option("--repair", is_flag=True, help="Write what the rows say in the place of what is kept.")
def check_digests(repair: bool) -> None:
    """Compare what is kept about each scope's rows with the rows themselves; exit code 1 when they differ."""
    from server.exchange import service as exchange
    from server.tenants import service as tenants

    with ready_app().app_context():
        found = [
            f"{tenant.name}: {scope}"
            for tenant in tenants.all_tenants()
            for scope in exchange.check_digests(tenant.id, repair)
        ]
    for line in found:
        click.echo(line)
    click.echo(f"{len(found)} differ" + (", written anew." if found and repair else "."))
    sys.exit(1 if found and not repair else 0)


if __name__ == "__main__":
    main()
