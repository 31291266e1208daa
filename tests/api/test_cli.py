"""The `kayoi` command: what the documents list exists, foreseen errors are one line, accounts it makes can
sign in.
"""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from server import cli, create_app
from server.config import Config
from server.records import service as records
from tests.conftest import close
from tests.factories import PASSPHRASE, sign_in_body, store_id

Kayoi = Callable[..., Result]


@pytest.fixture
def kayoi(empty_config: Config) -> Kayoi:
    """Run one command on an empty database."""
    env = {"KAYOI_DATA": str(empty_config.data), "DATABASE_URL": _url(empty_config)}

    def run(*words: str, stdin: str = PASSPHRASE + "\n") -> Result:
        return CliRunner(env=env).invoke(cli.main, list(words), input=stdin)

    return run


def _url(config: Config) -> str:
    return config.database_url.replace("postgresql+psycopg://", "postgresql://")


def _login(config: Config, login: str, client: str):  # type: ignore[no-untyped-def]
    app = create_app(config)
    try:
        return app.test_client().post("/api/v1/session", json=sign_in_body(login, store_id(), client))
    finally:
        close(app)


INIT = ("init", "--demo", "--name", "かよい町", "--login", "yamaguchi", "--staff-name", "山口 恵")


def test_docs_commands_lists_exactly_the_commands() -> None:
    def names(group: click.Group, before: str) -> set[str]:
        found: set[str] = set()
        for name, command in group.commands.items():
            full = f"{before} {name}"
            found |= names(command, full) if isinstance(command, click.Group) else {full}
        return found

    docs = (Path(__file__).parents[2] / "docs" / "commands.md").read_text()
    assert set(re.findall(r"^\| `([a-z -]+)` \|", docs, re.MULTILINE)) == names(cli.main, "kayoi")


def test_the_first_administrator_can_sign_in_and_add_a_nurse(kayoi: Kayoi, empty_config: Config) -> None:
    made = kayoi(*INIT)
    assert made.exit_code == 0, made.output
    assert _login(empty_config, "yamaguchi", "office").json["roles"] == ["coordinator"]
    added = kayoi(
        "staff", "add", "--login", "Sato", "--name", "佐藤 花子", "--job", "保健師", "--role", "nurse"
    )
    assert added.exit_code == 0, added.output
    reply = _login(empty_config, "sato", "tablet").json
    assert reply["staff"]["name"] == "佐藤 花子"
    assert reply["writer"]["writer_no"] >= 1


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (("--login", "yamaguchi", "--role", "nurse"), None, "is taken"),
        (("--login", "new", "--role", "captain"), None, "role is one of"),
        (("--login", "new", "--role", "nurse", "--area", "月面"), None, "there is no area 月面"),
        (("--login", "new", "--role", "nurse"), "short\n", "12 to 200 characters"),
        (("--login", " ", "--role", "nurse"), None, "needs a login"),
    ],
)
def test_an_account_that_cannot_be_made_is_one_line_and_leaves_nothing(
    kayoi: Kayoi, empty_config: Config, words: tuple[str, ...], stdin: str | None, said: str
) -> None:
    kayoi(*INIT)
    refused = kayoi("staff", "add", "--name", "新人", *words, stdin=stdin or PASSPHRASE + "\n")
    assert refused.exit_code == 1
    assert said in refused.output
    assert len(refused.output.strip().splitlines()) == 1
    assert _login(empty_config, "new", "tablet").status_code == 401


def test_migrate_can_be_repeated_and_says_where_it_is(kayoi: Kayoi) -> None:
    for _ in range(2):
        done = kayoi("migrate")
        assert done.exit_code == 0, done.output
        assert "The database is at migration" in done.output


def test_a_bad_setting_is_one_line() -> None:
    refused = CliRunner(env={"PORT": "many"}).invoke(cli.main, ["serve"])
    assert refused.exit_code == 1
    assert refused.output.strip() == "Error: PORT must be a whole number from 0 to 65535"


def test_form_evaluate_prints_scores_and_findings(tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"qmcoo.04_chewing": 1, "qmcoo.05_choking": 2}))
    done = CliRunner().invoke(cli.main, ["form", "evaluate", "qmcoo", str(answers)])
    assert done.exit_code == 0, done.output
    result = json.loads(done.output)
    assert {"scores", "findings", "violations"} <= set(result)
    assert result["findings"]["group_oral"]["state"] == "positive"
    assert result["findings"]["frailty"]["state"] == "undetermined"


@pytest.mark.parametrize("content", ["{not json", "[1]", "", '{"qmcoo.04_chewing": NaN}', "[" * 100_000])
def test_form_evaluate_of_a_file_that_holds_no_answers_is_one_line(tmp_path: Path, content: str) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(content)
    done = CliRunner().invoke(cli.main, ["form", "evaluate", "qmcoo", str(answers)])
    assert done.exit_code == 1
    assert len(done.output.strip().splitlines()) == 1


def test_form_evaluate_says_which_answer_the_form_does_not_ask_for(tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text('{"04_chewing": 1}')
    done = CliRunner().invoke(cli.main, ["form", "evaluate", "qmcoo", str(answers)])
    assert (done.exit_code, done.output) == (1, "Error: qmcoo has no item 04_chewing\n")


def test_form_evaluate_of_an_unknown_form_or_version_says_so(tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text("{}")
    for words in (["horoscope", str(answers)], ["qmcoo", str(answers), "--version", "99"]):
        done = CliRunner().invoke(cli.main, ["form", "evaluate", *words])
        assert done.exit_code == 1
        assert "there is no form" in done.output


def test_form_show_lists_every_item_with_what_it_takes() -> None:
    done = CliRunner().invoke(cli.main, ["form", "show", "body"])
    assert done.exit_code == 0, done.output
    lines = dict(line.split("\t", 1) for line in done.output.splitlines())
    assert lines["body.weight"] == "number\t20.0–200.0 kg\t体重"
    assert lines["body.ring"].startswith("choice\t1=囲めない 2=ちょうど囲める 3=隙間ができる\t")
    assert lines["body.sts5"].startswith("number\t3.0–180.0 秒 unable\t")
    assert lines["fact.criteria_sarcopenia"].startswith("text\tawgs2019 awgs2025, default awgs2025\t")
    assert lines["finding.sarcopenia_2025"] == "awgs2025\t暫定\tサルコペニア（AWGS 2025）"


def test_form_evaluate_takes_facts_and_the_criteria_of_the_town(tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"body.grip_right_1": 19.0, "body.sts5": 13.0, "body.smi": 5.6}))
    words = ["form", "evaluate", "body", str(answers), "--fact", "sex=female", "--fact", "age=78"]
    by_default = json.loads(CliRunner().invoke(cli.main, words).output)
    assert by_default["findings"]["sarcopenia_2025"]["state"] == "negative"
    chosen = json.loads(
        CliRunner().invoke(cli.main, [*words, "--fact", "criteria_sarcopenia=awgs2019"]).output
    )
    assert chosen["findings"]["sarcopenia_2019"]["state"] == "positive"
    for fact, said in (
        ("height=1", "body has no fact height; it has sex, age"),
        ("age=old", "must be a number"),
    ):
        refused = CliRunner().invoke(cli.main, [*words, "--fact", fact])
        assert (refused.exit_code, said in refused.output) == (1, True), refused.output


NEEDING_A_SCHEMA = [
    INIT,
    ("staff", "add", "--login", "x", "--name", "x", "--role", "nurse"),
    ("seed-demo", "--persons", "1"),
    ("serve",),
    ("worker",),
]


@pytest.mark.parametrize("words", NEEDING_A_SCHEMA, ids=lambda words: words[0])
@pytest.mark.parametrize("folder", ["missing", "empty"])
def test_before_kayoi_migrate_every_command_says_so_in_one_line(
    tmp_path: Path, folder: str, words: tuple[str, ...]
) -> None:
    (tmp_path / "empty").mkdir()
    env = {"KAYOI_DATA": str(tmp_path / folder), "DATABASE_URL": ""}
    refused = CliRunner(env=env).invoke(cli.main, list(words), input=PASSPHRASE)
    said = "Error: The database is not at this version's schema: run `kayoi migrate` first\n"
    assert (refused.exit_code, refused.output) == (1, said)


@pytest.mark.parametrize(
    "setting",
    [
        {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"},
        {"DATABASE_URL": "sqlite:////nonexistent/kayoi.db"},
        {"KAYOI_DATA": "/dev/null/x"},
    ],
)
def test_a_place_that_cannot_be_used_is_one_line(tmp_path: Path, setting: dict[str, str]) -> None:
    env = {"KAYOI_DATA": str(tmp_path), "DATABASE_URL": ""} | setting
    refused = CliRunner(env=env).invoke(cli.main, ["migrate"])
    assert refused.exit_code == 1
    assert len(refused.output.strip().splitlines()) == 1, refused.output


def test_init_asks_on_a_terminal_and_shows_no_passphrase(kayoi: Kayoi, empty_config: Config) -> None:
    env = {**os.environ, "KAYOI_DATA": str(empty_config.data), "DATABASE_URL": _url(empty_config)}
    terminal, other_end = pty.openpty()
    command = [sys.executable, "-m", "server.cli", "init", "--demo"]
    process = subprocess.Popen(command, env=env, stdin=other_end, stdout=other_end, stderr=other_end)
    os.close(other_end)
    shown = ""
    answers = ("かよい町", "yamaguchi", "山口 恵", PASSPHRASE, PASSPHRASE)
    for question, answer in zip(("自治体", "ログイン", "氏名", "Passphrase", "Repeat"), answers, strict=True):
        shown += _read_until(terminal, question)
        os.write(terminal, f"{answer}\n".encode())
    shown += _read_until(terminal, "\n", "かよい町: ")
    assert process.wait(timeout=60) == 0, shown
    os.close(terminal)
    assert PASSPHRASE not in shown
    assert _login(empty_config, "yamaguchi", "office").json["roles"] == ["coordinator"]


def _read_until(terminal: int, *words: str) -> str:
    """What the terminal shows until all these words have stood there."""
    shown = b""
    while not all(word.encode() in shown for word in words):
        try:
            shown += os.read(terminal, 1_024)
        except OSError:
            raise AssertionError(shown.decode()) from None
    return shown.decode()


def test_seed_demo_makes_a_town_of_that_many_and_only_once(kayoi: Kayoi, empty_config: Config) -> None:
    done = kayoi("seed-demo", "--persons", "12")
    assert done.exit_code == 0, done.output
    app = create_app(empty_config)
    with app.app_context():
        assert len(records.of_kind(1, "person")) == 12
    close(app)
    again = kayoi("seed-demo", "--persons", "12")
    assert (again.exit_code, len(again.output.strip().splitlines())) == (1, 1)


def test_a_second_town_has_its_own_accounts_and_must_be_named(kayoi: Kayoi, empty_config: Config) -> None:
    kayoi(*INIT)
    second = kayoi("init", "--demo", "--name", "となり町", "--login", "tonari", "--staff-name", "隣 一子")
    assert second.exit_code == 0, second.output
    add = ("staff", "add", "--login", "sato", "--name", "佐藤 花子", "--role", "nurse")
    refused = kayoi(*add)
    assert (refused.exit_code, len(refused.output.strip().splitlines())) == (1, 1)
    assert "--tenant" in refused.output
    uid = second.output.strip().rpartition(" ")[2]
    assert kayoi(*add, "--tenant", uid).exit_code == 0
    assert _login(empty_config, "sato", "tablet").json["tenant"]["uid"] == uid


def test_codes_of_the_health_check_data_are_read_by_their_list_before_they_are_judged(tmp_path: Path) -> None:
    """In the Kihon Checklist code 1 is いいえ in the list of 1 to 8 and はい in that of 9 to 25."""
    coded = tmp_path / "coded.json"
    first, second = "1.2.392.200119.6.2008", "1.2.392.200119.6.2009"
    rows = [["9N811000000000011", first, "1"], ["9N886000000000011", second, "1"]]
    coded.write_text(json.dumps(rows))
    done = CliRunner().invoke(cli.main, ["form", "evaluate", "kcl", str(coded), "--coded"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["risk_items"] == ["kcl.01_bus"], "16 はい is no risk"
    for wrong, said in (
        ([["9N811000000000011", None, "1"]], "no-code-list"),
        ([["9N811000000000011", "1.2.3", "1"]], "unknown-code-list"),
        ([["9N811000000000011", first, "7"]], "unknown-code"),
        ([["9N000000000000011", first, "1"]], "unknown-item"),
        ([rows[0], ["9N811000000000011", first, "0"]], "something else"),
        ([["9N811000000000011", first]], "entry 1 is not"),
        ({"9N811000000000011": 1}, "entry 1 is not"),
    ):
        coded.write_text(json.dumps(wrong))
        done = CliRunner().invoke(cli.main, ["form", "evaluate", "kcl", str(coded), "--coded"])
        assert done.exit_code == 1
        assert said in done.output
        assert len(done.output.strip().splitlines()) == 1


def test_the_office_residents_may_ask_is_set_in_parts_and_a_slip_is_named(kayoi: Kayoi) -> None:
    kayoi(*INIT)
    assert kayoi("town", "show").output == "かよい町\t-\t-\n"
    assert kayoi("town", "set", "--office", "健康福祉課").output == "かよい町\t健康福祉課\t-\n"
    assert kayoi("town", "set", "--phone", "0574-25-1111").output == "かよい町\t健康福祉課\t0574-25-1111\n"
    slip = kayoi("town", "set", "--phone", "25-1111")
    assert (slip.exit_code, len(slip.output.strip().splitlines())) == (1, 1)
    assert "phone" in slip.output
    assert kayoi("town", "show").output.endswith("0574-25-1111\n")
