"""Under which names and addresses tablets of this network reach the server: those given, else those found."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import IPv4Address

from server.config import ConfigError

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_ROUTES = ("192.168.255.254", "10.255.255.254", "172.31.255.254", "192.0.2.254")  # asked for, never spoken to
HERE = ("localhost", "127.0.0.1")  # always in the certificate too, so that this machine can look at itself

NOTHING_FOUND = (
    "No LAN address was found: connect this machine to the network, or say how tablets reach it "
    "with --name (192.168.1.10 or kayoi.example.local)"
)


def parse(names: Iterable[str]) -> tuple[str, ...]:
    """Host names in lower case and IPv4 addresses, each once. Raises ConfigError naming what is neither."""
    told = tuple(dict.fromkeys(name.strip().lower() for name in names if name.strip()))
    for name in told:
        looks_like_address = re.fullmatch(r"[\d.]+", name) is not None
        if address(name) is None and (looks_like_address or not _HOST.fullmatch(name)):
            raise ConfigError(
                f"{name!r} is neither a host name nor an IPv4 address: use --name 192.168.1.10 for example"
            )
        if name in HERE:
            raise ConfigError(f"{name} is this machine only: use the name or address that tablets use")
    return told


def address(name: str) -> IPv4Address | None:
    """The name as an address, None when it is a host name."""
    try:
        return IPv4Address(name)
    except ValueError:
        return None


def found() -> tuple[str, ...]:
    """The IPv4 addresses of this machine that other machines may reach. Nothing is sent to find them."""
    seen: list[str] = []
    for target in _ROUTES:
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((target, 9))
            seen.append(probe.getsockname()[0])
    with suppress(OSError):
        seen += [str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return tuple(dict.fromkeys(one for one in seen if _reachable(IPv4Address(one))))


def _reachable(one: IPv4Address) -> bool:
    return not (one.is_loopback or one.is_link_local or one.is_unspecified or one.is_multicast)


def choose(given: Iterable[str], covered: frozenset[str] | None) -> tuple[str, ...]:
    """What the certificate is for, the address to be shown first in front.

    given: what the operator said. covered: what the CA may speak for, None when there is no CA yet. Addresses
    are looked for unless one was given. Raises ConfigError in one line when nothing is left, or when the CA
    may not speak for something given.
    """
    told = parse(given)
    for name in told:
        if covered is not None and name not in covered:
            raise ConfigError(_outside(name))
    if not told and covered is not None:
        told = tuple(sorted(name for name in covered if address(name) is None and name not in HERE))
    looked = () if any(address(name) for name in told) else found()
    if covered is not None:
        if looked and not told and not set(looked) & covered:
            raise ConfigError(_outside(looked[0]))
        looked = tuple(one for one in looked if one in covered)
    if not told and not looked:
        raise ConfigError(NOTHING_FOUND)
    return told + looked


def _outside(name: str) -> str:
    return (
        f"The CA on the tablets does not speak for {name}: give this machine its former address, "
        "or use --new-ca and install the new CA on every tablet"
    )
