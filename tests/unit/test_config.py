"""Settings: what the documents say is what the code reads, and nonsense stops the start by name."""

import re
from pathlib import Path

import pytest

from server.config import Config, ConfigError

ROOT = Path(__file__).parents[2]


class Asked(dict[str, str]):
    """An environment that remembers which variables were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, name: str, default: object = None) -> object:  # type: ignore[override]
        self.names.add(name)
        return super().get(name, default)  # type: ignore[arg-type]


def test_docs_settings_names_exactly_the_variables_that_are_read() -> None:
    asked = Asked()
    Config.from_env(asked)
    table = (ROOT / "docs" / "settings.md").read_text().partition("For the tests only")[0]
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", table, re.MULTILINE)
    assert {name for name, _ in rows} == asked.names


def test_defaults_are_the_documented_ones() -> None:
    config = Config.from_env({})
    table = dict(
        re.findall(
            r"^\| `([A-Z_]+)` \| `(.+?)` \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE
        )
    )
    assert str(config.port) == table["PORT"]
    assert str(config.proxy_count) == table["PROXY_COUNT"]
    assert config.push == (table["PUSH"] == "on")
    assert config.push_loopback == (table["PUSH_LOOPBACK"] == "on")
    assert str(config.workers) == table["KAYOI_WORKERS"]
    assert str(config.threads) == table["KAYOI_THREADS"]
    assert config.data == Path(table["KAYOI_DATA"]).absolute()
    assert config.sqlite_file == config.data / "kayoi.db"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("PORT", "８０００"),
        ("PROXY_COUNT", "9"),
        ("KAYOI_WORKERS", "0"),
        ("PUSH", "maybe"),
        ("KAYOI_BACKUP_AT", "25:00"),
        ("KAYOI_BACKUP_AT", "3:30"),
        ("KAYOI_BACKUP_KEEP", "0"),
        ("PUBLIC_URL", "kayoi.example.jp"),
        ("PUBLIC_URL", "javascript:alert(1)"),
        ("DATABASE_URL", "mysql://root@localhost/kayoi"),
        ("DATABASE_URL", "sqlite:///relative.db"),
        ("DATABASE_URL", "sqlite://"),
    ],
)
def test_a_setting_that_cannot_be_used_stops_the_start_by_name(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name) as error:
        Config.from_env({name: value})
    assert "\n" not in str(error.value)


def test_every_way_to_write_a_postgresql_address_names_the_driver() -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        config = Config.from_env({"DATABASE_URL": f"{scheme}://kayoi@localhost/kayoi"})
        assert config.database_url == "postgresql+psycopg://kayoi@localhost/kayoi"
        assert config.sqlite_file is None


def test_how_the_database_is_reached_is_kept_as_it_was_said() -> None:
    said = "postgresql://kayoi@db.example.jp/kayoi?sslmode=verify-full&sslrootcert=/etc/kayoi/ca.pem"
    assert Config.from_env({"DATABASE_URL": said}).database_url == said.replace(
        "postgresql://", "postgresql+psycopg://"
    )


@pytest.mark.parametrize(
    "said",
    [
        "postgresql://kayoi@db.example.jp/kayoi",
        "postgresql://kayoi:a@b@db.example.jp:5432/kayoi?sslmode=require",
        "postgresql://kayoi@10.0.0.5/kayoi?sslmode=verify-ca&sslrootcert=/etc/kayoi/ca.pem",
        "postgresql://kayoi@localhost,db.example.jp/kayoi",
        "postgresql://kayoi@/kayoi?host=db.example.jp",
        "postgresql://kayoi@/kayoi?host=/run/postgresql,db.example.jp",
        "postgresql://kayoi@[2001:db8::5]:5432/kayoi",
        "postgresql://kayoi@db.example.jp/kayoi?sslmode=verify-full&sslmode=disable",
    ],
)
def test_a_database_on_another_machine_is_reached_by_checked_tls_or_not_at_all(said: str) -> None:
    with pytest.raises(ConfigError, match="sslmode=verify-full") as error:
        Config.from_env({"DATABASE_URL": said})
    assert "a@b" not in str(error.value)
    with pytest.raises(ConfigError, match="sslmode=verify-full"):
        Config.from_env({"DATABASE_URL": "postgresql:///kayoi", "PGHOST": "db.example.jp"})


@pytest.mark.parametrize(
    "said",
    [
        "postgresql:///kayoi",
        "postgresql://kayoi@localhost:5432/kayoi",
        "postgresql://kayoi@[::1]/kayoi",
        "postgresql://kayoi@/kayoi?host=/run/postgresql",
        "postgresql://kayoi@/kayoi?host=%2Frun%2Fpostgresql&port=5433",
    ],
)
def test_a_database_of_this_machine_needs_none(said: str) -> None:
    assert Config.from_env({"DATABASE_URL": said}).database_url.endswith(said.removeprefix("postgresql"))


def test_a_list_of_leaked_passwords_is_looked_at_before_the_start(tmp_path: Path) -> None:
    file = tmp_path / "list"
    for content, said in ((None, "cannot be read"), ("password123\n", "sorted SHA-1")):
        if content is not None:
            file.write_text(content)
        with pytest.raises(ConfigError, match=f"KAYOI_BREACHED_PASSWORDS.*{said}"):
            Config.from_env({"KAYOI_BREACHED_PASSWORDS": str(file)})
    file.write_text("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:3\n")
    assert Config.from_env({"KAYOI_BREACHED_PASSWORDS": str(file)}).breached_passwords == file


def test_the_server_answers_to_its_public_name_and_this_machine_only() -> None:
    config = Config.from_env({"PUBLIC_URL": "https://kayoi.example.jp/"})
    assert config.tls
    assert config.hosts == ["127.0.0.1", "localhost", "[::1]", "kayoi.example.jp"]
    assert not Config.from_env({}).tls


def test_keys_are_never_backed_up_beside_the_data() -> None:
    same = {"KAYOI_BACKUPS": "/srv/backups", "KAYOI_KEY_BACKUPS": "/srv/backups"}
    with pytest.raises(ConfigError, match="KAYOI_KEY_BACKUPS"):
        Config.from_env(same)
    apart = Config.from_env(same | {"KAYOI_KEY_BACKUPS": "/srv/keys"})
    assert (apart.backups, apart.key_backups) == (Path("/srv/backups"), Path("/srv/keys"))
    assert Config.from_env({}).backups != Config.from_env({}).key_backups
