"""What the sandbox's values look like in JSON; links start with the server's address."""

from dataclasses import dataclass

from hipadmin.sandbox.model import Message, Person, Room, Token, TokenKind
from hipadmin.sandbox.state import State

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Views:
    """Gives values their JSON form. ``base`` is the address up to and including ``/v2``."""

    state: State
    base: str

    def person(self, person: Person | None) -> Json | None:
        """Give a person in brief, or null."""
        if person is None:
            return None
        return {
            "id": person.id,
            "links": {"self": f"{self.base}/user/{person.id}"},
            "mention_name": person.mention_name,
            "name": person.name,
            "version": person.version,
        }

    def room_brief(self, room: Room) -> Json:
        """Give a room as lists and tokens show it."""
        return {
            "id": room.id,
            "is_archived": room.is_archived,
            "links": self._room_links(room),
            "name": room.name,
            "privacy": room.privacy,
            "version": room.version,
        }

    def room(self, room: Room) -> Json:
        """Give everything about a room."""
        return self.room_brief(room) | {
            "avatar_url": None,
            "created": room.created,
            "delegate_admin_visibility": None,
            "guest_access_url": None,
            "is_guest_accessible": room.is_guest_accessible,
            "last_active": self._last_active(room),
            "owner": self.person(self.state.person(room.owner)),
            "participants": [self.person(person) for person in self.state.people()],
            "statistics": {"links": {"self": f"{self.base}/room/{room.id}/statistics"}},
            "topic": room.topic,
            "xmpp_jid": f"1_{room.id}@conf.hipchat.example.test",
        }

    def message(self, message: Message) -> Json:
        """Give a history entry: what a person typed, or a notification."""
        common: Json = {
            "date": message.date,
            "id": message.id,
            "mentions": [self.person(self.state.person(key)) for key in message.mentions],
            "message": message.text,
        }
        if message.label is None:
            sender = self.person(self.state.person(message.person))
            return common | {"from": sender, "type": "message"}
        return common | {"from": message.label, "type": "notification"} | _shown(message)

    def session(self, token: Token) -> Json:
        """Give a token's own session."""
        room = self.state.room(token.room)
        client = {
            "allowed_scopes": list(token.scopes),
            "id": token.client,
            "name": token.label,
            "oauth_client_id": token.oauth_client,
            "room": self.room_brief(room) if room else None,
        }
        return {
            "access_token": token.value,
            "client": client,
            "expires_in": self.state.seconds_left(token),
            "owner": self.person(self.state.person(token.person)),
            "owner_type": "client" if token.kind is TokenKind.ROOM else "user",
            "scopes": list(token.scopes),
        }

    def _room_links(self, room: Room) -> Json:
        own = f"{self.base}/room/{room.id}"
        return {
            "members": f"{own}/member",
            "participants": f"{own}/participant",
            "self": own,
            "webhooks": f"{own}/webhook",
        }

    def _last_active(self, room: Room) -> str | None:
        newest = self.state.newest(room.id, 1, None)
        return newest[0].date if newest else None


def _shown(message: Message) -> Json:
    """Give what only notifications have; what does not apply is left out."""
    members: Json = {
        "attach_to": message.attach_to,
        "card": message.card,
        "color": message.color,
        "message_format": message.message_format,
        "notification_sender": None if message.origin is None else dict(message.origin),
    }
    return {name: value for name, value in members.items() if value is not None}
