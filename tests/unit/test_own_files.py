"""A key file made by many at once: one of them wins, the others' attempts leave no trace."""

import stat
import threading
from pathlib import Path

import pytest

from server import own_files
from server.own_files import made_once

AT_ONCE = 4


@pytest.mark.parametrize("attempt", range(3))
def test_threads_that_race_agree_on_one_key_and_nobody_reads_half_of_it(tmp_path: Path, attempt: int) -> None:
    path = tmp_path / "some.key"
    start = threading.Barrier(AT_ONCE)
    seen: list[bytes] = []

    def make(number: int) -> None:
        start.wait()
        made_once(path, bytes([number]) * 4096)
        seen.append(path.read_bytes())

    threads = [threading.Thread(target=make, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == AT_ONCE
    assert set(seen) == {path.read_bytes()}
    assert len(path.read_bytes()) == 4096
    assert len(set(path.read_bytes())) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["some.key"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "some.key"
    path.write_bytes(b"first")
    made_once(path, b"second")
    assert path.read_bytes() == b"first"


def test_a_disk_that_fails_leaves_no_key_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(own_files.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        made_once(tmp_path / "some.key", b"key")
    assert list(tmp_path.iterdir()) == []
