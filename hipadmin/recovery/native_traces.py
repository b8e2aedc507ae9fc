"""What faults below Python left of earlier runs, made into reports."""

import contextlib
import fcntl
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hipadmin.recovery import private_file
from hipadmin.recovery.facts import Fact
from hipadmin.recovery.fault import short_paths
from hipadmin.recovery.native import MARK, NAME
from hipadmin.recovery.report import Trouble, compose, cut
from hipadmin.recovery.report_folder import ReportFolder

_BEGIN = re.compile(r"^(Fatal Python error|Windows fatal exception)", re.MULTILINE)
_SAME_END = timedelta(seconds=30)
"""A process number comes again; two ends of one process do not lie so far apart."""
_BYTES_MOST = 1 << 20


Facts = Callable[[], tuple[Fact, ...]]


def collect(reports: ReportFolder, facts: Facts) -> None:
    """Turn what runs left that are over into reports; ``facts`` gives what those did not note.

    A run whose last words are in a report already has its stacks added there. Raises OSError.
    """
    for path in sorted(reports.folder.glob(NAME.format(pid="[0-9]*"))):
        with contextlib.suppress(FileNotFoundError):
            said = _last_words(path)
            if said is None:
                continue  # that run goes on
            if said:
                _file(reports, path, said, facts)
            path.unlink()


def _last_words(path: Path) -> str | None:
    """What a run left; None if its process lives."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        return file.read(_BYTES_MOST).decode(errors="replace")


def _file(reports: ReportFolder, path: Path, said: str, facts: Facts) -> None:
    found = _BEGIN.search(said)
    if found is None:
        return  # killed, or the power went: there is nothing to report
    trace = short_paths(said[found.start() :]).strip()
    pid = int(path.stem.rpartition("-")[2])
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    near = [f for f in reports.all() if abs(f.at - at) < _SAME_END]
    same_run = [f for f in near if f.pid == pid and f.ended]
    if same_run:
        text = reports.read(same_run[0]).rstrip()
        private_file.write(same_run[0].path, cut(f"{text}\n\n{trace}\n"))
        return
    trouble = Trouble(at, "below Python", trace, ended=True)
    noted = dict(_noted(said[: found.start()]))
    told = {name: noted.pop(name, value) for name, value in facts()}
    reports.add(compose(trouble, (*told.items(), *noted.items())), at, ended=True, pid=pid)


def _noted(head: str) -> tuple[Fact, ...]:
    pairs = (line.removeprefix(MARK).partition(": ") for line in head.splitlines())
    return tuple((name, value) for name, found, value in pairs if found)
