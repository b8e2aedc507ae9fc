"""Short ways to the things store tests are about."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.ports import Unit
from hipadmin.domain.subscription import RoomChoice, RoomNotification, Subscription
from hipadmin.store import Database

AT = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
LONG = 30.0

Open = Callable[..., Database]
"""Opens the database; takes what `open_store` takes by name."""


def clock() -> datetime:
    return AT


def room(number: int, of: str = "i1") -> Room:
    return Room(f"{of}r{number}", f"Room {number}")


def integration(key: str = "i1", name: str = "Ops", rooms: int = 2) -> Integration:
    found = tuple(room(n, key) for n in range(1, rooms + 1))
    return Integration(key, name, "https://chat.example.com/v2", rooms=found)


def subscription(key: str = "s1", name: str = "web") -> Subscription:
    return Subscription(key, name)


def notification(
    key: str = "n1",
    name: str = "failures",
    *,
    of: str = "s1",
    to: str = "i1",
    rooms: tuple[str, ...] = (),
) -> RoomNotification:
    return RoomNotification(key, of, to, name, RoomChoice(not rooms, rooms))


def used(store: Database, rooms: tuple[str, ...] = ()) -> None:
    """Subscription s1 uses integration i1 (rooms i1r1, i1r2) in notification n1."""

    def work(unit: Unit) -> None:
        unit.integrations.insert(integration(), AT)
        unit.subscriptions.insert(subscription(), AT)
        unit.notifications.insert(notification(rooms=rooms), AT)

    store.write(work)


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as any other program sees it: foreign keys are not even switched on."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as connection:
        yield connection


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@contextmanager
def busy(store: Database) -> Iterator[None]:
    """The writer is busy within, so that what is written waits in its queue."""
    began, over = Event(), Event()

    def hold(_unit: Unit) -> None:
        began.set()
        assert over.wait(LONG)

    holder = Thread(target=store.write, args=(hold,))
    holder.start()
    assert began.wait(LONG)
    yield
    over.set()
    holder.join(LONG)
