"""The operator's list of leaked passphrases: every line of it is found, and nothing else."""

from hashlib import sha1
from pathlib import Path
from random import Random

import pytest

from server.staff.breached import is_listed


def digest(text: str) -> str:
    return sha1(text.encode()).hexdigest().upper()


@pytest.mark.parametrize("lines", [1, 2, 3, 7, 2_000])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("counted", [False, True])
def test_every_listed_passphrase_is_found_and_no_other(
    tmp_path: Path, lines: int, end: str, counted: bool
) -> None:
    random = Random(lines)
    listed = [f"leaked-{n}" for n in range(lines)]
    tail = {word: f":{random.randint(1, 10**7)}" if counted else "" for word in listed}
    file = tmp_path / "list"
    file.write_text(end.join(sorted(digest(word) + tail[word] for word in listed)), newline="")
    assert all(is_listed(word, file) for word in listed)
    assert not any(is_listed(f"not-{n}", file) for n in range(300))


def test_a_passphrase_is_looked_for_as_typed_and_as_kept(tmp_path: Path) -> None:
    file = tmp_path / "list"
    file.write_text(digest("leaked-word-2026") + "\n")
    assert is_listed("ｌｅａｋｅｄ－ｗｏｒｄ－２０２６".replace("－", "-"), file)
    assert not is_listed("leaked-word-2026", None)
