"""A message as a person composes it: what is wrong with it, and the message that is sent."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from hipadmin.domain.message import Message
from hipadmin.domain.names import control_problems, is_control
from hipadmin.domain.notification.message_settings import Color, MessageFormat
from hipadmin.domain.problems import Code, Problem
from hipadmin.domain.shortening import shorten
from hipadmin.hipchat.cards import (
    Activity,
    Attribute,
    Card,
    CardFormat,
    CardStyle,
    Description,
    Lozenge,
    Thumbnail,
)
from hipadmin.services.rooms.transcript import CardView, Kind, Line, body_of, card_view, stored_card

MESSAGE_MAX = 10_000
SENDER_MAX = 64
TITLE_MAX = 500
DESCRIPTION_MAX = 1_000
LABEL_MAX = 50
PICTURE_MAX = 250
"""HipChat v2: code points of a message, of ``from``, and of a card's parts."""
_MENTION = re.compile(r"(?<![\w@.])@\w")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class AttributeDraft:
    """A fact on a card as it is entered. ``style`` is a lozenge's name, "" for plain text."""

    label: str = ""
    value: str = ""
    url: str = ""
    style: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was entered yet; such a row is not sent."""
        return not (self.label or self.value or self.url)


@dataclass(frozen=True, slots=True)
class CardDraft:
    """A card as it is entered; empty texts are left out of what is sent.

    ``id`` stays the same while a message is composed, so that HipChat knows the card again.
    """

    id: str
    style: str = CardStyle.APPLICATION
    title: str = ""
    url: str = ""
    description: str = ""
    as_html: bool = False
    format: str = ""
    icon: str = ""
    picture: str = ""
    activity: str = ""
    attributes: tuple[AttributeDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageDraft:
    """A message as it is entered."""

    text: str = ""
    as_html: bool = False
    color: Color = Color.GRAY
    notify: bool = False
    sender: str = ""
    card: CardDraft | None = None

    @property
    def message_format(self) -> MessageFormat:
        """How the text is written."""
        return MessageFormat.HTML if self.as_html else MessageFormat.TEXT

    def shortened(self) -> str:
        """The text cut to what HipChat takes; itself if it is short enough."""
        return shorten(self.text, MESSAGE_MAX, self.message_format)

    def without_controls(self) -> str:
        """The text without the characters that no chat program shows."""
        return _visible(self.text)

    def problems(self) -> tuple[Problem, ...]:
        """What stands against sending, and what is doubtful; ``where`` names the field."""
        return (*self._own_problems(), *(_card_problems(self.card) if self.card else ()))

    def _own_problems(self) -> Iterator[Problem]:
        if not self.text.strip():
            yield Problem("message", Code.MESSAGE_EMPTY)
        yield from control_problems("message", self.text)
        if len(self.text) > MESSAGE_MAX:
            params = {"length": len(self.text), "limit": MESSAGE_MAX}
            yield Problem("message", Code.MESSAGE_LONG, params)
        if self.as_html and _MENTION.search(_TAG.sub(" ", self.text)):
            yield Problem("message", Code.MENTION_NEEDS_TEXT, blocking=False)
        yield from _text("sender", self.sender, SENDER_MAX)

    def message(self) -> Message:
        """The message to send; raises CardError if `problems` were not heeded."""
        card = card_of(self.card).to_wire() if self.card else None
        return Message(
            self.text, self.message_format, self.color, self.notify, self.sender.strip(), card
        )


def _visible(text: str) -> str:
    return "".join(char for char in text if not is_control(char))


def _text(where: str, text: str, most: int | None = None) -> Iterator[Problem]:
    yield from control_problems(where, text)
    if most is not None and len(text) > most:
        yield Problem(where, Code.VALUE_LONG, {"length": len(text), "limit": most})


def _address(where: str, text: str, most: int | None = None) -> Iterator[Problem]:
    if not text:
        return
    yield from _text(where, text, most)
    if not _is_web(text):
        yield Problem(where, Code.ADDRESS_INVALID)


def _is_web(text: str) -> bool:
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return known and not any(char.isspace() for char in text)


def _card_problems(card: CardDraft) -> Iterator[Problem]:
    if not card.title.strip():
        yield Problem("title", Code.VALUE_EMPTY)
    yield from _text("title", card.title, TITLE_MAX)
    yield from _text("description", card.description, DESCRIPTION_MAX)
    if card.style == CardStyle.LINK and not card.description.strip():
        yield Problem("description", Code.CARD_NEEDS_DESCRIPTION)
    if card.style == CardStyle.IMAGE and not card.url.strip():
        yield Problem("url", Code.CARD_NEEDS_ADDRESS)
    yield from _address("url", card.url.strip())
    yield from _address("icon", card.icon.strip())
    yield from _address("picture", card.picture.strip(), PICTURE_MAX)
    yield from _text("activity", card.activity)
    for at, attribute in enumerate(card.attributes):
        if not attribute.is_empty:
            yield from _attribute_problems(f"attributes[{at}]", attribute)


def _attribute_problems(where: str, attribute: AttributeDraft) -> Iterator[Problem]:
    yield from _text(f"{where}.label", attribute.label, LABEL_MAX)
    if not attribute.value.strip():
        yield Problem(f"{where}.value", Code.VALUE_EMPTY)
    yield from _text(f"{where}.value", attribute.value)
    yield from _address(f"{where}.url", attribute.url.strip())


def preview(draft: MessageDraft, label: str, at: datetime) -> Line:
    """The message as the room would show it; ``label`` is what the token is called.

    Nobody knows before sending who is there: every @name is shown as a mention. Of a text too long
    to be sent there is what `MessageDraft.shortened` leaves; an unfinished card is shown with what
    there is of it.
    """
    sender = " - ".join(part for part in (label, draft.sender.strip()) if part)
    html, pictures = body_of(draft.shortened(), draft.message_format, "*")
    card = _sketch(draft.card) if draft.card else None
    return Line(
        "preview",
        at,
        sender,
        html,
        draft.color,
        Kind.NOTIFIED,
        card=card,
        pictures=pictures,
        notifies=draft.notify,
    )


def sent(message: Message, at: datetime) -> Line:
    """A message that was sent, or is owed, as a room shows it."""
    html, pictures = body_of(message.text, message.format, "*")
    card = stored_card(json.dumps(dict(message.card))) if message.card else None
    return Line(
        "sent",
        at,
        message.sender,
        html,
        message.color.value,
        Kind.NOTIFIED,
        card=card,
        pictures=pictures,
        notifies=message.notify,
    )


def _sketch(draft: CardDraft) -> CardView:
    wrong = {problem.where for problem in _card_problems(draft) if problem.blocking}
    unfit = {where.partition(".")[0] for where in wrong}
    kept = tuple(
        each for at, each in enumerate(draft.attributes) if f"attributes[{at}]" not in unfit
    )
    shown = replace(
        draft,
        style=CardStyle.APPLICATION,  # one that needs nothing of what others need
        title=_visible(draft.title).strip()[:TITLE_MAX] or "…",
        url="" if "url" in wrong else draft.url,
        description=_visible(draft.description)[:DESCRIPTION_MAX],
        icon="" if "icon" in wrong else draft.icon,
        picture="" if "picture" in wrong else draft.picture,
        activity=_visible(draft.activity),
        attributes=kept,
    )
    return replace(card_view(card_of(shown)), style=draft.style)


def card_of(draft: CardDraft) -> Card:
    """The card a draft becomes. Raises CardError if its problems were not heeded."""
    description, picture = draft.description.strip(), draft.picture.strip()
    activity = draft.activity.strip()
    return Card(
        CardStyle(draft.style),
        draft.id,
        draft.title.strip(),
        draft.url.strip() or None,
        Description(description, "html" if draft.as_html else "text") if description else None,
        CardFormat(draft.format) if draft.format else None,
        Thumbnail(picture) if picture else None,
        draft.icon.strip() or None,
        Activity(activity) if activity else None,
        tuple(_attribute(each) for each in draft.attributes if not each.is_empty),
    )


def _attribute(draft: AttributeDraft) -> Attribute:
    return Attribute(
        draft.value.strip(),
        draft.label.strip() or None,
        draft.url.strip() or None,
        Lozenge(draft.style) if draft.style else None,
    )
