"""The dialog that adds or edits a subscription."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.domain.ports import Topic
from hipadmin.domain.subscription import Subscription
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.overtaking import Overtaking
from hipadmin.gui.dialogs.saving import Saving
from hipadmin.gui.dialogs.subscription_draft import KIND, KeptSubscription
from hipadmin.gui.dialogs.subscription_draft import read as read_draft
from hipadmin.gui.dialogs.subscription_form import SubscriptionForm
from hipadmin.gui.dialogs.subscription_meanwhile import Hooks, SubscriptionMeanwhile
from hipadmin.gui.drafts.keeper import DraftKeeper, Entered
from hipadmin.gui.widgets.clash_panel import ClashPanel
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.form import Form
from hipadmin.recovery.draft_folder import Draft
from hipadmin.services.wanted import Wanted

TOPICS = frozenset((Topic.SUBSCRIPTIONS,))


class SubscriptionDialog(DialogFrame):
    """Asks for name and kind; ``resume`` is a draft to go on from.

    Signals:
        saved: id of the subscription that was added or changed.
    """

    saved = Signal(str)

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        subscription: Subscription | None = None,
        resume: Draft | None = None,
    ) -> None:
        super().__init__(context.look, "", width=560, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        form = Form(context.look)
        self.fields = SubscriptionForm(context.look, form)
        self.panel = ClashPanel(context.look)
        verbs = context.services.subscriptions
        self._meanwhile = SubscriptionMeanwhile(
            verbs, self.fields, Hooks(self._on_stored_moved, self.leave)
        )
        self._overtaking = Overtaking(context, self._meanwhile, self.panel, TOPICS, self)
        self._saving = Saving(context, self, self._overtaking, lambda: self._entered().value)
        was = read_draft(resume) if resume else None
        self._keeper = DraftKeeper(context.drafts, self, KIND, self._entered, resume)
        subscription = was.base if was else subscription
        self._meanwhile.stored = subscription
        if subscription is not None:
            self.fields.show_subscription(subscription)
        self._empty = self.fields.draft()
        if was is not None:
            self.fields.show_draft(was.mine)
        self.top.addWidget(self.panel)
        self.body.addWidget(form)
        self.body.addStretch(1)
        self.save_button, self.cancel_button = self.add_confirm(self.tr("Save"), self.tr("Cancel"))
        self.is_dirty = self._dirty
        self._connect()
        self._set_title()
        self.fields.name.setFocus()
        self._refresh()
        self._overtaking.look()  # reads the names that are taken

    def _connect(self) -> None:
        self.save_button.clicked.connect(self._on_save_clicked)
        self.fields.changed.connect(self._refresh)
        self._overtaking.changed.connect(self._refresh)
        self._overtaking.mended.connect(self.save_button.click)
        self._saving.failed.connect(self._refresh)
        self._saving.refused.connect(self.fields.refuse)
        self._saving.saved.connect(self._on_saved)
        self._saving.outrun.connect(self._on_outrun)

    def _set_title(self) -> None:
        adding = self._meanwhile.stored is None
        self.setWindowTitle(self.tr("Add subscription") if adding else self.tr("Edit subscription"))

    def _entered(self) -> Entered:
        mine = self.fields.draft()
        return Entered(mine.name, KeptSubscription(self._meanwhile.stored, mine))

    def _dirty(self) -> bool:
        if self._meanwhile.stored is None:
            return self.fields.draft() != self._empty
        return self._meanwhile.dirty()

    def _on_stored_moved(self, stored: Subscription | None) -> None:
        if stored is None:
            self._empty = self.fields.empty()
        self._set_title()
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        problems, gone = self.fields.problems(), self._overtaking.gone
        self.save_button.setEnabled(not problems and not gone and not self._saving.busy)
        named = self.fields.draft().name.strip()
        needs = self.tr("Save needs another name.") if named else self.tr("Save needs a name.")
        note = needs if problems else ""
        self.set_note(self.tr("It was deleted meanwhile.") if gone else note)
        self._keeper.touch()

    @Slot()
    def _on_save_clicked(self) -> None:
        self.save_button.setEnabled(False)
        self.panel.clear()
        old, draft = self._meanwhile.stored, self.fields.draft()
        verbs = self._context.services.subscriptions

        def save(wanted: Wanted) -> Subscription:
            if old is None:
                return verbs.add(draft, wanted)
            return verbs.edit(old.id, old.version, draft, wanted)

        self._saving.run(save, draft.name)

    @Slot(object)
    def _on_saved(self, subscription: Subscription) -> None:
        self.saved.emit(subscription.id)
        self.accept()

    @Slot(object, object)
    def _on_outrun(self, subscription: Subscription, sent: KeptSubscription) -> None:
        self._meanwhile.saved(sent.mine, subscription)
        self.saved.emit(subscription.id)
