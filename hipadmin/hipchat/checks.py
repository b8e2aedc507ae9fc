"""What HipChat would reject is refused before it is sent, with the member at fault."""

import json
from collections.abc import Mapping
from typing import Any

from hipadmin.domain.room_address import room_problem
from hipadmin.hipchat.cards import Card, CardError, wire_card
from hipadmin.hipchat.errors import MessageRejected

MAX_MESSAGE = 10_000
"""HipChat v2: a message is 1-10000 characters."""
MAX_SENDER = 64
"""HipChat v2: ``from`` is at most 64 characters."""
MAX_ATTACH_TO = 36
"""HipChat v2: ``attach_to`` is at most 36 characters, the length of a message id."""
MAX_TOPIC = 250
"""HipChat v2: a topic is at most 250 characters."""
MAX_PAGE = 1000
"""HipChat v2: ``max-results`` is at most 1000."""
COLORS = ("yellow", "green", "red", "purple", "gray", "random")
"""HipChat v2: colours of a notification, lower case only."""
FORMATS = ("html", "text")
"""HipChat v2: how a message is written."""


def check_text(field: str, value: object, *, most: int, least: int = 0) -> None:
    """Refuse what is not text of ``least`` to ``most`` characters."""
    if not isinstance(value, str):
        raise MessageRejected(f"“{field}” must be text.", field=field)
    if len(value) < least:
        raise MessageRejected(f"“{field}” must not be empty.", field=field)
    if len(value) > most:
        text = f"“{field}” has {len(value)} characters; HipChat takes at most {most}."
        raise MessageRejected(text, field=field)
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise MessageRejected(f"“{field}” is not valid Unicode.", field=field)


def check_choice(field: str, value: object, choices: tuple[str, ...]) -> None:
    """Refuse what is not one of ``choices``."""
    if value not in choices:
        raise MessageRejected(f"“{field}” must be one of {', '.join(choices)}.", field=field)


def check_flag(field: str, value: object) -> None:
    """Refuse what is not true or false: older servers reject the words as text."""
    if not isinstance(value, bool):
        raise MessageRejected(f"“{field}” must be true or false.", field=field)


def check_room(room: int | str) -> str:
    """Give the room's id or name as text, refusing what no room can be called."""
    name = str(room)
    if problem := room_problem(name):
        raise MessageRejected(problem, field="room")
    return name


def check_number(field: str, value: int, *, least: int, most: int) -> None:
    """Refuse a number outside ``least`` to ``most``."""
    if not least <= value <= most:
        raise MessageRejected(f"“{field}” must be {least} to {most}.", field=field)


def _card(card: Card | Mapping[str, Any]) -> dict[str, Any]:
    try:
        return wire_card(card)
    except CardError as error:
        text = str(error)
    raise MessageRejected(f"The card cannot be sent: {text}", field="card")


def encode(body: Mapping[str, Any]) -> bytes:
    """Write a request body as JSON, refusing a card JSON cannot hold."""
    try:
        return json.dumps(body, allow_nan=False).encode("ascii")
    except (TypeError, ValueError, RecursionError):
        raise MessageRejected("“card” cannot be written as JSON.", field="card") from None


def notification(
    message: str,
    color: str,
    notify: bool,
    message_format: str,
    sender: str | None,
    card: Card | Mapping[str, Any] | None,
    attach_to: str | None,
) -> bytes:
    """Check and write the body of a room notification.

    Raises:
        MessageRejected: with ``field`` named as in HipChat's JSON.
    """
    check_text("message", message, least=1, most=MAX_MESSAGE)
    check_choice("color", color, COLORS)
    check_choice("message_format", message_format, FORMATS)
    check_flag("notify", notify)
    body: dict[str, Any] = {
        "message": message,
        "color": color,
        "notify": notify,
        "message_format": message_format,
    }
    if sender is not None:
        check_text("from", sender, most=MAX_SENDER)
        body["from"] = sender
    if attach_to is not None:
        check_text("attach_to", attach_to, most=MAX_ATTACH_TO)
        body["attach_to"] = attach_to
    if card is not None:
        body["card"] = _card(card)
    return encode(body)
