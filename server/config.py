"""Settings: one frozen object, built once from the environment. docs/settings.md lists every variable."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

_SHA1 = re.compile(rb"[0-9A-Fa-f]{40}(:\d+)?\s*$", re.ASCII)
_HERE = ("", "localhost", "127.0.0.1", "::1")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


class ConfigError(Exception):
    """A setting is missing or impossible; the text names it in one line."""


@dataclass(frozen=True)
class Config:
    """Everything the server may be told from outside."""

    data: Path
    database_url: str
    port: int = 8000
    public_url: str = ""
    proxy_count: int = 0
    push: bool = True
    push_loopback: bool = False
    workers: int = 2
    threads: int = 32  # who pushes waits in a line, served together with all others in it
    backup_folder: Path | None = None
    key_backup_folder: Path | None = None
    backup_at: str = ""
    backup_keep: int = 14
    breached_passwords: Path | None = None
    lan_names: tuple[str, ...] = ()
    lan_port: int = 8443
    lan_install_port: int = 8080

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Config":
        """The settings of this process. Raises ConfigError naming the variable that is wrong."""
        env = os.environ if env is None else env
        data = Path(env.get("KAYOI_DATA") or "var").absolute()
        return cls(
            data=data,
            database_url=_database_url(env, data),
            port=_integer(env, "PORT", 8000, 0, 65535),
            public_url=_public_url(env),
            proxy_count=_integer(env, "PROXY_COUNT", 0, 0, 5),
            push=_switch(env, "PUSH", True),
            push_loopback=_switch(env, "PUSH_LOOPBACK", False),
            workers=_integer(env, "KAYOI_WORKERS", 2, 1, 64),
            threads=_integer(env, "KAYOI_THREADS", 32, 1, 64),
            **_backup_settings(env),
            breached_passwords=_breached_passwords(env),
            lan_names=tuple((env.get("KAYOI_LAN_NAMES") or "").replace(",", " ").split()),
            lan_port=_integer(env, "KAYOI_LAN_PORT", 8443, 0, 65535),
            lan_install_port=_integer(env, "KAYOI_LAN_INSTALL_PORT", 8080, 0, 65535),
        )

    @property
    def tls(self) -> bool:
        """True when nurses reach the server by https; only then cookies are `__Host-` and Secure."""
        return self.public_url.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        """The Host names this server answers to: its public name, its LAN's, and this machine itself."""
        public = urlsplit(self.public_url).hostname
        return ["127.0.0.1", "localhost", "[::1]", *([public] if public else []), *self.lan_names]

    @property
    def sqlite_file(self) -> Path | None:
        """The database file, or None on PostgreSQL."""
        prefix = "sqlite:///"
        return Path(self.database_url[len(prefix) :]) if self.database_url.startswith(prefix) else None

    @property
    def master_key_file(self) -> Path:
        """32 random bytes, readable by the server's user only; never inside the database or its backup."""
        return self.data / "master.key"

    @property
    def vapid_file(self) -> Path:
        """The server's push identity; never inside the database or its backup."""
        return self.data / "vapid.pem"

    @property
    def journal_file(self) -> Path:
        """Which ops the office filed and when, in numbers only; beside the keys, never in the database."""
        return self.data / "office.journal"

    @property
    def lan_ca_file(self) -> Path:
        """The CA of `kayoi serve-lan` with its private key; what every tablet of the network trusts."""
        return self.data / "lan-ca.pem"

    @property
    def lan_server_file(self) -> Path:
        """The certificate that CA gave this server, with its private key."""
        return self.data / "lan-server.pem"

    @property
    def running_lock(self) -> Path:
        """Held by whatever uses the database for long, so that no restore happens under it."""
        return self.data / "kayoi.running.lock"

    @property
    def backups(self) -> Path:
        """Folder of the data backups."""
        return self.backup_folder or self.data / "backups"

    @property
    def key_backups(self) -> Path:
        """Folder of the key backups, never the one of the data."""
        return self.key_backup_folder or self.data / "key-backups"


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """What a process we start is told: what we were told, and these settings."""
    return {**os.environ, **settings}


def _database_url(env: Mapping[str, str], data: Path) -> str:
    url = env.get("DATABASE_URL") or f"sqlite:///{data / 'kayoi.db'}"
    if url.startswith("sqlite:////"):
        return url
    for scheme in ("postgres://", "postgresql://", "postgresql+psycopg://"):
        if url.startswith(scheme):
            _check_tls(url, env)
            return "postgresql+psycopg://" + url[len(scheme) :]
    raise ConfigError("DATABASE_URL must be sqlite:////absolute/path or postgresql://user@host/name")


def _check_tls(url: str, env: Mapping[str, str]) -> None:
    """Raise ConfigError for a database on another machine that is reached without checked TLS."""
    parts = urlsplit(url)
    said = parse_qs(parts.query)
    places = parts.netloc.rpartition("@")[2].split(",") + ",".join(said.get("host", [])).split(",")
    hosts = {_host(place) for place in places if place} or {env.get("PGHOST", "")}
    if all(host in _HERE or host.startswith("/") for host in hosts):
        return
    if said.get("sslmode") != ["verify-full"]:
        raise ConfigError(
            "DATABASE_URL names a database on another machine: add ?sslmode=verify-full "
            "(and &sslrootcert=/path/ca.pem), so that it is encrypted and the right one"
        )


def _host(place: str) -> str:
    """The host of `host:port`, `[::1]:port` or a folder of sockets."""
    place = unquote(place)
    return place[1:].partition("]")[0] if place.startswith("[") else place.partition(":")[0]


def _breached_passwords(env: Mapping[str, str]) -> Path | None:
    said = env.get("KAYOI_BREACHED_PASSWORDS")
    if not said:
        return None
    try:
        with Path(said).open("rb") as lines:
            first = lines.readline()
    except OSError as error:
        raise ConfigError(f"KAYOI_BREACHED_PASSWORDS cannot be read: {error.strerror}") from None
    if not _SHA1.match(first):
        raise ConfigError("KAYOI_BREACHED_PASSWORDS must hold sorted SHA-1 hashes in hexadecimal, one a line")
    return Path(said).absolute()


def _public_url(env: Mapping[str, str]) -> str:
    url = (env.get("PUBLIC_URL") or "").rstrip("/")
    if url and not (url.startswith(("https://", "http://")) and urlsplit(url).hostname):
        raise ConfigError("PUBLIC_URL must look like https://kayoi.example.jp")
    return url


def _integer(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    raw = env.get(name) or str(default)
    if not raw.isascii() or not raw.isdigit() or not low <= int(raw) <= high:
        raise ConfigError(f"{name} must be a whole number from {low} to {high}")
    return int(raw)


def _backup_settings(env: Mapping[str, str]) -> dict[str, Any]:
    data, keys, at = env.get("KAYOI_BACKUPS"), env.get("KAYOI_KEY_BACKUPS"), env.get("KAYOI_BACKUP_AT") or ""
    if data and keys and Path(data).absolute() == Path(keys).absolute():
        raise ConfigError(
            "KAYOI_KEY_BACKUPS must be another folder than KAYOI_BACKUPS: keys stay apart from data"
        )
    if at and not _CLOCK.fullmatch(at):
        raise ConfigError("KAYOI_BACKUP_AT must be a time of day such as 03:30")
    return {
        "backup_folder": Path(data).absolute() if data else None,
        "key_backup_folder": Path(keys).absolute() if keys else None,
        "backup_at": at,
        "backup_keep": _integer(env, "KAYOI_BACKUP_KEEP", 14, 1, 1000),
    }


def _switch(env: Mapping[str, str], name: str, default: bool) -> bool:
    raw = (env.get(name) or ("on" if default else "off")).lower()
    if raw not in ("on", "off"):
        raise ConfigError(f"{name} must be on or off")
    return raw == "on"
