"""The tab **Filter**: the policy and the conditions that an event must pass."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.problems import Problem
from hipadmin.domain.subscription import (
    NotificationDraft,
    Subscription,
    policy_problem,
    policy_problems,
)
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.notification.condition_rows import ConditionRows
from hipadmin.gui.policy.editor import PolicyEditor
from hipadmin.gui.policy.judging import SHORT
from hipadmin.gui.widgets.form import Form
from hipadmin.gui.words.texts import problem_text

_ALL = 100  # of the room there is, so that the table of events gets it
RECENT = 100
"""Events of the subscription that a policy is tried on."""


class FilterTab(QWidget):
    """The policy in its editor, and the conditions as rows.

    The editor is made when the tab is first shown: most notifications are edited without it.

    Signals:
        changed: a person changed something.
    """

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shown: str | None = None
        self._judged: tuple[str | None, tuple[Problem, ...]] = (None, ())
        self._subscription: Subscription | None = None
        self.policy: PolicyEditor | None = None
        self.conditions = ConditionRows(context.look)
        form = Form(context.look)
        self._conditions_row = form.add_row(
            self.tr("Conditions"),
            self.conditions,
            self.tr(
                "The last row that matches decides; a pattern covers the whole value. "
                "Attributes are severity, branch, actor, labels.team and the like."
            ),
            buddy=self.conditions,
        )
        self._conditions_row.say_in(self.conditions.said)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(context.look.px(16))
        self._column.addWidget(form)
        self._column.addStretch(1)
        self.conditions.changed.connect(self.changed)

    def show_subscription(self, subscription: Subscription) -> None:
        """Try the policy on events of this subscription."""
        self._subscription = subscription
        if self.isVisible():
            self._make_editor()

    def showEvent(self, event: QShowEvent) -> None:
        """Have the editor ready."""
        super().showEvent(event)
        self._make_editor()

    def _make_editor(self) -> None:
        if self.policy is not None or self._subscription is None:
            return
        look, jobs = self._context.look, self._context.jobs
        self.policy = PolicyEditor(look, jobs, self._subscription.kind, (), self._shown, self)
        self._column.insertWidget(0, self.policy, _ALL)
        self.policy.show()
        # what is wrong is known by then, so nobody hears of a text before its problems
        self.policy.judged.connect(self.changed)
        subscription_id, stories = self._subscription.id, self._context.services.stories
        jobs.run(
            lambda _job: stories.recent(subscription_id, RECENT),
            then=self.policy.set_events,
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self.policy,
        )

    def show_draft(self, draft: NotificationDraft) -> None:
        """Show what ``draft`` has of it."""
        before, self._shown = self._entered(), draft.policy
        if self.policy is not None and before != draft.policy:
            self.policy.set_text(draft.policy)
        self.conditions.show_values(draft.conditions)

    def fill(self, draft: NotificationDraft) -> NotificationDraft:
        """Give ``draft`` with what is entered here."""
        return replace(draft, policy=self._entered(), conditions=self.conditions.values())

    def _entered(self) -> str | None:
        """The policy; as it was shown while nobody touched it."""
        if self.policy is None or not self.policy.is_touched:
            return self._shown
        return self.policy.text()

    def policy_problems(self) -> tuple[Problem, ...]:
        """What stands against the policy, found once for each text and not at each keystroke.

        Of a long text nothing is known before its editor has read it; saving reads it anyhow.
        """
        if self.policy is not None:
            return tuple(map(policy_problem, self.policy.problems[:1]))
        if self._shown != self._judged[0]:
            short = len(self._shown or "") <= SHORT
            self._judged = self._shown, tuple(policy_problems(self._shown)) if short else ()
        return self._judged[1]

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Say what is wrong beside its field, and whether anything is; a policy says it itself."""
        rows = [p for p in problems if p.where.startswith("conditions")]
        self._conditions_row.set_problem(problem_text(rows[0]) if rows else None)
        self.conditions.show_problems(rows)
        return bool(rows) or any(p.where == "policy" for p in problems)
