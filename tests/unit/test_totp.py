"""One-time codes against the published vectors: RFC 4226 appendix D, RFC 6238 appendix B."""

import pytest

from server.staff import totp

SECRET = b"12345678901234567890"
HOTP = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
TOTP = [
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
]


def test_the_vectors_of_rfc_4226() -> None:
    assert [totp.code(SECRET, step) for step in range(10)] == HOTP


@pytest.mark.parametrize(("at", "sha1", "sha256", "sha512"), TOTP)
def test_the_vectors_of_rfc_6238(at: int, sha1: str, sha256: str, sha512: str) -> None:
    step = totp.step_at(at)
    for length, algorithm, wanted in ((20, "sha1", sha1), (32, "sha256", sha256), (64, "sha512", sha512)):
        assert totp.code((SECRET * 4)[:length], step, 8, algorithm) == wanted


def test_a_code_is_good_one_step_around_now_and_never_again() -> None:
    now = 1_700_000_010.0
    step = totp.step_at(now)
    for away, good in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        found = totp.matching_step(SECRET, totp.code(SECRET, step + away), now, None)
        assert found == (step + away if good else None)
    assert totp.matching_step(SECRET, totp.code(SECRET, step), now, step) is None
    assert totp.matching_step(SECRET, totp.code(SECRET, step - 1), now, step) is None
    assert totp.matching_step(SECRET, "", now, None) is None
    assert totp.matching_step(SECRET, "１２３４５６", now, None) is None


def test_the_link_for_the_app_is_one_it_can_read() -> None:
    link = totp.link(SECRET, "yamaguchi", "かよい")
    assert link.startswith("otpauth://totp/%E3%81%8B%E3%82%88%E3%81%84:yamaguchi?secret=GEZDGNBVGY3TQOJQ")
