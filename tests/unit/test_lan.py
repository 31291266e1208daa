"""The LAN certificate: its fields, when it is renewed and told of, who may read it, what is refused."""

import re
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from server import clock, logs
from server.config import Config, ConfigError
from server.lan import names, store, words
from server.lan.certificates import Pair, signed_by
from server.lan.watch import Watch, warning
from tests.fakes import FakeClock, Lines

GIVEN = ("kayoi.example.local", "192.168.1.10")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A data folder that does not exist yet."""
    return Config(data=tmp_path / "var", database_url="sqlite:////nowhere", lan_names=GIVEN)


@pytest.fixture
def lines() -> Iterator[Lines]:
    logs.configure()
    with Lines() as listening:
        yield listening


def pairs(config: Config) -> tuple[Pair, Pair]:
    """CA and server."""
    ca, server = store.ca_of(config), store.server_of(config)
    assert ca is not None
    assert server is not None
    return ca, server


def refusal(config: Config, *given: str, new_ca: bool = False) -> str:
    with pytest.raises(ConfigError) as error:
        store.ensure(config, given, new_ca)
    assert "\n" not in str(error.value)
    return str(error.value)


def extension(pair: Pair, kind: type[x509.ExtensionType]) -> x509.Extension[x509.ExtensionType]:
    return pair.certificate.extensions.get_extension_for_class(kind)


def test_the_ca_signs_for_these_names_only_and_for_no_further_ca(
    config: Config, fake_clock: FakeClock
) -> None:
    store.ensure(config, GIVEN)
    ca, server = pairs(config)
    assert isinstance(ca.key.curve, ec.SECP256R1)
    basic = extension(ca, x509.BasicConstraints)
    assert basic.critical
    assert basic.value == x509.BasicConstraints(ca=True, path_length=0)
    constraints = extension(ca, x509.NameConstraints)
    assert constraints.critical
    assert constraints.value == x509.NameConstraints(
        [
            x509.DNSName("kayoi.example.local"),
            x509.IPAddress(IPv4Network("192.168.1.10/32")),
            x509.DNSName("localhost"),
            x509.IPAddress(IPv4Network("127.0.0.1/32")),
        ],
        None,
    )
    assert ca.end - fake_clock.now > timedelta(days=3650)
    assert signed_by(server, ca)


def test_the_certificate_names_every_address_and_lasts_no_longer_than_browsers_accept(
    config: Config, fake_clock: FakeClock
) -> None:
    store.ensure(config, GIVEN)
    _, server = pairs(config)
    told = server.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert told.get_values_for_type(x509.DNSName) == ["kayoi.example.local", "localhost"]
    assert told.get_values_for_type(x509.IPAddress) == [
        IPv4Address("192.168.1.10"),
        IPv4Address("127.0.0.1"),
    ]
    usage = extension(server, x509.ExtendedKeyUsage).value
    assert usage == x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    assert extension(server, x509.BasicConstraints).value == x509.BasicConstraints(ca=False, path_length=None)
    assert server.end + timedelta(seconds=1) - server.begin <= timedelta(days=397)
    assert server.begin < fake_clock.now, "a tablet whose clock is slow accepts it too"


def test_keys_are_the_owners_only_and_a_start_changes_nothing(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "found", lambda: ("192.168.1.10",))
    store.ensure(config, GIVEN)
    before = [file.read_bytes() for file in (config.lan_ca_file, config.lan_server_file)]
    assert store.ensure(config, ()) == GIVEN
    assert [file.read_bytes() for file in (config.lan_ca_file, config.lan_server_file)] == before
    for file in (config.lan_ca_file, config.lan_server_file):
        assert file.stat().st_mode & 0o777 == 0o600
        file.chmod(0o640)
        assert "readable by its owner only" in refusal(config)
        file.chmod(0o600)


@pytest.mark.parametrize(("days", "renewed"), [(365, False), (366, True), (380, True), (500, True)])
def test_it_is_renewed_once_less_than_thirty_days_are_left(
    config: Config, fake_clock: FakeClock, days: int, renewed: bool
) -> None:
    store.ensure(config, GIVEN)
    ca, first = pairs(config)
    fake_clock.advance(days=days)
    assert store.renew_if_due(config) is renewed
    again, second = pairs(config)
    assert again.der() == ca.der(), "tablets need nothing new"
    assert (second.der() != first.der()) is renewed
    assert second.names == first.names
    assert not store.renew_if_due(config)


def test_the_certificate_never_outlives_the_ca_and_near_its_end_is_not_renewed_for_nothing(
    config: Config, fake_clock: FakeClock
) -> None:
    store.ensure(config, GIVEN)
    ca, _ = pairs(config)
    fake_clock.now = ca.end - timedelta(days=100)
    assert store.renew_if_due(config)
    assert pairs(config)[1].end <= ca.end
    fake_clock.now = ca.end - timedelta(days=5)
    assert not store.renew_if_due(config)
    fake_clock.now = ca.end + timedelta(days=1)
    assert "--new-ca" in refusal(config)
    assert store.ensure(config, GIVEN, new_ca=True) == GIVEN
    assert pairs(config)[0].der() != ca.der()


def test_a_clock_before_the_certificates_begin_is_refused(config: Config, fake_clock: FakeClock) -> None:
    store.ensure(config, GIVEN)
    fake_clock.advance(days=-400)
    assert "set the clock" in refusal(config)


def test_what_ends_is_logged_once_at_sixty_thirty_and_seven_days(
    config: Config, fake_clock: FakeClock, lines: Lines
) -> None:
    store.ensure(config, GIVEN)
    ca, _ = pairs(config)
    fake_clock.now = ca.end - timedelta(days=70)
    watch = Watch(config)
    told: list[int] = []
    for _ in range(70):
        watch.look()
        watch.look()
        fake_clock.advance(days=1)
    for line in lines.written:
        if '"lan-certificate-ends"' in line and '"which":"ca"' in line:
            told.append(int(re.findall(r'"days":(\d+)', line)[0]))
    assert told == [59, 29, 6]


def test_the_watch_survives_a_key_that_was_made_readable(config: Config, lines: Lines) -> None:
    store.ensure(config, GIVEN)
    config.lan_ca_file.chmod(0o644)
    Watch(config).look()
    (line,) = [line for line in lines.written if "lan-renewal-failed" in line]
    assert str(config.data) not in line


def test_warnings_start_at_sixty_days() -> None:
    now = clock.now()
    left = {days: warning(now + timedelta(days=days), now) for days in (61, 60, 59, 30, 29, 7, 6, -1)}
    assert left == {61: None, 60: None, 59: 60, 30: 60, 29: 30, 7: 30, 6: 7, -1: 7}


def test_a_damaged_or_foreign_file_is_one_clear_line(config: Config) -> None:
    store.ensure(config, GIVEN)
    ca, server = pairs(config)
    config.lan_ca_file.write_bytes(Pair(server.key, ca.certificate).pem())
    assert "is damaged" in refusal(config)
    config.lan_ca_file.write_bytes(b"nothing")
    assert "is damaged" in refusal(config)


def test_names_outside_the_ca_are_refused_and_those_inside_are_kept(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "found", lambda: ("192.168.1.10", "10.0.0.5"))
    assert store.ensure(config, ["kayoi.example.local"]) == (
        "kayoi.example.local",
        "192.168.1.10",
        "10.0.0.5",
    )
    monkeypatch.setattr(names, "found", lambda: ("192.168.1.10", "172.16.0.9"))
    assert store.ensure(config, ()) == ("kayoi.example.local", "192.168.1.10"), "a new VPN stops nothing"
    assert "--new-ca" in refusal(config, "192.168.1.11")
    assert store.ensure(config, ["192.168.1.11"], new_ca=True) == ("192.168.1.11",)
    assert "former address" in refusal(config)


def test_no_address_is_one_clear_line_and_makes_nothing(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "found", lambda: ())
    assert "No LAN address was found" in refusal(config)
    assert not config.data.exists()


@pytest.mark.parametrize(
    "name", ["192.168.1", "300.1.1.1", "a b", "-x.local", "かよい", "localhost", "fe80::1"]
)
def test_what_is_no_name_of_a_lan_is_refused(config: Config, name: str) -> None:
    assert name in refusal(config, name)


def test_found_addresses_are_such_that_others_can_reach() -> None:
    for one in names.found():
        assert not IPv4Address(one).is_loopback
        assert not IPv4Address(one).is_link_local


def test_the_fingerprint_stands_in_groups(config: Config) -> None:
    store.ensure(config, GIVEN)
    assert re.fullmatch(r"([0-9A-F]{4} ){15}[0-9A-F]{4}", pairs(config)[0].fingerprint())


def test_every_word_of_the_install_page_is_there_in_both_languages() -> None:
    for key, (japanese, english) in words.WORDS.items():
        assert japanese, key
        assert english, key
        if key != "other":
            assert re.search(r"[ぁ-んァ-ン一-龥]|Android|iPad|Windows", japanese), key
            assert not re.search(r"[ぁ-ん一-龥]", english), key
        for sentence in re.split(r"[。（）]", japanese):
            assert len(sentence) <= 60, sentence
