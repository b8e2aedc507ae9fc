"""The rows of a transcript: messages, a line wherever a new day begins, and what lies before."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from hipadmin.gui.models.roles import Role
from hipadmin.gui.windows.transcript_rows import (
    Before,
    DayRow,
    EdgeRow,
    MessageRow,
    Row,
    fold_words,
    local_day,
    message_row,
    spoken,
)
from hipadmin.gui.words.texts import full_time
from hipadmin.services.rooms.rooms import SHOWN
from hipadmin.services.rooms.transcript import Line

Index = QModelIndex | QPersistentModelIndex
translate = QCoreApplication.translate

MOST = 2000
"""Messages kept in a view, however far somebody goes back."""
_PARENT_LETTERS = 80


class TranscriptModel(QAbstractListModel):
    """Messages, oldest first: the newest `SHOWN`, and as many before them as were asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._most = SHOWN

    @property
    def messages(self) -> list[MessageRow]:
        """The messages shown."""
        return [row for row in self._rows if isinstance(row, MessageRow)]

    @property
    def before(self) -> Before:
        """What is known of earlier messages."""
        first = self._rows[0] if self._rows else None
        return first.before if isinstance(first, EdgeRow) else Before.NOTHING

    def clear(self) -> None:
        """Forget everything."""
        self.beginResetModel()
        self._rows = []
        self._most = SHOWN
        self.endResetModel()

    def show_only(self, line: Line, *, unfolded: bool) -> None:
        """Hold one message and nothing else."""
        row = message_row(line)
        self.beginResetModel()
        self._rows = [replace(row, unfolded=unfolded and row.folds)]
        self.endResetModel()

    def add(self, lines: Iterable[Line]) -> None:
        """Append ``lines`` and let go of the oldest ones that are too many."""
        shown = self.messages
        day = local_day(shown[-1].line.at) if shown else None
        news = self._with_days(lines, day)
        if not news:
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(news) - 1)
        self._rows += news
        self.endInsertRows()
        self._drop_oldest()

    def add_before(self, lines: Sequence[Line]) -> None:
        """Put ``lines``, oldest first, before the first message."""
        news = self._with_days(lines, None)
        at = 1 if self.before is not Before.NOTHING else 0
        self._most = min(MOST, self._most + len(lines))
        if not news:
            return
        following = self._rows[at] if at < len(self._rows) else None
        if isinstance(following, DayRow) and following.day == local_day(lines[-1].at):
            self._remove(at, 1)
        self.beginInsertRows(QModelIndex(), at, at + len(news) - 1)
        self._rows[at:at] = news
        self.endInsertRows()

    def tell_before(self, before: Before) -> None:
        """Say what is known of earlier messages."""
        if before is self.before:
            return
        has, wants = self.before is not Before.NOTHING, before is not Before.NOTHING
        if has and wants:
            self._rows[0] = EdgeRow(before)
            index = self.index(0)
            self.dataChanged.emit(index, index)
        elif has:
            self._remove(0, 1)
        else:
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._rows.insert(0, EdgeRow(before))
            self.endInsertRows()

    def toggle(self, index: Index) -> None:
        """Unfold a card, or fold it."""
        row = self._rows[index.row()]
        if isinstance(row, MessageRow) and row.folds:
            self._rows[index.row()] = replace(row, unfolded=not row.unfolded)
            here = self.index(index.row())
            self.dataChanged.emit(here, here)

    def _with_days(self, lines: Iterable[Line], day: date | None) -> list[Row]:
        rows: list[Row] = []
        for line in lines:
            today = local_day(line.at)
            if today != day:
                rows.append(DayRow(today))
                day = today
            rows.append(message_row(line, self._parent_of(line, rows)))
        return rows

    def _parent_of(self, line: Line, coming: Sequence[Row]) -> str:
        if not line.attach_to:
            return ""
        near = (row for row in (*reversed(coming), *reversed(self._rows)))
        found = (row for row in near if isinstance(row, MessageRow))
        parent = next((row for row in found if row.line.id == line.attach_to), None)
        if parent is None:
            return ""
        words = " ".join(parent.plain.split())
        words = words if len(words) <= _PARENT_LETTERS else f"{words[:_PARENT_LETTERS]}…"
        text = translate("Transcript", "To {sender}: {words}")
        return text.format(sender=parent.line.sender, words=words)

    def _drop_oldest(self) -> None:
        kept = self.messages[-self._most :]
        if len(kept) == len(self.messages):
            return
        start = 1 if self.before is not Before.NOTHING else 0
        at = self._rows.index(kept[0])
        if isinstance(self._rows[at - 1], DayRow):
            at -= 1
        # the day of the first message stays above it
        elif isinstance(self._rows[start], DayRow):
            at -= 1
            self._rows[at] = DayRow(local_day(kept[0].line.at))
        self._remove(start, at - start)
        if self.before in (Before.NOTHING, Before.START):
            self.tell_before(Before.MORE)

    def _remove(self, at: int, count: int) -> None:
        if count > 0:
            self.beginRemoveRows(QModelIndex(), at, at + count - 1)
            del self._rows[at : at + count]
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
            return row.plain if isinstance(row, MessageRow) else spoken(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and isinstance(row, MessageRow):
            return fold_words(row)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, MessageRow):
            return full_time(row.line.at)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Messages and the way to earlier ones can be reached; a day is only read."""
        shown = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        row = self._rows[index.row()]
        reached = isinstance(row, MessageRow) or row == EdgeRow(Before.MORE)
        return shown | Qt.ItemFlag.ItemIsSelectable if reached else shown
