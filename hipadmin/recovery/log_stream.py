"""The log of a process without a window: redacted lines on standard error."""

import logging
import sys
from typing import TextIO

from hipadmin.recovery.log_writer import Redacted

_OURS = "hipadmin"
_LINE = "%(levelname)s %(name)s: %(message)s"


class LogStream(logging.StreamHandler[TextIO]):
    """Takes records while it is in use: ours from ``level`` on, others from warnings on."""

    def __init__(self, level: int) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(Redacted(_LINE))
        self._ours = logging.getLogger(_OURS)
        self._wanted, self._before = level, self._ours.level

    def __enter__(self) -> "LogStream":
        self._ours.setLevel(self._wanted)
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_error: object) -> None:
        logging.getLogger().removeHandler(self)
        self._ours.setLevel(self._before)
