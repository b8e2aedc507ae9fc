"""CA certificates: a file a person names, checked before anything relies on it."""

from collections.abc import Iterable
from pathlib import Path

from hipadmin.domain.problems import Code, Problem
from hipadmin.domain.redaction import mask_pasted
from hipadmin.services.files.ordinary_file import read_ordinary

CERTIFICATE_MAX = 1024 * 1024
"""Bytes read of a CA file at most; a bundle of all public authorities has about 0.3 MB."""
_KEY = b"PRIVATE KEY-----"
_SHOWN = 200
"""Characters of a path that a sentence repeats."""


def check_certificate(path: str) -> Iterable[Problem]:
    """Say whether ``path`` is empty (the system's authorities) or a readable PEM file."""
    path = path.strip()
    if not path:
        return
    told: dict[str, object] = {"path": _shown(path)}
    try:
        whole = Path(path).expanduser()
        if not whole.is_absolute():
            yield Problem("ca_certificate", Code.CA_RELATIVE, told)
            return
        data = read_ordinary(whole, CERTIFICATE_MAX + 1)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        yield Problem("ca_certificate", Code.CA_MISSING, {**told, "reason": reason})
        return
    if len(data) > CERTIFICATE_MAX:
        limit = CERTIFICATE_MAX // 1024
        yield Problem("ca_certificate", Code.CA_HUGE, {**told, "limit": limit})
        return
    yield from _content_problems(data, told)


def _shown(path: str) -> str:
    shown = mask_pasted("".join(c if c.isprintable() else "?" for c in path))
    return shown if len(shown) <= _SHOWN else f"…{shown[-_SHOWN:]}"


def _content_problems(data: bytes, told: dict[str, object]) -> Iterable[Problem]:
    import ssl  # 15 ms that a window without CA certificates need not spend

    try:
        # comments may be in any language; a word of its own, because an empty text would mean
        # the system's authorities
        ssl.create_default_context(cadata=data.decode("ascii", "ignore") or "nothing")
    except (ssl.SSLError, ValueError):
        code = Code.CA_KEY if _KEY in data else Code.CA_INVALID
        yield Problem("ca_certificate", code, told)
        return
    if _KEY in data:
        yield Problem("ca_certificate", Code.CA_KEY_TOO, told, blocking=False)
