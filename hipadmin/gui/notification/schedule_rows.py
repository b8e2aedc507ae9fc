"""The hours in which a room notification speaks: days, from, to."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.notification import Span
from hipadmin.domain.notification.schedule import WEEK, clock_text, minutes
from hipadmin.gui.keyboard.letters import says_data
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.notification.row_list import Row, RowList
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import icon_button
from hipadmin.gui.widgets.fields import CheckBox, LineEdit, mark_problem
from hipadmin.gui.widgets.labels import Label

WORKDAYS = Span(WEEK[:5], 8 * 60, 18 * 60)
NO_TIME = -1
"""What stands for a text that is no time of day; the check of a schedule refuses it."""


Texts = tuple[str, str]
"""What is typed as from and to."""


class SpanRow(Row):
    """One span of hours; see `Row`."""

    def __init__(self, look: Look, span: Span, number: int) -> None:
        super().__init__()
        self._span = span
        locale = QLocale()
        self.days = [
            CheckBox(look, locale.standaloneDayName(n, QLocale.FormatType.ShortFormat))
            for n in range(1, 8)
        ]
        self.start = self.first = LineEdit(look, "08:00", longest=5)
        self.end = LineEdit(look, "18:00", longest=5)
        self.remove = icon_button(look, self.tr("Remove hours {n}").format(n=number), Icon.X)
        self._name(number)
        self._show(span)
        self._arrange(look)

    def _name(self, number: int) -> None:
        locale = QLocale()
        for n, box in enumerate(self.days, 1):
            day = locale.standaloneDayName(n, QLocale.FormatType.LongFormat)
            box.setAccessibleDescription(self.tr("{day}, hours {n}").format(day=day, n=number))
            says_data(box)
        self.start.setAccessibleName(self.tr("From {n}").format(n=number))
        self.end.setAccessibleName(self.tr("To {n}").format(n=number))

    def _show(self, span: Span) -> None:
        for day, box in zip(WEEK, self.days, strict=True):
            box.setChecked(day in span.days)
            box.clicked.connect(self.changed)
        for field, minute in ((self.start, span.start), (self.end, span.end)):
            field.setText(clock_text(minute) if minute != NO_TIME else "")
            field.textEdited.connect(self.changed)
        self.remove.clicked.connect(self.removed)

    def _arrange(self, look: Look) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        days, row = QHBoxLayout(), QHBoxLayout()
        for line, gap in ((days, 4), (row, 8)):
            line.setSpacing(look.px(gap))
            column.addLayout(line)
        for box in self.days:
            days.addWidget(box)
        days.addStretch(1)
        for field, text in ((self.start, self.tr("from")), (self.end, self.tr("to"))):
            field.setFixedWidth(look.px(72))
            row.addWidget(Label(look, text, color="text2"))
            row.addWidget(field)
        row.addWidget(self.remove)
        row.addStretch(1)

    def span(self) -> Span:
        """What is entered; a text that is no time of day is NO_TIME."""
        days = tuple(d for d, box in zip(WEEK, self.days, strict=True) if box.isChecked())
        start, end = minutes(self.start.text()), minutes(self.end.text())
        return Span(days, NO_TIME if start is None else start, NO_TIME if end is None else end)

    def texts(self) -> Texts:
        """What is typed as from and to, whether it is a time of day or not."""
        return self.start.text(), self.end.text()

    def show_texts(self, texts: Texts) -> None:
        """Put back what was typed."""
        for field, text in zip((self.start, self.end), texts, strict=True):
            field.setText(text)

    def show_problem(self, *, wrong: bool) -> None:
        """Mark the fields that hold no time of day."""
        for field in (self.start, self.end):
            mark_problem(field, wrong=wrong and minutes(field.text()) is None)


class ScheduleRows(RowList[SpanRow, Span]):
    """Spans one under the other, without one it always speaks; see `RowList`."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, partial(SpanRow, look), SpanRow.span, parent)
        self._build(self.tr("Add hours"), WORKDAYS)

    def texts(self) -> tuple[Texts, ...]:
        """What is typed in each span."""
        return tuple(row.texts() for row in self._rows)

    def show_texts(self, texts: Sequence[Texts]) -> None:
        """Put back what was typed where it is no time of day; a span cannot hold that."""
        for row, typed in zip(self._rows, texts, strict=False):
            if NO_TIME in (row.span().start, row.span().end):
                row.show_texts(typed)

    def _show(self, values: Sequence[Span]) -> None:
        typed = [(row.span(), row.texts()) for row in self._rows]
        super()._show(values)
        for row in self._rows:
            here = next((one for one in typed if one[0] == row.span()), None)
            if here is not None:
                typed.remove(here)
                row.show_texts(here[1])

    def show_problems(self, wrong: Sequence[int]) -> None:
        """Mark the spans at these places."""
        for at, row in enumerate(self._rows):
            row.show_problem(wrong=at in wrong)
