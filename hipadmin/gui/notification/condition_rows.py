"""Conditions as rows: submit, filter or mention by an attribute of the event."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hipadmin.domain.notification import Condition, ConditionAction
from hipadmin.domain.problems import Problem
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.notification.parts import ChoiceCombo
from hipadmin.gui.notification.row_list import Row, RowList
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import icon_button
from hipadmin.gui.widgets.fields import LineEdit, mark_problem


class ConditionRow(Row):
    """One condition; see `Row`."""

    def __init__(self, look: Look, condition: Condition, number: int) -> None:
        super().__init__()
        actions = (
            (self.tr("Submit"), ConditionAction.SUBMIT),
            (self.tr("Filter"), ConditionAction.FILTER),
            (self.tr("Mention"), ConditionAction.MENTION),
        )
        self.action = ChoiceCombo(look, actions)
        self.attribute = self.first = LineEdit(look, self.tr("Any attribute"))
        self.pattern = LineEdit(look, self.tr("Pattern, such as “critical|major”"))
        self.target = LineEdit(look, self.tr("@ann"))
        self.remove = icon_button(look, self.tr("Remove condition {n}").format(n=number), Icon.X)
        self._name(number)
        self._show(condition)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(self.action)
        for field, stretch in ((self.attribute, 2), (self.pattern, 4), (self.target, 1)):
            row.addWidget(field, stretch)
        row.addWidget(self.remove)

    def _name(self, number: int) -> None:
        self.action.setAccessibleName(self.tr("Action {n}").format(n=number))
        self.attribute.setAccessibleName(self.tr("Attribute {n}").format(n=number))
        self.pattern.setAccessibleName(self.tr("Pattern {n}").format(n=number))
        self.target.setAccessibleName(self.tr("Who is mentioned {n}").format(n=number))

    def _show(self, condition: Condition) -> None:
        self.action.choose(condition.action)
        self.attribute.setText(condition.attribute)
        self.pattern.setText(condition.pattern)
        self.target.setText(condition.target)
        self._show_target()
        self.action.changed.connect(self._on_action_chosen)
        for field in (self.attribute, self.pattern, self.target):
            field.textEdited.connect(self.changed)
        self.remove.clicked.connect(self.removed)

    @property
    def _mentions(self) -> bool:
        return self.action.value() is ConditionAction.MENTION

    def _show_target(self) -> None:
        self.target.setVisible(self._mentions)

    @Slot()
    def _on_action_chosen(self) -> None:
        self._show_target()
        self.changed.emit()

    def condition(self) -> Condition:
        """What is entered."""
        target = self.target.text().strip() if self._mentions else ""
        action = ConditionAction(str(self.action.value()))
        return Condition(action, self.pattern.text(), self.attribute.text().strip(), target)

    def show_problem(self, places: Sequence[str]) -> None:
        """Mark the fields of these names."""
        fields = {"pattern": self.pattern, "attribute": self.attribute, "target": self.target}
        for name, field in fields.items():
            mark_problem(field, wrong=name in places)


class ConditionRows(RowList[ConditionRow, Condition]):
    """Conditions one under the other; see `RowList`."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, partial(ConditionRow, look), ConditionRow.condition, parent)
        self._build(self.tr("Add condition"), Condition(ConditionAction.FILTER, ""))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Mark the fields that are wrong."""
        for at, row in enumerate(self._rows):
            start = f"conditions[{at}]."
            row.show_problem([p.where[len(start) :] for p in problems if p.where.startswith(start)])
