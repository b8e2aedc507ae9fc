"""What the sandbox's values look like in JSON; links start with the server's address."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import has_request_context, request

from hipadmin.sandbox.model import Membership, Message, Person, Room, Token, Webhook
from hipadmin.sandbox.presence import present
from hipadmin.sandbox.state import State

Json = dict[str, object]
NOTHING: Collection[str] = ()


def expanded(query: str, inside: str = "") -> Collection[str]:
    """Read ``expand``: the titles asked for, those below ``inside`` without its name."""
    titles = {title.strip() for title in query.split(",")}
    if not inside:
        return titles
    return {t.removeprefix(f"{inside}.") for t in titles if t.startswith(f"{inside}.")}


@dataclass(frozen=True, slots=True)
class Views:
    """Gives values their JSON form. ``address`` is the server's, up to and including ``/v2``."""

    state: State
    address: str

    @property
    def base(self) -> str:
        """The address that links start with: https for whoever came by it."""
        if has_request_context() and request.is_secure:
            return self.address.replace("http:", "https:", 1)
        return self.address

    @property
    def home(self) -> str:
        """The address of what is not part of the API."""
        return self.base.removesuffix("/v2")

    def person(self, person: Person | None, *, full: bool = False) -> Json | None:
        """Give a person in brief or in full, or null."""
        if person is None:
            return None
        brief: Json = {
            "id": person.id,
            "links": {"self": f"{self.base}/user/{person.id}"},
            "mention_name": person.mention_name,
            "name": person.name,
            "version": person.version,
        }
        return brief | self._details(person) if full else brief

    def people(self, people: Collection[Person], *, full: bool = False) -> list[Json | None]:
        """Give several people."""
        return [self.person(person, full=full) for person in people]

    def member(self, person: Person, membership: Membership) -> Json:
        """Give somebody's place in a room."""
        return (self.person(person) or {}) | {"room_roles": list(membership.roles)}

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

    def room(self, room: Room, expand: Collection[str] = NOTHING) -> Json:
        """Give everything about a room; ``expand`` may name owner, participants, statistics."""
        statistics = self.statistics(room)
        link = {"links": statistics["links"]}
        owner = self.state.person(room.owner)
        here = present(room, self.state.people())
        return self.room_brief(room) | {
            "avatar_url": None,
            "created": room.created,
            "delegate_admin_visibility": room.delegate_admin_visibility,
            "guest_access_url": self._guest_url(room),
            "is_guest_accessible": room.is_guest_accessible,
            "last_active": statistics["last_active"],
            "owner": self.person(owner, full="owner" in expand),
            "participants": self.people(here, full="participants" in expand),
            "statistics": statistics if "statistics" in expand else link,
            "topic": room.topic,
            "xmpp_jid": f"1_{room.id}@conf.hipchat.example.test",
        }

    def statistics(self, room: Room) -> Json:
        """Give how much was said in a room, and when last."""
        newest = self.state.newest(room.id, 1, None)
        return {
            "last_active": newest[0].date if newest else None,
            "links": {"self": f"{self.base}/room/{room.id}/statistics"},
            "messages_sent": self.state.said(room.id),
        }

    def message(self, message: Message, expand: Collection[str] = NOTHING) -> Json:
        """Give a history entry; ``expand`` may name from and mentions."""
        mentions = (self.state.person(key) for key in message.mentions)
        known = [person for person in mentions if person]
        common: Json = {
            "date": message.date,
            "id": message.id,
            "mentions": self.people(known, full="mentions" in expand),
            "message": message.text,
        }
        if message.is_topic:
            who = message.label or self.person(self.state.person(message.person))
            return common | {"from": who, "type": "topic"}
        if message.label is None:
            sender = self.person(self.state.person(message.person), full="from" in expand)
            return common | {"from": sender, "type": "message"} | _shared(message)
        return common | {"from": message.label, "type": "notification"} | _shown(message)

    def sender(self, token: Token) -> Json | None:
        """Give who did something: a person in brief, or a client."""
        if token.person is not None:
            return self.person(self.state.person(token.person))
        room = self.state.room(token.room)
        return {
            "allowed_scopes": list(token.scopes),
            "id": token.client,
            "links": {"self": f"{self.base}/oauth/client/{token.oauth_client}"},
            "name": token.label,
            "room": self.room_brief(room) if room else None,
        }

    def webhook(self, hook: Webhook, url: str = "", *, full: bool = False) -> Json:
        """Give a webhook; ``url`` is its own address, ``full`` adds where and whose it is."""
        brief: Json = {
            "authentication": hook.authentication,
            "event": hook.event,
            "id": hook.id,
            "key": hook.key or None,
            "links": {"self": url},
            "name": hook.name,
            "pattern": hook.pattern,
            "url": hook.url,
        }
        if not full:
            return brief
        room = self.state.room(hook.room)
        where = self.room_brief(room) if room else None
        return brief | {"created": hook.created, "creator": self.sender(hook.owner), "room": where}

    def session(self, token: Token) -> Json:
        """Give a token's own session."""
        room = self.state.room(token.room)
        installed = self.state.find_client(token.oauth_client)
        client = {
            "allowed_scopes": list((installed or token).scopes),
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
            "owner_type": "client" if token.person is None else "user",
            "scopes": list(token.scopes),
        }

    def _details(self, person: Person) -> Json:
        photo = f"{self.home}/photos/{person.id}.png" if person.has_photo else None
        here = not person.is_deleted
        return {
            "created": person.created,
            "email": person.email,
            "is_deleted": person.is_deleted,
            "is_group_admin": person.is_group_admin,
            "is_guest": person.is_guest,
            "last_active": person.created or None,
            "photo_url": photo,
            "presence": _presence() if here else None,
            "roles": ["admin" if person.is_group_admin else "user"],
            "timezone": person.timezone,
            "title": person.title,
            "xmpp_jid": f"1_{person.id}@chat.hipchat.example.test",
        }

    def _room_links(self, room: Room) -> Json:
        own = f"{self.base}/room/{room.id}"
        return {
            "members": f"{own}/member",
            "participants": f"{own}/participant",
            "self": own,
            "webhooks": f"{own}/webhook",
        }

    def _guest_url(self, room: Room) -> str | None:
        return f"{self.home}/g{room.version}" if room.is_guest_accessible else None


def _presence() -> Json:
    client = {"type": "http://hipchat.com/client/web", "version": "1"}
    return {"client": client, "idle": 0, "is_online": True, "show": "chat", "status": ""}


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


def _shared(message: Message) -> Json:
    """Give what somebody shared: a file, a link."""
    members: Json = {}
    if message.file is not None:
        members["file"] = dict(message.file)
    if message.link is not None:
        members["message_links"] = [_link(message.link)]
    return members


def _link(url: str) -> Json:
    """Give a link as the service described what it found behind it; we never look there."""
    details = {
        "description": "",
        "faviconUrl": "",
        "fullUrl": url,
        "headerText": _host(url),
        "linkText": url,
        "title": url,
    }
    return {"link": details, "type": "link", "url": url}


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
