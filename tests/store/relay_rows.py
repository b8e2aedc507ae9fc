"""Short ways to rows of the relay."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from hipadmin.domain.delivery import (
    Cause,
    Delivery,
    Result,
    ResultKind,
    dropped,
    settled,
    started,
)
from hipadmin.domain.event import Access, Event, EventState
from hipadmin.domain.message import Message
from hipadmin.domain.outbox import Parcel, Queued
from hipadmin.domain.ports import Unit
from hipadmin.domain.recipients import Recipient
from hipadmin.store import Database
from tests.store.builders import AT, room

OK = Result(ResultKind.DELIVERED, 204)
BAD = Result(ResultKind.REJECTED, 400, "message_rejected", "no")
ROOM1 = Recipient("i1", "Room 1", room(1))
ROOM2 = Recipient("i1", "Room 2", room(2))
ANN = Recipient("i1", "@ann")


def event(number: int = 1, **more: Any) -> Event:
    base = Event(
        state=EventState.CHANGED,
        title=f"event {number}",
        source_id=f"src-{number}",
        accesses=(Access("updateOn", "acct"),),
        subscription_id="s1",
        received_at=AT,
    )
    return replace(base, **more)


def parcel(to: Recipient = ROOM1, event_id: int | None = None, **more: Any) -> Parcel:
    base = Parcel("s1", "n1", to, "title", Message("text"), AT, event_id)
    return replace(base, **more)


def add(store: Database, *parcels: Parcel) -> list[int]:
    return store.write(lambda unit: [unit.deliveries.add(p).id for p in parcels])


def get(store: Database, delivery_id: int) -> Queued:
    return store.read(lambda unit: unit.deliveries.get(delivery_id))


def end(unit: Unit, delivery_id: int, result: Result = OK, at: datetime = AT) -> Delivery:
    """Send it and settle it with ``result``."""
    queued = unit.deliveries.get(delivery_id)
    after = settled(started(queued.delivery, "w", at), result, at, 0)
    unit.deliveries.save_tries([(after, queued.tried + 1)])
    return after


def drop(unit: Unit, delivery_id: int, cause: Cause = Cause.CANCELLED) -> None:
    queued = unit.deliveries.get(delivery_id)
    unit.deliveries.save(dropped(queued.delivery, cause, AT))


def start(unit: Unit, number: int) -> None:
    """Begin to send it, as its first attempt."""
    unit.deliveries.save_tries([(started(unit.deliveries.get(number).delivery, "w1", AT), 1)])
