"""Which forms a town's tablets are offered: what is on by default, and what the town has switched."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner
from flask import Flask

import forms
from server import cli
from server.config import Config
from server.form_versions import service
from server.records import service as records
from tests.conftest import close
from tests.factories import PASSPHRASE

Run = Callable[..., str]
INIT = ("init", "--demo", "--name", "かよい町", "--login", "yamaguchi", "--staff-name", "山口 恵")
ON = {f"{form}/{version}" for form, version in forms.available() if forms.load(form, version).default_on}


@pytest.fixture
def run(empty_config: Config) -> Run:
    """Run one command in a town that has just been made; what it printed."""
    url = empty_config.database_url.replace("postgresql+psycopg://", "postgresql://")
    env = {"KAYOI_DATA": str(empty_config.data), "DATABASE_URL": url}

    def one(*words: str, fails: bool = False) -> str:
        done = CliRunner(env=env).invoke(cli.main, list(words), input=PASSPHRASE + "\n")
        assert (done.exit_code != 0) is fails, done.output
        return done.output

    one("migrate")
    one(*INIT)
    return one


def offered(run: Run) -> set[str]:
    return {line.split()[1] for line in run("form", "list").splitlines() if line.startswith("on ")}


def test_a_new_town_is_offered_what_is_on_by_default_and_nothing_else(run: Run) -> None:
    assert offered(run) == ON
    assert {"qmcoo/1", "kcl/1"} <= ON
    assert not {"qmcoo/2", "eleven/1", "dvs/1", "mna_sf/1", "dasc8/1"} & ON


def test_a_form_that_needs_a_permission_is_switched_on_with_its_licence_in_sight(run: Run) -> None:
    said = run("form", "enable", "mna_sf")
    assert "mna_sf/1" in said
    assert "Nestlé" in said
    assert offered(run) == ON | {"mna_sf/1"}
    assert "Nothing to change" in run("form", "enable", "mna_sf")


def test_one_version_is_switched_without_the_others(run: Run) -> None:
    run("form", "enable", "qmcoo/2")
    assert offered(run) == ON | {"qmcoo/2"}
    run("form", "disable", "qmcoo/2")
    assert offered(run) == ON


def test_a_form_switched_off_stays_with_the_tablets_and_comes_back(run: Run, empty_config: Config) -> None:
    run("form", "disable", "kcl")
    assert offered(run) == ON - {"kcl/1"}
    app = _app(empty_config)
    with app.app_context():
        assert service.publish(1) == []  # a restart does not undo what the town said
        (kept,) = [one for one in records.of_kind(1, "form_version") if one.fields["form"] == "kcl"]
        assert kept.fields["offered"] is False
        assert kept.fields["definition"] == forms.published("kcl", 1)
        assert kept.conflicts() == []
    close(app)
    run("form", "enable", "kcl")
    assert offered(run) == ON


def test_a_version_that_comes_later_follows_what_the_town_did_with_the_form(
    run: Run, empty_config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """eleven/1 was switched on, so its next version is wanted; kcl/1 was switched off, so its next is not."""
    run("form", "enable", "eleven")
    run("form", "disable", "kcl")
    load, given = forms.load, forms.published
    later = [("dvs", 2), ("eleven", 2), ("kcl", 2), ("of5", 2)]
    known = forms.available()

    def first(form: str, version: int) -> int:
        return 1 if (form, version) in later else version

    monkeypatch.setattr(forms, "available", lambda: sorted(known + later))
    monkeypatch.setattr(forms, "load", lambda form, version: load(form, first(form, version)))
    monkeypatch.setattr(forms, "published", lambda f, v: given(f, first(f, v)) | {"version": v})
    app = _app(empty_config)
    with app.app_context():
        assert service.publish(1) == ["eleven/2", "of5/2"]
    close(app)


@pytest.mark.parametrize("form", ["horoscope", "kcl/9", "kcl/", "kcl/x", "../kcl"])
def test_a_form_nobody_has_is_one_line(run: Run, form: str) -> None:
    for command in ("enable", "disable"):
        assert len(run("form", command, form, fails=True).strip().splitlines()) == 1
    assert offered(run) == ON


def _app(config: Config) -> Flask:
    from server import create_app

    return create_app(config)
