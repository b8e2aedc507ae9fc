"""Fields that the tabs share: a choice of values, a length of time, a list of patterns."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.fields import ComboBox, LineEdit, SpinBox

MINUTE, HOUR, DAY = 60, 3600, 86400


class ChoiceCombo(ComboBox):
    """Chooses one of some values; they are looked up by place, so that None is a value too.

    Signals:
        changed: a person chose.
    """

    changed = Signal()

    def __init__(
        self, look: Look, choices: Iterable[tuple[str, object]], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, parent)
        self._values: list[object] = []
        for text, value in choices:
            self.addItem(text)
            self._values.append(value)
        self.activated.connect(self.changed)

    def value(self) -> object:
        """The value that is chosen."""
        return self._values[self.currentIndex()]

    def choose(self, value: object) -> None:
        """Show ``value``."""
        self.setCurrentIndex(self._values.index(value))

    def words(self) -> str:
        """What the choice is called."""
        return self.currentText()


class DurationField(QWidget):
    """A number and its unit.

    Signals:
        changed: a person changed it.
    """

    changed = Signal()

    def __init__(self, look: Look, name: str, nothing: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = SpinBox(look)
        self.number.setRange(0, 999_999)
        self.number.setSpecialValueText(nothing)
        self.number.setMinimumWidth(look.px(136))
        units = (
            (self.tr("seconds"), 1),
            (self.tr("minutes"), MINUTE),
            (self.tr("hours"), HOUR),
            (self.tr("days"), DAY),
        )
        self.unit = ChoiceCombo(look, units)
        self.unit.setAccessibleName(self.tr("Unit of {field}").format(field=name))
        self.unit.choose(MINUTE)
        self.setFocusProxy(self.number)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(self.number)
        row.addWidget(self.unit)
        row.addStretch(1)
        self.number.valueChanged.connect(self._on_changed)
        self.unit.changed.connect(self.changed)

    def seconds(self) -> int:
        """The length of time in seconds."""
        return self.number.value() * int(str(self.unit.value()))

    def show_seconds(self, seconds: int) -> None:
        """Show a length of time in the largest unit that needs no fraction."""
        if seconds == self.seconds():
            return
        unit = next(u for u in (DAY, HOUR, MINUTE, 1) if not seconds % u)
        self.unit.choose(unit if seconds else MINUTE)
        self.number.setValue(seconds // unit)

    @Slot()
    def _on_changed(self) -> None:
        self.unit.setEnabled(self.number.value() > 0)
        self.changed.emit()


class PatternsField(LineEdit):
    """Names in which ``*`` may stand, with commas between them."""

    def __init__(self, look: Look, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(look, hint, parent)
        self._shown: tuple[str, tuple[str, ...]] = ("", ())

    def patterns(self) -> tuple[str, ...]:
        """What is entered; as it was shown while nobody touched it, commas within included."""
        text, patterns = self._shown
        if self.text() == text:
            return patterns
        return tuple(part.strip() for part in self.text().split(",") if part.strip())

    def show_patterns(self, patterns: Sequence[str]) -> None:
        """Show patterns."""
        if tuple(patterns) == self.patterns():
            return
        text = ", ".join(patterns)
        self._shown = (text, tuple(patterns))
        self.setText(text)
