"""CSV for spreadsheets and other programs: RFC 4180, and no cell that runs."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO, TypeVar

from hipadmin.services.files.replacing import replacing

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Hears how many of how many rows are done."""

STEP = 1000
"""Rows between two reports of progress."""
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet read a cell as a formula when it stands first (OWASP, CSV injection)."""


def safe_cell(text: str) -> str:
    """``text`` such that no spreadsheet takes it for a formula: then an apostrophe leads it."""
    return f"'{text}" if text[:1] in _FORMULA and text else text


def _encodable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def write_rows(out: TextIO, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write as RFC 4180 says: CRLF ends a record, every cell is quoted.

    ``out`` must not translate line ends. What UTF-8 cannot hold becomes a question mark.
    """
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([safe_cell(_encodable(cell)) for cell in row])


def save_rows(path: Path, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a file that replaces ``path`` when it is whole.

    UTF-8 with a byte order mark: without one the most used spreadsheet takes a file for its own
    8-bit encoding and spoils names, and programs that read CSV skip it. Raises UnwritableFile, and
    what ``rows`` raises; then ``path`` is as before.
    """
    with replacing(path) as file:
        out = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        write_rows(out, heads, rows)
        out.detach()


class Counted:
    """Counts what passes and reports it."""

    def __init__(self, total: int, progress: Progress) -> None:
        self.done = 0
        self._total = total
        self._progress = progress

    def over(self, items: Iterable[T]) -> Iterator[T]:
        """``items`` as they are, with a report at the beginning and after each STEP."""
        self._progress(0, self._total)
        for item in items:
            yield item
            self.done += 1
            if self.done % STEP == 0:
                self._progress(self.done, max(self._total, self.done))
