"""Keys: the same everywhere they are derived, and a master key that is wrong stops the start in one line."""

import base64
import hashlib
import hmac
from pathlib import Path

import pytest

from server.config import ConfigError
from server.devices import keys
from server.devices.keys import CertificateFacts

UID = "6f1b2c3d-0000-4000-8000-000000000001"
FACTS = CertificateFacts(UID, 12, "staff-1", "device-1", "tablet", "2026-11-21T05:12:33Z")


@pytest.fixture
def master(tmp_path: Path) -> Path:
    path = tmp_path / "var" / "master.key"
    keys.create_master_key(path)
    return path


def _hkdf(key: bytes, info: str) -> bytes:
    """RFC 5869 with SHA-256, no salt, one block, written out once more."""
    extracted = hmac.new(bytes(32), key, hashlib.sha256).digest()
    return hmac.new(extracted, info.encode() + b"\x01", hashlib.sha256).digest()


def test_the_writer_key_is_two_steps_of_hkdf_from_the_master_key(master: Path) -> None:
    tenant_key = _hkdf(master.read_bytes(), f"kayoi-tenant|{UID}")
    assert keys.mac_key(master, UID, 12, "s", "d") == _hkdf(tenant_key, "kayoi-writer|12|s|d")


def test_writers_tenants_and_servers_never_share_a_key(master: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    keys.create_master_key(other)
    made = [
        keys.mac_key(master, UID, 1, "s", "d"),
        keys.mac_key(master, UID, 2, "s", "d"),
        keys.mac_key(master, UID, 1, "t", "d"),
        keys.mac_key(master, UID, 1, "s", "e"),
        keys.mac_key(master, UID[:-1] + "2", 1, "s", "d"),
        keys.mac_key(other, UID, 1, "s", "d"),
    ]
    assert len(set(made)) == len(made)


def test_a_certificate_says_what_was_signed_and_any_changed_byte_is_noticed(master: Path) -> None:
    text = keys.certificate(master, FACTS)
    assert keys.read_certificate(master, UID, text) == FACTS
    for at in range(0, len(text), 7):
        letter = "A" if text[at] != "A" else "B"
        changed = text[:at] + letter + text[at + 1 :]
        if _same_bytes(changed, text):
            continue  # the last letter of base64 has unused bits
        assert keys.read_certificate(master, UID, changed) is None, at


def _same_bytes(one: str, other: str) -> bool:
    def decoded(text: str) -> list[bytes]:
        return [base64.urlsafe_b64decode(part + "==") for part in text.split(".")]

    return one.count(".") == 1 and decoded(one) == decoded(other)


@pytest.mark.parametrize("text", ["", ".", "a.b", "é.é", "e30.e30", "x" * 5_000, "\x00.\x00", "A.A.A"])
def test_nonsense_is_no_certificate(master: Path, text: str) -> None:
    assert keys.read_certificate(master, UID, text) is None


def test_a_certificate_of_another_town_or_server_proves_nothing(master: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    keys.create_master_key(other)
    text = keys.certificate(master, FACTS)
    assert keys.read_certificate(master, UID[:-1] + "2", text) is None
    assert keys.read_certificate(other, UID, text) is None


def test_the_master_key_is_made_once_and_for_its_owner_only(master: Path) -> None:
    before = master.read_bytes()
    keys.create_master_key(master)
    assert master.read_bytes() == before
    assert len(before) == 32
    assert master.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("harm", ["missing", "short", "readable"])
def test_a_master_key_that_is_wrong_is_refused_in_one_line(master: Path, harm: str) -> None:
    if harm == "missing":
        master.unlink()
    elif harm == "short":
        master.write_bytes(b"short")
    else:
        master.chmod(0o644)
    with pytest.raises(ConfigError, match=r"master\.key") as error:
        keys.master_key(master)
    assert "\n" not in str(error.value)
