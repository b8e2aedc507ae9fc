"""The dialog that copies a room notification to other subscriptions."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.footing import Footing
from hipadmin.gui.dialogs.saving import say_trouble
from hipadmin.gui.dialogs.subscription_choice import SubscriptionChoice
from hipadmin.gui.dialogs.underway import Underway
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.form import Form
from hipadmin.gui.widgets.labels import Label
from hipadmin.services.configuration.duplicating import DuplicateChoices, Target

TOPICS = frozenset((Topic.INTEGRATIONS, Topic.SUBSCRIPTIONS, Topic.NOTIFICATIONS))


class DuplicateDialog(DialogFrame):
    """Chooses the subscriptions that get a copy, and says which use the integration so far.

    Signals:
        duplicated: the copies were stored; the dialog closes by itself.
    """

    duplicated = Signal()

    def __init__(self, context: Context, parent: QWidget, notification_id: str) -> None:
        super().__init__(context.look, "", width=560, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Duplicate room notification"))
        look = context.look
        self._context = context
        self._choices: DuplicateChoices | None = None
        self._underway = Underway(context, self)
        verbs = context.services.notifications
        read = partial(verbs.duplicate_choices, notification_id)
        self._footing = Footing(context, self, notification_id, read, TOPICS)
        self._footing.found.connect(self._on_read)
        self._footing.lost.connect(self._refresh)
        self.intro = Label(look, "", wrap=True)
        self.choice = SubscriptionChoice(look)
        form = Form(look)
        form.add_row(self.tr("Subscriptions"), self.choice)
        self.body.addWidget(self.intro)
        self.body.addWidget(form)
        self.body.addStretch(1)
        self.save_button, self.cancel_button = self.add_confirm(self.tr("Duplicate"))
        self.save_button.clicked.connect(self._on_duplicate_clicked)
        self.choice.changed.connect(self._refresh)
        self.is_dirty = lambda: bool(self.choice.chosen())
        self._refresh()
        self._footing.look()

    @Slot(object)
    def _on_read(self, choices: DuplicateChoices) -> None:
        self._choices = choices
        name = choices.notification.name
        self.setWindowTitle(self.tr("Duplicate room notification: {name}").format(name=name))
        text = self.tr("Copies have the same rooms of {integration}, filter and message.")
        self.intro.set_text(text.format(integration=choices.integration))
        facts = {t.subscription.id: self._fact(t, choices) for t in choices.targets}
        self.choice.show_subscriptions([t.subscription for t in choices.targets], facts)
        self._refresh()

    def _fact(self, target: Target, choices: DuplicateChoices) -> str:
        text = self.tr("does not use {integration} yet")
        if target.uses:
            text = self.tr("uses {integration} already")
        fact = text.format(integration=choices.integration)
        if target.name == choices.notification.name:
            return fact
        called = self.tr("the copy is called {name}").format(name=target.name)
        return f"{fact}, {called}"

    @Slot()
    def _refresh(self) -> None:
        needs = "" if self.choice.chosen() else self.tr("Choose a subscription.")
        note = self._footing.note or needs
        self.set_note(note)
        ready = self._choices is not None and not self._underway.busy
        self.save_button.setEnabled(ready and not note)

    @Slot()
    def _on_duplicate_clicked(self) -> None:
        choices, chosen = self._choices, self.choice.chosen()
        if choices is None:
            return
        source, verbs = choices.notification, self._context.services.notifications
        self.save_button.setEnabled(False)
        self.strip.clear()
        self._underway.run(
            lambda wanted: verbs.duplicate(source.id, source.version, chosen, wanted),
            then=lambda _made: self._on_duplicated(source.name),
            failed=self._on_failed,
            given_up=self._refresh,
            title=self.tr("Duplicating {name}").format(name=source.name),
        )

    def _on_duplicated(self, name: str) -> None:
        self._context.watch.look()
        self._context.navigator.note(self.tr("Duplicated {name}.").format(name=name))
        self.duplicated.emit()
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        say_trouble(self._context, self, self.tr("Not duplicated."), error)
        self._footing.look()  # what can be chosen by now; the next press copies what is stored
        self._refresh()
