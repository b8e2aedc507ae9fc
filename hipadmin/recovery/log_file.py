"""The log of a profile: five files of a mebibyte at most, written on a thread of their own.

Records are taken from the start on and written once there is time for it. What is written has gone
through the redactor: a second net under `Secret`, which masks itself.
"""

import logging
import threading
from pathlib import Path
from queue import SimpleQueue

_WAITING_MOST = 2000
"""Records that wait for the disk; more are lost rather than fill the memory."""
_OURS = "hipadmin"

Entry = logging.LogRecord | threading.Event | None
"""A record; an event to set when what came before is written; None at the end."""


class LogFile(logging.Handler):
    """The handler; `start` it early, `open` it off the GUI thread, `stop` it at the end."""

    def __init__(self, folder: Path, level: int = logging.INFO) -> None:
        super().__init__(level)
        self.folder = folder
        self._entries: SimpleQueue[Entry] = SimpleQueue()
        self._plain = logging.Formatter()
        self._writer: threading.Thread | None = None
        self._level_before = logging.NOTSET

    def start(self) -> None:
        """Take records from now on: ours from the level on, others from warnings on."""
        ours = logging.getLogger(_OURS)
        self._level_before = ours.level
        ours.setLevel(self.level)
        logging.getLogger().addHandler(self)

    def open(self) -> None:
        """Write what was taken, and what will be."""
        if self._writer is None:
            self._writer = threading.Thread(target=self._write, name="hipadmin-log", daemon=True)
            self._writer.start()

    def flush_within(self, seconds: float) -> bool:
        """Wait until what was taken so far is in the file; say whether it is."""
        written = threading.Event()
        self._entries.put(written)
        return written.wait(seconds)

    def stop(self, seconds: float) -> None:
        """Take no more records, and wait at most so long for the file."""
        logging.getLogger().removeHandler(self)
        logging.getLogger(_OURS).setLevel(self._level_before)
        self.open()
        self._entries.put(None)
        if self._writer is not None:
            self._writer.join(seconds)

    def emit(self, record: logging.LogRecord) -> None:
        """Take a record, with everything in words: what it is about may be gone later."""
        if self._entries.qsize() >= _WAITING_MOST:
            return
        taken = logging.makeLogRecord(record.__dict__)
        try:
            taken.msg, taken.args = record.getMessage(), None
            if record.exc_info:
                taken.exc_text = self._plain.formatException(record.exc_info)
        except Exception:
            taken.msg, taken.args = "(a record that cannot be shown)", None
        taken.exc_info = None
        self._entries.put(taken)

    def _write(self) -> None:
        from hipadmin.recovery.log_writer import write  # rotation comes after the first list

        write(self._entries, self.folder)
