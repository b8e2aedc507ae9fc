"""What a notification may hold, and the message it becomes."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from hipadmin.sandbox import cards
from hipadmin.sandbox.bodies import Body, parse_json
from hipadmin.sandbox.errors import ApiError
from hipadmin.sandbox.model import Message, Room, Token
from hipadmin.sandbox.reading import text
from hipadmin.sandbox.rules import Flag, Nullable, Record, Text
from hipadmin.sandbox.state import State

COLORS = ("yellow", "green", "red", "purple", "gray", "random")
_CONCRETE = COLORS[:-1]
MESSAGE = Text(1, 10_000)
"""HipChat v2: 1-10000 characters, whoever sends it."""
FORMATS = Text(options=("html", "text"))
_NOTIFICATION = Record(
    {
        "message": MESSAGE,
        "message_format": FORMATS,
        "color": Text(options=COLORS),
        "notify": Flag(),
        "from": Nullable(Text(0, 64)),
        "attach_to": Nullable(Text(0, 36)),
        "card": Nullable(cards.CARD),
    },
    required=("message",),
)
"""HipChat v2: message 1-10000 characters, from 0-64, attach_to 0-36; null for optional texts."""
_FORM_FLAGS = {"1": "true", "on": "true", "yes": "true"} | dict.fromkeys(
    ("0", "off", "no", ""), "false"
)


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification that passed every rule, its colour made concrete."""

    message: str
    message_format: str
    color: str
    notify: bool
    sender: str
    attach_to: str
    card: str | None


def read_notification(body: Body) -> Notification:
    """Read a notification, or raise ``ApiError`` 400 with the member at fault."""
    members = _from_form(body.members) if body.form else body.members
    _NOTIFICATION.check("", members)
    card = members.get("card")
    return Notification(
        message=text(members, "message"),
        message_format=text(members, "message_format", "html"),
        color=_concrete(text(members, "color", "yellow")),
        notify=members.get("notify") in (True, "true"),
        sender=text(members, "from"),
        attach_to=text(members, "attach_to"),
        card=None if card is None else cards.stored(cast("Mapping[str, object]", card)),
    )


def _concrete(color: str) -> str:
    return secrets.choice(_CONCRETE) if color == "random" else color


def _from_form(members: Mapping[str, object]) -> dict[str, object]:
    """Turn a form's texts into what JSON would have held."""
    read = dict(members)
    if isinstance(flag := read.get("notify"), str):
        read["notify"] = _FORM_FLAGS.get(flag.lower(), flag.lower())
    if isinstance(card := read.get("card"), str):
        read["card"] = _form_card(card)
    return read


def _form_card(raw: str) -> object:
    try:
        return parse_json(raw) if raw else None
    except ApiError:
        return raw


def draft(state: State, token: Token, room: Room, wanted: Notification) -> Message:
    """Give the message that a notification becomes."""
    is_text = wanted.message_format == "text"
    attach_to = wanted.attach_to and state.find_message(room.id, wanted.attach_to)
    return Message(
        id="",
        date="",
        text=wanted.message,
        label=_sender(state, token, wanted.sender),
        mentions=state.mentioned(wanted.message) if is_text else (),
        color=wanted.color,
        message_format=wanted.message_format,
        attach_to=attach_to.id if attach_to else None,
        card=wanted.card,
        origin=_origin(token),
    )


def _sender(state: State, token: Token, added: str) -> str:
    """Name the token's owner; ``from`` is added to it and never replaces it."""
    person = state.person(token.person)
    owner = person.name if person else token.label
    return f"{owner} - {added}" if added else owner


def _origin(token: Token) -> dict[str, str | int]:
    if token.person is not None:
        return {"id": token.person, "type": "user"}
    return {"client_id": token.oauth_client, "id": token.client, "type": "addon"}
