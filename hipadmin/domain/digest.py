"""A digest: one message for what a room cannot take in time. Every title that fits stands in it."""

import html
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hipadmin.domain.event_state import EventState
from hipadmin.domain.message import MESSAGE_MAX, WORDS, Message, time_text
from hipadmin.domain.notification.message_settings import Color, MessageFormat
from hipadmin.domain.shortening import shorten

PARTS_MAX = 80
"""Deliveries in one digest; more would hardly be read, and not fit."""
_TITLE = 120
_LINK = 200
"""Characters of a link that is still worth its place."""
_ROOM = MESSAGE_MAX - 300
"""What is left of a message for its lines, beside its heading."""
_WORST_FIRST = (Color.RED, Color.YELLOW, Color.PURPLE, Color.GREEN, Color.GRAY)


@dataclass(frozen=True, slots=True)
class Part:
    """One delivery on its way into a digest. ``number`` is its alert's, 0 for none."""

    title: str
    link: str
    state: EventState
    at: datetime
    message: Message
    number: int = 0


def digest(parts: Sequence[Part]) -> tuple[Message, int]:
    """One message for the first of ``parts``, and how many of them it holds (at least one).

    Notifies people if one of its messages would; the sender is theirs if they all have the same.
    """
    lines: list[str] = []
    left = _ROOM
    for part in parts[:PARTS_MAX]:
        line = _line(part)
        if lines and len(line) + 4 > left:
            break
        left -= len(line) + 4
        lines.append(line)
    taken = parts[: len(lines)]
    senders = {part.message.sender for part in taken}
    text = "<br>".join([_heading(taken), *lines])
    message = Message(
        text,
        MessageFormat.HTML,
        _worst([part.message.color for part in taken]),
        any(part.message.notify for part in taken),
        senders.pop() if len(senders) == 1 else "",
    )
    return message, len(taken)


def _heading(parts: Sequence[Part]) -> str:
    times = sorted(part.at for part in parts)
    counted = Counter(WORDS[part.state].lower() or "changed" for part in parts)
    kinds = ", ".join(f"{count} {word}" for word, count in counted.items())
    span = " to ".join(dict.fromkeys([time_text(times[0]), time_text(times[-1])]))
    return f"<b>{len(parts)} messages in one</b> ({kinds}), {span}:"


def _line(part: Part) -> str:
    words = WORDS[part.state], f"#{part.number}" if part.number else ""
    start = " ".join(word for word in words if word)
    title = html.escape(shorten(part.title, _TITLE, "text"))
    if part.link and len(part.link) <= _LINK:
        title = f'<a href="{html.escape(part.link)}">{title}</a>'
    return f"• {start}: {title}" if start else f"• {title}"


def _worst(colors: Sequence[Color]) -> Color:
    return next((color for color in _WORST_FIRST if color in colors), Color.YELLOW)


def waits_for_digest(waiting: int, capacity: int) -> bool:
    """Whether the next message of a room is to be a digest of all that wait.

    ``waiting`` deliveries are due, ``capacity`` messages can be sent before the limits bite. What
    fits is sent one by one; the last place, or every place if the rest would not fit into that
    one, is a digest's.
    """
    if waiting <= max(capacity, 1):
        return False
    return capacity <= 1 or waiting - (capacity - 1) > PARTS_MAX
