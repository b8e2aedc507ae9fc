"""What a transcript's rows are, and how each is read out."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from PySide6.QtCore import QCoreApplication

from hipadmin.gui.windows.message_html import is_web, web_links
from hipadmin.gui.windows.message_words import clock, day_words, line_words, mark_of
from hipadmin.services.rooms.transcript import Kind, Line

translate = QCoreApplication.translate

COLORS = ("yellow", "green", "red", "purple", "gray")
"""HipChat v2: the colours a notification can have."""


class Before(Enum):
    """What is known of the messages before the first one shown."""

    NOTHING = "nothing"
    MORE = "more"
    READING = "reading"
    START = "start"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """The top of what is shown, and how to go on from there."""

    before: Before


@dataclass(frozen=True, slots=True)
class DayRow:
    """A new day."""

    day: date


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message, its words without markup, and where it leads.

    ``links`` are addresses to follow, ``pictures`` those of pictures that are not shown; ``parent``
    are the first words of the message it is attached to.
    """

    line: Line
    plain: str
    links: tuple[str, ...]
    pictures: tuple[str, ...] = ()
    parent: str = ""
    unfolded: bool = False

    @property
    def mark(self) -> str:
        """What stands at the right: the colour's name, or that it is a card."""
        return mark_of(self.line)

    @property
    def fill(self) -> str:
        """Which of the five colours fills it; empty for people's words and cards."""
        color = self.line.color
        if color is None or self.line.card is not None:
            return ""
        return color if color in COLORS else "gray"

    @property
    def is_news(self) -> bool:
        """Whether it tells of the room itself, in one quiet line."""
        return self.line.kind in (Kind.TOPIC, Kind.OTHER)

    @property
    def folds(self) -> bool:
        """Whether it can be unfolded."""
        return self.line.card is not None and bool(self.line.card.activity)


Row = EdgeRow | DayRow | MessageRow


def message_row(line: Line, parent: str = "") -> MessageRow:
    """Make the row of a message."""
    return MessageRow(line, line_words(line), _links(line), _pictures(line), parent)


def _links(line: Line) -> tuple[str, ...]:
    card = line.card
    found = [] if card else web_links(line.html)
    if card:
        found += [card.url, *web_links(card.activity), *web_links(card.description)]
        found += [attribute.url for attribute in card.attributes]
    found += [line.file.url] if line.file else []
    found += [link.url for link in line.links]
    return tuple(dict.fromkeys(each for each in found if is_web(each)))


def _pictures(line: Line) -> tuple[str, ...]:
    card, found = line.card, list(line.pictures)
    if card:
        found += [card.thumbnail.url if card.thumbnail else "", card.icon]
        found += [attribute.icon for attribute in card.attributes]
    return tuple(dict.fromkeys(each for each in found if is_web(each)))


def local_day(at: datetime) -> date:
    """The day ``at`` falls on here."""
    return at.astimezone().date()


def edge_words(before: Before) -> str:
    """What stands above the first message."""
    return {
        Before.NOTHING: "",
        Before.MORE: translate("Transcript", "Show earlier messages"),
        Before.READING: translate("Transcript", "Reading earlier messages …"),
        Before.START: translate("Transcript", "The room’s history begins here"),
        Before.FULL: translate("Transcript", "Earlier messages are in HipChat itself"),
    }[before]


def fold_words(row: MessageRow) -> str:
    """Whether a card is unfolded, for those who cannot see it."""
    if not row.folds:
        return ""
    if row.unfolded:
        return translate("Transcript", "unfolded; Space folds it")
    return translate("Transcript", "folded; Space unfolds it")


def spoken(row: Row) -> str:
    """A row as a screen reader says it."""
    if isinstance(row, EdgeRow):
        return edge_words(row.before)
    if isinstance(row, DayRow):
        return day_words(row.day)
    about = [row.line.sender, clock(row.line.at), row.mark]
    return f"{', '.join(part for part in about if part)}: {row.plain}"
