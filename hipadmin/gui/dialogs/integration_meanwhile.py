"""What the integration dialog does when somebody else changes or deletes its integration."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal

from hipadmin.domain.errors import VaultTrouble
from hipadmin.domain.token import Secret
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.clash_words import integration_lines
from hipadmin.gui.dialogs.integration_entry import Entry
from hipadmin.gui.dialogs.integration_load import Start, read_start
from hipadmin.gui.jobs import JobContext, Lane
from hipadmin.gui.widgets.clash_panel import ClashLine
from hipadmin.gui.widgets.dialog_frame import DialogFrame


class IntegrationMeanwhile(QObject):
    """Answers for the dialog; see `overtaking.Form`.

    Signals:
        around_read: a `Start`: names that are taken, subscriptions, dependents.
        anew: the dialog adds from now on.
    """

    around_read = Signal(object)
    anew = Signal()
    entity = "integration"

    def __init__(
        self, context: Context, dialog: DialogFrame, entry: Entry, integration_id: str
    ) -> None:
        super().__init__(dialog)
        self._context = context
        self._dialog = dialog
        self._entry = entry
        self.row_id = integration_id

    def name(self) -> str:
        """What the integration was called when editing began."""
        current = self._entry.editing.current
        return current.name if current else self._entry.editing.name

    def read(self) -> Start:
        """What the dialog starts from. Blocking. Raises NotFound."""
        return read_start(self._context.services, self.row_id)

    def version(self, start: Start | None) -> int:
        """The version in ``start``, or the one being edited."""
        row = start.current if start is not None else self._entry.editing.current
        return row.version if row is not None and self.row_id else 0

    def dirty(self) -> bool:
        """Whether something was entered."""
        return self._entry.editing.dirty

    def show_around(self, start: Start) -> None:
        """Show what surrounds the integration."""
        self.around_read.emit(start)

    def rebase(self, start: Start) -> Sequence[ClashLine]:
        """Go on from what is stored, keeping what was entered."""
        if start.current is None:
            return ()
        clashes = self._entry.editing.rebase(start.current, start.infos or {})
        self._entry.show()
        return integration_lines(clashes)

    def adopt(self, place: str) -> None:
        """Take the stored value of a line."""
        self._entry.editing.adopt(place)
        self._entry.show()

    def start_anew(self) -> None:
        """Add what was entered, with the tokens the vault still has."""
        tokens, refs = self._context.services.tokens, self._entry.editing.kept_refs

        def work(_job: JobContext) -> Mapping[str, Secret]:
            found = {ref: tokens.reveal(ref) for ref in refs}
            return {ref: secret for ref, secret in found.items() if secret is not None}

        self._dialog.body_widget.setEnabled(False)
        self._context.jobs.run(
            work,
            then=self._on_tokens_read,
            failed=self._on_tokens_not_read,
            lane=Lane.VAULT,
            owner=self,
            title=self.tr("Reading the tokens"),
        )

    def _on_tokens_read(self, tokens: Mapping[str, Secret]) -> None:
        self._entry.editing.begin_anew(tokens)
        self.row_id = ""
        self._dialog.body_widget.setEnabled(True)
        self.anew.emit()

    def _on_tokens_not_read(self, error: Exception) -> None:
        if not isinstance(error, VaultTrouble):
            self._context.navigator.explain(error)
        self._on_tokens_read({})  # what a keyring does not give is entered again

    def vanished(self) -> bool:
        """Leave it to the panel."""
        return False

    def discard(self) -> None:
        """Close the dialog."""
        self._dialog.leave()
