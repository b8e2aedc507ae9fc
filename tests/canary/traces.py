"""Canary tokens, and their traces in files: in any spelling, also in pieces.

Each place gets a token of its own, so that a trace says which place it comes from.
"""

import base64
import hashlib
import os
import sqlite3
import string
import tempfile
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LENGTH = 40
PIECE = 16
"""Characters of a piece that is looked for: wherever a page or a line breaks, one stays whole."""
Tokens = Mapping[str, str]
"""What is looked for: label -> token."""
_ALPHABET = string.ascii_letters + string.digits
_SQLITE = b"SQLite format 3\0"


@cache
def canary(label: str) -> str:
    """The token planted at ``label``: as HipChat's tokens look, and found nowhere else."""
    numbers = hashlib.sha512(label.encode()).digest()
    text = "".join(_ALPHABET[number % len(_ALPHABET)] for number in numbers[: LENGTH - 3])
    return f"{text}aZ7"


def canaries(labels: Iterable[str]) -> Tokens:
    """The tokens planted at ``labels``."""
    return {label: canary(label) for label in labels}


SHOWN = frozenset(("plain", "UTF-16"))
"""Spellings that people can read, and painted text has."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A token (by its label) was found ``where``, spelled in some ``form``."""

    label: str
    where: str
    form: str

    def __str__(self) -> str:
        return f"{self.label}: {self.where} ({self.form})"


def pieces(token: str) -> tuple[str, ...]:
    """Parts of which one is whole wherever the token is broken once."""
    half = (LENGTH - PIECE) // 2
    return tuple(token[start : start + PIECE] for start in (0, half, LENGTH - PIECE))


@cache
def spellings(token: str) -> Mapping[str, frozenset[bytes]]:
    """Every way a token may be written into a file: form -> byte strings."""
    found: dict[str, set[bytes]] = {}
    for piece in pieces(token):
        for form, data in _forms(piece):
            found.setdefault(form, set()).add(data)
    for form, data in _base64(token):
        found.setdefault(form, set()).add(data)
    return {form: frozenset(data) for form, data in found.items()}


def _forms(text: str) -> Iterator[tuple[str, bytes]]:
    raw = text.encode()
    yield "plain", raw
    yield "upper case", text.upper().encode()
    yield "lower case", text.lower().encode()
    yield "reversed", raw[::-1]
    yield "UTF-16", text.encode("utf-16-le")
    yield "UTF-16", text.encode("utf-16-be")
    yield "UTF-32", text.encode("utf-32-le")
    yield "hexadecimal", raw.hex().encode()
    yield "hexadecimal", raw.hex().upper().encode()
    yield "percent-encoded", "".join(f"%{byte:02x}" for byte in raw).encode()
    yield "percent-encoded", "".join(f"%{byte:02X}" for byte in raw).encode()
    yield "JSON escapes", "".join(f"\\u{byte:04x}" for byte in raw).encode()
    yield "HTML references", "".join(f"&#{byte};" for byte in raw).encode()


def _base64(token: str) -> Iterator[tuple[str, bytes]]:
    """Base64 of the token wherever it begins in a group of three bytes, of both alphabets."""
    for shift in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            coded = encode(b"\0" * shift + token.encode())
            # what the bytes before and after would change is left out
            yield "base64", coded[4:-4][:24]
            wide = encode(b"\0" * shift + token.encode("utf-16-le"))
            yield "base64 of UTF-16", wide[4:-4][:24]


SHOWN = frozenset(("plain", "UTF-16"))
"""Spellings that people can read, and painted text has."""


def traces_in(
    data: bytes, tokens: Tokens, where: str, forms: Container[str] = ()
) -> Iterator[Trace]:
    """The tokens that left a trace in ``data``, in one of ``forms`` (empty: any)."""
    for label, token in tokens.items():
        for form, wanted in spellings(token).items():
            if (not forms or form in forms) and any(each in data for each in wanted):
                yield Trace(label, where, form)


def traces_under(folder: Path, tokens: Tokens, *, but: Container[str] = ()) -> list[Trace]:
    """The tokens that left a trace in a name or the content of any file under ``folder``.

    ``but`` are paths of files that may hold them.
    """
    found: list[Trace] = []
    for path in sorted(folder.rglob("*")):
        where = str(path.relative_to(folder))
        found += traces_in(os.fsencode(where), tokens, f"name of {where}")
        if where not in but and path.is_file() and not path.is_symlink():
            found += _traces_in_file(path, tokens, where)
    return found


def _traces_in_file(path: Path, tokens: Tokens, where: str) -> Iterator[Trace]:
    data = path.read_bytes()
    yield from traces_in(data, tokens, where)
    if data.startswith(_SQLITE):
        yield from _traces_in_database(path, tokens, where)


def _traces_in_database(path: Path, tokens: Tokens, where: str) -> Iterator[Trace]:
    """Every value of every table: what the pages hold in pieces is whole here."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        for suffix in ("", "-wal"):
            part = path.with_name(path.name + suffix)
            if part.exists():
                copy.with_name(copy.name + suffix).write_bytes(part.read_bytes())
        with closing(sqlite3.connect(copy)) as connection:
            for table in _tables(connection):
                for row in connection.execute(f'SELECT * FROM "{table}"'):
                    data = b"\n".join(_bytes(value) for value in row)
                    yield from traces_in(data, tokens, f"{where}, table {table}")


def _tables(connection: sqlite3.Connection) -> list[str]:
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return [str(name) for (name,) in names]


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
