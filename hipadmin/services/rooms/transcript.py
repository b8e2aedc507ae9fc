"""What a room's history holds, ready to be shown: cleaned markup, cards, files, links.

Nothing here loads anything: addresses of pictures and files are kept as text, for people who ask.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from hipadmin.domain.hypertext import text_to_html

if TYPE_CHECKING:  # a list of integrations need not load what only a transcript needs
    from hipadmin.hipchat.cards import Card
    from hipadmin.hipchat.wire.types import RoomMessage

COMPACT_LINES, MEDIUM_LINES = 2, 5
"""HipChat v2: lines of a card's description, by its format; without one we show the more."""
_MOST_PIXELS = 100_000
"""Wider or higher is no picture."""


class Kind(StrEnum):
    """What an entry is: somebody's words, a notification, or news of the room itself."""

    SAID = "said"
    NOTIFIED = "notified"
    TOPIC = "topic"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture that is not loaded; ``width`` and ``height`` are its own, in pixels, 0: unknown."""

    url: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class AttributeView:
    """A fact on a card. ``style`` is a lozenge's name or empty, ``icon`` an address or empty."""

    value: str
    label: str = ""
    url: str = ""
    style: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class CardView:
    """A card; ``description`` and ``activity`` are cleaned markup, addresses may be empty.

    A card with ``activity`` is one line until somebody unfolds it.
    """

    style: str
    title: str
    url: str = ""
    description: str = ""
    lines: int = MEDIUM_LINES
    icon: str = ""
    thumbnail: PictureView | None = None
    activity: str = ""
    attributes: tuple[AttributeView, ...] = ()


@dataclass(frozen=True, slots=True)
class FileView:
    """A file somebody shared. ``size`` is in bytes, None if the server does not say."""

    name: str
    url: str
    size: int | None = None
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class LinkView:
    """What the server found behind a link."""

    url: str
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a transcript, ready to be shown: ``html`` is cleaned.

    ``color`` is None for what people typed. With a ``card``, ``html`` is what programs without
    cards show. ``pictures`` are addresses of pictures left out of ``html``. ``notifies`` is known
    only before sending: a history does not say it.
    """

    id: str
    at: datetime
    sender: str
    html: str
    color: str | None = None
    kind: Kind = Kind.SAID
    card: CardView | None = None
    file: FileView | None = None
    links: tuple[LinkView, ...] = ()
    pictures: tuple[str, ...] = ()
    attach_to: str = ""
    is_deleted: bool = False
    notifies: bool = False


_KINDS = {"message": Kind.SAID, "notification": Kind.NOTIFIED, "topic": Kind.TOPIC}


def lines_of(messages: "Iterable[RoomMessage]") -> tuple[Line, ...]:
    """Make each message ready to be shown."""
    return tuple(line_of(each) for each in messages)


def line_of(message: "RoomMessage") -> Line:
    """Make a message ready to be shown."""
    body, pictures = body_of(
        message.message, message.message_format, [each.mention_name for each in message.mentions]
    )
    return Line(
        message.id,
        message.date,
        message.sender,
        body,
        message.color,
        _KINDS.get(message.type, Kind.OTHER),
        card=stored_card(message.card),
        file=_file(message),
        links=tuple(LinkView(each.url, each.title, each.description) for each in message.links),
        pictures=pictures,
        attach_to=message.attach_to or "",
        is_deleted=message.is_deleted,
    )


def body_of(
    text: str, message_format: str | None, mentions: Iterable[str] = ()
) -> tuple[str, tuple[str, ...]]:
    """Give a message's text as cleaned markup, and the addresses of pictures left out."""
    from hipadmin.hipchat.markup import show_html

    if message_format == "html":
        shown = show_html(text)
        return shown.html, shown.pictures
    return text_to_html(text, tuple(mentions)), ()


def stored_card(text: str | None) -> CardView | None:
    """Read a card as a history keeps it; what is no card HipChat would show counts as none."""
    from hipadmin.hipchat.cards import Card, CardError

    if not text:
        return None
    try:
        return card_view(Card.from_wire(json.loads(text)))
    except (CardError, ValueError, RecursionError):
        return None


def card_view(card: "Card") -> CardView:
    """Make a card ready to be shown."""
    from hipadmin.hipchat.cards import CardFormat

    thumbnail = card.thumbnail
    return CardView(
        card.style,
        card.title,
        card.url or "",
        _description(card),
        COMPACT_LINES if card.format is CardFormat.COMPACT else MEDIUM_LINES,
        _address(card.icon),
        _picture(thumbnail.url, thumbnail.width, thumbnail.height) if thumbnail else None,
        _card_html(card.activity.html) if card.activity else "",
        tuple(
            AttributeView(
                each.value, each.label or "", each.url or "", each.style or "", _address(each.icon)
            )
            for each in card.attributes
        ),
    )


def _description(card: "Card") -> str:
    description = card.description
    if description is None or isinstance(description, str):
        return text_to_html(description or "")
    as_html = description.format == "html"
    return _card_html(description.value) if as_html else text_to_html(description.value)


def _card_html(text: str) -> str:
    from hipadmin.hipchat.markup import show_card_html

    return show_card_html(text).html


def _address(icon: object) -> str:
    return icon if isinstance(icon, str) else getattr(icon, "url", "")


def _picture(url: str, width: float | None, height: float | None) -> PictureView:
    if not (width and height and 0 < width < _MOST_PIXELS and 0 < height < _MOST_PIXELS):
        return PictureView(url)
    return PictureView(url, round(width), round(height))


def _file(message: "RoomMessage") -> FileView | None:
    if message.file_name is None or message.file_url is None:
        return None
    is_picture = message.file_thumb is not None
    return FileView(message.file_name, message.file_url, message.file_size, is_picture)
