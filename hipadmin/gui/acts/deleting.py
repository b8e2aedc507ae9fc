"""Deleting integrations: the questions, the refusal, and what is said when it is done.

A question always says what is true: when somebody else changes or uses the integration while one
is open, or before the answer arrives, it is asked again.
"""

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.domain.change import Entity
from hipadmin.domain.errors import InUse, NotFound
from hipadmin.domain.ports import Topic
from hipadmin.gui.acts.deleting_bar import TOPICS, DeletingBar, Under
from hipadmin.gui.acts.overtaken import KEY, fate_words, not_deleted, say_deleted
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.delete_integration import (
    DeleteRefused,
    last_question,
    several_question,
    unused_question,
)
from hipadmin.gui.jobs import Lane
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.places import Places
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.message_bar import Act, Message, MessageArea
from hipadmin.gui.words.steps import meanwhile_words
from hipadmin.services.configuration.integrations import Loaded
from hipadmin.services.configuration.several import Chosen, Fate, tried
from hipadmin.services.views import IntegrationRow

Ask = Callable[[Sequence[Loaded], str], None]
"""Asks about integrations; the text says what somebody else did to them meanwhile."""


class Deleting(QObject):
    """Asks, deletes, refuses, and leads through the dependents."""

    def __init__(
        self, context: Context, area: MessageArea, places: Places, window: QWidget
    ) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._dialog: DialogFrame | None = None
        self._is_asking = False
        self._asked: Sequence[Loaded] = ()
        self._again: Ask = self._ask_about
        self._bar = DeletingBar(context, area, places, self)
        self._bar.emptied.connect(self._ask_unused)
        context.watch.moved.connect(self._on_topics_moved)

    @property
    def under(self) -> Under | None:
        """The integration the bar is about, None without a bar."""
        return self._bar.under

    # asking

    def ask(self, rows: Sequence[IntegrationRow]) -> None:
        """Ask whether these shall go; what is in use is named with its dependents.

        A key that is pressed twice asks once.
        """
        if self._is_asking:
            return
        self._is_asking = True
        self._read([row.id for row in rows], self._ask_about)

    def _read(self, ids: Sequence[str], then: Callable[[Sequence[Loaded]], None]) -> None:
        verbs = self._context.services.integrations
        self._context.jobs.run(
            lambda _job: verbs.load_several(ids),
            then=then,
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    def _ask_about(self, found: Sequence[Loaded], meanwhile: str = "") -> None:
        self._is_asking = False
        if len(found) > 1:
            self._ask_several(found)
        elif found and found[0].dependents:
            self._refuse(found[0])
        elif found:
            self._ask_unused(found[0], meanwhile)

    def _ask_unused(self, loaded: Loaded, meanwhile: str = "") -> None:
        name = loaded.integration.name
        question = unused_question(self._context.look, name, self._window, meanwhile)
        self._open(question, [loaded], self._ask_about)
        question.accepted.connect(lambda: self._delete([loaded]))

    def _refuse(self, loaded: Loaded) -> None:
        name, dependents = loaded.integration.name, loaded.dependents
        dialog = DeleteRefused(self._context.look, name, dependents, self._window)
        self._open(dialog, [loaded], self._ask_about)
        dialog.followed.connect(lambda key: self._bar.begin(loaded, key))
        dialog.remove_asked.connect(lambda: self._ask_last(loaded))

    def _ask_last(self, loaded: Loaded, meanwhile: str = "") -> None:
        name, count = loaded.integration.name, len(loaded.dependents)
        question = last_question(self._context.look, name, count, self._window, meanwhile)
        self._open(question, [loaded], self._ask_last_about)
        question.accepted.connect(lambda: self._remove_and_delete(loaded))
        question.rejected.connect(lambda: self._on_last_refused(question, loaded))

    def _ask_last_about(self, found: Sequence[Loaded], meanwhile: str = "") -> None:
        if found and found[0].dependents:
            self._ask_last(found[0], meanwhile)
        else:
            self._ask_about(found, meanwhile)

    def _on_last_refused(self, question: DialogFrame, loaded: Loaded) -> None:
        if question is self._dialog:  # and was not taken away to be asked anew
            self._refuse(loaded)

    def _ask_several(self, found: Sequence[Loaded]) -> None:
        free = [f.integration for f in found if not f.dependents]
        blocked = [(f.integration.name, f.dependents) for f in found if f.dependents]
        if not free:
            self._refuse(found[0])
            return
        names = [i.name for i in free]
        question = several_question(self._context.look, names, blocked, self._window)
        self._open(question, found, self._ask_about)
        question.accepted.connect(lambda: self._delete(found))

    # what is asked stays true

    def _open(self, dialog: DialogFrame, asked: Sequence[Loaded], again: Ask) -> None:
        self._dialog, self._asked, self._again = dialog, asked, again
        dialog.open()

    @Slot(object)
    def _on_topics_moved(self, topics: frozenset[Topic]) -> None:
        if topics & TOPICS and self._is_open():
            self._read([f.integration.id for f in self._asked], self._on_read_again)

    def _is_open(self) -> bool:
        dialog = self._dialog
        return dialog is not None and shiboken6.isValid(dialog) and dialog.isVisible()

    def _on_read_again(self, found: Sequence[Loaded]) -> None:
        if not self._is_open() or _facts(found) == _facts(self._asked):
            return
        self._take_away()
        self._ask_anew(found)

    def _ask_anew(self, found: Sequence[Loaded]) -> None:
        if found:
            self._again(found, self.tr("It was changed meanwhile."))
        else:
            self._say_gone([f.integration.name for f in self._asked])

    def _take_away(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None and shiboken6.isValid(dialog):
            dialog.leave()

    def _say_gone(self, names: Sequence[str]) -> None:
        navigator = self._context.navigator
        text = " ".join(meanwhile_words(name, None, gone=True) for name in names)
        close = Act(self.tr("Close"), lambda: navigator.unsay(KEY))
        navigator.say(KEY, Message(Tone.INFO, self.tr("Nothing to delete."), text, (close,)))

    # doing

    def _delete(self, found: Sequence[Loaded]) -> None:
        verbs, chosen = self._context.services.integrations, [_chosen(f) for f in found]
        self._run(lambda: verbs.delete_several(chosen), self._on_deleted)

    def _on_deleted(self, fates: Sequence[Fate]) -> None:
        if len(fates) == 1 and fates[0].row is not None:
            self._ask_again(fates[0], self._ask_about)
            return
        self._say_deleted(fates)

    def _remove_and_delete(self, loaded: Loaded) -> None:
        services, chosen = self._context.services, _chosen(loaded)
        verb = services.integrations.remove_from_all_and_delete

        def work() -> Sequence[Fate]:
            return [
                tried(
                    services.store,
                    Entity.INTEGRATION,
                    chosen,
                    lambda: verb(chosen.id, chosen.version, loaded.dependents),
                )
            ]

        self._run(work, self._on_removed)

    def _on_removed(self, fates: Sequence[Fate]) -> None:
        if fates[0].row is not None:
            self._ask_again(fates[0], self._ask_last_about)
            return
        self._say_deleted(fates)

    def _run(
        self, work: Callable[[], Sequence[Fate]], then: Callable[[Sequence[Fate]], None]
    ) -> None:
        self._context.jobs.run(
            lambda _job: work(),
            then=then,
            failed=self._on_failed,
            owner=self,
            title=self.tr("Deleting"),
        )

    def _ask_again(self, fate: Fate, ask: Ask) -> None:
        """Somebody else was faster: ask about what is stored now, and say what was done to it."""
        self._context.watch.look()
        used = isinstance(fate.error, InUse)
        words = self.tr("More subscriptions use it by now.") if used else fate_words(fate)
        self._read([fate.chosen.id], lambda found: ask(found, words))

    def _say_deleted(self, fates: Sequence[Fate]) -> None:
        self._context.watch.look()
        say_deleted(self._context.navigator, fates, self.tr("Deleted {count} integrations."))
        under = self._bar.under
        if under is not None and under.id in {f.chosen.id for f in fates}:
            self._bar.end()

    def _on_failed(self, error: Exception) -> None:
        self._is_asking = False
        self._context.watch.look()
        if not isinstance(error, NotFound):
            self._context.navigator.explain(error, not_deleted())


def _chosen(loaded: Loaded) -> Chosen:
    integration = loaded.integration
    return Chosen(integration.id, integration.version, integration.name)


def _facts(found: Sequence[Loaded]) -> list[tuple[object, ...]]:
    """What a question about these says."""
    return [(f.integration.id, f.integration.name, f.dependents) for f in found]
