"""What the program runs on: versions and the system, without names of people or machines."""

import os
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hipadmin import __version__

if TYPE_CHECKING:
    from hipadmin.domain.redaction import Redactor

Fact = tuple[str, str]
"""What it is called, and what it is."""


def facts(schema: int, more: Sequence[Fact] = ()) -> tuple[Fact, ...]:
    """The versions of everything below us, then ``more``; loads what tells its own.

    ``schema`` is the format of the database this program writes.
    """
    return tuple((n, v or _openssl()) for n, v in _light(schema, more))


def _light(schema: int, more: Sequence[Fact]) -> tuple[Fact, ...]:
    loaded = sys.modules.get("ssl")
    return (
        ("hipadmin", __version__),
        ("Python", sys.version.partition(" ")[0]),
        ("Qt", _qt()),
        ("SQLite", sqlite3.sqlite_version),
        ("OpenSSL", loaded.OPENSSL_VERSION if loaded else ""),
        ("Schema", str(schema)),
        *more,
        ("System", _system()),
    )


def light_facts(schema: int, more: Sequence[Fact] = ()) -> tuple[Fact, ...]:
    """The same without what would have to be loaded to be asked: 5 MB of every start."""
    return tuple(f for f in _light(schema, more) if f[1])


def redactor(secrets: Iterable[str] = ()) -> "Redactor":
    """What makes a text of this run fit to be shown: ``secrets``, home folder and user go."""
    try:
        home = str(Path.home())
    except RuntimeError:
        home = ""
    import getpass  # a start without trouble needs no name

    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = ""
    from hipadmin.domain.redaction import Redactor

    return Redactor(home, user, secrets)


def _qt() -> str:
    core = sys.modules.get("PySide6.QtCore")
    return str(core.qVersion()) if core else "not loaded"


def _openssl() -> str:
    try:
        from ssl import OPENSSL_VERSION
    except ImportError:
        return "none"
    return OPENSSL_VERSION


def _system() -> str:
    told = os.uname()  # without the name of the machine
    return f"{told.sysname} {told.release} {told.machine}"
