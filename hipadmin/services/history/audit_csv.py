"""The audit log as CSV, for spreadsheets and other programs."""

from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from typing import TextIO

from hipadmin.domain.change import EVERY_CHANGE, ChangeFilter
from hipadmin.domain.ports import Cancel
from hipadmin.services.configuration.change_words import ChangeWords, Difference
from hipadmin.services.files.csv_files import Counted, Progress, save_rows, write_rows
from hipadmin.services.history.audit import AuditLog, Entry


def write_csv(out: TextIO, entries: Iterable[Entry], words: ChangeWords) -> None:
    """Write ``entries`` to ``out``, which must not translate line ends."""
    write_rows(out, _heads(words), (_cells(entry, words) for entry in entries))


def save_csv(
    path: Path,
    audit: AuditLog,
    words: ChangeWords,
    wanted: ChangeFilter = EVERY_CHANGE,
    *,
    progress: Progress = lambda _done, _total: None,
    cancel: Cancel | None = None,
) -> int:
    """Write what is ``wanted`` to ``path``; give the number of records.

    Raises UnwritableFile, StoreTrouble, and what ``progress`` raises; then ``path`` is as before.
    """
    counted = Counted(audit.count(wanted, cancel), progress)
    entries = counted.over(audit.every(words, wanted, cancel))
    save_rows(path, _heads(words), (_cells(entry, words) for entry in entries))
    return counted.done


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
