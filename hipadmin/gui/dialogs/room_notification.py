"""The dialog of a room notification: what a subscription sends where."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from hipadmin.domain.integration import Integration
from hipadmin.domain.ports import Topic
from hipadmin.domain.problems import Problem
from hipadmin.domain.repoint import repoint
from hipadmin.domain.subscription import (
    NotificationDraft,
    RoomChoice,
    RoomNotification,
)
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.notification_draft import KIND, KeptNotification, read_start
from hipadmin.gui.dialogs.notification_draft import read as read_draft
from hipadmin.gui.dialogs.notification_integration import NewIntegration
from hipadmin.gui.dialogs.notification_meanwhile import NotificationMeanwhile
from hipadmin.gui.dialogs.notification_start import Origin, Start
from hipadmin.gui.dialogs.notification_trial import NotificationTrial
from hipadmin.gui.dialogs.notification_verdict import Verdict, judge, verdict_of
from hipadmin.gui.dialogs.overtaking import Overtaking
from hipadmin.gui.dialogs.saving import Saving, say_trouble
from hipadmin.gui.dialogs.sentence_line import SentenceLine
from hipadmin.gui.drafts.keeper import DraftKeeper, Entered
from hipadmin.gui.jobs import Lane
from hipadmin.gui.notification.tabs import NotificationTabs
from hipadmin.gui.widgets.clash_panel import ClashPanel
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.words.sentence import draft_of, sentence
from hipadmin.recovery.draft_folder import Draft
from hipadmin.services.configuration.names import free_name
from hipadmin.services.configuration.subscriptions import NotificationChoices
from hipadmin.services.wanted import Wanted

TOPICS = frozenset((Topic.INTEGRATIONS, Topic.SUBSCRIPTIONS, Topic.NOTIFICATIONS))


class RoomNotificationDialog(DialogFrame):
    """Adds or edits a room notification; a sentence on top always says what it will do.

    ``resume`` is a draft to go on from. With ``in_turns`` it is built before it opens; no part of
    it can be used before.

    Signals:
        saved: id of the room notification that was added or changed.
    """

    saved = Signal(str)

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        subscription_id: str,
        notification_id: str = "",
        integration_id: str = "",
        *,
        resume: Draft | None = None,
        in_turns: bool = False,
    ) -> None:
        super().__init__(context.look, "", width=960, min_height=560, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Room notification"))
        self._context = context
        self._ids = (subscription_id, notification_id)
        self._wanted = integration_id
        self._start: Start | None = None
        self._origin: Origin | None = None
        self._first: NotificationDraft | None = None
        self._refused: tuple[NotificationDraft, Verdict] | None = None
        self._tested = ("", RoomChoice())
        self._name_typed = bool(notification_id)
        self._was = read_draft(resume) if resume else None
        self.line = SentenceLine(context.look)
        self.top.addWidget(self.line)
        self.tabs = NotificationTabs(context)
        self.tabs.setEnabled(False)
        self.top.addWidget(self.tabs.bar)
        self.tabs.words.turn_by_keys(self)
        self.body.addWidget(self.tabs, 1)
        self.build(self._building_all(resume), in_turns=in_turns)

    def _building_all(self, resume: Draft | None) -> Iterator[None]:
        yield from self.tabs.building()
        self.fields = self.tabs.where
        yield
        self._compose()
        self._keeper = DraftKeeper(self._context.drafts, self, KIND, self._entered, resume)
        self._connect()
        self._read()
        yield

    def _compose(self) -> None:
        look = self._context.look
        self.test_button = self.add_test(self.tr("Test"))
        self.save_button, self.cancel_button = self.add_confirm(self.tr("Save"), self.tr("Cancel"))
        self.save_button.setEnabled(False)
        self.test_button.setEnabled(False)
        self._trial = NotificationTrial(self._context, self, self.test_button)
        self.is_dirty = self.dirty
        self.panel = ClashPanel(look)
        self.top.addWidget(self.panel)
        self._meanwhile = NotificationMeanwhile(
            self._context.services.notifications, self, *self._ids
        )
        self._overtaking = Overtaking(self._context, self._meanwhile, self.panel, TOPICS, self)
        self._saving = Saving(self._context, self, self._overtaking, lambda: self._entered().value)
        self._new = NewIntegration(self._context, self, *self._ids)

    def _connect(self) -> None:
        fields = self.fields
        fields.name.textEdited.connect(self._on_name_edited)
        fields.name.textChanged.connect(self._refresh)
        fields.integration.chosen.connect(self._on_integration_chosen)
        fields.integration.new_asked.connect(self._new.ask)
        self._new.added.connect(self._on_integration_added)
        self._new.failed.connect(self._on_read_failed)
        fields.rooms.changed.connect(self._on_rooms_changed)
        fields.on.toggled.connect(self._refresh)
        self.tabs.changed.connect(self._refresh)
        self.test_button.clicked.connect(self._on_test_clicked)
        self.save_button.clicked.connect(self._on_save_clicked)
        self._overtaking.changed.connect(self._refresh)
        self._overtaking.mended.connect(self.save_button.click)
        self._saving.saved.connect(self._on_saved)
        self._saving.outrun.connect(self._on_outrun)
        self._saving.failed.connect(self._refresh)
        self._saving.refused.connect(self._on_refused)

    # reading

    def _read(self) -> None:
        ids, was = self._ids, self._was
        verbs = self._context.services.notifications
        self._context.jobs.run(
            lambda _job: read_start(verbs, was) if was else Start.read(verbs, *ids),
            then=self._on_read,
            failed=self._on_read_failed,
            lane=Lane.READ,
            owner=self,
        )

    def _on_read(self, start: Start) -> None:
        self._start = start
        self.tabs.show_subscription(start.choices.subscription)
        self.strip.clear()
        self.tabs.setEnabled(True)
        self.show_draft(start.first_draft(self._wanted))
        self._first = self.draft()
        if self._was is not None:
            self._name_typed = True
            self.show_draft(self._was.mine)
            self.tabs.when.hours.show_texts(self._was.hours)
            self._overtaking.look()
        self._set_title(start)
        self.fields.name.setFocus()
        self.fields.name.selectAll()

    def _on_read_failed(self, error: Exception) -> None:
        say_trouble(self._context, self, self.tr("Not read."), error)

    def _set_title(self, start: Start) -> None:
        if start.stored and self._ids[1]:
            title = self.tr("Room notification: {name}").format(name=start.stored.name)
        else:
            name = start.choices.subscription.name
            title = self.tr("Add room notification to {name}").format(name=name)
        self.setWindowTitle(title)

    def _show_integration(self, integration_id: str, choice: RoomChoice) -> None:
        if self._start is None:
            return
        self.fields.integration.show_integrations(self._start.choices.integrations, integration_id)
        integration = self._integration()
        self._origin = Origin(integration, choice) if integration else None
        self.fields.rooms.show_choice(integration, choice)
        self._refresh()

    # what is entered

    def _integration(self) -> Integration | None:
        if self._start is None:
            return None
        return self._start.integration(self.fields.integration.current())

    def draft(self) -> NotificationDraft:
        """Give what is entered."""
        return self.tabs.draft(self._ids[0])

    def _entered(self) -> Entered:
        stored = self._start.stored if self._start and self._ids[1] else None
        mine = self.draft()
        return Entered(mine.name, KeptNotification(stored, mine, self.tabs.when.hours.texts()))

    def dirty(self) -> bool:
        """Whether something was entered."""
        return self._first is not None and self.draft() != self._first

    # what somebody else did

    @property
    def start(self) -> Start | None:
        """What the dialog started from, None until it is read."""
        return self._start

    def go_on(self, start: Start, draft: NotificationDraft) -> None:
        """Edit what ``start`` has stored, with ``draft`` entered."""
        self._start, self._refused = start, None
        if start.stored is not None:
            self.show_draft(draft_of(start.stored))
            self._first = self.draft()
        self.show_draft(draft)
        self._set_title(start)

    def go_on_saved(self, stored: RoomNotification, draft: NotificationDraft) -> None:
        """Edit what was just saved, with ``draft`` entered since."""
        if self._start is None:
            return
        self._ids = (self._ids[0], stored.id)
        self._start, self._refused = Start(self._start.choices, stored), None
        self._first, self.is_dirty = draft_of(stored), self.dirty
        if draft != self.draft():  # somebody may be typing
            self.show_draft(draft)
        self._set_title(self._start)
        self._refresh()

    def show_draft(self, draft: NotificationDraft) -> None:
        """Put a draft into the fields."""
        self.tabs.show_draft(draft)
        self._show_integration(draft.integration_id, draft.rooms)

    def show_around(self, start: Start) -> None:
        """Offer what can be chosen by now; rooms that went are to be chosen anew."""
        if self._start is None or self.fields.rooms.unresolved():
            return
        old, choice = self._integration(), self.fields.rooms.choice()
        self._start = Start(start.choices, self._start.stored)
        self._refused = None  # it may be possible now, and what is not shows by itself
        self.fields.integration.show_integrations(
            start.choices.integrations, self.fields.integration.current()
        )
        new = self._integration()
        if old is not None and new is not None and old.rooms != new.rooms:
            found = repoint(choice, old, new)
            self.fields.rooms.show_choice(new, found.choice, found.unmatched)
        elif old != new:
            self.fields.rooms.show_choice(new, choice)
        self._refresh()

    def begin_anew(self) -> None:
        """Add what was entered as a new room notification."""
        self._ids = (self._ids[0], "")
        self._first = None
        self.is_dirty = lambda: True
        if self._start is not None:
            self._set_title(self._start)
        self._refresh()

    # what is shown

    @Slot()
    def _refresh(self) -> None:
        if self._start is None:
            return
        draft, integration = self.draft(), self._integration()
        self.line.show_sentence(sentence(draft, self._start.choices.subscription, integration))
        unresolved, taken = self.fields.rooms.unresolved(), self._start.choices.taken
        self.tabs.show_summary(draft)
        policy = self.tabs.filter.policy_problems()
        self._show_verdict(
            self._with_refusal(judge(draft, integration, taken, unresolved, policy), draft)
        )
        self.test_button.setEnabled(integration is not None)
        if (draft.integration_id, draft.rooms) != self._tested:
            self._tested = (draft.integration_id, draft.rooms)
            self._trial.forget()
        self._keeper.touch()

    def _with_refusal(self, found: Verdict, draft: NotificationDraft) -> Verdict:
        """``found``, or what only the store could find while nothing else is entered."""
        refused = self._refused
        return refused[1] if refused and refused[0] == draft and not found.note else found

    def _show_verdict(self, verdict: Verdict) -> None:
        # an empty name is no news to somebody who has not been there yet
        told = self._name_typed or bool(self.fields.name.text())
        self.tabs.show_problems(verdict.name if told else "", verdict.rooms, verdict.problems)
        note = self.tr("It was deleted meanwhile.") if self._overtaking.gone else verdict.note
        self.set_note(note)
        self.save_button.setEnabled(not note and not self._saving.busy)

    # what people do

    @Slot()
    def _on_name_edited(self) -> None:
        self._name_typed = True

    @Slot(str)
    def _on_integration_chosen(self, _integration_id: str) -> None:
        integration, origin = self._integration(), self._origin
        if integration is None or self._start is None:
            return
        if origin is None:
            origin = Origin(integration, self.fields.rooms.choice())
            self._origin = origin
        found = repoint(origin.choice, origin.integration, integration)
        self.fields.rooms.show_choice(integration, found.choice, found.unmatched)
        if not self._name_typed:
            self.fields.name.setText(free_name(integration.name, self._start.choices.taken))
        self._refresh()

    @Slot()
    def _on_rooms_changed(self) -> None:
        integration = self._integration()
        if integration is not None and not self.fields.rooms.unresolved():
            self._origin = Origin(integration, self.fields.rooms.choice())
        self._refresh()

    @Slot()
    def _on_test_clicked(self) -> None:
        integration = self._integration()
        if integration is not None:
            self._trial.press(self.draft(), integration)

    @Slot(str, object)
    def _on_integration_added(self, integration_id: str, choices: NotificationChoices) -> None:
        if self._start is None:
            return
        self._start = Start(choices, self._start.stored)
        self.fields.integration.show_integrations(choices.integrations, integration_id)
        self._on_integration_chosen(integration_id)
        self.fields.integration.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves; where that is not possible it goes to the reason."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._start is not None and self.footer.note.text():
            self._name_typed = True
            self._refresh()
            self.tabs.go_to_problem()
            return
        super().keyPressEvent(event)

    # saving

    @Slot()
    def _on_save_clicked(self) -> None:
        if self._start is None:
            return
        self.save_button.setEnabled(False)
        self.panel.clear()
        draft, stored = self.draft(), self._start.stored if self._ids[1] else None
        verbs = self._context.services.notifications

        def save(wanted: Wanted) -> RoomNotification:
            if stored is None:
                return verbs.add(draft, wanted)
            return verbs.edit(stored.id, stored.version, draft, wanted)

        self._saving.run(save, draft.name)

    @Slot(object)
    def _on_saved(self, notification: RoomNotification) -> None:
        self.saved.emit(notification.id)
        self.accept()

    @Slot(object, object)
    def _on_outrun(self, notification: RoomNotification, sent: KeptNotification) -> None:
        self._meanwhile.saved(sent.mine, notification)
        self.saved.emit(notification.id)

    @Slot(object)
    def _on_refused(self, problems: Sequence[Problem]) -> None:
        integration = self._integration()
        if integration is not None:
            self._refused = self.draft(), verdict_of(problems, integration, ())
            self._refresh()
            self.tabs.go_to_problem()
