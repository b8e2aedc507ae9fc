"""The audit log as CSV, for spreadsheets and other programs."""

import csv
from collections.abc import Callable, Iterable
from datetime import UTC
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from hipadmin.domain.change import EVERY_CHANGE, ChangeFilter
from hipadmin.domain.ports import Cancel
from hipadmin.services.audit import BATCH, AuditLog, Entry
from hipadmin.services.change_words import ChangeWords, Difference
from hipadmin.services.replacing import replacing

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet read a cell as a formula when it stands first (OWASP, CSV injection)."""


def safe_cell(text: str) -> str:
    """``text`` such that no spreadsheet takes it for a formula: then an apostrophe leads it."""
    return f"'{text}" if text[:1] in _FORMULA and text else text


def write_csv(out: TextIO, entries: Iterable[Entry], words: ChangeWords) -> None:
    """Write ``entries`` as RFC 4180 says: CRLF ends a record, every cell is quoted.

    ``out`` must not translate line ends.
    """
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_heads(words))
    for entry in entries:
        writer.writerow([safe_cell(cell) for cell in _cells(entry, words)])


def save_csv(
    path: Path,
    audit: AuditLog,
    words: ChangeWords,
    wanted: ChangeFilter = EVERY_CHANGE,
    *,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancel: Cancel | None = None,
) -> int:
    """Write what is ``wanted`` to ``path``; give the number of records.

    UTF-8 with a byte order mark: without one the most used spreadsheet takes a file for its own
    8-bit encoding and spoils names, and programs that read CSV skip it. ``progress`` hears how many
    of how many are done. Raises UnwritableFile, StoreTrouble, and what ``progress`` raises; then
    ``path`` is as before.
    """
    total = audit.count(wanted, cancel)
    counter = _Counter(total, progress)
    with replacing(path) as file:
        out = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        write_csv(out, counter.over(audit.every(words, wanted, cancel)), words)
        out.detach()
    return counter.done


class _Counter:
    def __init__(self, total: int, progress: Callable[[int, int], None]) -> None:
        self.done = 0
        self._total = total
        self._progress = progress

    def over(self, entries: Iterable[Entry]) -> Iterable[Entry]:
        self._progress(0, self._total)
        for entry in entries:
            yield entry
            self.done += 1
            if self.done % BATCH == 0:
                self._progress(self.done, max(self._total, self.done))


def _heads(words: ChangeWords) -> list[str]:
    translate = words.translate
    return [
        translate("Audit", "Number"),
        translate("Audit", "Time (UTC)"),
        translate("Audit", "Who"),
        translate("Audit", "What"),
        translate("Audit", "Name"),
        translate("Audit", "Before"),
        translate("Audit", "After"),
        translate("Audit", "Act"),
        translate("Audit", "ID"),
    ]


def _cells(entry: Entry, words: ChangeWords) -> list[str]:
    change = entry.change
    return [
        str(change.id),
        f"{change.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        change.actor,
        words.act(change),
        change.name,
        _facts(words, entry.differences, "before"),
        _facts(words, entry.differences, "after"),
        change.batch,
        change.entity_id,
    ]


def _facts(words: ChangeWords, differences: Iterable[Difference], side: str) -> str:
    """A field a line, so that a cell can be read."""
    found = [(d.label, str(getattr(d, side))) for d in differences]
    return "\n".join(words.fact(label, value) for label, value in found if value)
