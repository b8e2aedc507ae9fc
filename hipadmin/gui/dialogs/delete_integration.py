"""Delete integration: a question when nothing uses it, else the list of what still does."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.errors import Dependent
from hipadmin.domain.subscription import SubscriptionKind
from hipadmin.gui.help import belongs_to
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import danger, standard
from hipadmin.gui.widgets.dialog_frame import DialogFrame, Question
from hipadmin.gui.widgets.icon_view import IconView
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.rows import LinkRow
from hipadmin.gui.widgets.surface import Card, line
from hipadmin.gui.words.kinds import kind_icon

translate = QCoreApplication.translate

Blocked = tuple[str, Sequence[Dependent]]
"""An integration's name and the subscriptions that still use it."""


def title() -> str:
    """The title of every dialog here."""
    return translate("Delete", "Delete integration")


def unused_question(look: Look, name: str, parent: QWidget, meanwhile: str = "") -> Question:
    """Ask whether an integration nobody uses shall go; the focus is on No.

    ``meanwhile`` says what somebody else did to it since it was asked before.
    """
    question = Question(
        look,
        title(),
        translate("Delete", "Delete {name}?").format(name=name),
        _lines(
            meanwhile,
            translate("Delete", "No subscription uses it. Its rooms and tokens go with it."),
            undo_words(),
        ),
        icon=Icon.TRASH,
        parent=parent,
    )
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    belongs_to(question, "delete")
    return question


def last_question(
    look: Look, name: str, subscriptions: int, parent: QWidget, meanwhile: str = ""
) -> Question:
    """Ask for the last time before every room notification of an integration goes with it."""
    text = translate("Delete", "Remove {name} from {count} subscriptions and delete it?")
    if subscriptions == 1:
        text = translate("Delete", "Remove {name} from 1 subscription and delete it?")
    question = Question(
        look,
        title(),
        text.format(name=name, count=subscriptions),
        _lines(
            meanwhile,
            translate("Delete", "Every room notification that uses it is deleted too."),
            undo_words(),
        ),
        yes=translate("Delete", "Remove and delete"),
        no=translate("Delete", "Cancel"),
        icon=Icon.TRASH,
        parent=parent,
    )
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    belongs_to(question, "delete")
    return question


def several_question(
    look: Look, free: Sequence[str], blocked: Sequence[Blocked], parent: QWidget
) -> Question:
    """Ask about several integrations; those in use are named and stay."""
    head = translate("Delete", "Delete {count} integrations?").format(count=len(free))
    if len(free) == 1:
        head = translate("Delete", "Delete {name}?").format(name=free[0])
    lines = [translate("Delete", "Deleted: {names}.").format(names=", ".join(free))]
    lines += [_stays(name, dependents) for name, dependents in blocked]
    text = _lines(*lines, undo_words())
    question = Question(look, title(), head, text, icon=Icon.TRASH, parent=parent)
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    belongs_to(question, "delete")
    return question


def undo_words() -> str:
    """How long a delete can be taken back; said before, and by every question about one."""
    return translate("Delete", "Undo can bring it back until hipadmin is closed.")


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _stays(name: str, dependents: Sequence[Dependent]) -> str:
    names = ", ".join(d.subscription for d in dependents)
    text = translate("Delete", "{name} stays: {subscriptions} still use it.")
    if len(dependents) == 1:
        text = translate("Delete", "{name} stays: {subscriptions} still uses it.")
    return text.format(name=name, subscriptions=names)


class DeleteRefused(DialogFrame):
    """Names the subscriptions that still use an integration, each a link.

    Signals:
        followed: id of the subscription whose link was followed; the dialog has closed.
        remove_asked: the person wants it removed everywhere; the dialog has closed.
    """

    followed = Signal(str)
    remove_asked = Signal()

    def __init__(
        self, look: Look, name: str, dependents: Sequence[Dependent], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, title(), width=560, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.rows: list[LinkRow] = []
        self._name = name
        self._add_words(dependents)
        self._add_buttons()
        if self.rows:
            self.rows[0].setFocus()

    def _add_words(self, dependents: Sequence[Dependent]) -> None:
        px, look = self.look.px, self.look
        row = QHBoxLayout()
        row.setSpacing(px(14))
        row.addWidget(IconView(look, Icon.TRIANGLE, "warn", 24), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(px(6))
        head = _refusal(self._name, len(dependents))
        column.addWidget(Label(look, head, FontRole.OBJECT_TITLE, wrap=True))
        column.addWidget(Label(look, _remedy(), FontRole.BODY, "text2", wrap=True))
        column.addSpacing(px(4))
        column.addWidget(self._card(dependents))
        row.addLayout(column, 1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.setAccessibleName(head)

    def _card(self, dependents: Sequence[Dependent]) -> Card:
        card, px = Card(self.look), self.look.px
        card.content.setSpacing(0)
        rows = QVBoxLayout()
        rows.setContentsMargins(px(4), px(4), px(4), 0)
        rows.setSpacing(0)
        for position, dependent in enumerate(dependents):
            if position:
                rows.addWidget(line(self.look))
            rows.addWidget(self._row(dependent))
        card.content.addLayout(rows)
        return card

    def _row(self, dependent: Dependent) -> LinkRow:
        link = LinkRow(
            self.look,
            dependent.subscription,
            icon=kind_icon(SubscriptionKind(dependent.kind)),
            secondary=", ".join(dependent.notifications),
            target=translate("Delete", "Settings › Integrations"),
        )
        link.clicked.connect(lambda: self._follow(dependent.subscription_id))
        self.rows.append(link)
        return link

    def _add_buttons(self) -> None:
        remove = danger(self.look, translate("Delete", "Remove from all and delete"))
        remove.clicked.connect(self._on_remove_clicked)
        self.footer.add_left(remove)
        close = standard(self.look, translate("Delete", "Close"))
        close.clicked.connect(self.leave)
        self.footer.add_right(close)

    def _follow(self, subscription_id: str) -> None:
        self.accept()
        self.followed.emit(subscription_id)

    def _on_remove_clicked(self) -> None:
        self.accept()
        self.remove_asked.emit()


def _refusal(name: str, count: int) -> str:
    if count == 1:
        return translate("Delete", "{name} is still used by 1 subscription").format(name=name)
    text = translate("Delete", "{name} is still used by {count} subscriptions")
    return text.format(name=name, count=count)


def _remedy() -> str:
    return translate(
        "Delete",
        "Delete it from each of them first. A link takes you there; a bar at the top of the "
        "window leads you on and back to this question.",
    )
