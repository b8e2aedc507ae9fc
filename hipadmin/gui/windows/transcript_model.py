"""The rows of a transcript: messages, and a line wherever a new day begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from hipadmin.gui.models.roles import Role
from hipadmin.gui.texts import full_time
from hipadmin.gui.windows.message_html import links_in, plain_of
from hipadmin.services.rooms import SHOWN, Line

Index = QModelIndex | QPersistentModelIndex
translate = QCoreApplication.translate

COLORS = ("yellow", "green", "red", "purple", "gray")
"""HipChat v2: the colours a notification can have."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """A new day."""

    day: date


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message, its words without markup, and where its links lead."""

    line: Line
    plain: str
    links: tuple[str, ...]

    @property
    def mark(self) -> str:
        """What stands at the right: the colour's name, or that it is a card."""
        return mark_of(self.line)

    @property
    def fill(self) -> str:
        """Which of the five colours fills it; empty for people's words and cards."""
        color = self.line.color
        if color is None or self.line.is_card:
            return ""
        return color if color in COLORS else "gray"


Row = DayRow | MessageRow


class TranscriptModel(QAbstractListModel):
    """The newest `SHOWN` messages, oldest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    @property
    def messages(self) -> list[MessageRow]:
        """The messages shown."""
        return [row for row in self._rows if isinstance(row, MessageRow)]

    def clear(self) -> None:
        """Forget everything."""
        self.beginResetModel()
        self._rows = []
        self.endResetModel()

    def add(self, lines: Iterable[Line]) -> None:
        """Append ``lines`` and let go of the oldest ones that are too many."""
        news = self._with_days(lines)
        if not news:
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(news) - 1)
        self._rows += news
        self.endInsertRows()
        self._drop_oldest()

    def _with_days(self, lines: Iterable[Line]) -> list[Row]:
        shown = self.messages
        day = local_day(shown[-1].line.at) if shown else None
        rows: list[Row] = []
        for line in lines:
            today = local_day(line.at)
            if today != day:
                rows.append(DayRow(today))
                day = today
            rows.append(MessageRow(line, plain_of(line.html), tuple(links_in(line.html))))
        return rows

    def _drop_oldest(self) -> None:
        kept = self.messages[-SHOWN:]
        if len(kept) == len(self.messages):
            return
        at = self._rows.index(kept[0])
        if isinstance(self._rows[at - 1], DayRow):
            at -= 1
        # the day of the first message stays above it
        elif isinstance(self._rows[0], DayRow):
            at -= 1
            self._rows[at] = DayRow(local_day(kept[0].line.at))
        if at:
            self.beginRemoveRows(QModelIndex(), 0, at - 1)
            del self._rows[:at]
            self.endRemoveRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows, days included."""
        return 0 if parent.isValid() else len(self._rows)

    def row(self, index: Index) -> Row:
        """The row itself."""
        return self._rows[index.row()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer words, and the row itself as `Role.ROW`."""
        row = self._rows[index.row()]
        if role == Role.ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return day_words(row.day) if isinstance(row, DayRow) else row.plain
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, MessageRow):
            return full_time(row.line.at)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Messages can be reached; a day is only read."""
        shown = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        if isinstance(self._rows[index.row()], DayRow):
            return shown
        return shown | Qt.ItemFlag.ItemIsSelectable


def local_day(at: datetime) -> date:
    """The day ``at`` falls on here."""
    return at.astimezone().date()


def day_words(day: date, today: date | None = None) -> str:
    """A day in words: "Today, 14 March", "Yesterday, 13 March", "1 December 2025"."""
    today = today or datetime.now().astimezone().date()
    month = QLocale().monthName(day.month, QLocale.FormatType.LongFormat)
    shown = f"{day.day} {month}"
    if day == today:
        return translate("Transcript", "Today, {day}").format(day=shown)
    if day == today - timedelta(days=1):
        return translate("Transcript", "Yesterday, {day}").format(day=shown)
    return shown if day.year == today.year else f"{shown} {day.year}"


def mark_of(line: Line) -> str:
    """What stands at the right of a message."""
    if line.is_card:
        return translate("Transcript", "card")
    return color_name(line.color) if line.color else ""


def color_name(color: str) -> str:
    """A message colour in words; HipChat v2 knows five."""
    names = {
        "yellow": translate("Transcript", "yellow"),
        "green": translate("Transcript", "green"),
        "red": translate("Transcript", "red"),
        "purple": translate("Transcript", "purple"),
        "gray": translate("Transcript", "gray"),
    }
    return names.get(color, color)


def spoken(row: Row) -> str:
    """A row as a screen reader says it."""
    if isinstance(row, DayRow):
        return day_words(row.day)
    about = [row.line.sender, clock(row.line.at), row.mark]
    return f"{', '.join(part for part in about if part)}: {row.plain}"


def clock(at: datetime) -> str:
    """The time of day here."""
    return f"{at.astimezone():%H:%M}"
