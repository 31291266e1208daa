"""A town with real data: made deliberately, served only where nothing is missing, entered from the installed
app.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import update

from server import cli, create_app, real_data
from server.config import Config, ConfigError
from server.db import outside_feed
from server.demo import seed
from server.devices import keys
from server.tenants import service as tenants
from server.tenants.models import Tenant
from tests.conftest import close
from tests.factories import PASSPHRASE, SignedIn, sign_in, sign_in_body, store_id
from tests.tablet_key import enrolled

Kayoi = Callable[..., Result]
INIT = ("init", "--name", "かよい町", "--login", "yamaguchi", "--staff-name", "山口 恵")


@pytest.fixture
def settings(empty_config: Config, tmp_path: Path) -> dict[str, str]:
    """What an operator sets before real data come."""
    return {
        "KAYOI_DATA": str(empty_config.data),
        "DATABASE_URL": empty_config.database_url.replace("postgresql+psycopg://", "postgresql://"),
        "PUBLIC_URL": "https://kayoi.example.jp",
        "KAYOI_BACKUPS": str(tmp_path / "disk" / "data"),
        "KAYOI_KEY_BACKUPS": str(tmp_path / "disk" / "keys"),
    }


def run(settings: dict[str, str], *words: str) -> Result:
    return CliRunner(env=settings).invoke(cli.main, list(words), input=PASSPHRASE + "\n")


def towns(settings: dict[str, str]) -> list[tuple[str, bool]]:
    app = create_app(Config.from_env(settings))
    with app.app_context():
        found = [(town.name, town.demo) for town in tenants.all_tenants()]
    close(app)
    return found


def test_a_real_town_is_made_where_nothing_is_missing_and_all_was_agreed(settings: dict[str, str]) -> None:
    unsaid = run(settings, *INIT)
    assert (unsaid.exit_code, towns(settings)) == (1, [])
    assert "--demo" in unsaid.output
    assert "--real" in unsaid.output
    silent = run(settings, *INIT, "--real")
    assert (silent.exit_code, towns(settings)) == (1, [])
    assert "控えを毎日取る" in silent.output
    assert "--agreed" in silent.output
    made = run(settings, *INIT, "--real", "--agreed")
    assert made.exit_code == 0, made.output
    assert towns(settings) == [("かよい町", False)]


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("PUBLIC_URL", "PUBLIC_URL=https://"),
        ("KAYOI_BACKUPS", "set KAYOI_BACKUPS"),
        ("KAYOI_KEY_BACKUPS", "set KAYOI_KEY_BACKUPS"),
        ("master.key", "master.key is missing"),
    ],
)
def test_what_is_missing_is_named_and_neither_made_nor_served(
    settings: dict[str, str], lost: str, said: str
) -> None:
    assert run(settings, *INIT, "--real", "--agreed").exit_code == 0
    if lost == "master.key":
        (Path(settings["KAYOI_DATA"]) / lost).rename(Path(settings["KAYOI_DATA"]) / "aside")
        keys.master_key.cache_clear()  # each command is a process of its own
    less = {name: value for name, value in settings.items() if name != lost}
    for words in ((*INIT, "--real", "--agreed"), ("serve",)):
        refused = run(less, *words)
        assert refused.exit_code == 1
        assert said in refused.output
        assert len(refused.output.strip().splitlines()) == 1
    assert len(towns(settings)) == 1


def test_a_folder_that_cannot_be_written_is_no_place_for_backups(
    settings: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    refused = run(settings | {"KAYOI_BACKUPS": str(tmp_path / "file")}, *INIT, "--real", "--agreed")
    assert "KAYOI_BACKUPS is a folder this user cannot write" in refused.output
    assert towns(settings) == []


def test_real_data_never_stand_beside_the_practice_town_whose_passphrases_are_public(
    settings: dict[str, str],
) -> None:
    app = create_app(Config.from_env(settings))
    with app.app_context():
        tenants.create("みなと町（練習用）", demo=True, uid=seed.UID)
    close(app)
    refused = run(settings, *INIT, "--real", "--agreed")
    assert refused.exit_code == 1
    assert "whose passphrases everybody knows" in refused.output
    assert run(settings, *INIT, "--demo").exit_code == 0, "a town for practice may"


def test_a_server_for_practice_starts_without_any_of_it(app: Flask) -> None:
    real_data.check_served(app)
    make_real(app)
    with pytest.raises(ConfigError, match=r"PUBLIC_URL.*KAYOI_BACKUPS"):
        real_data.check_served(app)


def make_real(app: Flask) -> None:
    """The home town, from now on."""
    with app.app_context(), outside_feed() as session:
        session.execute(update(Tenant).where(Tenant.id == 1).values(demo=False))


def test_a_tablet_signs_in_from_the_installed_app_only(app: Flask) -> None:
    key = enrolled(app, sign_in(app, "megumi", "office"))
    make_real(app)
    for _ in range(12):  # her password is right: being sent to the home screen is no miss
        tab = key.sign_in("hanako")
        assert (tab.status_code, tab.json["type"]) == (403, "/problems/app-not-installed")
        assert "Set-Cookie" not in tab.headers
    came = key.sign_in("hanako", installed=True)
    assert (came.status_code, came.json["tenant"]["demo"]) == (200, False)
    unknown = app.test_client().post(
        "/api/v1/session", json=sign_in_body("hanako", store_id(), installed=True)
    )
    assert unknown.json["type"] == "/problems/device-not-enrolled"


def test_the_office_of_a_real_town_works_in_a_tab_and_a_practice_town_anywhere(app: Flask) -> None:
    practising: SignedIn = sign_in(app, "hanako")
    assert practising.body["tenant"]["demo"] is True
    make_real(app)
    body = sign_in_body("megumi", store_id(), "office")
    office = app.test_client().post("/api/v1/session", json=body)
    assert (office.status_code, office.json["hold"]) == (200, "second-factor-needed")
    found = app.test_client().get("/api/v1/towns").json
    assert {town["name"]: town["demo"] for town in found} == {"かよい町": False, "となり町": True}
