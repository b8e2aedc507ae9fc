"""Whom a notification's messages go to: rooms of its integration, further rooms, and people."""

from collections.abc import Iterator
from dataclasses import dataclass

from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.subscription import RoomNotification


@dataclass(frozen=True, slots=True)
class Recipient:
    """One room or person of one integration.

    ``address`` is a room's id or name as entered, or a person's ``@mention``; ``room`` the
    integration's room, None for one that only the notification names. Messages to one ``key`` keep
    their order, whichever notification they come from.
    """

    integration_id: str
    address: str
    room: Room | None = None

    @property
    def key(self) -> str:
        """What tells it from all others, however its name is written."""
        return self.room.id if self.room else f"{self.integration_id}/{self.address.casefold()}"

    @property
    def is_person(self) -> bool:
        """Whether it is a person, who gets private messages."""
        return self.address.startswith("@")

    @property
    def is_on(self) -> bool:
        """Whether the room is on; one without a row of its own has no switch."""
        return self.room is None or self.room.enabled

    @property
    def shown(self) -> str:
        """Its name as people know it."""
        return self.room.shown if self.room else self.address


def recipients(notification: RoomNotification, integration: Integration) -> tuple[Recipient, ...]:
    """Everybody ``notification`` goes to, the integration's rooms first, each of them once.

    A name that is one of the integration's rooms means that room, with its switch and its token.
    """
    found = {r.key: r for r in _all(notification, integration)}
    return tuple(found.values())


def _all(notification: RoomNotification, integration: Integration) -> Iterator[Recipient]:
    choice = notification.rooms
    for room in integration.rooms:
        if choice.every or room.id in choice.room_ids:
            yield Recipient(integration.id, room.room, room)
    for own in choice.own:
        known = None if own.startswith("@") else integration.room_called(own)
        yield Recipient(integration.id, known.room if known else own.strip(), known)
