"""Revoke token… in the dialog Tokens: who has it, whether it shall end, and that it did."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.integration import Integration
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.models.token_columns import token_name
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.dialog_frame import DialogFrame, Question
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.hipchat.errors import HipChatError
from hipadmin.services.rooms.revoking import NotNoted, TokenUse
from hipadmin.services.rooms.token_checks import TokenLine

translate = QCoreApplication.translate


class RevokeFlow(QObject):
    """Asks before a token of an integration ends, and ends it.

    Signals:
        busy_changed: whether the vault or the server is being asked.
        revoked: the token ended; every integration that had it needs another.
    """

    busy_changed = Signal(bool)
    revoked = Signal()

    def __init__(self, context: Context, dialog: DialogFrame) -> None:
        super().__init__(dialog)
        self._context = context
        self._dialog = dialog

    def press(self, integration: Integration, line: TokenLine) -> None:
        """Find out who has the token of ``line``, then ask."""
        revoking = self._context.services.revoking
        self._dialog.strip.clear()
        self.busy_changed.emit(True)
        self._context.jobs.run(
            lambda job: revoking.uses(integration, line.ref, job),
            then=lambda uses: self._ask(integration, line, uses),
            failed=self._on_failed,
            lane=Lane.VAULT,
            owner=self,
            title=self.tr("Looking who uses the token"),
        )

    def _ask(self, integration: Integration, line: TokenLine, uses: Sequence[TokenUse]) -> None:
        self.busy_changed.emit(False)
        question = revoke_question(self._dialog.look, token_name(line), uses, self._dialog)
        question.accepted.connect(lambda: self._revoke(integration, line))
        question.open()

    def _revoke(self, integration: Integration, line: TokenLine) -> None:
        revoking = self._context.services.revoking
        self.busy_changed.emit(True)
        self._context.jobs.run(
            lambda job: revoking.revoke(integration, line.ref, job),
            then=lambda _uses: self._on_revoked(line),
            failed=self._on_failed,
            lane=Lane.NET,
            owner=self,
            title=self.tr("Revoking {token}").format(token=token_name(line)),
        )

    def _on_revoked(self, line: TokenLine) -> None:
        self._context.watch.look()
        self.busy_changed.emit(False)
        cause = self.tr("{token} is revoked.").format(token=token_name(line))
        text = self.tr("Make a new one, then enter it with Edit.")
        self._dialog.strip.show_message(Message(Tone.OK, cause, text))
        self.revoked.emit()

    def _on_failed(self, error: Exception) -> None:
        self.busy_changed.emit(False)
        if isinstance(error, NotNoted):
            cause = self.tr("Revoked, but not noted.")
            self._dialog.strip.show_message(Message(Tone.DANGER, cause, str(error)))
        elif isinstance(error, HipChatError | HipadminError):
            cause = self.tr("Not revoked.")
            self._dialog.strip.show_message(Message(Tone.DANGER, cause, str(error)))
        else:
            self._context.navigator.explain(error)


def revoke_question(look: Look, token: str, uses: Sequence[TokenUse], parent: QWidget) -> Question:
    """Ask whether a token shall end for good; ``uses`` tells what stops posting. Focus on No."""
    lines = [
        translate("Tokens", "HipChat ends it for good. Undo cannot bring it back."),
        translate("Tokens", "What has it can do nothing until another is entered:"),
        *(f"•  {_use(use)}" for use in uses),
    ]
    question = Question(
        look,
        translate("Tokens", "Revoke token"),
        translate("Tokens", "Revoke “{token}”?").format(token=token),
        "\n".join(lines),
        yes=translate("Tokens", "Revoke token"),
        no=translate("Tokens", "Cancel"),
        icon=Icon.KEY,
        parent=parent,
    )
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return question


def _use(use: TokenUse) -> str:
    """An integration and as what it has the token."""
    account = (translate("Tokens", "Access token"),) if use.is_account else ()
    return translate("Tokens", "{integration}: {tokens}").format(
        integration=use.name, tokens=", ".join((*account, *use.rooms))
    )
