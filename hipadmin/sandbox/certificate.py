"""A self-signed certificate for loopback, made afresh: ECDSA on P-256, written as DER.

Python can serve TLS but cannot make a certificate. This makes one for rehearsals on one machine,
whose key never leaves the process; nothing here withstands somebody who measures its time.
"""

import base64
import hashlib
import secrets
from datetime import UTC, datetime, timedelta

LIFE = timedelta(days=397)
"""How long a certificate is good for; clients refuse longer ones."""
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_CURVE = bytes.fromhex("06082a8648ce3d030107")
_EC_KEY = bytes.fromhex("06072a8648ce3d0201")
_ECDSA_SHA256 = bytes.fromhex("06082a8648ce3d040302")
_COMMON_NAME = bytes.fromhex("0603550403")
_OTHER_NAMES = bytes.fromhex("0603551d11")
_CONSTRAINTS = bytes.fromhex("0603551d13")
_Point = tuple[int, int] | None


def made(now: float) -> tuple[str, str]:
    """Give a certificate for localhost and 127.0.0.1, and its key, both as PEM."""
    key = secrets.randbelow(_N - 1) + 1
    public = _public(key)
    body = _body(public, datetime.fromtimestamp(now, UTC))
    signature = _bits(_signature(key, body))
    certificate = _sequence(body, _sequence(_ECDSA_SHA256), signature)
    private = _sequence(
        _integer(1),
        _tagged(0x04, key.to_bytes(32)),
        _tagged(0xA0, _CURVE),
        _tagged(0xA1, _bits(public)),
    )
    return _pem("CERTIFICATE", certificate), _pem("EC PRIVATE KEY", private)


def _body(public: bytes, now: datetime) -> bytes:
    name = _sequence(
        _tagged(0x31, _sequence(_COMMON_NAME, _tagged(0x0C, b"hipadmin sandbox"))),
    )
    begins = now - timedelta(days=1)
    names = _sequence(_tagged(0x82, b"localhost"), _tagged(0x87, bytes((127, 0, 0, 1))))
    extensions = _sequence(
        _sequence(_OTHER_NAMES, _tagged(0x04, names)),
        _sequence(_CONSTRAINTS, b"\x01\x01\xff", _tagged(0x04, _sequence(b"\x01\x01\xff"))),
    )
    return _sequence(
        _tagged(0xA0, _integer(2)),
        _integer(secrets.randbits(64)),
        _sequence(_ECDSA_SHA256),
        name,
        _sequence(_time(begins), _time(begins + LIFE)),
        name,
        _sequence(_sequence(_EC_KEY, _CURVE), _bits(public)),
        _tagged(0xA3, extensions),
    )


def _signature(key: int, message: bytes) -> bytes:
    digest = int.from_bytes(hashlib.sha256(message).digest())
    while True:
        nonce = secrets.randbelow(_N - 1) + 1
        point = _times(nonce, _G)
        r = point[0] % _N if point else 0
        s = pow(nonce, -1, _N) * (digest + r * key) % _N
        if r and s:
            return _sequence(_integer(r), _integer(s))


def _public(key: int) -> bytes:
    point = _times(key, _G)
    if point is None:
        raise ValueError("this number is no key")
    return b"\x04" + point[0].to_bytes(32) + point[1].to_bytes(32)


def _times(factor: int, point: _Point) -> _Point:
    total: _Point = None
    while factor:
        if factor & 1:
            total = _plus(total, point)
        point = _plus(point, point)
        factor >>= 1
    return total


def _plus(one: _Point, other: _Point) -> _Point:
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % _P == 0:
        return None
    if one == other:
        slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, _P) % _P
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, _P) % _P
    x3 = (slope * slope - x1 - x2) % _P
    return x3, (slope * (x1 - x3) - y1) % _P


def _tagged(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + content


def _sequence(*parts: bytes) -> bytes:
    return _tagged(0x30, b"".join(parts))


def _integer(value: int) -> bytes:
    return _tagged(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def _bits(content: bytes) -> bytes:
    return _tagged(0x03, b"\x00" + content)


def _time(when: datetime) -> bytes:
    return _tagged(0x18, when.strftime("%Y%m%d%H%M%SZ").encode())


def _pem(kind: str, content: bytes) -> str:
    text = base64.b64encode(content).decode()
    lines = [text[i : i + 64] for i in range(0, len(text), 64)]
    return "\n".join((f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----", ""))
