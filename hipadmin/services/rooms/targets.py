"""The rooms that messages of people are sent to: tests, and what they compose."""

from dataclasses import dataclass

from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.token import Secret
from hipadmin.services.access import Access, Server


@dataclass(frozen=True, slots=True)
class Target:
    """One room to try. ``room_id`` is ours, None for a draft's or a notification's own room.

    ``integration_id`` is None for a draft's, whose tests are nobody's act.
    The token is ``secret`` where a draft has it, else the one ``token_ref`` refers to.
    """

    integration: str
    server: Server
    room: str
    shown: str
    room_id: str | None = None
    token_ref: str | None = None
    secret: Secret | None = None
    integration_id: str | None = None

    @property
    def access(self) -> Access:
        """Server and token."""
        return Access(self.server, self.token_ref, self.secret)


def target_of(integration: Integration, room: Room) -> Target:
    """A room of an integration, with the token that is stored for it."""
    return Target(
        integration.name,
        Server.of(integration),
        room.room,
        room.shown,
        room.id,
        integration.token_for(room),
        integration_id=integration.id,
    )


def as_stored(target: Target, found: Integration | None) -> Target | None:
    """``target`` as its integration, ``found`` by its id, has it now; None if it is gone."""
    if target.integration_id is None:
        return target
    if found is None or target.room_id is None:
        return room_named(found, target.room) if found else None
    room = found.room(target.room_id)
    return target_of(found, room) if room else None


def room_named(integration: Integration, room: str) -> Target:
    """A room that an integration does not have, with the integration's token."""
    server = Server.of(integration)
    ref, ident = integration.token_ref, integration.id
    return Target(integration.name, server, room, room, None, ref, integration_id=ident)
