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


def test_criteria_and_k_are_chosen_from_a_day_on_and_taken_back(run: Run) -> None:
    said = run("form", "criteria", "qmcoo")
    assert "criteria_frailty\tqmcoo12_hori2023\tqmcoo12_hori2023|qmcoo15_yakabe2023\tversion 2" in said
    assert "暫定" in said
    assert "Yakabe" in said
    said = run("form", "criteria", "qmcoo", "qmcoo15_yakabe2023", "--k", "movement=2")
    assert "criteria_frailty=qmcoo15_yakabe2023 k_movement=2" in said
    assert "command line" in said
    said = run("form", "criteria", "qmcoo", "--undo", "1")
    assert said.rstrip().endswith("withdrawn")
    assert "counts_f=True" in run("form", "criteria", "unknown_status", "--yes", "counts_f")


@pytest.mark.parametrize(
    "words",
    [
        ("horoscope",),
        ("qmcoo", "mine"),
        ("qmcoo", "--k", "2"),
        ("qmcoo", "--k", "movement=9"),
        ("qmcoo", "--k", "drugs=20"),
        ("qmcoo", "--yes", "counts_f"),
        ("qmcoo", "--k", "movement=2", "--from", "2020-01-01"),
        ("qmcoo", "--undo", "7"),
    ],
)
def test_what_cannot_be_chosen_is_one_line(run: Run, words: tuple[str, ...]) -> None:
    assert len(run("form", "criteria", *words, fails=True).strip().splitlines()) == 1
    assert "#1" not in run("form", "criteria", "qmcoo")


def test_a_period_is_counted_and_judged_again_from_the_command_line(run: Run) -> None:
    days = ("--from", "2026-04-01", "--to", "2026-11-30", "--login", "yamaguchi")
    said = run("form", "judge-again", "qmcoo", *days, "--k", "movement=2")
    assert "0 sheets, 0 would differ" in said
    assert "Nothing to do" in run("form", "judge-again", "qmcoo", *days, "--do")
    for wrong in ((*days[:4], "--login", "nobody"), (*days, "--area", "どこか"), (*days, "--k", "drugs=2")):
        refused = run("form", "judge-again", "qmcoo", *wrong, fails=True)
        assert len(refused.strip().splitlines()) == 1
