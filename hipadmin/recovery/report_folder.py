"""The crash reports of a profile: bounded, in order, each told to a person once."""

import contextlib
import os
import re
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

from hipadmin.recovery import private_file

REPORTS_MOST = 20
"""The oldest go first."""
OFTEN = 2
OFTEN_WITHIN = timedelta(minutes=5)
"""So many bad ends in so short a time speak for a start without what was remembered."""
_NAME = r"(\d{8}T\d{6}Z)-(\d+)-(\d+)(-ended)?(\.new)?\.txt"
_STAMP = "%Y%m%dT%H%M%SZ"


class Filed(NamedTuple):
    """A report in the folder. ``new``: nobody has been told of it yet."""

    path: Path
    at: datetime
    pid: int
    ended: bool
    new: bool

    @classmethod
    def known(cls, path: Path) -> "Filed | None":
        """What the name of a report says; None for another file."""
        found = re.fullmatch(_NAME, path.name)
        if found is None:
            return None
        stamp, pid, _number, ended, new = found.groups()
        try:
            at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
        except ValueError:
            return None
        return cls(path, at, int(pid), bool(ended), bool(new))


class ReportFolder:
    """Reports in ``folder``, which is made with the first one. Every call may raise OSError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, text: str, at: datetime, *, ended: bool, new: bool = True, pid: int = 0) -> Filed:
        """Keep a report of the process ``pid``, or of this one."""
        pid, at = pid or os.getpid(), at.replace(microsecond=0)
        for number in count(1):
            name = f"{at:{_STAMP}}-{pid}-{number}"
            if not any(self.folder.glob(f"{name}[.-]*")):
                break
        path = self.folder / f"{name}{'-ended' * ended}{'.new' * new}.txt"
        private_file.write(path, text)
        self._thin()
        return Filed(path, at, pid, ended, new)

    def all(self) -> list[Filed]:
        """Every report, the newest first."""
        try:
            known = [Filed.known(path) for path in self.folder.iterdir()]
        except FileNotFoundError:
            return []
        return sorted((f for f in known if f), key=lambda f: (f.at, f.path.name), reverse=True)

    def new(self) -> list[Filed]:
        """Those nobody has been told of, the newest first."""
        return [filed for filed in self.all() if filed.new]

    def read(self, filed: Filed) -> str:
        """The text of a report, whatever became of the file."""
        return filed.path.read_text(encoding="utf-8", errors="replace")

    def told(self, filed: Filed) -> Filed:
        """A person has been told of it; give what it is now."""
        path = filed.path.with_name(filed.path.name.replace(".new.", "."))
        with contextlib.suppress(FileNotFoundError):
            filed.path.rename(path)
        return Filed(path, filed.at, filed.pid, filed.ended, new=False)

    def ended_often(self, now: datetime) -> bool:
        """Whether runs have ended badly `OFTEN` times within `OFTEN_WITHIN`, until just now."""
        recent = [f for f in self.all() if f.ended and timedelta() <= now - f.at <= OFTEN_WITHIN]
        return len({f.pid for f in recent}) >= OFTEN

    def _thin(self) -> None:
        for filed in self.all()[REPORTS_MOST:]:
            filed.path.unlink(missing_ok=True)
