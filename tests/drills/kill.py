"""`python -m tests.drills.kill [DRILL …]` kills the program at every write of every verb.

A first run counts the points before and after each write. Then the verb is done once more for each
of them, killed there, and what is left is looked at: the database is sound, everything is as it
was or as it was to be, no row claims a token that is not there, what is left over is listed, and
the verb can be done again. Exit code 1 if that does not hold somewhere.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tests.drills.forks import Ended, Tell, forked
from tests.drills.points import Points
from tests.drills.world import MEMORY

VAULTS = ("file", "keyring")


class Drill(Protocol):
    """Something to be interrupted. Each method runs in a child of its own.

    ``copied``: what was prepared is all in its folder, so that a copy of it will do.
    ``unseen``: the picture is the same before and after. ``begun``: it has done something before
    its first point, so it cannot be done again by another process.
    """

    copied: bool
    unseen: bool
    begun: bool

    def prepare(self, folder: Path) -> None:
        """Bring about what must be there before."""

    def act(self, folder: Path, points: Points | None) -> None:
        """Do it, with every write told to ``points``."""

    def look(self, folder: Path) -> tuple[Any, list[str]]:
        """A picture of what is there, and what breaks a promise whatever the picture."""

    def tidy(self, folder: Path) -> list[str]:
        """Do what is done later, and say what is still there that should not be."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a drill: its points, how many were tried, and what broke at which of them."""

    points: int
    tried: int
    broken: tuple[str, ...]


class Run:
    """One drill at all its points, in folders below ``ground``."""

    def __init__(self, drill: Drill, ground: Path) -> None:
        self._drill = drill
        self._ground = ground
        self._old: Any = None
        self._new: Any = None

    def at_every(self, step: int) -> Told:
        """Kill at each point, or at each ``step``-th; nothing is broken if every promise held."""
        names = self._count()
        tried = range(len(names) % step, len(names), step)
        broken = [f"{n} {names[n]}: {text}" for n in tried for text in self._at(n, names)]
        return Told(len(names), len(tried), tuple(broken))

    def _count(self) -> Sequence[str]:
        if self._drill.copied:
            self._prepared("pattern")
        folder = self._prepared("begun")
        if self._drill.begun:
            self._act(folder, 0)
        self._old = self._look(folder)[0]
        folder = self._prepared("counted")
        whole = self._act(folder, None).ok()
        self._new = self._look(folder)[0]
        if not whole.told or (self._new == self._old) is not self._drill.unseen:
            raise RuntimeError("nothing was written, so nothing was tried")
        faults = [*self._look(folder)[1], *self._tidy(folder)]
        if faults:
            raise RuntimeError(f"it fails without being killed: {faults}")
        return whole.told

    def _at(self, number: int, names: Sequence[str]) -> Iterator[str]:
        folder = self._prepared(f"killed{number}")
        ended = self._act(folder, number)
        if ended.code != -signal.SIGKILL:
            yield f"it was not killed but ended with {ended.code}"
        if list(ended.told) != list(names[: number + 1]):
            yield f"another way was taken: {ended.told[-2:]}"
        seen, faults = self._look(folder)
        yield from faults
        if seen not in (self._old, self._new):
            yield f"between old and new: {seen}"
        if seen == self._old and not self._drill.begun:
            self._act(folder, None).ok()
            if self._look(folder)[0] != self._new:
                yield "done again, it does not come out the same"
        yield from self._tidy(folder)
        shutil.rmtree(folder)

    def _prepared(self, name: str) -> Path:
        folder, pattern = self._ground / name, self._ground / "pattern"
        if self._drill.copied and pattern.exists():
            shutil.copytree(pattern, folder)
            return folder
        folder.mkdir()
        forked(lambda _tell: self._drill.prepare(folder)).ok()
        return folder

    def _act(self, folder: Path, die_at: int | None) -> Ended:
        def work(tell: Tell) -> None:
            self._drill.act(folder, Points(tell, die_at))

        return forked(work)

    def _look(self, folder: Path) -> tuple[Any, list[str]]:
        seen, faults = forked(lambda _tell: self._drill.look(folder)).ok().answer
        return seen, faults

    def _tidy(self, folder: Path) -> list[str]:
        faults: list[str] = forked(lambda _tell: self._drill.tidy(folder)).ok().answer
        return faults


def ground() -> Path | None:
    """Where folders of drills are to be made; None: where temporary ones usually are."""
    return MEMORY if os.access(MEMORY, os.W_OK) else None


def main() -> int:
    """Run the drills named, or all; print a line for each."""
    from tests.drills.catalogue import drills

    parser = argparse.ArgumentParser(prog="python -m tests.drills.kill", description=__doc__)
    parser.add_argument("drills", nargs="*", metavar="DRILL", help="which (default: all)")
    parser.add_argument("--vault", choices=VAULTS, default="file", help="where tokens are kept")
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="only each N-th point (default: all)"
    )
    arguments = parser.parse_args()
    known = drills(arguments.vault)
    unknown = [name for name in arguments.drills if name not in known]
    if unknown:
        parser.error(f"no such drill: {', '.join(unknown)} (there are {', '.join(known)})")
    wanted = arguments.drills or known
    failed = [name for name in wanted if not _run(name, known[name], arguments.every)]
    return 1 if failed else 0


def _run(name: str, drill: Drill, step: int) -> bool:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hipadmin-drill-", dir=ground()) as place:
        told = Run(drill, Path(place)).at_every(step)
    seconds = time.monotonic() - began
    sys.stdout.write(f"{name}: killed at {told.tried} of {told.points} points,")
    sys.stdout.write(f" {len(told.broken)} broken")
    sys.stdout.write(f" ({seconds:.1f} s)\n" + "".join(f"  {line}\n" for line in told.broken))
    sys.stdout.flush()
    return not told.broken


if __name__ == "__main__":
    sys.exit(main())
