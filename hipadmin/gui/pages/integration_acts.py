"""What the page Integrations opens: dialogs, answers of the first run."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.domain.integration import Integration
from hipadmin.gui.context import Context
from hipadmin.services.views import IntegrationRow

if TYPE_CHECKING:
    from hipadmin.gui.acts.composing import Composer
    from hipadmin.gui.acts.patience import Patience


class IntegrationActs(QObject):
    """Opens dialogs over the page's window. They are loaded when wanted, never at the start.

    Signals:
        saved: id of an integration that was added or changed.
    """

    saved = Signal(str)

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._composer: Composer | None = None
        self._copying: Patience | None = None

    @Slot(str)
    def open_dialog(self, integration_id: str) -> None:
        """Open the dialog of an integration; an empty id adds one."""
        modules = ("hipadmin.gui.dialogs.integration",)
        open_ = partial(self._open_dialog, integration_id)
        self._context.jobs.when_loaded(modules, open_, owner=self)

    def _open_dialog(self, integration_id: str) -> None:
        from hipadmin.gui.dialogs.integration import IntegrationDialog

        window = self._page.window()
        dialog = IntegrationDialog(self._context, window, integration_id, in_turns=True)
        dialog.saved.connect(self.saved)
        dialog.open()

    def duplicate(self, rows: Sequence[IntegrationRow]) -> None:
        """Copy a single one under a free name, and open the copy to be changed."""
        if len(rows) != 1 or (self._copying is not None and self._copying.busy):
            return
        from hipadmin.gui.acts.patience import Patience

        context, old = self._context, rows[0].integration
        self._copying = self._copying or Patience(context, "copying", self)
        note = self.tr("{name} was not copied.").format(name=old.name)
        self._copying.run(
            lambda wanted: context.services.integrations.duplicate(old.id, wanted),
            then=self._on_duplicated,
            failed=context.navigator.explain,
            given_up=lambda: context.navigator.note(note),
            title=self.tr("Copying {name}").format(name=old.name),
        )

    def _on_duplicated(self, integration: Integration) -> None:
        self.saved.emit(integration.id)
        self.open_dialog(integration.id)

    def compose(self, rows: Sequence[IntegrationRow]) -> None:
        """Compose a message to the rooms of ``rows``."""
        compose = partial(self._compose, rows)
        self._context.jobs.when_loaded(("hipadmin.gui.acts.composing",), compose, owner=self)

    def _compose(self, rows: Sequence[IntegrationRow]) -> None:
        from hipadmin.gui.acts.composing import Composer

        self._composer = self._composer or Composer(self._context, self._page)
        self._composer.for_integrations([row.integration for row in rows])

    def open_tokens(self, rows: Sequence[IntegrationRow]) -> None:
        """Show the tokens of a single one."""
        from hipadmin.gui.dialogs.tokens import TokensDialog

        if len(rows) == 1:
            dialog = TokensDialog(self._context, rows[0].integration, self._page.window())
            dialog.edit_asked.connect(self.open_dialog)
            dialog.open()

    def open_room_view(self, rows: Sequence[IntegrationRow]) -> None:
        """Open the room view of a single one."""
        if len(rows) == 1:
            self._context.navigator.open_integration_room(rows[0].id)

    def can(self, verb: str, rows: Sequence[IntegrationRow], *, busy: bool) -> bool:
        """Whether a verb would do something with what is selected; ``busy``: a test runs."""
        if verb in ("edit", "tokens", "duplicate"):
            return len(rows) == 1
        if verb == "test":
            return bool(rows) and not busy
        if verb == "room_view":
            return len(rows) == 1 and bool(rows[0].integration.rooms)
        if verb in ("turn_on", "turn_off"):
            return any(r.integration.enabled == (verb == "turn_off") for r in rows)
        return bool(rows)

    def show_topic(self, topic: str) -> None:
        """Answer a question of the first run: ``token``, ``urls`` or ``subscriptions``."""
        show = partial(self._show_topic, topic)
        self._context.jobs.when_loaded(("hipadmin.gui.dialogs.topics",), show, owner=self)

    def _show_topic(self, topic: str) -> None:
        from hipadmin.gui.dialogs.topics import TopicDialog

        TopicDialog(self._context, topic, self._page.window()).open()
