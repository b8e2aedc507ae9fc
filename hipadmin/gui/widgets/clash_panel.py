"""What two people changed at once: a bar that says so, and under it both values, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from hipadmin.gui.keyboard.letters import is_link
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Button, standard
from hipadmin.gui.widgets.form import LABEL_WIDTH
from hipadmin.gui.widgets.labels import ElidedLabel, Label
from hipadmin.gui.widgets.message_bar import Message, MessageArea
from hipadmin.gui.widgets.scroll_body import ScrollBody
from hipadmin.gui.widgets.surface import line as hairline

MOST_LINES = 5
"""Lines shown at once; more are scrolled to."""
LABEL_MOST = 200
"""Design pixels of a label: those that name a tab are longer than the labels of the form below."""
_BAR = "meanwhile"


@dataclass(frozen=True, slots=True)
class ClashLine:
    """A field that both sides changed, in words; ``place`` is its key. Never a token."""

    place: str
    label: str
    mine: str
    theirs: str


class ClashPanel(QWidget):
    """Stands above a form while somebody else's change concerns it.

    Signals:
        theirs_wanted: the place of a line whose stored value shall be taken over.
    """

    theirs_wanted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.lines: tuple[ClashLine, ...] = ()
        self._message: Message | None = None
        self._area = MessageArea(look, self, strip=True)
        self._rows = _Ground(look)
        self._scroll = ScrollBody(look, self._rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._area)
        column.addWidget(self._scroll)
        column.addWidget(hairline(look))  # all grounds are one in high contrast
        self.clear()

    @property
    def text(self) -> str:
        """What the bar says, or an empty text."""
        return self._area.bars[0].text if self._area.bars else ""

    def show_message(self, message: Message, lines: Sequence[ClashLine] = ()) -> None:
        """Say what happened, and show what clashes."""
        focused = QApplication.focusWidget()
        here = focused is not None and self.isAncestorOf(focused)
        self._message, self.lines = message, tuple(lines)
        self._area.show_bar(_BAR, message)
        buttons = self._show_lines() or list(self._area.bars[0].buttons.values())
        self.show()
        if here and buttons:  # the button that was pressed has just gone
            buttons[0].setFocus()

    def drop(self, place: str) -> None:
        """A line is settled; with the last one the panel goes."""
        left = [line for line in self.lines if line.place != place]
        if left and self._message is not None:
            self.show_message(self._message, left)
        else:
            self.clear()

    def clear(self) -> None:
        """Nothing of somebody else's is left to be said."""
        self._message, self.lines = None, ()
        self._area.clear(_BAR)
        self._show_lines()
        self.hide()

    def _show_lines(self) -> list[Button]:
        self._scroll.setVisible(bool(self.lines))
        buttons = self._rows.show_lines(self.lines)
        for line, button in zip(self.lines, buttons, strict=True):
            button.clicked.connect(lambda _on=False, place=line.place: self._on_wanted(place))
        height = self._rows.sizeHint().height()
        each = height // (len(self.lines) + 1) if self.lines else 0
        self._scroll.setFixedHeight(min(height, each * (MOST_LINES + 1)))
        return buttons

    def _on_wanted(self, place: str) -> None:
        self.theirs_wanted.emit(place)


class _Ground(QWidget):
    """The lines, on the tone of the bar above them."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._grid = QWidget(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        look.changed.connect(self.update)

    def show_lines(self, lines: Sequence[ClashLine]) -> list[Button]:
        """Show these; gives the button of each."""
        self._grid.hide()
        self._grid.deleteLater()
        self._grid = QWidget()
        self._column.addWidget(self._grid)
        grid, px = QGridLayout(self._grid), self.look.px
        # the words begin where those of the bar do: its inset, icon and gap
        grid.setContentsMargins(px(46), 0, px(16), px(10))
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(6))
        grid.setColumnMinimumWidth(0, px(LABEL_WIDTH - 26))  # as the labels of the form below
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        if lines:
            for column, title in ((1, self.tr("Yours")), (2, self.tr("Stored"))):
                grid.addWidget(Label(self.look, title, FontRole.SMALL, "text2"), 0, column)
        buttons = [self._add(grid, row, line) for row, line in enumerate(lines, 1)]
        self._grid.show()  # at once, not with the next event
        return buttons

    def _add(self, grid: QGridLayout, row: int, line: ClashLine) -> Button:
        look, middle = self.look, Qt.AlignmentFlag.AlignVCenter
        label = ElidedLabel(look, line.label, FontRole.NAME)
        label.setMaximumWidth(look.px(LABEL_MOST))
        grid.addWidget(label, row, 0, middle)
        for column, text in ((1, line.mine), (2, line.theirs)):
            value = ElidedLabel(look, text)
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            grid.addWidget(value, row, column, middle)
        button = standard(look, self.tr("Use stored"), small=True)
        button.setProperty("onTone", True)
        is_link(button)  # one for each line: a letter only where one is left
        button.setAccessibleDescription(
            self.tr("{field}: yours {mine}, stored {theirs}").format(
                field=line.label, mine=line.mine, theirs=line.theirs
            )
        )
        grid.addWidget(button, row, 3, middle)
        return button

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and go on with the bar's edge."""
        look, painter = self.look, QPainter(self)
        painter.fillRect(self.rect(), look.color(Tone.WARN.background))
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        width = look.px(3)
        left = self.width() - width if rtl else 0
        painter.fillRect(left, 0, width, self.height(), look.color(Tone.WARN.token))
        painter.end()
