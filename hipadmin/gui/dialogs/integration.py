"""Dialog **Add integration** / **Edit integration**."""

import time
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.integration import Integration
from hipadmin.domain.ports import Topic
from hipadmin.domain.problems import Problem
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.integration_browse import BrowseFlow
from hipadmin.gui.dialogs.integration_check import CheckFlow
from hipadmin.gui.dialogs.integration_draft import LeftOff
from hipadmin.gui.dialogs.integration_entry import Entry
from hipadmin.gui.dialogs.integration_form import IntegrationForm
from hipadmin.gui.dialogs.integration_load import Start, VaultFacts, read_start, read_vault
from hipadmin.gui.dialogs.integration_meanwhile import IntegrationMeanwhile
from hipadmin.gui.dialogs.integration_problems import ProblemBoard
from hipadmin.gui.dialogs.integration_save import SaveFlow
from hipadmin.gui.dialogs.integration_test import TrialFlow
from hipadmin.gui.dialogs.integration_words import (
    advanced_summary,
    save_note,
    token_told,
    vault_help,
)
from hipadmin.gui.dialogs.overtaking import Overtaking
from hipadmin.gui.dialogs.room_line import RoomLine
from hipadmin.gui.dialogs.token_help import Opener
from hipadmin.gui.drafts.editing import Editing
from hipadmin.gui.jobs import Lane
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.clash_panel import ClashPanel
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.gui.words.texts import problem_text
from hipadmin.recovery.draft_folder import Draft

translate = QCoreApplication.translate

PATIENCE_S = 0.15
"""Seconds; what takes longer to be read is shown after the dialog has opened."""
LOOK_MS = 5
"""How often it is looked whether it has been read: who reads wants the interpreter."""

TOPICS = frozenset((Topic.INTEGRATIONS, Topic.SUBSCRIPTIONS, Topic.NOTIFICATIONS))


class IntegrationDialog(DialogFrame):
    """Adds an integration, or edits the one with ``integration_id``; open it with ``open()``.

    ``opener`` opens links in the browser; ``resume`` is a draft to go on from. With ``in_turns`` it
    is built before it opens; no part of it can be used before. Then it waits ``patience_s`` for
    what it shows, so that it opens whole.

    Attributes:
        form: the fields.
        trial: what **Test** does.

    Signals:
        saved: the id of the integration that was stored; the dialog closes by itself.
    """

    saved = Signal(str)

    def __init__(
        self,
        context: Context,
        parent: QWidget | None,
        integration_id: str = "",
        *,
        opener: Opener | None = None,
        resume: Draft | None = None,
        in_turns: bool = False,
        patience_s: float = PATIENCE_S,
    ) -> None:
        title = _title(adding=not integration_id)
        super().__init__(context.look, title, width=680, min_height=520, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        self._context = context
        self._id = integration_id
        self._vault_help = ""
        self._focused: QWidget | None = None
        self._is_reading = True
        self.form = IntegrationForm(context.look)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.build(self._building_all(opener, resume, patience_s), in_turns=in_turns)

    def _building_all(
        self, opener: Opener | None, resume: Draft | None, patience_s: float
    ) -> Iterator[int | None]:
        context = self._context
        sandbox = context.sandbox is not None
        yield from self.form.building(adding=not self._id, sandbox=sandbox, opener=opener)
        self._board = ProblemBoard(self.form)
        self._entry = Entry(context, self.form, self._board, self)
        self.is_dirty = lambda: self.editing.dirty
        self._add_buttons()
        yield 0
        self._left = LeftOff(context.drafts, self, self._entry, resume)
        self._browse = BrowseFlow(context, self, opener)
        self._check = CheckFlow(context, self)
        self._connect()
        self._begin()
        end = time.monotonic() + patience_s
        while self.is_being_built and self._is_reading and time.monotonic() < end:
            yield LOOK_MS
        yield 0

    @property
    def editing(self) -> Editing:
        """What has been entered so far."""
        return self._entry.editing

    def _add_buttons(self) -> None:
        self.test_button = self.add_test(self.tr("Test"))
        self.save_button, self.cancel_button = self.add_confirm(self.tr("Save"), self.tr("Cancel"))
        self.cancel_button.clicked.disconnect(self.leave)
        self.cancel_button.clicked.connect(self.reject)
        self.trial = TrialFlow(self._context, self, self.test_button)
        self._saving = SaveFlow(self._context, self)
        self.panel = ClashPanel(self._context.look)
        self.top.addWidget(self.panel)
        self._meanwhile = IntegrationMeanwhile(self._context, self, self._entry, self._id)
        self._overtaking = Overtaking(self._context, self._meanwhile, self.panel, TOPICS, self)

    def _connect(self) -> None:
        self._entry.changed.connect(self._refresh)
        self._entry.troubled.connect(self._on_troubled)
        self.form.dependents.add_wanted.connect(self._on_other_subscription_wanted)
        self.test_button.clicked.connect(self._on_test_clicked)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.trial.learned.connect(self._refresh)
        self.trial.running_changed.connect(self._refresh)
        self.trial.room_wanted.connect(self.form.rooms.add_button.setFocus)
        self.form.rooms.browse_wanted.connect(self._on_browse_wanted)
        self.form.check_link.clicked.connect(lambda: self._check.press(self.editing))
        self.form.rooms.check_wanted.connect(lambda key: self._check.press_room(self.editing, key))
        self._check.learned.connect(self._refresh)
        self._check.endpoint_wanted.connect(self.form.endpoint_edit.setFocus)
        self._browse.endpoint_wanted.connect(self.form.endpoint_edit.setFocus)
        self._browse.token_wanted.connect(self.form.token_field.edit.setFocus)
        self._browse.added.connect(self._on_rooms_added)
        self._saving.busy_changed.connect(self._on_busy_changed)
        self._saving.refused.connect(self._on_save_refused)
        self._saving.overtaken.connect(self._overtaking.refused)
        self._saving.saved.connect(self._on_saved)
        self._meanwhile.around_read.connect(self._show_around)
        self._meanwhile.anew.connect(self._on_anew)
        self._overtaking.changed.connect(self._refresh)
        self._overtaking.mended.connect(self.save_button.click)

    # opening

    def _begin(self) -> None:
        context, services = self._context, self._context.services
        if context.sandbox is not None and not self._id:
            self.editing.offer_endpoint(context.sandbox.url)
        self.body_widget.setEnabled(not self._id)
        context.jobs.run(
            lambda _job: read_start(services, self._id),
            then=self._on_started,
            failed=self._on_not_started,
            lane=Lane.READ,
            owner=self,
        )
        context.jobs.run(
            lambda _job: read_vault(services.vault),
            then=self._on_vault_told,
            failed=self._on_vault_silent,
            lane=Lane.VAULT,
            owner=self,
        )
        self._entry.show()
        self.form.name_edit.setFocus()

    def _on_started(self, start: Start) -> None:
        self._is_reading = False
        self._show_around(start)
        if self._left.go_on(start):
            self._overtaking.look()
        elif start.current is not None:
            self._entry.editing = Editing(start.current, start.infos)
            self.body_widget.setEnabled(True)
            self.form.name_edit.setFocus()
        else:
            self.editing.offer_endpoint(start.last_endpoint)
        self._entry.show()

    def _on_not_started(self, error: Exception) -> None:
        self._is_reading = False
        if self._left.go_on_without(error):
            self._entry.show()
            self._overtaking.look()
        else:
            self._on_troubled(error)

    @Slot(object)
    def _show_around(self, start: Start) -> None:
        """Show names that are taken, and where the integration is or can be used."""
        self._board.taken = start.taken
        self.form.choice.show_subscriptions(start.subscriptions)
        self.form.dependents.show_dependents(start.dependents)
        self._refresh()

    @Slot()
    def _on_anew(self) -> None:
        self._id = ""
        self._overtaking.renewed()
        self.setWindowTitle(_title(adding=True))
        self.setAccessibleName(self.windowTitle())
        self._entry.show()
        self.form.name_edit.setFocus()

    def _on_vault_told(self, facts: VaultFacts) -> None:
        self._vault_help = vault_help(facts.name, facts.reason, durable=facts.durable)
        self._refresh()

    def _on_vault_silent(self, error: Exception) -> None:
        self._on_vault_told(VaultFacts(durable=False, reason=str(error)))

    @Slot(object)
    def _on_troubled(self, error: Exception) -> None:
        if isinstance(error, HipadminError):
            self.strip.show_message(Message(Tone.DANGER, self.tr("Not read."), error.text))
        else:
            self._context.navigator.explain(error)

    # what stands where

    @Slot()
    def _refresh(self) -> None:
        editing, form = self.editing, self.form
        told = token_told(editing.account) if editing.account else self._vault_help
        form.show_token(editing.token, editing.token.state(stays=editing.stays), told)
        form.rooms.show_rooms([RoomLine(r, editing.token_state(r)) for r in editing.rooms])
        self._board.update(editing)
        if editing.drops_tokens:
            text = self.tr("Another server: enter the tokens again for this server.")
            form.by_place["endpoint"].set_warning(text)
        row = form.rooms.current()
        form.token_help.set_server(editing.normalised, row.entry.room if row else "")
        form.advanced.set_summary(advanced_summary(editing.ca_certificate, editing.proxy))
        self.trial.forget_if_untrue(editing)
        self._show_footer()
        self._left.touch()

    def _show_footer(self) -> None:
        first, testing = self._board.first, self.trial.running
        ready = self.body_widget.isEnabled() and not testing
        gone = self._overtaking.gone
        self.save_button.setEnabled(ready and first is None and not gone)
        self.test_button.setEnabled(ready or testing)
        if self._saving.busy:
            self.set_note(self.tr("Saving …"))
        elif gone:
            self.set_note(self.tr("It was deleted meanwhile."))
        elif not self.body_widget.isEnabled():
            self.set_note("")  # nothing has been read that anything could be wrong with
        else:
            self.set_note(self.tr("Testing …") if testing else save_note(first))

    # what a person does

    @Slot()
    def _on_test_clicked(self) -> None:
        if self.trial.running:
            self.trial.cancel()
            return
        self.form.url_edit.settle()
        problem = self._board.against_test()
        if problem is None:
            self.trial.press(self.editing)
            return
        self._board.show_everything()
        self._refresh()
        cause = self.tr("Not tested.")
        self.strip.show_message(Message(Tone.WARN, cause, problem_text(problem)))
        self._board.focus(problem, self.editing)

    @Slot()
    def _on_browse_wanted(self) -> None:
        self.form.url_edit.settle()
        self._browse.press(self.editing)

    @Slot(int)
    def _on_rooms_added(self, key: int) -> None:
        self._refresh()
        self.form.rooms.select(key)
        self.form.rooms.table.setFocus()

    @Slot()
    def _on_save_clicked(self) -> None:
        self.form.url_edit.settle()
        if self._board.first is None:
            self.panel.clear()
            self._saving.save(self.editing, self.trial.still_true(self.editing))
        else:
            self._show_what_is_missing()

    def _show_what_is_missing(self) -> None:
        self._board.show_everything()
        self._refresh()
        self._board.focus_first(self.editing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves; where that is not possible it goes to the reason."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        idle = self.body_widget.isEnabled() and not self.trial.running
        if enter and idle and self._board.first is not None:
            self._show_what_is_missing()
            return
        super().keyPressEvent(event)

    @Slot()
    def _on_other_subscription_wanted(self) -> None:
        self.finished.connect(self._lead_to_subscriptions)
        self.reject()

    def _lead_to_subscriptions(self) -> None:
        self._context.navigator.show_subscriptions()

    # saving

    @Slot(bool)
    def _on_busy_changed(self, busy: bool) -> None:
        self._overtaking.pause(busy)
        if busy:
            self._focused = self.focusWidget()
        self.body_widget.setEnabled(not busy)
        self._refresh()
        if not busy and self._focused is not None:
            self._focused.setFocus()

    @Slot(object)
    def _on_save_refused(self, problems: Sequence[Problem]) -> None:
        self._board.tell(problems)
        self._show_what_is_missing()

    @Slot(object)
    def _on_saved(self, integration: Integration) -> None:
        self._overtaking.pause(True)  # what moves now is what was saved here
        self._context.watch.look()
        self.saved.emit(integration.id)
        self.leave()

    # leaving

    def reject(self) -> None:
        """Close, after asking when something would be lost; while saving, give that up."""
        if self._saving.busy:
            self._saving.give_up()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Close; a test that runs is cancelled."""
        self.trial.cancel()
        super().done(result)


def _title(*, adding: bool) -> str:
    if adding:
        return translate("IntegrationDialog", "Add integration")
    return translate("IntegrationDialog", "Edit integration")
