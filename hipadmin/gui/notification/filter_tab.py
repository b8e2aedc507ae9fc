"""The tab **Filter**: the policy and the conditions that an event must pass."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.problems import Problem
from hipadmin.domain.subscription import NotificationDraft
from hipadmin.gui.notification.condition_rows import ConditionRows
from hipadmin.gui.texts import problem_text
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.fields import TextEdit
from hipadmin.gui.widgets.form import Form


class FilterTab(QWidget):
    """The policy as JSON, and the conditions as rows.

    Signals:
        changed: a person changed something.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: str | None = None
        example = '[{"effect": "allow", "resources": ["proj/*"], "actions": ["*"]}]'
        self.policy = TextEdit(look, example)
        look.dress(self.policy, FontRole.MONO)
        self.policy.setMinimumHeight(look.px(200))
        self.conditions = ConditionRows(look)
        form = Form(look)
        self._policy_row = form.add_row(
            self.tr("Policy"),
            self.policy,
            self.tr("Without a policy every event is sent."),
        )
        self._conditions_row = form.add_row(
            self.tr("Conditions"),
            self.conditions,
            self.tr(
                "The last row that matches decides; a pattern covers the whole value. "
                "Attributes are severity, branch, actor, labels.team and the like."
            ),
            buddy=self.conditions,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(form)
        column.addStretch(1)
        self.policy.textChanged.connect(self.changed)
        self.conditions.changed.connect(self.changed)

    def show_draft(self, draft: NotificationDraft) -> None:
        """Show what ``draft`` has of it."""
        self._shown = draft.policy
        text = draft.policy or ""
        if text != self.policy.toPlainText():
            self.policy.setPlainText(text)
        self.conditions.show_conditions(draft.conditions)

    def fill(self, draft: NotificationDraft) -> NotificationDraft:
        """Give ``draft`` with what is entered here."""
        text = self.policy.toPlainText()
        policy = self._shown if text == (self._shown or "") else text
        policy = policy if policy and policy.strip() else None
        return replace(draft, policy=policy, conditions=self.conditions.conditions())

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Say what is wrong beside its field, and whether anything is."""
        policy = next((p for p in problems if p.where == "policy"), None)
        rows = [p for p in problems if p.where.startswith("conditions")]
        self._policy_row.set_problem(problem_text(policy) if policy else None)
        self._conditions_row.set_problem(problem_text(rows[0]) if rows else None)
        self.conditions.show_problems(rows)
        return policy is not None or bool(rows)
