"""Who gives up a name for a moment, so that rows and rooms can trade names in one transaction."""

from collections.abc import Iterable
from dataclasses import replace

from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.step import Row
from hipadmin.domain.subscription import RoomNotification


def in_the_way(now: Iterable[Row], wanted: Iterable[Row]) -> list[str]:
    """Ids of the rows of one kind whose present names are wanted by others of them."""
    owners = {_key(row): row.id for row in wanted}
    return [row.id for row in now if owners.get(_key(row), row.id) != row.id]


def _key(row: Row) -> tuple[str, str]:
    scope = row.subscription_id if isinstance(row, RoomNotification) else ""
    return scope, row.name.casefold()


def held(going: Iterable[Room], wanted: Integration) -> tuple[Room, ...]:
    """Rooms that go a little later, called by their ids where ``wanted`` has their names too."""
    names = {r.room.casefold() for r in wanted.rooms}
    return tuple(replace(r, room=r.id) if r.room.casefold() in names else r for r in going)
