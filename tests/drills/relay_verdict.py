"""What a drill of relays looks at when all is over."""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.drills.relay_field import named, title

_DELIVERIES = """
    SELECT id, title, event_id IS NULL, state, coalesce(cause, ''), merged_into,
        (SELECT count(*) FROM attempt WHERE delivery_id = delivery.id AND unknown = 1),
        (SELECT text FROM attempt WHERE delivery_id = delivery.id ORDER BY number DESC LIMIT 1)
    FROM delivery WHERE subscription_id = ? ORDER BY id"""


@dataclass(slots=True)
class Judged:
    """What came of it; ``faults`` are promises that were broken."""

    states: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    """Messages that a room heard again."""
    unknown: int = 0
    """Attempts of which nobody can say what came of them: each may have been a message."""
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Owed:
    """A delivery, of one event or a digest."""

    id: int
    title: str
    digest: bool
    state: str
    cause: str
    into: int | None
    unknown: int
    text: str | None


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a room heard: how often each event was told, alone and in digests, and in what order."""

    alone: Counter[int]
    merged: Counter[int]
    order: list[int]
    again: int


def judge(database: Path, told: dict[int, list[str]], acknowledged: dict[int, set[int]]) -> Judged:
    """Look at the store and at what rooms heard. ``acknowledged``: numbers of events by room."""
    judged = Judged()
    with contextlib.closing(sqlite3.connect(database)) as connection:
        for (text,) in connection.execute("PRAGMA integrity_check"):
            if text != "ok":
                judged.faults.append(f"the database is damaged: {text}")
        for room, numbers in acknowledged.items():
            faults = _room(judged, connection, room, numbers, _heard(told.get(room, [])))
            judged.faults += [f"room {room}: {text}" for text in faults]
    return judged


def _room(
    judged: Judged, connection: sqlite3.Connection, room: int, numbers: set[int], heard: _Heard
) -> Iterator[str]:
    sql = "SELECT title FROM event WHERE subscription_id = ?"
    events = Counter(name for (name,) in connection.execute(sql, (f"s{room}",)))
    if events != Counter(title(room, number) for number in numbers):
        yield f"{len(numbers)} events were acknowledged, {events.total()} are there"
    every = {row[0]: _Owed(*row) for row in connection.execute(_DELIVERIES, (f"s{room}",))}
    owed = [each for each in every.values() if not each.digest]
    judged.states.update(each.state for each in owed)
    judged.unknown += sum(each.unknown for each in every.values())
    judged.duplicates += heard.again
    for each in owed:
        yield from _delivery(heard, each, every)
    if len(owed) != len(numbers):
        yield f"{len(numbers)} messages were owed, {len(owed)} are in the outbox"
    if heard.order != sorted(heard.order):
        yield "the order did not hold"


def _delivery(heard: _Heard, owed: _Owed, every: dict[int, _Owed]) -> Iterator[str]:
    [number] = named(owed.title)
    around = list(_digests(owed, every))
    last = around[-1] if around else owed
    alone, merged = heard.alone[number], heard.merged[number]
    if last.state == "delivered" and not (merged if around else alone):
        where = "a digest that never arrived" if around else "delivered and never arrived"
        yield f"event {number} counts as {where}"
    elif last.state in ("failed", "dropped") and not (last.cause and last.text):
        yield f"event {number} is {last.state} without a reason"
    elif last.state in ("pending", "sending", "retrying"):
        yield f"event {number} was never settled: {last.state}"
    if alone > owed.unknown + (last is owed):
        yield f"event {number} arrived {alone} times, and {owed.unknown} attempts ended unknown"
    unknown = sum(each.unknown for each in around)
    if merged > unknown + 1:
        yield f"event {number} came in {merged} digests, and {unknown} attempts ended unknown"


def _digests(owed: _Owed, every: dict[int, _Owed]) -> Iterator[_Owed]:
    """The digests that hold it, the innermost first."""
    while owed.into is not None:
        owed = every[owed.into]
        yield owed


def _heard(texts: list[str]) -> _Heard:
    spoken = [(" messages in one" in text, named(text)) for text in texts]
    alone = Counter(n for digest, numbers in spoken if not digest for n in numbers)
    merged = Counter(n for digest, numbers in spoken if digest for n in numbers)
    order = list(dict.fromkeys(n for _digest, numbers in spoken for n in numbers))
    told = Counter(tuple(numbers) for _digest, numbers in spoken)
    return _Heard(alone, merged, order, told.total() - len(told))
