"""Short answers behind the links of the first run."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.token_help import TokenHelp
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.labels import Label

translate = QCoreApplication.translate


class TopicDialog(DialogFrame):
    """Explains one topic: ``token``, ``urls`` or ``subscriptions``."""

    def __init__(self, context: Context, topic: str, parent: QWidget | None = None) -> None:
        super().__init__(context.look, _title(topic), width=680, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if topic == "token":
            sandbox = context.sandbox is not None
            self.body.addWidget(TokenHelp(context.look, sandbox=sandbox))
        else:
            self._add_lines(context.look, _urls() if topic == "urls" else _subscriptions())
        self.body.addStretch(1)
        close = standard(context.look, translate("Topics", "Close"))
        close.setDefault(True)
        close.clicked.connect(self.leave)
        self.footer.add_right(close)
        close.setFocus()

    def _add_lines(self, look: Look, lines: tuple[tuple[str, str], ...]) -> None:
        for what, example in lines:
            self.body.addWidget(Label(look, what, wrap=True))
            if example:
                shown = Label(look, example, FontRole.MONO, "text2", wrap=True)
                shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self.body.addWidget(shown)


def _title(topic: str) -> str:
    return {
        "token": translate("Topics", "Where do I get a token?"),
        "urls": translate("Topics", "Which URLs work?"),
    }.get(topic, translate("Topics", "About subscriptions"))


def _urls() -> tuple[tuple[str, str], ...]:
    return (
        (
            translate("Topics", "The URL that a room’s “Build your own” integration shows:"),
            "https://example.hipchat.com/v2/room/17/notification?auth_token=…",
        ),
        (
            translate("Topics", "The same without a token; the token goes into its own field:"),
            "https://hipchat.example.com/v2/room/Builds/notification",
        ),
        (
            translate("Topics", "A whole curl line from HipChat’s own instructions:"),
            'curl -H "Authorization: Bearer …" https://hipchat.example.com/v2/room/17/notification',
        ),
        (
            translate(
                "Topics",
                "Paste it into Room URL. Server, room and token are filled in, and the token "
                "does not stay in that field.",
            ),
            "",
        ),
    )


def _subscriptions() -> tuple[tuple[str, str], ...]:
    return (
        (
            translate(
                "Topics",
                "A subscription is a source of events: a CI project, a monitored image, "
                "a monitoring app or a flag project.",
            ),
            "",
        ),
        (
            translate(
                "Topics",
                "Its room notifications say what goes where: through which integration, to which "
                "of its rooms, and whether it is on. While one uses an integration, that "
                "integration cannot be deleted.",
            ),
            "",
        ),
        (
            translate("Topics", "Subscriptions are added in Account Settings › Subscriptions."),
            "",
        ),
    )
