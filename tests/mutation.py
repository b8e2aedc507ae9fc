"""`python -m tests.mutation [--sample N] [NAME …]` tells how many mistakes the domain's tests see.

mutmut changes the domain in thousands of small ways, in a copy below ``mutants``, and runs the
tests of each changed function. ``NAME`` is a pattern such as ``hipadmin.domain.rates*``; without
one all of them are tried, or ``N`` of them drawn at random, always the same ones. The score is the
share that some test saw; a change that no test runs counts against it. Exit code 1 below 80 %.
"""

import argparse
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEAST = 80.0
FEW = "hipadmin.domain.ports.*"
"""The smallest part: trying it makes every change there is."""
SEEN = frozenset({1, 3, 24, -24, 36, 152, 255})
"""Exit codes of tests that fail or do not end, as mutmut has them."""


def verdicts(folder: Path) -> dict[str, int | None]:
    """Every change with the exit code of its tests; None for one that was not tried."""
    found: dict[str, int | None] = {}
    for file in sorted(folder.rglob("*.py.meta")):
        found |= json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def by_file(tried: Mapping[str, int]) -> dict[str, Counter[bool]]:
    """For each module how many changes were seen (True) and not seen (False)."""
    counts: dict[str, Counter[bool]] = {}
    for name, code in sorted(tried.items()):
        counts.setdefault(name.rpartition(".")[0], Counter())[code in SEEN] += 1
    return counts


def lines(counts: Mapping[str, Counter[bool]]) -> Iterable[str]:
    """The score of each module, the worst first."""
    for module, found in sorted(counts.items(), key=lambda item: score(item[1])):
        yield f"{score(found):6.1f} %  {found[True]:5} of {found.total():5}  {module}"


def score(found: Counter[bool]) -> float:
    """Percent seen; nothing tried is nothing seen."""
    return 100 * found[True] / found.total() if found else 0.0


def attempt(names: Sequence[str]) -> None:
    """Have mutmut try these, or all. What it says of its progress goes to the terminal."""
    program = Path(sys.executable).with_name("mutmut")
    settled = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([program, "run", *names], cwd=ROOT, env=settled, check=True)


def drawn(count: int) -> list[str]:
    """Draw ``count`` of all changes."""
    attempt([FEW])
    every = sorted(verdicts(ROOT / "mutants"))
    return random.Random(2026).sample(every, min(count, len(every)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Try, and print the scores."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("names", nargs="*", help="changes to try, as patterns")
    parser.add_argument("--sample", type=int, help="try so many, drawn at random")
    wanted = parser.parse_args(arguments)
    names = drawn(wanted.sample) if wanted.sample else wanted.names
    attempt(names)
    told = verdicts(ROOT / "mutants")
    kept = told if not wanted.sample else {name: told[name] for name in names}
    counts = by_file({name: code for name, code in kept.items() if code is not None})
    sys.stdout.writelines(f"{line}\n" for line in lines(counts))
    whole = sum(counts.values(), Counter[bool]())
    sys.stdout.write(f"{score(whole):.1f} % of {whole.total()} changes are seen\n")
    return 0 if score(whole) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
