"""The dialog of a room notification: what a subscription sends where."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.domain.errors import Conflict, Invalid
from hipadmin.domain.integration import Integration
from hipadmin.domain.repoint import repoint
from hipadmin.domain.subscription import (
    NotificationDraft,
    RoomChoice,
    RoomNotification,
)
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.notification_fields import NotificationFields
from hipadmin.gui.dialogs.notification_start import Origin, Start
from hipadmin.gui.dialogs.notification_trial import NotificationTrial
from hipadmin.gui.dialogs.notification_verdict import Verdict, judge, verdict_of
from hipadmin.gui.dialogs.saving import say_trouble
from hipadmin.gui.dialogs.sentence_line import SentenceLine
from hipadmin.gui.jobs import Lane
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.sentence import sentence
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.message_bar import Act, Message
from hipadmin.services.names import free_name
from hipadmin.services.subscriptions import NotificationChoices


class RoomNotificationDialog(DialogFrame):
    """Adds or edits a room notification; a sentence on top always says what it will do.

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
    ) -> None:
        super().__init__(context.look, "", width=760, min_height=560, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Room notification"))
        self._context = context
        self._ids = (subscription_id, notification_id)
        self._wanted = integration_id
        self._start: Start | None = None
        self._origin: Origin | None = None
        self._first: NotificationDraft | None = None
        self._tested = ("", RoomChoice())
        self._name_typed = bool(notification_id)
        self._compose()
        self._connect()
        self._read()

    def _compose(self) -> None:
        look = self._context.look
        self.line = SentenceLine(look)
        self.top.addWidget(self.line)
        self.fields = NotificationFields(look)
        self.fields.setEnabled(False)
        self.body.addWidget(self.fields)
        self.body.addStretch(1)
        self.test_button = self.add_test(self.tr("Test"))
        self.save_button, self.cancel_button = self.add_confirm(self.tr("Save"), self.tr("Cancel"))
        self.save_button.setEnabled(False)
        self.test_button.setEnabled(False)
        self._trial = NotificationTrial(self._context, self, self.test_button)
        self.is_dirty = self._dirty

    def _connect(self) -> None:
        fields = self.fields
        fields.name.textEdited.connect(self._on_name_edited)
        fields.name.textChanged.connect(self._refresh)
        fields.integration.chosen.connect(self._on_integration_chosen)
        fields.integration.new_asked.connect(self._on_new_asked)
        fields.rooms.changed.connect(self._on_rooms_changed)
        fields.on.toggled.connect(self._refresh)
        self.test_button.clicked.connect(self._on_test_clicked)
        self.save_button.clicked.connect(self._on_save_clicked)

    # reading

    def _read(self) -> None:
        subscription_id, notification_id = self._ids
        verbs = self._context.services.notifications
        self._context.jobs.run(
            lambda _job: Start.read(verbs, subscription_id, notification_id),
            then=self._on_read,
            failed=self._on_read_failed,
            lane=Lane.READ,
            owner=self,
        )

    def _on_read(self, start: Start) -> None:
        self._start = start
        self.strip.clear()
        self.fields.setEnabled(True)
        first = start.first_draft(self._wanted)
        self.fields.name.setText(first.name)
        self.fields.on.setChecked(first.enabled)
        self._show_integration(first.integration_id, first.rooms)
        self._first = self.draft()
        self._set_title(start)
        self.fields.name.setFocus()
        self.fields.name.selectAll()

    def _on_read_failed(self, error: Exception) -> None:
        say_trouble(self._context, self, self.tr("Not read."), error)

    def _set_title(self, start: Start) -> None:
        if start.stored:
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
        """Give what is entered; what this dialog does not show stays as it is stored."""
        stored = self._start.stored if self._start else None
        return NotificationDraft(
            self._ids[0],
            self.fields.integration.current(),
            self.fields.name.text(),
            self.fields.rooms.choice(),
            stored.projects if stored else (),
            stored.policy if stored else None,
            stored.send_when_clears if stored else False,
            self.fields.on.isChecked(),
        )

    def _dirty(self) -> bool:
        return self._first is not None and self.draft() != self._first

    # what is shown

    @Slot()
    def _refresh(self) -> None:
        if self._start is None:
            return
        draft, integration = self.draft(), self._integration()
        self.line.show_sentence(sentence(draft, self._start.choices.subscription, integration))
        unresolved = self.fields.rooms.unresolved()
        self._show_verdict(judge(draft, integration, self._start.choices.taken, unresolved))
        self.test_button.setEnabled(integration is not None)
        if (draft.integration_id, draft.rooms) != self._tested:
            self._tested = (draft.integration_id, draft.rooms)
            self._trial.forget()

    def _show_verdict(self, verdict: Verdict) -> None:
        # an empty name is no news to somebody who has not been there yet
        told = self._name_typed or bool(self.fields.name.text())
        self.fields.show_problems(verdict.name if told else "", verdict.rooms)
        self.set_note(verdict.note)
        self.save_button.setEnabled(not verdict.note)

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
            own = self.fields.rooms.choice().own
            origin = Origin(integration, RoomChoice(own=own))
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

    @Slot()
    def _on_new_asked(self) -> None:
        from hipadmin.gui.dialogs.integration import IntegrationDialog

        dialog = IntegrationDialog(self._context, self)
        dialog.saved.connect(self._on_integration_added)
        dialog.open()

    @Slot(str)
    def _on_integration_added(self, integration_id: str) -> None:
        subscription_id, notification_id = self._ids
        verbs = self._context.services.notifications
        self._context.jobs.run(
            lambda _job: (integration_id, verbs.choices(subscription_id, but=notification_id)),
            then=self._on_choices_read,
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    def _on_choices_read(self, answer: tuple[str, NotificationChoices]) -> None:
        integration_id, choices = answer
        if self._start is None:
            return
        self._start = Start(choices, self._start.stored)
        self.fields.integration.show_integrations(choices.integrations, integration_id)
        self._on_integration_chosen(integration_id)
        self.fields.integration.setFocus()

    # saving

    @Slot()
    def _on_save_clicked(self) -> None:
        if self._start is None:
            return
        self.save_button.setEnabled(False)
        draft, stored = self.draft(), self._start.stored
        verbs = self._context.services.notifications
        self._context.jobs.run(
            lambda _job: (
                verbs.edit(stored.id, stored.version, draft) if stored else verbs.add(draft)
            ),
            then=self._on_saved,
            failed=self._on_failed,
            owner=self,
            title=self.tr("Saving {name}").format(name=draft.name),
        )

    def _on_saved(self, notification: RoomNotification) -> None:
        self._context.watch.look()
        self.saved.emit(notification.id)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._refresh()
        integration = self._integration()
        if isinstance(error, Invalid) and integration is not None:
            self._show_verdict(verdict_of(error.problems, integration, ()))
        elif isinstance(error, Conflict) and not error.gone:
            again = Act(self.tr("Read again"), self._read)
            cause = self.tr("Not saved.")
            self.strip.show_message(Message(Tone.DANGER, cause, error.text, (again,)))
        else:
            say_trouble(self._context, self, self.tr("Not saved."), error)
