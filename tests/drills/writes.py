"""`python -m tests.drills.writes [--writes N]` kills the program again and again while it writes.

A child makes random changes. Of each it says what will be there after it, before it begins and when
it is done. It is killed somewhere, and the next child goes on from what is there. Exit code 1 if a
change that was done is not there afterwards, half of one is, or the database is not sound.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.drills.catalogue import load
from tests.drills.chance import Chance, Model, model_of
from tests.drills.forks import forked
from tests.drills.world import MEMORY, opened

MOST = 120
"""Lines of one child, two for a change, after which it is killed at the latest."""
SPIN_S = 0.004
"""Seconds between its last line and its end, at most: a change takes about as long."""


def main() -> int:
    """Make the changes, kill, compare; print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.writes", description=__doc__)
    parser.add_argument("--writes", type=int, default=1000, help="changes to be done (1000)")
    parser.add_argument("--seed", type=int, help="begin chance here")
    arguments = parser.parse_args()
    seed = random.randrange(2**32) if arguments.seed is None else arguments.seed
    load("file")
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="hipadmin-drill-", dir=place) as folder:
        return _rounds(Path(folder), arguments.writes, seed)


def _rounds(folder: Path, wanted: int, seed: int) -> int:
    chance = random.Random(seed)
    expected, _faults = _look(folder)
    done = kills = halfway = 0
    while done < wanted:
        last = begun = expected
        for word, model in _killed(folder, chance):
            last, begun = (model, model) if word == "done" else (last, model)
            done += word == "done"
        kills += 1
        expected, faults = _look(folder)
        if faults or expected not in (last, begun):
            sys.stdout.write(f"seed {seed}, kill {kills}: {faults}\n{last}\n{begun}\n{expected}\n")
            return 1
        halfway += last != begun
    text = f"{done} changes, {kills} kills, {halfway} in the middle of a change; none was lost"
    sys.stdout.write(f"{text} (seed {seed})\n")
    return 0


def _killed(folder: Path, chance: random.Random) -> list[tuple[str, Model]]:
    """Let a child work until it is killed; give what it said."""
    read, write = os.pipe()
    seed, lines, spin = chance.random(), chance.randrange(1, MOST), chance.uniform(0, SPIN_S)
    child = os.fork()
    if not child:
        os.close(read)
        _work_for_ever(folder, random.Random(seed), write)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as pipe:
        said = [pipe.readline() for _ in range(lines)]
        ends = time.monotonic() + spin
        while time.monotonic() < ends:
            pass
        os.kill(child, signal.SIGKILL)
        said += pipe.readlines()
    os.waitpid(child, 0)
    return [json.loads(line) for line in said if line.endswith("\n")]  # the last may be cut


def _work_for_ever(folder: Path, chance: random.Random, pipe: int) -> None:
    try:
        with opened(folder, "file") as world:
            model, changes = model_of(world), Chance(world, chance)
            while True:
                model, change = changes.next(model)
                os.write(pipe, f"{json.dumps(['begun', model])}\n".encode())
                change()
                os.write(pipe, f"{json.dumps(['done', model])}\n".encode())
    finally:
        os._exit(1)


def _look(folder: Path) -> tuple[Model, list[str]]:
    def work(_tell: object) -> Any:
        with opened(folder, "file") as world:
            lost = world.keys() - set(world.store.read(lambda unit: unit.tokens.all()))
            return model_of(world), [*world.store.integrity(), *lost]

    found, faults = forked(work).ok().answer
    return found, faults


if __name__ == "__main__":
    sys.exit(main())
