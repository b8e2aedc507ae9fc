"""The list of what happened to an alert: icons joined by a line, words, times."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from hipadmin.gui.models.alert_timeline import Moment
from hipadmin.gui.models.alert_words import since
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.icon_view import IconView
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.words.texts import full_time


class AlertTimeline(QWidget):
    """One line a moment, the oldest on top."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._shown: list[Moment] = []
        self._icons: list[IconView] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        look.changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        self._grid.setHorizontalSpacing(self.look.px(10))
        self._grid.setVerticalSpacing(self.look.px(12))

    def show_moments(self, moments: Sequence[Moment]) -> None:
        """Show these instead."""
        if list(moments) == self._shown:
            return
        self._shown = list(moments)
        self._icons.clear()
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, moment in enumerate(moments):
            self._add(row, moment)
        self.update()

    def _add(self, row: int, moment: Moment) -> None:
        look, top = self.look, Qt.AlignmentFlag.AlignTop
        icon = IconView(look, moment.icon, moment.tone.token, parent=self)
        self._icons.append(icon)
        self._grid.addWidget(icon, row, 0, top)
        words = self._words(moment)
        self._grid.addWidget(words, row, 1, top)
        time = Label(look, since(moment.at), FontRole.SMALL, "text2", parent=self)
        time.setToolTip(full_time(moment.at))
        self._grid.addWidget(time, row, 2, top)
        for widget in (icon, words, time):
            widget.show()

    def _words(self, moment: Moment) -> QWidget:
        words = QWidget(self)
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(2))
        column.addWidget(Label(self.look, moment.text, FontRole.BODY, wrap=True))
        if moment.more:
            column.addWidget(Label(self.look, moment.more, FontRole.SMALL, "text2", wrap=True))
        return words

    def paintEvent(self, event: QPaintEvent) -> None:
        """Join the icons."""
        painter, gap = QPainter(self), self.look.px(4)
        line, hair = self.look.color("line"), self.look.hair
        for above, under in zip(self._icons, self._icons[1:], strict=False):
            top = above.geometry().bottom() + gap
            height = under.geometry().top() - gap - top
            painter.fillRect(above.geometry().center().x(), top, hair, height, line)
        painter.end()
