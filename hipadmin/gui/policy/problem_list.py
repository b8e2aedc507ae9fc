"""Under the JSON: whether it is valid, what is wrong and where, and the way there."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from hipadmin.domain.policy import Fault, PolicyProblem
from hipadmin.domain.policy.form import Reading
from hipadmin.gui.announce import announce
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.policy.words import problem_line, problem_words
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Edge, link
from hipadmin.gui.widgets.icon_view import IconView
from hipadmin.gui.widgets.labels import ElidedLabel, Label

ROWS = 3


class ProblemList(QWidget):
    """The first problem in a line, all of them in a list where there are several.

    Signals:
        chosen: a `PolicyProblem` to go to.
        wrap_asked: the single object shall be put into an array.
    """

    chosen = Signal(object)
    wrap_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._told: tuple[PolicyProblem, ...] = ()
        self._at = -1
        self._said = ""
        self._compose()

    def _compose(self) -> None:
        px = self.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        row = QHBoxLayout()
        row.setSpacing(px(6))
        self._mark = IconView(self.look, Icon.CHECK_CIRCLE, "ok", 14)
        self.line = ElidedLabel(self.look, "", FontRole.SMALL)
        self.wrap_button = link(self.look, self.tr("Put it into an array"), leans=Edge.END)
        self.wrap_button.clicked.connect(self.wrap_asked)
        self.next_button = link(self.look, self.tr("Next problem"), leans=Edge.END)
        self.next_button.clicked.connect(self.go_on)
        self.caret = Label(self.look, "", FontRole.SMALL, "text2")
        row.addWidget(self._mark)
        row.addWidget(self.line)
        row.addStretch(1)
        for widget in (self.wrap_button, self.next_button, self.caret):
            row.addWidget(widget)
        column.addLayout(row)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Problems"))
        self.look.dress(self.list, FontRole.SMALL)
        self.list.setWordWrap(False)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.itemActivated.connect(self._on_item)
        self.list.itemClicked.connect(self._on_item)
        column.addWidget(self.list)
        self.wrap_button.hide()
        self.next_button.hide()
        self.list.hide()

    @property
    def said(self) -> str:
        """What the line says in full."""
        return self._said

    def show_reading(self, reading: Reading) -> None:
        """Show what was found in a text."""
        told = (*reading.problems, *reading.warnings)
        if told != self._told:
            self._told, self._at = told, -1
            self._fill()
        self._show_line(reading)
        bare = any(p.fault is Fault.BARE_STATEMENT for p in reading.problems)
        self.wrap_button.setVisible(bare)
        self.next_button.setVisible(bool(told))
        # the place of the caret gives way to what is wrong
        self.caret.setVisible(not reading.problems)

    def show_caret(self, words: str) -> None:
        """Say where the caret is."""
        self.caret.set_text(words)

    def go_on(self) -> None:
        """Go to the next problem, after the last to the first."""
        if self._told:
            self._at = (self._at + 1) % len(self._told)
            self.chosen.emit(self._told[self._at])

    def _show_line(self, reading: Reading) -> None:
        if reading.problems:
            icon, tone, words = Icon.X_CIRCLE, "danger", problem_line(reading.problems[0])
        elif reading.warnings:
            icon, tone, words = Icon.TRIANGLE, "warn", problem_line(reading.warnings[0])
        else:
            icon, tone, words = Icon.CHECK_CIRCLE, "ok", self._valid(reading)
        self._mark.show_icon(icon, tone)
        self.line.set_color("danger" if tone == "danger" else "text2")
        self.line.set_text(words)
        if words != self._said:
            self._said = words
            announce(self, words)

    def _valid(self, reading: Reading) -> str:
        count = len(reading.policy.statements) if reading.policy else 0
        if not count:
            return self.tr("No policy: every event passes")
        if count == 1:
            return self.tr("Valid, 1 statement")
        return self.tr("Valid, {count} statements").format(count=count)

    def _fill(self) -> None:
        self.list.clear()
        for problem in self._told if len(self._told) > 1 else ():
            item = QListWidgetItem(problem_line(problem), self.list)
            item.setToolTip(problem_words(problem))
        self.list.setVisible(len(self._told) > 1)
        rows = min(len(self._told), ROWS)
        height = max(self.list.sizeHintForRow(0), self.look.px(18)) * rows
        self.list.setFixedHeight(height + self.look.px(4))

    def _on_item(self, item: QListWidgetItem) -> None:
        self._at = self.list.row(item)
        self.chosen.emit(self._told[self._at])


def first_words(problems: Sequence[PolicyProblem]) -> str:
    """The first problem with its place, "" if there is none."""
    return problem_line(problems[0]) if problems else ""
