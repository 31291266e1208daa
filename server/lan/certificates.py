"""The CA and the server's certificate: made and read here, without files and without a clock.

The CA may sign for the names and addresses of its name constraints only, and for no further CA: whoever
steals its key cannot pose as another site. `localhost` and 127.0.0.1 are always among them, because a
constraint counts only for kinds of names it mentions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from ipaddress import IPv4Network

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.lan.names import HERE, address

CA_LIFE = timedelta(days=3652)  # ten years
SERVER_LIFE = timedelta(days=397)  # what browsers accept at most
A_SECOND = timedelta(seconds=1)  # the last one is inside a certificate's life
EARLIER = timedelta(days=1)  # tablets whose clock is slow must not refuse a new certificate


@dataclass(frozen=True)
class Pair:
    """A certificate with its private key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def read(cls, pem: bytes) -> Pair:
        """From one PEM text with both. Raises ValueError when it is none, or they do not belong together."""
        key = serialization.load_pem_private_key(pem, None)
        certificate = x509.load_pem_x509_certificate(pem)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
            raise ValueError("the key is not the certificate's")
        return cls(key, certificate)

    def pem(self) -> bytes:
        """Both in one text, so that one rename replaces both at once."""
        pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        key = self.key.private_bytes(pem, pkcs8, serialization.NoEncryption())
        return key + self.certificate.public_bytes(pem)

    @property
    def begin(self) -> datetime:
        """From when it is valid."""
        return self.certificate.not_valid_before_utc

    @property
    def end(self) -> datetime:
        """Until when it is valid."""
        return self.certificate.not_valid_after_utc

    @cached_property
    def names(self) -> frozenset[str]:
        """What a server's certificate is for, or what a CA may sign for."""
        extensions = self.certificate.extensions
        try:
            told = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            told = extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
        return frozenset(str(one.value).removesuffix("/32") for one in told)

    def fingerprint(self) -> str:
        """SHA-256 of the certificate in groups of two bytes, as tablets show it."""
        return _groups(self.certificate.fingerprint(hashes.SHA256()))

    def thumbprint(self) -> str:
        """SHA-1 of the certificate likewise: what Windows asks with. Nothing here relies on it."""
        return _groups(self.certificate.fingerprint(hashes.SHA1()))  # noqa: S303

    def der(self) -> bytes:
        """The certificate alone, as tablets install it."""
        return self.certificate.public_bytes(serialization.Encoding.DER)


def make_ca(names: Iterable[str], now: datetime) -> Pair:
    """A new CA for these names and addresses and this machine itself."""
    names = tuple(names)
    key = ec.generate_private_key(ec.SECP256R1())
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    title = f"Kayoi {names[0][:40]} {identifier.digest.hex()[:6]}"  # two CAs of one day must differ
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title)])
    subtrees: list[x509.GeneralName] = [_subtree(name) for name in _with_here(names)]
    begin = now - EARLIER
    builder = (
        _builder(subject, subject, key.public_key(), begin, begin + CA_LIFE - A_SECOND)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(subtrees, None), critical=True)
        .add_extension(identifier, critical=False)
    )
    return Pair(key, builder.sign(key, hashes.SHA256()))


def make_server(ca: Pair, names: Iterable[str], now: datetime) -> Pair:
    """A new key and its certificate for these names and this machine itself; it never outlives the CA."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = _with_here(names)
    begin = max(now - EARLIER, ca.begin)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    by = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.key.public_key())
    builder = (
        _builder(
            subject,
            ca.certificate.subject,
            key.public_key(),
            begin,
            min(begin + SERVER_LIFE - A_SECOND, ca.end),
        )
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(by, critical=False)
    )
    return Pair(key, builder.sign(ca.key, hashes.SHA256()))


def signed_by(server: Pair, ca: Pair) -> bool:
    """Whether this CA has signed it."""
    try:
        server.certificate.verify_directly_issued_by(ca.certificate)
    except Exception:  # noqa: BLE001 - whatever is wrong, it is not this CA's
        return False
    return True


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, begin: datetime, end: datetime
) -> x509.CertificateBuilder:
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    return (
        made.serial_number(x509.random_serial_number())
        .not_valid_before(begin.replace(tzinfo=None))
        .not_valid_after(end.replace(tzinfo=None))
    )


def _groups(digest: bytes) -> str:
    digits = digest.hex().upper()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _with_here(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*names, *HERE)))


def _general(name: str) -> x509.GeneralName:
    one = address(name)
    return x509.DNSName(name) if one is None else x509.IPAddress(one)


def _subtree(name: str) -> x509.GeneralName:
    one = address(name)
    return x509.DNSName(name) if one is None else x509.IPAddress(IPv4Network(one))
