"""What would pass: recent events, each with its verdict, and for the selected one why."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.policy.tracing import telling
from hipadmin.domain.policy_samples import Sample
from hipadmin.domain.policy_trial import Trial
from hipadmin.gui.look.direction import isolated
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.columns import Column, Fit, state_column
from hipadmin.gui.models.preparation import Prepared
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.policy.judging import Outcome, Tried
from hipadmin.gui.policy.words import step_words, where, why
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Edge, link
from hipadmin.gui.widgets.labels import ElidedLabel, Label
from hipadmin.gui.widgets.surface import Card
from hipadmin.gui.widgets.table import Table

translate = QCoreApplication.translate
FIT_MS = 300
"""How long nobody types before the columns fit the grounds again."""
TOLD = 5
"""Accesses, and statements for each, whose part in a verdict is told: more would fill the window.
"""

SAMPLES = 5
"""Rows that need no bar of their own: as many as there are samples where no event came yet."""


class VerdictView(QWidget):
    """The table of recent events and the explanation of the selected one.

    Signals:
        try_asked: somebody wants to see what becomes of another event.
    """

    try_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._words: set[bool] = set()
        self._fit_later = QTimer(self, singleShot=True, interval=FIT_MS)
        self._compose()

    def _compose(self) -> None:
        px = self.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        title = self.tr("What would pass")
        head.addWidget(Label(self.look, title, FontRole.SECTION))
        self.count = ElidedLabel(self.look, "", FontRole.BODY, "text2")
        head.addWidget(self.count, 1)
        head.addStretch(0)
        self.try_button = link(self.look, self.tr("Try another event…"), leans=Edge.END)
        self.try_button.clicked.connect(self.try_asked)
        head.addWidget(self.try_button)
        column.addLayout(head)
        card = Card(self.look)
        self.model: RowsModel[Tried] = RowsModel(_columns(), lambda tried: tried.event.id, self)
        self.table = Table(self.look, title, in_card=True)
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.setModel(self.model)
        # another ground for each verdict at each keystroke is no reason to measure them at once
        self.model.dataChanged.disconnect(self.table.widths.fit_soon)
        self._fit_later.timeout.connect(self.table.widths.fit_soon)
        self.table.selection_changed.connect(self._explain)
        rows = SAMPLES * self.table.verticalHeader().defaultSectionSize()
        head_height = self.table.horizontalHeader().sizeHint().height()
        self.table.setMinimumHeight(head_height + rows)
        card.content.addWidget(self.table)
        column.addWidget(card, 1)
        self.reasons = Label(self.look, "", FontRole.SMALL, "text2", wrap=True)
        self.reasons.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reasons.hide()
        column.addWidget(self.reasons)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show verdicts; those of the last valid policy stay while there is none."""
        if outcome.tried is None and not outcome.reading.problems:
            return
        if outcome.tried is None:
            known = bool(self.model.rows)
            last, none = (
                self.tr("with the last policy that was valid"),
                self.tr("known once the policy is valid"),
            )
            self.count.set_text(last if known else none)
            return
        # under another policy no row is what it was: none is worth comparing before it is shown
        self.model.show_prepared(Prepared(outcome.tried, None, {}))
        words = {each.passes for each in outcome.tried}
        if words == self._words:
            self._fit_later.start()
        else:
            self._words = words
            self.table.widths.fit_soon()
        self.count.set_text(self._counted(outcome))
        self._explain()

    def select(self, event_id: int) -> None:
        """Select an event, so that it is explained, and go there."""
        position = self.model.position_of(event_id)
        if position >= 0:
            self.table.select_positions([position])
            self.table.setFocus()

    def _counted(self, outcome: Outcome) -> str:
        tried = [each for each in outcome.tried or () if not isinstance(each.event, Trial)]
        samples = any(isinstance(each.event, Sample) for each in tried)
        words = (
            self.tr("{passing} of {count} samples; no event was reported yet")
            if samples
            else self.tr("{passing} of the last {count} events")
        )
        passing = sum(each.passes for each in tried)
        return words.format(passing=passing, count=len(tried))

    def _explain(self) -> None:
        rows: Sequence[Tried] = self.table.selected_rows()
        words = explanation(rows[0]) if rows else ""
        self.reasons.set_text(words)
        self.reasons.setVisible(bool(words))


def explanation(tried: Tried) -> str:
    """Say of each access what each statement makes of it, the deciding ones first."""
    lines = []
    policy = tried.policy.policy
    more = len(policy.statements) - TOLD
    for access in tried.event.accesses[:TOLD]:
        lines.append(f"{isolated(access.action)} · {isolated(access.resource)}")
        lines += map(step_words, telling(policy, access, TOLD))
        if more > 0:
            lines.append(translate("Tried", "and {count} more statements").format(count=more))
    return "\n".join(lines) if policy.statements else ""


def verdict_mark(*, passes: bool) -> StateMark:
    """How a verdict looks and reads."""
    if passes:
        return StateMark(Icon.ARROW_RIGHT, Tone.OK, translate("Verdict", "Sent"))
    return StateMark(Icon.MINUS_CIRCLE, Tone.NEUTRAL, translate("Verdict", "Held back"))


def _title(tried: Tried) -> str:
    title = tried.event.title
    if isinstance(tried.event, Trial):
        return translate("Tried", "Tried: {action}").format(action=title)
    return translate("Sample", title) if isinstance(tried.event, Sample) else title


def reason(tried: Tried) -> str:
    """Which statement decided, or what was nearest, in one line."""
    return why(tried.policy.policy, tried.policy.allowing, tried.verdict)


def _columns() -> Sequence[Column[Tried]]:
    return (
        state_column(
            lambda tried: verdict_mark(passes=tried.passes),
            key="verdict",
            title=translate("Tried", "Verdict"),
            fit=Fit(give=0),
        ),
        Column(
            "event",
            translate("Tried", "Recent event"),
            _title,
            tooltip=_title,
            strong=True,
            fit=Fit(least=8, most=32, give=1),
        ),
        Column(
            "where",
            translate("Tried", "Where"),
            lambda tried: where(tried.access),
            tooltip=lambda tried: tried.access.resource if tried.access else "",
            mono=True,
            fit=Fit(least=5, give=3, drop=1),
        ),
        Column(
            "why",
            translate("Tried", "Why"),
            reason,
            tooltip=reason,
            muted=lambda _tried: True,
            fit=Fit(least=8, most=60, give=2, stretch=True),
        ),
    )
