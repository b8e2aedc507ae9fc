"""CA certificates: a file a person names, checked before anything relies on it."""

from collections.abc import Iterable
from pathlib import Path

from hipadmin.domain.problems import Code, Problem

CERTIFICATE_MAX = 1024 * 1024
"""Bytes read of a CA file at most; a bundle of all public authorities has about 0.3 MB."""


def check_certificate(path: str) -> Iterable[Problem]:
    """Say whether ``path`` is empty (the system's authorities) or a readable PEM file."""
    path = path.strip()
    if not path:
        return
    try:
        with Path(path).expanduser().open("rb") as file:
            data = file.read(CERTIFICATE_MAX)
    except (OSError, ValueError):
        yield Problem("ca_certificate", Code.CA_MISSING, {"path": path})
        return
    import ssl  # 15 ms that a window without CA certificates need not spend

    try:
        ssl.create_default_context(cadata=data.decode("ascii", "replace"))
    except ssl.SSLError:
        yield Problem("ca_certificate", Code.CA_INVALID, {"path": path})
