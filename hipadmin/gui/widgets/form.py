"""Forms: label, field, and under the field what helps, what is wrong or what was taken over."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from hipadmin.gui.announce import announce
from hipadmin.gui.keyboard.letters import plain
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Button, Edge
from hipadmin.gui.widgets.fields import mark_problem
from hipadmin.gui.widgets.flow import FlowLayout
from hipadmin.gui.widgets.icon_view import IconView
from hipadmin.gui.widgets.labels import Label

LABEL_WIDTH = 136
FIELD_MOST = 640
_LINES_BESIDE = 2


class FormRow(QObject):
    """One row of a form, as its page talks to it."""

    def __init__(self, look: Look, label: QLabel, field: QWidget, buddy: QWidget) -> None:
        super().__init__(field)
        self.look = look
        self.label = label
        self.field = field
        self.buddy = buddy
        self._help = ""
        self._problem = ""
        self._ok = ""
        self._warning = ""
        self.warning_keeps_help = False
        """Whether help that always holds, like a count, stands behind a warning."""
        self.cell = QWidget()
        self._mark = IconView(look, Icon.X_CIRCLE, "danger", 14)
        self._note = Label(look, "", FontRole.SMALL, "text2", wrap=True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._beside = QHBoxLayout()
        self._below = FlowLayout(None, look.px(6))
        self._links_at: QLayout = self._beside
        self._linked: list[Button] = []
        self._arrange()

    def _arrange(self) -> None:
        px = self.look.px
        column = QVBoxLayout(self.cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self.field)
        self._under = QWidget()
        self._said = QHBoxLayout()
        self._said.setSpacing(px(6))
        self._said.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._said.addWidget(self._note, 1)
        told = QHBoxLayout()
        told.setSpacing(px(6))
        told.addLayout(self._said, 1)
        told.addLayout(self._beside)
        lines = QVBoxLayout(self._under)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(told)
        lines.addLayout(self._below)
        column.addWidget(self._under)
        self._column = column
        self._under.hide()
        self._under.installEventFilter(self)

    @property
    def problem(self) -> str:
        """The problem that stands there, or an empty text."""
        return self._problem

    @property
    def note(self) -> str:
        """What stands under the field now."""
        if self._warning and self.warning_keeps_help and not self._problem:
            return f"{self._warning} {self._help}"
        return self._problem or self._warning or self._ok or self._help

    def set_help(self, text: str) -> None:
        """Say something helpful; a problem or a success stands in its place meanwhile."""
        self._help = text
        self._refresh()

    def set_problem(self, text: str | None) -> None:
        """Say what is wrong and what helps, or take it back; it is read out when it changes."""
        news = text or ""
        if news == self._problem:
            return
        self._problem = news
        mark_problem(self.buddy, wrong=bool(news))
        self._refresh()
        announce(self.buddy, news)

    def set_warning(self, text: str | None) -> None:
        """Say what is doubtful but possible, or take it back; it is read out when it changes."""
        news = text or ""
        if news == self._warning:
            return
        self._warning = news
        self._refresh()
        announce(self.buddy, news)

    def set_ok(self, text: str | None) -> None:
        """Say what was taken over, or take it back; it is read out when it changes."""
        news = text or ""
        if news == self._ok:
            return
        self._ok = news
        self._refresh()
        announce(self.buddy, news)

    def say_in(self, place: QLayout) -> None:
        """Say what is to be said at the end of ``place``, a layout within the field."""
        place.addWidget(self._under)

    def add_link(self, button: Button) -> None:
        """Put a link at the end of the line under the field; two get a line of their own."""
        self._links_at.addWidget(button)
        self._lean(button)
        self._links_at.setAlignment(button, Qt.AlignmentFlag.AlignTop)
        self._linked.append(button)
        button.installEventFilter(self)
        self._refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the links their place anew when one comes or goes, or the room changes."""
        if watched is self._under:
            if event.type() == QEvent.Type.Resize:
                self._place_links()
        elif event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._place_links()
        return super().eventFilter(watched, event)

    def _place_links(self) -> None:
        """Leave the words room: beside links a narrow column of them would be left."""
        links = [link for link in self._linked if not link.isHidden()]
        shown = len(links)
        below = bool(self.note) and (shown > 1 or (shown == 1 and self._is_narrow(links[0])))
        place = self._below if below else self._beside
        self._lift(self._rise(links[0]) if shown and not below and self.note else 0)
        if place is not self._links_at:
            self._links_at = place
            for link in self._linked:
                place.addWidget(link)
                place.setAlignment(link, Qt.AlignmentFlag.AlignTop)
                self._lean(link)
        self._under.setVisible(bool(self.note) or shown > 0)

    def _lean(self, link: Button) -> None:
        """Begin where the words above begin, or end where the field above does."""
        link.lean(Edge.START if self._links_at is self._below else Edge.END)

    def _is_narrow(self, link: QWidget) -> bool:
        """Say whether the words would be of many short lines beside ``link``."""
        gap = self._said.spacing()
        mark = 0 if self._mark.isHidden() else self._mark.sizeHint().width() + gap
        room = self._under.width() - mark - link.sizeHint().width() - gap
        metrics = QFontMetrics(self._note.font())
        wrapped = int(Qt.TextFlag.TextWordWrap)
        words = metrics.boundingRect(QRect(0, 0, max(1, room), 0), wrapped, self.note)
        # lines may be a little higher than a line by itself
        return self._under.width() > 0 and words.height() >= (_LINES_BESIDE + 1) * metrics.height()

    def _rise(self, link: QWidget) -> int:
        """How many px the first line of the words is higher than that of ``link``."""
        line = QFontMetrics(self._note.font()).height()
        return max(0, (link.sizeHint().height() - line) // 2)

    def _lift(self, rise: int) -> None:
        """Bring a link level with the words, which stay where they are."""
        above = self.look.px(4)
        self._column.setSpacing(max(0, above - rise))
        self._said.setContentsMargins(0, min(above, rise), 0, 0)

    def set_visible(self, visible: bool) -> None:
        """Show or hide label and field."""
        self.label.setVisible(visible)
        self.cell.setVisible(visible)

    def _tone(self) -> tuple[str, Icon]:
        if self._problem:
            return "danger", Icon.X_CIRCLE
        if self._warning:
            return "warn", Icon.TRIANGLE
        return ("ok", Icon.CHECK_CIRCLE) if self._ok else ("text2", Icon.INFO)

    def _refresh(self) -> None:
        color, icon = self._tone()
        self._mark.show_icon(icon, color)
        self._mark.setVisible(color != "text2")
        self._note.set_color(color)
        self._note.set_text(self.note)
        self._place_links()
        self.buddy.setAccessibleDescription(self.note)


class Form(QWidget):
    """Rows of label and field; a row names its field for everybody who cannot see the label."""

    def __init__(
        self, look: Look, parent: QWidget | None = None, *, label_width: int = LABEL_WIDTH
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._label_width = label_width
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(12))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, look.px(label_width))
        self.rows: list[FormRow] = []

    def add_row(
        self,
        label: str,
        field: QWidget,
        help: str = "",  # noqa: A002 - it is the word of the form
        *,
        buddy: QWidget | None = None,
    ) -> FormRow:
        """Add a row. ``label`` may hold a mnemonic; ``buddy`` is the part of ``field`` it names."""
        named = buddy or field.focusProxy() or field
        words = Label(self.look, label, FontRole.NAME, wrap=True)
        words.setBuddy(named)
        named.setAccessibleName(plain(label))
        row = FormRow(self.look, words, field, named)
        place = self._grid.rowCount()
        self._grid.addWidget(words, place, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(row.cell, place, 1)
        self._level(words, field)
        row.set_help(help)
        self.rows.append(row)
        return row

    def add_wide(self, widget: QWidget) -> None:
        """Add a widget across both columns."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    def add_in_field_column(self, widget: QWidget, help: str = "") -> None:  # noqa: A002 - as above
        """Add a widget under the fields, without a label; ``help`` stands below it, as in rows."""
        if not help:
            self._grid.addWidget(widget, self._grid.rowCount(), 1)
            return
        cell = QVBoxLayout()
        cell.setSpacing(self.look.px(4))
        cell.addWidget(widget)
        cell.addWidget(Label(self.look, help, FontRole.SMALL, "text2", wrap=True))
        widget.setAccessibleDescription(help)
        self._grid.addLayout(cell, self._grid.rowCount(), 1)

    def _level(self, label: Label, field: QWidget) -> None:
        """Let the first line of ``label`` stand level with the text in ``field``."""
        label.setFixedWidth(self.look.px(self._label_width))
        # not before it has its place: a field that moves later is polished once more
        field.ensurePolished()
        height = min(field.sizeHint().height(), self.look.px(32))
        drop = max(0, (height - QFontMetrics(label.font()).height()) // 2)
        label.setContentsMargins(0, drop, 0, 0)
