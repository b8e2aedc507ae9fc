"""Which results of builds are sent, as Shippable has it."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.notification import OnEach, OnResult, When
from hipadmin.gui.notification.parts import ChoiceCombo
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.form import Form

NAMES = ("on_success", "on_failure", "on_cancel", "on_start", "on_pull_request")


class ResultFields(QWidget):
    """A choice for each kind of result.

    Signals:
        changed: a person chose.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        always, never = self.tr("Always"), self.tr("Never")
        results = [
            (always, OnResult.ALWAYS),
            (self.tr("When the result changes"), OnResult.CHANGE),
            (never, OnResult.NEVER),
        ]
        each = [(always, OnEach.ALWAYS), (never, OnEach.NEVER)]
        as_failure = (self.tr("As on failure"), None)
        labels = self._labels()
        form = Form(look)
        self._combos: dict[str, ChoiceCombo] = {}
        for name in NAMES:
            choices = each if name in ("on_start", "on_pull_request") else results
            combo = ChoiceCombo(look, [as_failure, *choices] if name == "on_cancel" else choices)
            combo.setMaximumWidth(look.px(320))
            combo.changed.connect(self.changed)
            form.add_row(labels[name], combo)
            self._combos[name] = combo
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(form)

    def _labels(self) -> dict[str, str]:
        return {
            "on_success": self.tr("On success"),
            "on_failure": self.tr("On failure"),
            "on_cancel": self.tr("On cancel"),
            "on_start": self.tr("On start"),
            "on_pull_request": self.tr("On pull request"),
        }

    def show_when(self, when: When) -> None:
        """Show what is chosen."""
        for name, combo in self._combos.items():
            combo.choose(getattr(when, name))

    def fill(self, when: When) -> When:
        """Give ``when`` with what is chosen."""
        chosen = {name: combo.value() for name, combo in self._combos.items()}
        return replace(when, **chosen)  # type: ignore[arg-type]  # each combo has its field's values
