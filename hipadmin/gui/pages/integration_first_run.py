"""The first run: what an integration is, three ways to begin, three steps."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Button, Edge, link, primary, standard
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.states import EmptyState
from hipadmin.gui.widgets.step_badge import StepBadge
from hipadmin.gui.widgets.surface import Card
from hipadmin.gui.widgets.turning import Turning

translate = QCoreApplication.translate

CARD_WIDTH = 234


class _StepCard(Card):
    """As wide as its two neighbours; alone in a column it may be wider."""

    def sizeHint(self) -> QSize:
        """Give the width of one of three."""
        return QSize(self.look.px(CARD_WIDTH), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """It is never narrower."""
        return QSize(self.look.px(CARD_WIDTH), super().minimumSizeHint().height())


class FirstRun(EmptyState):
    """The page before there is any integration.

    Attributes:
        add, bring, sandbox: the three buttons.
        token, urls, subscriptions: the links of the three steps.
    """

    def __init__(self, look: Look, *, in_sandbox: bool, parent: QWidget | None = None) -> None:
        self.add: Button = primary(look, translate("FirstRun", "&Add Integration"), Icon.PLUS)
        self.bring: Button = standard(look, translate("FirstRun", "Import…"), Icon.IMPORT)
        self.sandbox: Button = standard(
            look, translate("FirstRun", "Try in the sandbox"), Icon.FLASK
        )
        buttons = [self.add, self.bring] if in_sandbox else [self.add, self.bring, self.sandbox]
        super().__init__(
            look,
            translate("FirstRun", "No integrations yet"),
            translate(
                "FirstRun",
                "An integration is a HipChat server, a token and the rooms it may post to.\n"
                "Add one, press Test, and use it in a subscription.",
            ),
            icons=(Icon.SOURCE, Icon.PLUG, Icon.ROOM),
            accent=1,
            buttons=buttons,
            remark=_remark(in_sandbox),
            parent=parent,
        )
        if in_sandbox:
            self.sandbox.setParent(self)  # not to be seen there, but not to be a window either
            self.sandbox.hide()
        self.token = _more(look, translate("FirstRun", "Where do I get this?"))
        self.urls = _more(look, translate("FirstRun", "Which URLs work?"))
        self.subscriptions = link(
            look, translate("FirstRun", "About subscriptions"), leans=Edge.START
        )
        self._add_steps()

    def _add_steps(self) -> None:
        steps: tuple[tuple[str, str, Button], ...] = (
            (
                translate("FirstRun", "Get a token"),
                translate("FirstRun", "In HipChat, with the scope Send Notification."),
                self.token,
            ),
            (
                translate("FirstRun", "Add and test"),
                translate("FirstRun", "Paste the room URL: it fills server, room and token."),
                self.urls,
            ),
            (
                translate("FirstRun", "Choose what is sent"),
                translate("FirstRun", "Use it in a subscription: builds, images, alerts, flags."),
                self.subscriptions,
            ),
        )
        line = Turning(self.look.px(12))
        line.row.addStretch(1)
        for number, (title, text, more) in enumerate(steps, start=1):
            line.row.addWidget(self._card(number, title, text, more))
        line.row.addStretch(1)
        self.below.setContentsMargins(0, self.look.px(24), 0, 0)
        self.below.addWidget(line)

    def _card(self, number: int, title: str, text: str, more: Button) -> Card:
        px, look = self.look.px, self.look
        card = _StepCard(look)
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(StepBadge(look, number))
        head.addWidget(Label(look, title, FontRole.SECTION, wrap=True), 1)
        column = QVBoxLayout()
        column.setContentsMargins(px(16), px(12), px(16), 0)
        column.setSpacing(px(6))
        column.addLayout(head)
        column.addWidget(Label(look, text, FontRole.BODY, "text2", wrap=True), 1)
        card.content.setSpacing(px(4))
        card.content.addLayout(column, 1)
        card.content.addLayout(_link_line(look, more))
        return card

    def connect_help(self, show: Callable[[str], object]) -> None:
        """Call ``show`` with the topic of the link that is pressed."""
        self.token.clicked.connect(lambda: show("token"))
        self.urls.clicked.connect(lambda: show("urls"))
        self.subscriptions.clicked.connect(lambda: show("subscriptions"))


def _more(look: Look, text: str) -> Button:
    return link(look, text, leans=Edge.START)


def _link_line(look: Look, more: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(look.px(16), 0, look.px(16), look.px(6))
    row.addWidget(more)
    row.addStretch(1)
    return row


def _remark(in_sandbox: bool) -> str:
    if in_sandbox:
        return translate(
            "FirstRun", "This is the sandbox: copy a room URL above, add it here, and press Test."
        )
    return translate(
        "FirstRun",
        "No HipChat at hand? The sandbox is a HipChat server inside this program; "
        "it touches nothing real.",
    )
