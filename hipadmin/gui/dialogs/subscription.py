"""The dialog that adds or edits a subscription."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.domain.errors import Invalid
from hipadmin.domain.subscription import Subscription
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.saving import say_trouble
from hipadmin.gui.dialogs.subscription_form import SubscriptionForm
from hipadmin.gui.jobs import Lane
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.form import Form


class SubscriptionDialog(DialogFrame):
    """Asks for name and kind.

    Signals:
        saved: id of the subscription that was added or changed.
    """

    saved = Signal(str)

    def __init__(
        self, context: Context, parent: QWidget, subscription: Subscription | None = None
    ) -> None:
        super().__init__(context.look, "", width=560, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        adding = subscription is None
        self.setWindowTitle(self.tr("Add subscription") if adding else self.tr("Edit subscription"))
        self._context = context
        self._subscription = subscription
        form = Form(context.look)
        self.fields = SubscriptionForm(context.look, form)
        if subscription is not None:
            self.fields.show_subscription(subscription)
        self._start = self.fields.draft()
        self.body.addWidget(form)
        self.body.addStretch(1)
        self.save_button, self.cancel_button = self.add_confirm(self.tr("Save"), self.tr("Cancel"))
        self.is_dirty = self._dirty
        self.save_button.clicked.connect(self._on_save_clicked)
        self.fields.changed.connect(self._on_fields_changed)
        self.fields.name.setFocus()
        self._on_fields_changed()
        self._read_names()

    def _dirty(self) -> bool:
        return self.fields.draft() != self._start

    def _read_names(self) -> None:
        services = self._context.services
        but = self._subscription.id if self._subscription else ""
        self._context.jobs.run(
            lambda _job: services.subscriptions.names(but=but),
            then=self.fields.set_taken,
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    @Slot()
    def _on_fields_changed(self) -> None:
        problems = self.fields.problems()
        self.save_button.setEnabled(not problems)
        self.set_note(self.tr("Save needs another name.") if problems else "")

    @Slot()
    def _on_save_clicked(self) -> None:
        self.save_button.setEnabled(False)
        services, old, draft = self._context.services, self._subscription, self.fields.draft()
        verbs = services.subscriptions
        self._context.jobs.run(
            lambda _job: verbs.edit(old.id, old.version, draft) if old else verbs.add(draft),
            then=self._on_saved,
            failed=self._on_failed,
            owner=self,
            title=self.tr("Saving {name}").format(name=draft.name),
        )

    def _on_saved(self, subscription: Subscription) -> None:
        self._context.watch.look()
        self.saved.emit(subscription.id)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._on_fields_changed()
        if isinstance(error, Invalid):
            self.fields.show_problems(error.problems)
        else:
            say_trouble(self._context, self, self.tr("Not saved."), error)
