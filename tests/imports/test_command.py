"""`kayoi import` takes the steps of the office page, prints numbers and rules, and never a name."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from server.cli import main
from server.config import Config
from tests.imports.office import ImportOffice, other, row
from tests.imports.registers import csv_bytes

Rows = list[dict[str, str]]


class Command:
    """`kayoi import` on the database of the test."""

    def __init__(self, config: Config, folder: Path) -> None:
        self.env = {"KAYOI_DATA": str(config.data), "DATABASE_URL": config.database_url}
        self.file = folder / "register.csv"

    def __call__(self, rows: Rows, *more: str, source: str = "住民記録", login: str = "megumi") -> Result:
        self.file.write_bytes(csv_bytes(rows))
        words = ["import", str(self.file), "--source", source, "--login", login, *self.tenant(), *more]
        return CliRunner().invoke(main, words, env=self.env)

    def tenant(self) -> list[str]:
        from tests.factories import HOME_UID

        return ["--tenant", HOME_UID]


@pytest.fixture
def command(app: Flask, config: Config, office: ImportOffice, tmp_path: Path) -> Command:
    return Command(config, tmp_path)


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(command: Command, office: ImportOffice) -> None:
    said = command([row(), other(1, 地区="火星"), other(2, 異動事由="死亡")], "--dry-run")
    assert said.exit_code == 0, said.output
    assert "cp932: 3 rows compared" in said.output
    assert "new 2, rejected 1" in said.output
    assert "moves: deceased 1" in said.output
    assert "row 3: Area: There is no area of this name or number." in said.output
    assert "高橋" not in said.output
    assert "タカハシ" not in said.output
    assert office.get() | {"fields": []} == {"allowed": True, "fields": [], "sources": [], "runs": []}
    assert office.find("たかはし") == []


def test_it_applies_says_how_fast_and_shows_in_the_history(command: Command, office: ImportOffice) -> None:
    said = command([row(), other(1)])
    assert said.exit_code == 0, said.output
    assert "applied 2 rows" in said.output
    assert "rows/s" in said.output
    assert [run["state"] for run in office.get()["runs"]] == ["applied"]
    again = command([row(電話="0574-00-0000"), other(1)], "--encoding", "cp932")
    assert "fields that change: phone 1" in again.output
    assert office.person()["fields"]["phone"] == "0574-00-0000"


def test_the_rows_not_taken_go_to_a_file(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "rejected.csv"
    command([row(), other(1, 地区="火星")], "--rejected", str(out), "--dry-run")
    assert out.read_bytes().decode("cp932").count("\r\n") == 2


def test_columns_can_be_said_and_are_remembered(command: Command, office: ImportOffice) -> None:
    header = {"宛名番号": "No", "氏名カナ": "よみ", "被保険者番号": "別の列"}
    renamed = {header.get(name, name): cell for name, cell in row().items()}
    command.file.write_bytes(csv_bytes([renamed], header=list(renamed)))
    words = ["import", str(command.file), "--source", "別", "--login", "megumi", *command.tenant()]
    runner = CliRunner()
    first = runner.invoke(main, words, env=command.env)
    assert first.exit_code == 1, first.output
    said = [*words, "--column", "register_no=No", "--column", "kana=よみ"]
    assert runner.invoke(main, [*said, "--key", "register_no"], env=command.env).exit_code == 0
    assert runner.invoke(main, words, env=command.env).exit_code == 0, "the columns are known now"
    assert office.person()["fields"]["register_no"] == "0010000001"


@pytest.mark.parametrize("login", ["hanako", "nobody", "away-coordinator"])
def test_only_in_the_name_of_a_coordinator_of_the_whole_town(command: Command, login: str) -> None:
    said = command([row()], login=login)
    assert said.exit_code == 1
    assert said.output.strip().endswith("--login must name a coordinator of the whole municipality")


def test_a_file_that_is_no_register_is_one_line(command: Command) -> None:
    command.file.write_bytes(b"a,b\n1,\x00\n")
    words = ["import", str(command.file), "--source", "x", "--login", "megumi", *command.tenant()]
    said = CliRunner().invoke(main, words, env=command.env)
    assert (said.exit_code, said.output.count("\n")) == (1, 1)
    assert "rule not-csv" in said.output
