"""Sealing to the server: tests/vectors/sealed.json is also run by the tablet's own code."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_private_key
from flask import Flask

from server.devices import keys
from server.devices.sealing import NotOpened, Opener, Sealed, sealed_of
from tests.sealed import bytes_of

VECTOR: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "sealed.json").read_text())


@pytest.fixture
def master(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "master.key"
    path.write_bytes(bytes.fromhex(VECTOR["master_key"]))
    path.chmod(0o600)
    app = Flask("sealing")
    app.extensions["kayoi_config"] = SimpleNamespace(master_key_file=path)
    with app.app_context():
        yield path


@pytest.mark.parametrize("made", ["by_python", "by_a_browser"])
def test_what_either_language_sealed_is_opened_by_the_key_of_the_master_key(master: Path, made: str) -> None:
    opener = Opener(VECTOR["tenant"], VECTOR["store_id"])
    sealed = Sealed(VECTOR["seal_key_id"], VECTOR["sealed"][made])
    assert opener.open(sealed, VECTOR["place"]) == VECTOR["text"]
    for other, place in (
        (Opener(VECTOR["tenant"], "another store"), VECTOR["place"]),
        (Opener("another town", VECTOR["store_id"]), VECTOR["place"]),
        (opener, "op/12.9"),
    ):
        with pytest.raises(NotOpened):
            other.open(sealed, place)


def test_the_pair_is_the_same_for_ever(master: Path) -> None:
    private = keys.sealing_key(master, VECTOR["tenant"], VECTOR["seal_key_id"])
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert keys.base64url(point) == VECTOR["public"]
    kept = load_der_private_key(bytes_of(VECTOR["private_pkcs8"]), None)
    assert private.private_numbers() == kept.private_numbers()  # type: ignore[union-attr]
    others = [keys.sealing_key(master, VECTOR["tenant"], 2), keys.sealing_key(master, "x", 1)]
    assert len({one.private_numbers().private_value for one in (private, *others)}) == 3


@pytest.mark.parametrize("text", ["", "A", "=", "%%", "A" * 40, "A" * 151, "A" * 400])
def test_whatever_comes_in_its_place_is_not_opened_and_nothing_else_happens(master: Path, text: str) -> None:
    with pytest.raises(NotOpened):
        Opener(VECTOR["tenant"], VECTOR["store_id"]).open(Sealed(1, text), VECTOR["place"])


def test_only_what_says_its_key_and_nothing_more_is_a_sealed_piece() -> None:
    assert sealed_of({"seal_key_id": 1, "sealed": "AA"}, 2) == Sealed(1, "AA")
    for bad in (
        None,
        [],
        {"sealed": "A"},
        {"seal_key_id": True, "sealed": "A"},
        {"seal_key_id": 1, "sealed": "AAA"},
    ):
        assert sealed_of(bad, 2) is None
