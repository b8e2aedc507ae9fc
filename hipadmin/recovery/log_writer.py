"""Writes log records into rotating files, until told that there are no more."""

import contextlib
import logging
import os
import threading
import time
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from queue import SimpleQueue

from hipadmin.recovery.facts import redactor
from hipadmin.recovery.log_file import Entry
from hipadmin.recovery.private_file import make_folder

NAME = "hipadmin.log"
FILES_MOST = 5
BYTES_MOST = 1 << 20
"""Of each file."""
_RECORD_MOST = 16 * 1024
_LINE = "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s"
_TIME = "%Y-%m-%dT%H:%M:%S"


class _Files(RotatingFileHandler):
    """Rotation as the library does it, in files for the user alone."""

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        # it counts characters: the last record of a file must fit in whatever it is written in
        most = BYTES_MOST - 4 * _RECORD_MOST
        super().__init__(folder / NAME, maxBytes=most, backupCount=FILES_MOST - 1, encoding="utf-8")

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        file = os.open(self.baseFilename, flags, 0o600)
        return os.fdopen(file, "a", encoding="utf-8", errors="backslashreplace")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the library's name
        """A disk that takes no record is said elsewhere; the program goes on without a log."""


class Redacted(logging.Formatter):
    """One record as a line, further lines indented, without secrets."""

    converter = staticmethod(time.gmtime)

    def __init__(self, line: str = _LINE) -> None:
        super().__init__(line, _TIME)
        self._redact = redactor()

    def format(self, record: logging.LogRecord) -> str:
        """The line, without secrets."""
        text = self._redact(super().format(record))[:_RECORD_MOST]
        return text.replace("\r", " ").replace("\n", "\n\t")


def write(entries: SimpleQueue[Entry], folder: Path) -> None:
    """Write ``entries`` as they come until None does."""
    files: _Files | None = None
    with contextlib.suppress(OSError):
        files = _Files(folder)
        files.setFormatter(Redacted())
    while (entry := entries.get()) is not None:
        if isinstance(entry, threading.Event):
            entry.set()
        elif files is not None:
            files.handle(entry)
    if files is not None:
        with contextlib.suppress(OSError):  # of a full disk, which took no record before either
            files.close()
