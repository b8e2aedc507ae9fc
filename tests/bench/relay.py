"""`python -m tests.bench.relay` measures the relay against the libraries below it, in turns.

Intake: one event a request, decided about and owed, against a Flask handler on waitress that
commits one row with the same `synchronous`; four senders against one. Delivery to twenty rooms
against bare sessions of requests that post the same message, by four threads or by as many as the
relay sends by, whichever is quicker, and both from when connections are open. The time from an
event to its message in the room, idle and at 80 % of what goes through; and the memory that a relay
gains over very many events. Exit code 1 if a goal is missed.
"""

import argparse
import contextlib
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import requests

from hipadmin.domain.event import EventState
from hipadmin.domain.event import Report as Event
from hipadmin.relay.worker import SENDERS as RELAY_SENDERS
from hipadmin.services.delivery.decider import Decider
from hipadmin.services.intake.intake import Intake
from hipadmin.services.relay.child import RelayChild
from hipadmin.services.relay.handover import Handover
from tests.drills.relay_field import Ground, ground, now, title
from tests.services.relaying import utc

INTAKE, SEVERAL, DELIVERY = 0.6, 0.8, 0.8
"""The goals, as ratios."""
SLOPE_MAX = 20
"""Bytes that a relay may gain per event in the second half: 2 MB over 100,000."""
ROOMS = 20
SENDERS = 4
LIMIT_S = 120


class Caller:
    """Posts over one connection that is kept."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        self._path, self._headers = parts.path, {"Content-Type": "application/json", **headers}
        self._connection = http.client.HTTPConnection(str(parts.hostname), parts.port or 80)

    def __call__(self, body: object) -> None:
        self._connection.request("POST", self._path, json.dumps(body), dict(self._headers))
        answer = self._connection.getresponse()
        told = answer.read()
        if answer.status != 202:
            raise RuntimeError(f"{answer.status}: {told[:200]!r}")

    def close(self) -> None:
        self._connection.close()


def door(place: Ground, url: str, room: int) -> Caller:
    """A way in for events of a room."""
    key = place.keys[room].reveal()
    return Caller(f"{url}/v1/subscriptions/s{room}/events", {"Authorization": f"Bearer {key}"})


def rate(callers: Sequence[Caller], count: int, body: Callable[[int], object]) -> float:
    """Requests per second when ``callers`` make ``count`` each at once."""

    def work(caller: Caller, first: int) -> None:
        for number in range(first, first + count):
            caller(body(number))

    start = next(_numbers)
    threads = [
        threading.Thread(target=work, args=(caller, (start * 64 + n) * count))
        for n, caller in enumerate(callers)
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(callers) * count / (time.monotonic() - began)


_numbers = iter(range(1, 1_000_000))


@contextlib.contextmanager
def relay(place: Ground, *, delivers: bool = True) -> Iterator[RelayChild]:
    """A relay; one that has no tokens of rooms takes events in and owes."""
    child = RelayChild.start(place.command)
    given = place.gather()
    if not delivers:
        doors = {key.ref_id for key in place.store.read(lambda unit: unit.intake_keys.all())}
        kept = {ref: secret for ref, secret in given.secrets.items() if ref in doors}
        given = Handover(kept, "kept back for the bench")
    child.hand_over(given)
    try:
        _until(lambda: requests.get(f"{child.url}/healthz").json()["secrets"] != "awaited")
        yield child
    finally:
        child.stop()


@contextlib.contextmanager
def bare_intake(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.bench.bare", "intake", str(folder / "bare.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        yield json.loads(process.stdout.readline())["url"]
        process.stdin.close()


class Report:
    """Prints, and remembers whether a goal was missed."""

    def __init__(self) -> None:
        self.missed = False

    def say(self, what: str, value: str) -> None:
        print(f"{what:<46}{value:>14}", flush=True)

    def goal(self, what: str, value: str, good: bool, goal: str) -> None:
        self.missed |= not good
        print(f"{what:<46}{value:>14}  {'ok' if good else 'MISSED'} ({goal})", flush=True)

    def ratio(self, what: str, value: float, goal: float) -> None:
        self.goal(what, f"{value:.2f}", value >= goal, f"at least {goal}")


def intake(place: Ground, folder: Path, report: Report, count: int, turns: int) -> None:
    room = next(iter(place.keys))
    with relay(place, delivers=False) as child, bare_intake(folder) as bare_url:
        ours = [door(place, child.url, room) for _ in range(SENDERS)]
        bare = [Caller(bare_url, {}) for _ in range(SENDERS)]

        def event(number: int) -> object:
            return {"id": f"bench {number}", "title": title(room, number)}

        for each in (*ours, *bare):
            each(event(-id(each)))  # everything is loaded
        single, several, alone, together = [], [], [], []
        for _ in range(turns):
            alone.append(rate(bare[:1], count, event))
            together.append(rate(bare, count // SENDERS, event))
            single.append(rate(ours[:1], count, event))
            several.append(rate(ours, count // SENDERS, event))
        for each in (*ours, *bare):
            each.close()
    ratio = statistics.median(several) / statistics.median(together)
    one = statistics.median(single) / statistics.median(alone)
    shared = statistics.median(several) / statistics.median(single)
    report.ratio("intake against a bare handler, four senders", ratio, INTAKE)
    report.say("the same, one sender", f"{one:.2f}")
    report.ratio("four senders against one", shared, SEVERAL)


@dataclass(frozen=True, slots=True)
class Pace:
    """Messages per second, and milliseconds of the processor that the sender spent on each."""

    rate: float
    cost_ms: float


def delivery(place: Ground, report: Report, each: int, turns: int) -> float:
    """Give the relay's messages per second."""
    rooms = list(place.keys)
    with relay(place):
        _owe(place, rooms, range(1))  # what the server says of its limits is known from then on
        _until(lambda: place.state.events_told() == len(rooms))
    ours: list[Pace] = []
    bare: dict[int, list[Pace]] = {SENDERS: [], RELAY_SENDERS: []}
    for turn in range(turns):
        ours.append(_delivery(place, rooms, range(1 + turn * each, 1 + (turn + 1) * each)))
        for senders, paces in bare.items():
            paces.append(_bare_delivery(place, rooms, each, senders))
    mine = _median(ours)
    best = max(map(_median, bare.values()), key=lambda pace: pace.rate)
    what = "delivery to 20 rooms against bare sessions"
    report.ratio(what, mine.rate / best.rate, DELIVERY)
    spent = f"{mine.cost_ms:.2f} ms, {best.cost_ms:.2f} ms"
    report.say("processor per message, relay and bare", spent)
    return mine.rate


def _median(paces: Sequence[Pace]) -> Pace:
    rate = statistics.median(pace.rate for pace in paces)
    return Pace(rate, statistics.median(pace.cost_ms for pace in paces))


def _delivery(place: Ground, rooms: Sequence[int], numbers: range) -> Pace:
    """From when each room has one message to when each has all."""
    state, warm = place.state, len(rooms)
    before, heard = state.events_told(), state.messages_heard()
    count = len(numbers) * len(rooms)
    _owe(place, rooms, numbers)
    with relay(place) as child:
        process = psutil.Process(child.pid)
        _until(lambda: state.events_told() >= before + warm)
        busy, left = _busy_s(process), before + count - state.events_told()
        _until(lambda: state.events_told() == before + count)
        busy = _busy_s(process) - busy
    if state.messages_heard() - heard != count:
        raise RuntimeError("not every event had a message of its own")
    times = sorted(state.arrived(room, number) for room in rooms for number in numbers)
    return Pace((count - warm) / (times[-1] - times[warm - 1]), busy / left * 1000)


def _busy_s(process: psutil.Process) -> float:
    spent = process.cpu_times()
    return spent.user + spent.system


def _owe(place: Ground, rooms: Sequence[int], numbers: range) -> None:
    intake = Intake(place.store, Decider(utc), now)
    for room in rooms:
        reports = [Event(state=EventState.CHANGED, title=title(room, n)) for n in numbers]
        intake.accept(f"s{room}", reports)


def _bare_delivery(place: Ground, rooms: Sequence[int], each: int, senders: int) -> Pace:
    token = place.box.tokens.user
    given = {
        "message": {  # as the relay told of an event that was told already
            "message": place.state.heard[rooms[0]][0],
            "color": "purple",
            "notify": False,
            "message_format": "html",
        },
        "rooms": [(f"{place.box.url}/room/{room}/notification", token) for room in rooms],
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bare", "post", str(each), str(senders)],
        input=json.dumps(given),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=LIMIT_S,
    )
    took, count = json.loads(done.stdout), each * len(rooms)
    return Pace(count / took["seconds"], took["processor"] / count * 1000)


def latency(place: Ground, report: Report, top: float, count: int) -> None:
    """From the request's first byte to the room's having the message."""
    rooms = list(place.keys)
    with relay(place) as child:
        callers = {room: door(place, child.url, room) for room in rooms}
        for name, pace in (("idle", 0.1), ("at 80 % load", 1 / (0.8 * top))):
            many = count if name == "idle" else int(min(10 / pace, 4000))
            sent = _send(callers, rooms, pace, many, place)
            times = sorted(sent)
            p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
            report.say(f"event to message, {name}, p50", f"{p50 * 1000:.0f} ms")
            report.say(f"event to message, {name}, p99", f"{p99 * 1000:.0f} ms")
        for caller in callers.values():
            caller.close()


def _send(
    callers: dict[int, Caller], rooms: list[int], pace: float, count: int, place: Ground
) -> list[float]:
    began: dict[tuple[int, int], float] = {}
    base, start = next(_numbers) * 1_000_000, time.monotonic()
    for number in range(count):
        rest = start + number * pace - time.monotonic()
        if rest > 0:
            threading.Event().wait(rest)
        room = rooms[number % len(rooms)]
        began[room, base + number] = time.monotonic()
        callers[room]({"title": title(room, base + number)})
    _until(lambda: all(place.state.arrived(*each) for each in began))
    return [place.state.arrived(*each) - at for each, at in began.items()]


def memory(place: Ground, report: Report, events: int, batch: int) -> None:
    """Events that owe nothing, so that it is intake and not HipChat that is waited for."""
    room = next(iter(place.keys))
    place.silence(room)
    sizes = []
    with relay(place) as child:
        process, caller = psutil.Process(child.pid), door(place, child.url, room)
        for number in range(0, events, batch):
            caller([{"title": f"quiet {number + n}"} for n in range(batch)])
            sizes.append((number, process.memory_info().rss))
        caller.close()
    half = sizes[len(sizes) // 2 :]
    slope = statistics.linear_regression([n for n, _ in half], [s for _, s in half]).slope
    what = f"memory gained over {events} events"
    report.goal(what, f"{slope:+.1f} B/event", slope <= SLOPE_MAX, f"at most {SLOPE_MAX} B")


def _until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + LIMIT_S
    while not condition():
        if time.monotonic() > ends:
            raise TimeoutError
        threading.Event().wait(0.02)  # the sandbox is in this process


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.relay", description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="events of the memory part")
    parser.add_argument(
        "--quick", action="store_true", help="a tenth of everything, no memory part"
    )
    arguments = parser.parse_args()
    part = 10 if arguments.quick else 1
    report = Report()
    with tempfile.TemporaryDirectory(prefix="hipadmin-bench-") as folder:
        for name in ("intake", "delivery"):
            (Path(folder) / name).mkdir()
        with ground(Path(folder) / "intake", 0) as place:
            intake(place, Path(folder), report, 400 // part, 5)
        with ground(Path(folder) / "delivery", ROOMS - 3) as place:
            top = delivery(place, report, 60 // part, 3)
            latency(place, report, top, 100 // part)
            if not arguments.quick:  # the first tens of thousands fill what is remembered
                memory(place, report, arguments.events, 100)
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
