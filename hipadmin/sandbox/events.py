"""What happens in rooms, told to the webhooks it concerns."""

import json
from dataclasses import dataclass

from hipadmin.sandbox import fresh, jwt
from hipadmin.sandbox.bodies import read_body
from hipadmin.sandbox.callout import Answer
from hipadmin.sandbox.deliveries import Deliveries, Job
from hipadmin.sandbox.errors import ApiError
from hipadmin.sandbox.limits import Limits
from hipadmin.sandbox.model import Message, Person, Room, Token, TokenKind, Webhook
from hipadmin.sandbox.notification import draft, read_notification
from hipadmin.sandbox.state import State
from hipadmin.sandbox.views import Json, Views

JWT_LIFE = 3600
"""Seconds that signed claims are good for (our own choice)."""


@dataclass(frozen=True, slots=True)
class Events:
    """Tells of events. Nothing here waits for a listener."""

    state: State
    views: Views
    limits: Limits
    deliveries: Deliveries

    def message(self, room: Room, message: Message) -> None:
        """Somebody said something; a shared file is an event of its own."""
        self._said("room_file_upload" if message.file else "room_message", room, message)

    def notification(self, room: Room, message: Message) -> None:
        """A notification was sent; it never counts as a message."""
        self._said("room_notification", room, message)

    def topic(self, token: Token, room: Room, topic: str) -> None:
        """The topic was set; the room's history has it too, as HipChat's had."""
        by_client = None if token.person is not None else token.label
        said = Message("", "", topic, token.person, by_client, is_topic=True)
        self.state.post(room.id, said)
        self._tell("room_topic_change", room, {"topic": topic}, token)

    def entered(self, room: Room, person: Person) -> None:
        """Somebody came in."""
        self._moved("room_enter", room, person)

    def left(self, room: Room, person: Person) -> None:
        """Somebody went out."""
        self._moved("room_exit", room, person)

    def changed(self, event: str, token: Token, room: Room) -> None:
        """A room was made, archived, brought back or removed."""
        self._tell(event, room, {}, token)

    def _said(self, event: str, room: Room, message: Message) -> None:
        hooks = self.state.hooks.concerned(event, room.id, message.text)
        if not hooks:
            return
        item: Json = {"message": self.views.message(message), "room": self.views.room_brief(room)}
        if message.file is not None:
            sender = self.views.person(self.state.person(message.person))
            item |= {"file": dict(message.file), "sender": sender}
        for hook in hooks:
            self._deliver(hook, room, item, message.person)

    def _moved(self, event: str, room: Room, person: Person) -> None:
        item: Json = {"room": self.views.room_brief(room), "sender": self.views.person(person)}
        for hook in self.state.hooks.concerned(event, room.id, ""):
            self._deliver(hook, room, item, person.id)

    def _tell(self, event: str, room: Room, more: Json, token: Token) -> None:
        item: Json = {"room": self.views.room_brief(room), "sender": self.views.sender(token)}
        for hook in self.state.hooks.concerned(event, room.id, ""):
            self._deliver(hook, room, item | more, token.person)

    def _deliver(self, hook: Webhook, room: Room, item: Json, person: int | None) -> None:
        body: Json = {"event": hook.event, "item": item, "webhook_id": hook.id}
        if hook.owner.kind is TokenKind.ADDON:
            body["oauth_client_id"] = hook.owner.oauth_client
        headers = {"Content-Type": "application/json"} | self._signed(hook, room, person)

        def answered(answer: Answer) -> None:
            self._answered(hook, room.id, answer)

        data = json.dumps(body).encode()
        self.deliveries.put(Job(hook.id, hook.event, hook.url, data, headers, answered))

    def _signed(self, hook: Webhook, room: Room, person: int | None) -> dict[str, str]:
        """Give the claims that prove to an add-on who calls; nobody else shares a secret."""
        client = self.state.find_client(hook.owner.oauth_client)
        if hook.authentication != "jwt" or client is None:
            return {}
        now = int(self.state.time())
        somebody = self.state.person(person)
        zone = somebody.timezone if somebody else "UTC"
        claims: Json = {
            "context": {"room_id": room.id, "user_tz": zone},
            "exp": now + JWT_LIFE,
            "iat": now,
            "iss": client.id,
            "jti": fresh.letters(20),
        }
        subject: Json = {"sub": str(somebody.id)} if somebody else {}
        return {"Authorization": f"JWT {jwt.signed(claims | subject, client.secret)}"}

    def _answered(self, hook: Webhook, room_id: int, answer: Answer) -> None:
        """Post an answer that is a notification; everything else is ignored.

        What is posted so calls no webhooks: two listeners could answer each other for ever.
        """
        is_json = answer.kind.partition(";")[0].strip().lower() == "application/json"
        room = self.state.room(room_id)
        if room is None or not is_json or not 200 <= answer.status < 300:
            return
        try:
            wanted = read_notification(read_body(answer.kind, answer.body))
        except ApiError:
            return
        if not self.limits.sends.use(("Room", room.id)).refused:
            self.state.post(room.id, draft(self.state, hook.owner, room, wanted))
