"""`python -m tests.coverage_gate [--add]` measures what the core's own tests reach, and judges it.

In each room of the core at least 95 % of the lines and 95 % of the branches are reached, and every
file that ``covered.txt`` names is reached whole. That list only grows: a file that became whole
has to be added (``--add`` does it), and no file that was ever on it leaves it while it exists.
Order is fixed and properties are left out, so that a figure is not a matter of luck: what made-up
input reaches depends on what else was imported. What does not hold is measured a second time, and
counts when it does not hold then either.
Exit code 1 if something of it does not hold.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent
ROOT = TESTS.parent
LIST = "tests/covered.txt"
ROOMS = ("domain", "store", "vault", "services", "hipchat")
LEAST = 95.0
FIXED = ("-p", "no:randomly", "-p", "no:cacheprovider", "-m", "not slow and not hypothesis")
TRACED = ("-p", "no:tests.plugins.guards", "-k", "not bounded_time")
"""What tracing does not go together with.

Installing a trace function raises an audit event, and while a hook in Python hears it no other
thread can install one: its start fails (CPython 3.11). Time is measured without it.
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """How much of a file or a room is reached: counts of lines and of branches."""

    lines: int
    all_lines: int
    branches: int
    all_branches: int

    @property
    def whole(self) -> bool:
        """Nothing is missing."""
        return (self.lines, self.branches) == (self.all_lines, self.all_branches)

    @property
    def shares(self) -> dict[str, float]:
        """Percent of what is there, by kind; of nothing all is reached."""
        return {
            "lines": 100 * self.lines / self.all_lines if self.all_lines else 100.0,
            "branches": 100 * self.branches / self.all_branches if self.all_branches else 100.0,
        }

    def __add__(self, other: "Reach") -> "Reach":
        return Reach(
            self.lines + other.lines,
            self.all_lines + other.all_lines,
            self.branches + other.branches,
            self.all_branches + other.all_branches,
        )


def reaches(report: Mapping[str, Any]) -> dict[str, Reach]:
    """Read a JSON report of coverage.py with branches: each file and its reach."""
    return {
        file: Reach(
            sums["covered_lines"],
            sums["num_statements"],
            sums["covered_branches"],
            sums["num_branches"],
        )
        for file, sums in ((file, told["summary"]) for file, told in report["files"].items())
    }


def by_room(files: Mapping[str, Reach]) -> dict[str, Reach]:
    """Sum up the files of each room; a room without files is a mistake of whoever measured."""
    sums = dict.fromkeys(ROOMS, Reach(0, 0, 0, 0))
    for file, reach in files.items():
        sums[Path(file).parts[1]] += reach
    return sums


def too_little(rooms: Mapping[str, Reach]) -> list[str]:
    """Name the rooms in which too little, or nothing at all, is reached."""
    return [
        f"hipadmin/{room}: {share:.2f} % of the {kind} are reached, {LEAST:g} % are needed"
        for room, reach in rooms.items()
        for kind, share in reach.shares.items()
        if share < LEAST or not reach.all_lines
    ]


def fallen(files: Mapping[str, Reach], listed: Iterable[str]) -> list[str]:
    """Name the files of the list that are not whole, or not there."""
    return [
        f"{file}: is listed and not reached whole" if file in files else f"{file}: is not there"
        for file in listed
        if file not in files or not files[file].whole
    ]


def risen(files: Mapping[str, Reach], listed: Iterable[str]) -> list[str]:
    """Tell the files that are whole and not listed; empty ones are nothing to be proud of."""
    known = set(listed)
    return sorted(
        file for file, reach in files.items() if reach.whole and reach.lines and file not in known
    )


def taken_out(root: Path, listed: Iterable[str]) -> list[str]:
    """Tell the files that are there and once were on the list, as far as there is a history."""
    if not (root / ".git").exists():
        return []
    log = ["log", "-p", "--format=", "--no-renames", "--no-ext-diff", "--no-color", "--", LIST]
    history = subprocess.run(
        ["git", "-c", "safe.directory=*", *log],  # the checkout may be another user's
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    once = {line[1:] for line in history.splitlines() if line.startswith("+hipadmin/")}
    return sorted(file for file in once - set(listed) if (root / file).exists())


def measure(root: Path) -> dict[str, Any]:
    """Run the core's fast tests and return the report of coverage.py; a failing test ends it."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *FIXED, *TRACED]
        command += [f"tests/{room}" for room in ROOMS]
        command += [f"--cov=hipadmin.{room}" for room in ROOMS]
        command += ["--cov-report=", f"--cov-report=json:{report}"]
        # children that are killed leave halves of their data behind
        kept_there = {
            **os.environ,
            "COVERAGE_FILE": str(Path(folder) / "data"),
            "PYTHONHASHSEED": "0",
        }
        subprocess.run(command, cwd=root, env=kept_there, check=True)
        told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return told


def listed_in(root: Path) -> list[str]:
    """Read the list; lines beginning with # explain it."""
    lines = (root / LIST).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def add(root: Path, files: Iterable[str]) -> None:
    """Add files to the list, which stays sorted below what explains it."""
    file = root / LIST
    said = [ln for ln in file.read_text(encoding="utf-8").splitlines() if ln.startswith("#")]
    lines = [*said, *sorted({*listed_in(root), *files})]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def judge(root: Path, files: Mapping[str, Reach]) -> list[str]:
    """Say all that does not hold."""
    listed = listed_in(root)
    return [
        *too_little(by_room(files)),
        *fallen(files, listed),
        *(f"{file}: is reached whole; add it to {LIST}" for file in risen(files, listed)),
        *(f"{file}: was taken off {LIST}" for file in taken_out(root, listed)),
    ]


def confirmed(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Keep of the second judgement what the first one said of the same file or room too."""
    told = {line.partition(":")[0] for line in first}
    return [line for line in second if line.partition(":")[0] in told]


def _print(files: Mapping[str, Reach]) -> None:
    for room, reach in by_room(files).items():
        shares = ", ".join(f"{share:6.2f} % {kind}" for kind, share in reach.shares.items())
        sys.stdout.write(f"{room:10} {shares}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the figures of each room and what does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.coverage_gate")
    parser.add_argument("--add", action="store_true", help="add files that became whole")
    parser.add_argument("--report", type=Path, help="judge this JSON report, measure nothing")
    wanted = parser.parse_args(arguments)
    try:
        report = json.loads(wanted.report.read_text()) if wanted.report else measure(ROOT)
        files = reaches(report)
        _print(files)
        if wanted.add:
            add(ROOT, risen(files, listed_in(ROOT)))
        wrong = judge(ROOT, files)
        if wrong and not wanted.report:
            # a child that is killed while it writes its data loses what it reached
            sys.stdout.writelines(f"{line} (is measured again)\n" for line in wrong)
            files = reaches(measure(ROOT))
            _print(files)
            wrong = confirmed(wrong, judge(ROOT, files))
    except subprocess.CalledProcessError as failed:
        return failed.returncode  # pytest has said why
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
