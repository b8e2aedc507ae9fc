"""Restore a backup: of the open profile as one act, or in place of a database that is damaged."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from hipadmin.domain.backup import Backup
from hipadmin.gui.context import Context, Done
from hipadmin.gui.dialogs.restore import RestoreDialog
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.theme import Look
from hipadmin.services.bundle import Services
from hipadmin.services.files.restore import Restored
from hipadmin.services.session import Rescue
from hipadmin.services.wanted import Wanted, unless_dropped

translate = QCoreApplication.translate


class OpenProfile:
    """Keeps dialogs.restore.Source's promises for the profile that is open."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.intro = translate(
            "Restore",
            "Integrations, subscriptions and room notifications become what they were. What is "
            "there now is backed up first, and Undo takes it back; results and the audit log stay.",
        )

    def all(self) -> Sequence[Backup]:
        """See the source."""
        return self._services.backups.all()

    def rehearse(self, name: str) -> Restored | None:
        """See the source."""
        return self._services.restore.rehearse(name)

    def restore(self, name: str, wanted: Wanted, shown: Restored | None) -> object:
        """See the source."""
        return self._services.restore.restore(name, wanted, shown)


class ClosedProfile:
    """The same for a profile whose database cannot be opened."""

    def __init__(self, rescue: Rescue) -> None:
        self._rescue = rescue
        self.intro = translate(
            "Restore",
            "The backup takes the place of the database that cannot be opened. That file is kept "
            "beside it under another name.",
        )

    def all(self) -> Sequence[Backup]:
        """See the source."""
        return self._rescue.all()

    def rehearse(self, name: str) -> Restored | None:
        """See the source: nobody can read what is there now."""
        return None

    def restore(self, name: str, wanted: Wanted, shown: Restored | None) -> Path:
        """See the source."""
        unless_dropped(wanted)
        return self._rescue.restore(name)


class Restoring(QObject):
    """Opens the dialog over the open profile, and says what came of it."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    def ask(self) -> None:
        """Let a person choose a backup."""
        context = self._context
        source = OpenProfile(context.services)
        dialog = RestoreDialog(context.look, context.jobs, source, self._window)
        dialog.restored.connect(self._on_restored)
        dialog.broke.connect(context.navigator.explain)
        context.watch.moved.connect(dialog.on_moved)
        dialog.open()

    def _on_restored(self, restored: Restored) -> None:
        self._context.watch.look()
        names = ", ".join(f"“{name}”" for name in restored.tokenless)
        text = self.tr("Enter the tokens of {names} again.").format(names=names) if names else ""
        tone = Tone.WARN if names else Tone.OK
        cause = self.tr("The backup is restored.")
        self._context.navigator.offer_undo(Done(cause, restored.rows, text, tone))


def ask_to_rescue(
    look: Look,
    jobs: Jobs,
    rescue: Rescue,
    window: QWidget,
    then: Callable[[], object],
    broke: Callable[[Exception], object],
) -> None:
    """Let a person choose the backup that takes the database's place; ``then`` it is opened."""
    dialog = RestoreDialog(look, jobs, ClosedProfile(rescue), window)
    dialog.restored.connect(lambda _aside: then())
    dialog.broke.connect(broke)
    dialog.open()
