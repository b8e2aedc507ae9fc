"""Use in subscriptions: a list to choose from when adding, a list to read when editing."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.errors import Dependent
from hipadmin.domain.subscription import Subscription, SubscriptionKind
from hipadmin.gui.keyboard.letters import says_data
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Edge, link
from hipadmin.gui.widgets.fields import CheckBox
from hipadmin.gui.widgets.icon_view import IconView
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.surface import Card
from hipadmin.gui.words.kinds import events_name, kind_icon


class SubscriptionChoice(Card):
    """Check boxes, one for each subscription, with what it reports.

    Signals:
        changed: the set of chosen ones changed.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", parent)
        self._boxes: dict[str, CheckBox] = {}
        self._lines: list[QWidget] = []
        self._shown: tuple[Subscription, ...] = ()
        self._facts: Mapping[str, str] | None = None
        px = look.px
        self.content.setSpacing(px(4))
        self.content.setContentsMargins(px(9), px(6), px(9), 0)
        self._none = Label(look, self.tr("There are no subscriptions yet."), color="text2")
        self._none.setContentsMargins(px(3), px(4), px(3), px(4))
        self.content.addWidget(self._none)

    def show_subscriptions(
        self, subscriptions: Sequence[Subscription], facts: Mapping[str, str] | None = None
    ) -> None:
        """Offer ``subscriptions``; what was checked stays so.

        ``facts`` by id stand beside them, else what they report.
        """
        if tuple(subscriptions) == self._shown and facts == self._facts:
            return
        self._facts = facts
        before = self.chosen()
        for line in self._lines:
            self.content.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._boxes.clear()
        self._shown = tuple(subscriptions)
        self._none.setVisible(not subscriptions)
        self._lines = [_held(self._line(s)) for s in subscriptions]
        for line in self._lines:
            self.content.addWidget(line)
            line.show()  # at once, not with the next event
        for key in before:
            if key in self._boxes:
                self._boxes[key].setChecked(True)
        if self.chosen() != before:
            self.changed.emit()

    def chosen(self) -> tuple[str, ...]:
        """The ids of those that are checked."""
        return tuple(key for key, box in self._boxes.items() if box.isChecked())

    def _line(self, subscription: Subscription) -> QHBoxLayout:
        box = CheckBox(self.look, subscription.name.replace("&", "&&"))
        box.setAccessibleName(subscription.name)
        says_data(box)
        fact = (self._facts or {}).get(subscription.id) or events_name(subscription.kind)
        box.setAccessibleDescription(fact)
        box.toggled.connect(self.changed)
        self._boxes[subscription.id] = box
        row = QHBoxLayout()
        row.setSpacing(self.look.px(8))
        row.addWidget(box)
        row.addWidget(Label(self.look, fact, FontRole.BODY, "text2"))
        row.addStretch(1)
        return row


class DependentList(QWidget):
    """The subscriptions that use an integration, to read, and a link that leads to others.

    Signals:
        add_wanted: "Add to another subscription" was pressed.
    """

    add_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._lines: list[QWidget] = []
        self._shown: tuple[Dependent, ...] = ()
        self._card = Card(look)
        px = look.px
        self._card.content.setSpacing(px(8))
        self._card.content.setContentsMargins(px(12), px(10), px(12), px(4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self._card)
        words = self.tr("Add to another subscription")
        self.add_link = link(look, words, leans=Edge.START)
        self.add_link.clicked.connect(self.add_wanted)
        row = QHBoxLayout()
        row.addWidget(self.add_link)
        row.addStretch(1)
        column.addLayout(row)

    def show_dependents(self, dependents: Sequence[Dependent]) -> None:
        """Show ``dependents`` in place of those shown before."""
        if self._lines and tuple(dependents) == self._shown:
            return
        for line in self._lines:
            self._card.content.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._shown = tuple(dependents)
        self._lines = [_held(self._line(d)) for d in dependents]
        if not dependents:
            nobody = self.tr("No subscription uses it.")
            self._lines = [Label(self.look, nobody, color="text2")]
        for line in self._lines:
            self._card.content.addWidget(line)
            line.show()

    def _line(self, dependent: Dependent) -> QHBoxLayout:
        known = {k.value for k in SubscriptionKind}
        kind = SubscriptionKind(dependent.kind) if dependent.kind in known else None
        row = QHBoxLayout()
        row.setSpacing(self.look.px(8))
        row.addWidget(IconView(self.look, kind_icon(kind) if kind else Icon.SOURCE))
        row.addWidget(Label(self.look, dependent.subscription, FontRole.NAME))
        names = ", ".join(dependent.notifications)
        row.addWidget(Label(self.look, names, FontRole.BODY, "text2", wrap=True), 1)
        return row


def _held(line: QHBoxLayout) -> QWidget:
    """A line that can be taken out as a whole."""
    holder = QWidget()
    line.setContentsMargins(0, 0, 0, 0)
    holder.setLayout(line)
    return holder
