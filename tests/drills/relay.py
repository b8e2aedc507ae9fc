"""`python -m tests.drills.relay` kills relays while events come in and HipChat misbehaves.

Two relays share one store. Senders report numbered events to whichever answers, and again until
they are told that an event is on disk. Meanwhile a relay is killed at random instants, now and then
one that is only starting; the sandbox answers 429, 500, hangs and resets; and once the kernel lets
no file of the relays grow. Then the weather clears, and every promise is looked at: each
acknowledged event is there once; its message arrived, or is in a digest that did, or failed with a
reason; the order of each room held; nothing arrived twice unless an attempt's end is unknown; the
database is sound. Exit code 1 if that does not hold.
"""

import argparse
import contextlib
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import requests

from hipadmin.services.relay.child import RelayChild
from tests.drills.relay_field import Ground, ground, title
from tests.drills.relay_verdict import Judged, judge

BATCH_MAX = 20
LIMIT_S = 20
SETTLE_S = 400
"""How long the outbox may take to empty once everybody is well again."""
FULL_S, REFUSED_S = 2.0, 1.0
WEATHER = (
    ("500", None, 8),
    ("503", None, 4),
    ("reset", None, 6),
    ("cut-off", None, 3),
    ("hang", 1.5, 2),
    ("slow", 0.05, 40),
    ("html", None, 2),
)
"""Faults, their values, and how many answers each spoils."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of it. ``pause``: seconds between two kills, on average."""

    events: int = 10_000
    kills: int = 50
    pause: float = 2.0
    seed: int = 0


class Fleet:
    """Two relays, as far as somebody lets them live."""

    def __init__(self, place: Ground) -> None:
        self._place = place
        self.children = [self._start(), self._start()]

    def url(self, chance: random.Random) -> str:
        """Where one of them is, or was."""
        return chance.choice(self.children).url

    def kill(self, chance: random.Random) -> None:
        """Kill one at work or, at times, a third one that is only starting; then have two again."""
        if chance.random() < 0.2:
            self._kill_newborn(chance.uniform(0.0, 0.7))
            return
        victim = chance.randrange(2)
        self.children[victim]._process.kill()
        self.children[victim].stop()
        self.children[victim] = self._start()

    def end(self) -> None:
        """Let both finish."""
        for child in self.children:
            child.stop()

    @contextlib.contextmanager
    def full_disk(self) -> Iterator[None]:
        """No file of theirs can grow inside ``with``."""
        before = [
            (child.pid, resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (4096, -1)))
            for child in self.children
        ]
        try:
            yield
        finally:
            for pid, limit in before:
                with contextlib.suppress(ProcessLookupError):
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)

    def _start(self) -> RelayChild:
        child = RelayChild.start(self._place.command)
        child.hand_over(self._place.gather())
        return child

    def _kill_newborn(self, after: float) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL}
        command = [*self._place.command, "--hosted"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, **pipes) as newborn:
            with contextlib.suppress(subprocess.TimeoutExpired):
                newborn.wait(after)
            newborn.kill()


class Sender(threading.Thread):
    """Reports the events of one room in order; goes on to the next when one is on disk."""

    def __init__(self, place: Ground, fleet: Fleet, room: int, plan: Plan, rate: float) -> None:
        super().__init__(name=f"sender {room}", daemon=True)
        self._place, self._fleet, self._room = place, fleet, room
        self._left = plan.events // len(place.keys)
        self._rate = rate
        self._chance = random.Random(f"{plan.seed} {room}")
        self.acknowledged: set[int] = set()
        self.tries = 0
        self.trouble = ""

    def run(self) -> None:
        """Send, whatever happens."""
        first = 1
        while first <= self._left:
            last = min(first + self._chance.randrange(BATCH_MAX), self._left)
            self._until_taken(range(first, last + 1))
            threading.Event().wait((last - first + 1) / self._rate)
            first = last + 1

    def _until_taken(self, numbers: range) -> None:
        ends = time.monotonic() + SETTLE_S
        while time.monotonic() < ends:
            self.tries += 1
            with contextlib.suppress(requests.RequestException):
                answer = self._post(numbers)
                if answer.status_code == 202 and answer.json()["refused"] == 0:
                    self.acknowledged.update(numbers)
                    return
                if answer.status_code != 503:
                    self.trouble = f"{answer.status_code}: {answer.text[:200]}"
                    return
            threading.Event().wait(0.05)
        self.trouble = "nobody took an event in"

    def _post(self, numbers: range) -> requests.Response:
        events = [{"id": f"{self._room}-{n}", "title": title(self._room, n)} for n in numbers]
        key = self._place.keys[self._room].reveal()
        return requests.post(
            f"{self._fleet.url(self._chance)}/v1/subscriptions/s{self._room}/events",
            json=events,
            headers={"Authorization": f"Bearer {key}"},
            timeout=LIMIT_S,
        )


class Weather(threading.Thread):
    """Has the sandbox misbehave until told to stop."""

    def __init__(self, place: Ground, seed: int) -> None:
        super().__init__(name="weather", daemon=True)
        self._place = place
        self._chance = random.Random(f"{seed} weather")
        self._over = threading.Event()

    def run(self) -> None:
        """One trouble after the other."""
        while not self._over.wait(self._chance.uniform(0.5, 2.0)):
            self._place.chat.fault(*self._chance.choice(WEATHER))

    def refuse(self) -> None:
        """Answer 429 for a moment; what that says of the next minute is believed for as long."""
        self._place.chat.limit(sends=0, unlimited=False)
        threading.Event().wait(REFUSED_S)
        self._place.plenty()

    def clear(self) -> None:
        """All is well from now on."""
        self._over.set()
        self.join(LIMIT_S)
        self._place.chat.no_faults()
        self._place.plenty()


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a drill."""

    judged: Judged
    acknowledged: int
    tries: int
    kills: int
    seconds: float


def drill(plan: Plan, folder: Path, say: Callable[[str], None]) -> Told:
    """Do it in ``folder``; ``say`` hears how far it is."""
    chance, began = random.Random(plan.seed), time.monotonic()
    with ground(folder) as place:
        fleet = Fleet(place)
        weather = Weather(place, plan.seed)
        rate = plan.events / len(place.keys) / (plan.kills * plan.pause)
        senders = [Sender(place, fleet, room, plan, rate) for room in place.keys]
        try:
            for thread in (weather, *senders):
                thread.start()
            for number in range(1, plan.kills + 1):
                threading.Event().wait(chance.uniform(0, 2 * plan.pause))
                fleet.kill(chance)
                if number == plan.kills // 2:
                    with fleet.full_disk():
                        threading.Event().wait(FULL_S)
                if number == plan.kills * 4 // 5:
                    weather.refuse()
                if number % 10 == 0:
                    say(f"{number} kills, {_open(place)} messages wait")
            for sender in senders:
                sender.join(SETTLE_S)
            weather.clear()
            say(f"all is sent and well again, {_open(place)} messages wait")
            _settle(place)
        finally:
            weather.clear()
            fleet.end()
        heard = {room: place.state.heard[room] for room in place.keys}
        acknowledged = {sender._room: sender.acknowledged for sender in senders}
        judged = judge(place.database, heard, acknowledged)
    judged.faults += [sender.trouble for sender in senders if sender.trouble]
    count = sum(map(len, acknowledged.values()))
    if count != plan.events // len(senders) * len(senders):
        judged.faults.append(f"only {count} events were acknowledged")
    tries = sum(sender.tries for sender in senders)
    return Told(judged, count, tries, plan.kills, time.monotonic() - began)


def _open(place: Ground) -> int:
    return place.store.read(lambda unit: unit.activity.numbers()).waiting


def _settle(place: Ground) -> None:
    ends = time.monotonic() + SETTLE_S
    while _open(place) and time.monotonic() < ends:
        threading.Event().wait(0.2)


def main() -> int:
    """Run the drill; print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.relay", description=__doc__)
    parser.add_argument("--events", type=int, default=Plan().events)
    parser.add_argument("--kills", type=int, default=Plan().kills)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    arguments = parser.parse_args()
    plan = Plan(arguments.events, arguments.kills, seed=arguments.seed)
    _say(f"seed {plan.seed}")
    with tempfile.TemporaryDirectory(prefix="hipadmin-drill-") as folder:
        told = drill(plan, Path(folder), _say)
    judged = told.judged
    _say(f"{told.acknowledged} events acknowledged in {told.tries} requests, {told.kills} kills")
    states = ", ".join(f"{count} {state}" for state, count in sorted(judged.states.items()))
    _say(f"deliveries: {states}")
    _say(f"{judged.duplicates} duplicates; {judged.unknown} attempts ended unknown")
    for fault in judged.faults:
        _say(f"BROKEN  {fault}")
    _say(f"{'FAILED' if judged.faults else 'every promise held'} ({told.seconds:.0f} s)")
    return 1 if judged.faults else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
