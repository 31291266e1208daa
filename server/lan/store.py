"""The two files of the LAN certificate: made when missing, renewed when due, never read when others could."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from server import clock, logs
from server.backup.files import own_folder, written
from server.config import Config, ConfigError
from server.lan import names as lan_names
from server.lan.certificates import Pair, make_ca, make_server, signed_by

RENEW_BEFORE = timedelta(days=30)


def ensure(config: Config, given: Iterable[str], new_ca: bool = False) -> tuple[str, ...]:
    """CA and server certificate for the names given or found; returns the names. Raises ConfigError in one
    line when that cannot be.
    """
    now = clock.now()
    ca = None if new_ca or not config.lan_ca_file.exists() else _usable_ca(config, now)
    names = lan_names.choose(given, ca.names if ca else None)
    if ca is None:
        ca = make_ca(names, now)
        _write(config.lan_ca_file, ca)
        logs.note("lan-ca-made", end=clock.iso(ca.end))
    server = _server(config)
    if server is None or not signed_by(server, ca) or _names(server) != frozenset(names):
        _issue(config, ca, names, now)
    elif now < server.begin:
        raise ConfigError(_clock_behind(now, server.begin))
    else:
        renew_if_due(config)
    return names


def renew_if_due(config: Config) -> bool:
    """Put a new certificate in the place of one that ends within 30 days; True when it did.

    gunicorn reads the file for each new connection: nothing is restarted, open connections stay open.
    """
    now = clock.now()
    ca, server = _usable_ca(config, now), _server(config)
    if server is None:
        raise ConfigError(f"{config.lan_server_file} is missing: run `kayoi serve-lan` again")
    if server.end - now >= RENEW_BEFORE or server.end >= ca.end:
        return False
    _issue(config, ca, sorted(_names(server)), now)
    return True


def ca_of(config: Config) -> Pair | None:
    """The CA, None when there is none."""
    return _read(config.lan_ca_file)


def server_of(config: Config) -> Pair | None:
    """The server's certificate, None when there is none."""
    return _server(config)


def _usable_ca(config: Config, now: datetime) -> Pair:
    ca = _read(config.lan_ca_file)
    if ca is None:
        raise ConfigError(f"{config.lan_ca_file} is missing: put back your key backup, or use --new-ca")
    if now < ca.begin:
        raise ConfigError(_clock_behind(now, ca.begin))
    if now >= ca.end:
        raise ConfigError(
            f"The CA ended on {ca.end:%Y-%m-%d}: use --new-ca and install the new CA on every tablet"
        )
    return ca


def _clock_behind(now: datetime, begin: datetime) -> str:
    return f"The clock says {clock.iso(now)}, but the certificate begins {clock.iso(begin)}: set the clock"


def _names(server: Pair) -> frozenset[str]:
    return server.names - frozenset(lan_names.HERE)


def _issue(config: Config, ca: Pair, names: Iterable[str], now: datetime) -> None:
    server = make_server(ca, names, now)
    _write(config.lan_server_file, server)
    logs.note("lan-certificate-issued", end=clock.iso(server.end))


def _server(config: Config) -> Pair | None:
    return _read(config.lan_server_file)


def _read(path: Path) -> Pair | None:
    if not path.exists():
        return None
    if path.stat().st_mode & 0o077:
        raise ConfigError(f"{path} must be readable by its owner only (chmod 600)")
    try:
        return Pair.read(path.read_bytes())
    except (ValueError, TypeError):
        raise ConfigError(
            f"{path} is damaged: put it back from your key backup, or remove it and use --new-ca"
        ) from None


def _write(path: Path, pair: Pair) -> None:
    """Made readable by its owner only from the first byte on, and never half there."""
    own_folder(path.parent).joinpath(path.name + ".part").unlink(
        missing_ok=True
    )  # of a process that was killed
    with written(path) as (file, _):
        file.write(pair.pem())
