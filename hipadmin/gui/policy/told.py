"""What a policy makes of one event: the verdict, its ground, and each statement's part in it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hipadmin.domain.policy import Access
from hipadmin.domain.policy_trial import Trial
from hipadmin.gui.announce import announce
from hipadmin.gui.policy.judging import Same, Tried
from hipadmin.gui.policy.verdict_view import explanation, reason, verdict_mark
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.labels import Label, StateLabel
from hipadmin.gui.widgets.surface import Card


class Told(Card):
    """A verdict that is told anew whenever it changes."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent, padded=True)
        self.setAccessibleName(self.tr("Verdict"))
        self.mark = StateLabel(look, verdict_mark(passes=False))
        self.line = Label(look, "", wrap=True)
        self.reasons = Label(look, "", FontRole.SMALL, "text2", wrap=True)
        self.reasons.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.setSpacing(look.px(12))
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.line, 1)
        self.content.addLayout(row)
        self.content.addWidget(self.reasons)

    def show_access(self, policy: Same | None, access: Access | None) -> None:
        """Judge ``access`` by ``policy``; without one of them, say what is missing."""
        judged = policy is not None and access is not None
        self.mark.setVisible(judged)
        self.reasons.setVisible(judged)
        if policy is None:
            self._say(self.tr("What becomes of it is known once the policy is valid."))
        elif access is None:
            self._say(self.tr("Enter a resource and an action."))
        else:
            self._judge(policy.tried(Trial(0, access)))

    def _judge(self, tried: Tried) -> None:
        self.mark.set_mark(verdict_mark(passes=tried.passes))
        reasons = explanation(tried)
        self.reasons.set_text(reasons)
        self.reasons.setVisible(bool(reasons))
        self._say(reason(tried))

    def _say(self, words: str) -> None:
        if words != self.line.text():
            self.line.set_text(words)
            announce(self, words)
