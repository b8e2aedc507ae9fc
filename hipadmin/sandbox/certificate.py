"""A self-signed certificate for loopback, for rehearsals on one machine.

``cryptography`` takes 60 ms to load and is wanted only where TLS is: it is loaded when called.
"""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.x509 import SubjectAlternativeName

LIFE = timedelta(days=397)
"""How long a certificate is good for; clients refuse longer ones."""
_NAME = "hipadmin sandbox"


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate for localhost and 127.0.0.1, and its key, both PEM."""

    certificate: str
    key: str


def made(now: float) -> Identity:
    """Make an identity that is good from yesterday on; ``now`` in seconds since 1970."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _NAME)])
    begins = datetime.fromtimestamp(now, UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + LIFE)
        .add_extension(_other_names(), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Identity(certificate.public_bytes(pem).decode(), private.decode())


def kept(path: Path | None, now: float) -> Identity:
    """Give the identity in ``path``, made and kept there if there is none that is good now.

    Whoever trusts yesterday's certificate trusts it today. Without a path it is made anew.
    """
    found = _read(path, now) if path else None
    if found is not None:
        return found
    fresh = made(now)
    if path:
        with suppress(OSError):  # then it lasts for this run
            _write(path, fresh)
    return fresh


def lasting(path: Path | None, clock: Callable[[], float]) -> Callable[[], Identity]:
    """Give what gives the one identity of a run; it is made when first asked for."""
    known: list[Identity] = []
    making = threading.Lock()

    def identity() -> Identity:
        with making:
            if not known:
                known.append(kept(path, clock()))
            return known[0]

    return identity


def _other_names() -> "SubjectAlternativeName":
    from ipaddress import ip_address

    from cryptography import x509

    return x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    )


def _read(path: Path, now: float) -> Identity | None:
    from cryptography import x509

    try:
        text = path.read_text("ascii")
        ends = x509.load_pem_x509_certificate(text.encode()).not_valid_after_utc
    except (OSError, ValueError):
        return None
    border = text.find("-----BEGIN PRIVATE KEY-----")
    if border < 0 or ends.timestamp() <= now:
        return None
    return Identity(text[:border], text[border:])


def _write(path: Path, identity: Identity) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(identity.certificate + identity.key)
