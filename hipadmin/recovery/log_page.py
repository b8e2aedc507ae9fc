"""Reads the log back for a person: from a level on, with some words, the newest at the end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hipadmin.recovery.log_writer import FILES_MOST, NAME

RECORDS_MOST = 2000
"""Shown at once; the newest ones."""
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_START = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z (\w+) ")


@dataclass(frozen=True, slots=True)
class LogPage:
    """The newest records that match, oldest first, and how many match in all."""

    text: str
    shown: int
    found: int


def read(folder: Path, level: str = LEVELS[0], words: str = "") -> LogPage:
    """Read the log in ``folder``: records of ``level`` or worse that have each of ``words``.

    Raises OSError for a file that cannot be read.
    """
    least, wanted = LEVELS.index(level), words.casefold().split()
    found = [
        record
        for record in _records(folder)
        if _rank(record) >= least and all(word in record.casefold() for word in wanted)
    ]
    shown = found[-RECORDS_MOST:]
    return LogPage("\n".join(shown), len(shown), len(found))


def _rank(record: str) -> int:
    start = _START.match(record)
    return LEVELS.index(start[1]) if start and start[1] in LEVELS else 0


def _records(folder: Path) -> Iterator[str]:
    names = [f"{NAME}.{n}" for n in range(FILES_MOST - 1, 0, -1)]
    for name in [*names, NAME]:
        yield from _of_file(folder / name)


def _of_file(path: Path) -> Iterator[str]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return
    record: list[str] = []
    for line in lines:
        if _START.match(line) and record:
            yield "\n".join(record)
            record = []
        record.append(line.replace("\t", "    ", 1) if line.startswith("\t") else line)
    if record:
        yield "\n".join(record)
