"""The place of an open database: what is written to a file that was taken away is lost."""

import os
from pathlib import Path

from hipadmin.domain.errors import StoreTrouble
from hipadmin.store.files import beside

_Identity = tuple[int, int]


class Place:
    """Remembers which file the open database at ``path`` is, and its write-ahead log.

    SQLite goes on with files that were moved, deleted or replaced, and says that all is well.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: dict[str, _Identity | None] = {}

    def enter(self) -> None:
        """The database is open now, and its log is there."""
        paths = (self._path, beside(self._path, "-wal"))
        self._files = {str(file): _identity(str(file)) for file in paths}

    def check(self) -> None:
        """Raise StoreTrouble unless every file is where and what it was. Costs microseconds."""
        for file, known in self._files.items():
            if known is not None and _identity(file) != known:
                raise StoreTrouble(
                    f"{file} was moved, deleted or replaced while hipadmin had it open, so nothing"
                    " was saved or read. Put it back, or start hipadmin again."
                )

    def leave(self) -> None:
        """The database is being closed: its log goes, and that is right."""
        self._files = {}


def _identity(file: str) -> _Identity | None:
    try:
        facts = os.stat(file)  # noqa: PTH116
    except OSError:
        return None
    return facts.st_dev, facts.st_ino
