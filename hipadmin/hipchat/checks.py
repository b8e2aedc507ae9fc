"""What HipChat would reject is refused before it is sent, with the member at fault."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from hipadmin.domain.endpoint import has_controls
from hipadmin.domain.room_address import MAX_ROOM, room_problem
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
MAX_NAME = 50
"""HipChat v2: a new or changed room name is 1-50 characters."""
MIN_LINK, MAX_LINK = 10, 1000
"""HipChat v2: a shared link is 10-1000 characters."""
MAX_SHARED = 1000
"""HipChat v2: the message with a shared link or file is at most 1000 characters."""
MAX_PERSON = 254
"""Characters of an e-mail address; HipChat states no limit for people in a path."""
MAX_PAGE = 1000
"""HipChat v2: ``max-results`` is at most 1000."""
COLORS = ("yellow", "green", "red", "purple", "gray", "random")
"""HipChat v2: colours of a notification, lower case only."""
FORMATS = ("html", "text")
"""HipChat v2: how a message is written."""
_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of surrogate pairs, which no UTF-8 can hold."""


def check_text(field: str, value: object, *, most: int | None = None, least: int = 0) -> None:
    """Refuse what is not text of ``least`` to ``most`` characters."""
    if not isinstance(value, str):
        raise MessageRejected(f"“{field}” must be text.", field=field)
    if len(value) < least:
        wanted = "must not be empty" if least == 1 else f"must have at least {least} characters"
        raise MessageRejected(f"“{field}” {wanted}.", field=field)
    if most is not None and len(value) > most:
        text = f"“{field}” has {len(value)} characters; HipChat takes at most {most}."
        raise MessageRejected(text, field=field)
    if _HALVES.search(value):
        raise MessageRejected(f"“{field}” is not valid Unicode.", field=field)


def check_choice(field: str, value: object, choices: tuple[str, ...]) -> None:
    """Refuse what is not one of ``choices``."""
    if not isinstance(value, str) or value not in choices:
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


def check_person(user: int | str) -> str:
    """Give a person's id, e-mail address or @mention as text, refusing what none can be."""
    name = str(user)
    if not name.strip() or has_controls(name):
        raise MessageRejected("Enter a person's id, e-mail address or @mention.", field="user")
    if len(name) > MAX_PERSON:
        text = f"A person's id, e-mail address or @mention has at most {MAX_PERSON} characters."
        raise MessageRejected(text, field="user")
    return name


def check_id(field: str, value: object) -> str:
    """Give the id of a message or webhook as text, refusing what none can be."""
    name = str(value)
    if not name.strip() or len(name) > MAX_ROOM or has_controls(name):
        raise MessageRejected(f"“{field}” is no id.", field=field)
    return name


def check_url(field: str, value: object) -> None:
    """Refuse what is not an absolute web address without user name (as HipChat does)."""
    check_text(field, value, least=1)
    try:
        parts = urlsplit(str(value))
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known or "@" in parts.netloc or has_controls(str(value)) or " " in str(value):
        text = f"“{field}” must be an absolute http or https address without a user name."
        raise MessageRejected(text, field=field)


def check_flags(**flags: object) -> None:
    """Refuse flags that are neither true, false nor left out (None)."""
    for field, value in flags.items():
        if value is not None:
            check_flag(field, value)


def check_number(field: str, value: int, *, least: int, most: int) -> None:
    """Refuse what is not a whole number from ``least`` to ``most``."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
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
