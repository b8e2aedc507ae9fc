"""The four tabs of a room notification, as its dialog talks to them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.problems import Problem
from hipadmin.domain.subscription import NotificationDraft, Subscription
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.notification_fields import NotificationFields
from hipadmin.gui.notification.filter_tab import FilterTab
from hipadmin.gui.notification.message_tab import MessageTab, StateColors
from hipadmin.gui.notification.results import ResultFields
from hipadmin.gui.notification.when_tab import WhenTab
from hipadmin.gui.widgets.form import FormRow
from hipadmin.gui.widgets.surface import Surface
from hipadmin.gui.widgets.tab_words import TabWords

WHERE, WHEN, FILTER, MESSAGE = range(4)


class NotificationTabs(QWidget):
    """**Where**, **When**, **Filter** and **Message**; `bar` stands above the body.

    They are there as soon as `building` has come to its end.

    Signals:
        changed: a person changed something in When, Filter or Message.
    """

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._showing = False
        look = context.look
        self.words = TabWords(look, self.tr("Parts of the room notification"))
        self._tabs: list[QWidget] = []
        self.bar = Surface(look, "base", "bottom")
        above = QVBoxLayout(self.bar)
        above.setContentsMargins(look.px(8), 0, look.px(8), 0)
        above.addWidget(self.words)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.words.currentChanged.connect(self._on_turned)

    def building(self) -> Iterator[None]:
        """Add the tabs, some parts at a time."""
        context, look = self._context, self._context.look
        self.where = NotificationFields(look)
        self._add(self.tr("Where"), self.where)
        yield
        results = ResultFields(look)
        yield
        self.when = WhenTab(look, results)
        self._add(self.tr("When"), self.when)
        yield
        self.filter = FilterTab(context)
        self._add(self.tr("Filter"), self.filter)
        yield
        colors = StateColors(look)
        yield
        self.message = MessageTab(context, colors)
        self._add(self.tr("Message"), self.message)
        for tab in (self.when, self.filter, self.message):
            tab.changed.connect(self._on_changed)

    def _add(self, name: str, tab: QWidget) -> None:
        at = len(self._tabs)
        self._tabs.append(tab)
        self._column.insertWidget(at, tab)
        self.words.addTab(name)
        tab.setVisible(at == self.words.currentIndex())

    @Slot(int)
    def _on_turned(self, at: int) -> None:
        # not a stack: it would be as high as its highest tab wraps to
        for place, tab in enumerate(self._tabs):
            tab.setVisible(place == at)
            # only the events of the policy can use more room than they ask for
            self._column.setStretch(place, int(place == at == FILTER))
        self._column.setStretch(len(self._tabs), int(at != FILTER))

    @Slot()
    def _on_changed(self) -> None:
        if not self._showing:
            self.changed.emit()

    def show_draft(self, draft: NotificationDraft) -> None:
        """Put a draft into the fields, integration and rooms excepted."""
        self._showing = True
        self.where.name.setText(draft.name)
        self.where.on.setChecked(draft.enabled)
        for tab in (self.when, self.filter, self.message):
            tab.show_draft(draft)
        self._showing = False

    def draft(self, subscription_id: str) -> NotificationDraft:
        """Everything that is entered."""
        draft = NotificationDraft(
            subscription_id,
            self.where.integration.current(),
            self.where.name.text(),
            self.where.rooms.choice(),
        )
        draft = replace(draft, enabled=self.where.on.isChecked())
        return self.message.fill(self.filter.fill(self.when.fill(draft)))

    def show_subscription(self, subscription: Subscription) -> None:
        """Open what fits the subscription’s kind."""
        self.when.show_kind(subscription.kind)
        self.message.show_kind(subscription.kind)
        self.filter.show_subscription(subscription)

    def show_summary(self, draft: NotificationDraft) -> None:
        """Say what follows from ``draft``."""
        self.when.show_summary(draft)
        self.message.show_summary(draft)

    def show_problems(self, name: str, rooms: str, problems: Sequence[Problem]) -> None:
        """Say each problem beside its field, and mark the tabs that hold one."""
        self.where.show_problems(name, rooms)
        self.words.mark_problem(WHERE, wrong=bool(name or rooms))
        for at, tab in ((WHEN, self.when), (FILTER, self.filter), (MESSAGE, self.message)):
            self.words.mark_problem(at, wrong=tab.show_problems(problems))

    def go_to_problem(self) -> None:
        """Turn to the first tab that holds a problem, and put the focus at the first there."""
        wrong = next((at for at in range(len(self._tabs)) if self.words.has_problem(at)), None)
        if wrong is None:
            return
        self.words.setCurrentIndex(wrong)
        rows = [r for r in self._tabs[wrong].findChildren(FormRow) if r.problem]
        if rows:
            min(rows, key=lambda r: r.cell.mapTo(self, QPoint()).y()).buddy.setFocus()
