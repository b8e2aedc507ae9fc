"""A subscription's Settings › General: name and kind, with Save and Revert."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.errors import Invalid, NotFound
from hipadmin.domain.ports import Topic
from hipadmin.domain.subscription import Subscription, SubscriptionDraft
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.overtaking import Overtaking
from hipadmin.gui.dialogs.subscription_draft import KIND, KeptSubscription
from hipadmin.gui.dialogs.subscription_form import SubscriptionForm
from hipadmin.gui.dialogs.subscription_meanwhile import Hooks, Start, SubscriptionMeanwhile
from hipadmin.gui.drafts.keeper import Entered, FormKeeper
from hipadmin.gui.jobs import Lane
from hipadmin.gui.keyboard.shortcuts import Shortcut, bind
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.quitting import Unsaved
from hipadmin.gui.widgets.button import primary, standard
from hipadmin.gui.widgets.clash_panel import ClashPanel
from hipadmin.gui.widgets.form import FIELD_MOST, LABEL_WIDTH, Form
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.surface import Surface

TOPICS = frozenset((Topic.SUBSCRIPTIONS,))


class SubscriptionGeneralPage(Surface):
    """A form that is saved when a person says so; changes by others do not overwrite entries.

    Signals:
        subscription_gone: the subscription shown does not exist any more.
        source_asked: it shall be shown how a source sends its events here.
    """

    subscription_gone = Signal()
    source_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context.look, "base", parent=parent)
        self._context = context
        self._subscription_id = ""
        self._adding = self._saving = False
        self.head = PageHead(context.look, self.tr("General"))
        form = Form(context.look)
        self.fields = SubscriptionForm(context.look, form)
        self.save_button = primary(context.look, self.tr("Save"))
        self.revert_button = standard(context.look, self.tr("Revert"), Icon.UNDO)
        self.source_button = standard(context.look, self.tr("Connect a source…"), Icon.SOURCE)
        self.panel = ClashPanel(context.look)
        self._meanwhile = SubscriptionMeanwhile(
            context.services.subscriptions,
            self.fields,
            Hooks(self._on_stored_moved, self._give_up, self._leave_if_untouched),
        )
        self._overtaking = Overtaking(
            context, self._meanwhile, self.panel, TOPICS, self, self._watches
        )
        self._keeper = FormKeeper(context.drafts, self, KIND, self._entered, self.dirty)
        self._arrange(form)
        self._connect()
        self._refresh()

    def _watches(self) -> bool:
        return self.isVisible() and self._meanwhile.stored is not None

    def _arrange(self, form: Form) -> None:
        px = self.look.px
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.revert_button)
        buttons.addStretch(1)
        box = QWidget()
        box.setLayout(buttons)
        buttons.setContentsMargins(0, px(8), 0, 0)
        form.add_in_field_column(box)
        form.add_in_field_column(self.source_button)
        form.setMaximumWidth(px(LABEL_WIDTH + 16 + FIELD_MOST))
        side = QHBoxLayout()
        side.setContentsMargins(px(24), px(24), px(24), px(24))
        side.addWidget(form, 1)
        side.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.panel)
        column.addLayout(side)
        column.addStretch(1)
        side.setAlignment(form, Qt.AlignmentFlag.AlignTop)

    def _connect(self) -> None:
        self.fields.changed.connect(self._refresh)
        self._overtaking.changed.connect(self._refresh)
        self._overtaking.mended.connect(self.save_button.click)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.revert_button.clicked.connect(self._on_revert_clicked)
        self.source_button.clicked.connect(self.source_asked)
        bind(self, Shortcut.SAVE, self.save_button.click)

    # what the dashboard calls

    def show_subscription(self, subscription_id: str) -> None:
        """Show this subscription; entries about another one are left in a draft, and offered."""
        if subscription_id != self._subscription_id:
            if self.dirty():
                self._keeper.leave_behind()
            self._subscription_id = subscription_id
            self._meanwhile.stored = None
            self._overtaking.gone = self._adding = False
            self.panel.clear()
            self._keeper.save()
        self.reload()

    def activate(self) -> None:
        """The page is shown: read what is stored."""
        self.reload()

    def default_focus(self) -> QWidget:
        """Give the widget that takes the focus when the page is shown."""
        return self.fields.name

    def reload(self) -> None:
        """Read again; what a person is entering stays."""
        wanted, verbs = self._subscription_id, self._context.services.subscriptions
        if self._meanwhile.stored is not None:
            self._overtaking.look()
        elif wanted and not self._adding:
            self._context.jobs.run(
                lambda _job: Start.read(verbs, wanted),
                then=self._on_read,
                failed=self._on_not_read,
                lane=Lane.READ,
                owner=self,
            )

    def unsaved(self) -> Unsaved:
        """What is entered, for whoever quits."""
        place = self.tr("General of {name}").format(name=self._meanwhile.name())
        return Unsaved(place, self.dirty, self.save_button, self.revert_button.click)

    def dirty(self) -> bool:
        """Whether something is entered that is not saved; what is added again is nowhere else."""
        return self._adding or self._meanwhile.dirty()

    def _entered(self) -> Entered:
        mine = self.fields.draft()
        return Entered(mine.name, KeptSubscription(self._meanwhile.stored, mine))

    def _on_read(self, start: Start) -> None:
        if start.stored is None or start.stored.id != self._subscription_id:
            return
        if self._meanwhile.stored is not None:
            return  # read twice, by a page shown while it read: what is entered since stays
        self._meanwhile.stored = start.stored
        self.fields.set_taken(start.taken)
        self.fields.show_subscription(start.stored)
        self.head.set_count(start.stored.name)
        self._refresh()

    def _on_not_read(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self.subscription_gone.emit()
        else:
            self._context.navigator.explain(error)

    def _on_stored_moved(self, stored: Subscription | None) -> None:
        self._adding = stored is None
        self.head.set_count(stored.name if stored is not None else None)
        self._refresh()

    def _leave_if_untouched(self) -> bool:
        untouched = not self.dirty()
        if untouched:
            self.subscription_gone.emit()
        return untouched

    def _give_up(self) -> None:
        """Leave a subscription that is gone, and what was entered about it."""
        self._meanwhile.stored, self._adding = None, False
        self._keeper.save()
        self.subscription_gone.emit()

    # what people do

    @Slot()
    def _refresh(self) -> None:
        dirty, gone = self.dirty(), self._overtaking.gone
        ready = dirty and not gone and not self._saving
        self.save_button.setEnabled(ready and not self.fields.problems())
        self.revert_button.setEnabled(dirty and not gone and not self._saving)
        self._keeper.touch()

    @Slot()
    def _on_revert_clicked(self) -> None:
        if self._adding:
            self._give_up()
            return
        if self._meanwhile.stored is not None:
            self.panel.clear()
            self.fields.show_subscription(self._meanwhile.stored)
            self._keeper.save()
        self.fields.name.setFocus()

    @Slot()
    def _on_save_clicked(self) -> None:
        old, draft = self._meanwhile.stored, self.fields.draft()
        if old is None and not self._adding:
            return
        verbs, shown = self._context.services.subscriptions, self._subscription_id
        self._saving = True
        self._refresh()
        self.panel.clear()
        self._overtaking.pause(True)
        self._context.jobs.run(
            lambda _job: verbs.edit(old.id, old.version, draft) if old else verbs.add(draft),
            then=lambda stored: self._on_saved(shown, draft, stored),
            failed=lambda error: self._on_not_saved(shown, error),
            owner=self,
            title=self.tr("Saving {name}").format(name=draft.name),
        )

    def _on_saved(self, shown: str, sent: SubscriptionDraft, stored: Subscription) -> None:
        self._end_saving()
        if shown == self._subscription_id:
            self._go_on(sent, stored)
        self._context.watch.look()
        self._context.navigator.note(self.tr("Saved {name}.").format(name=stored.name))

    def _go_on(self, sent: SubscriptionDraft, stored: Subscription) -> None:
        anew = self._adding
        self._meanwhile.saved(sent, stored)
        self._keeper.save()
        if anew:
            self._context.navigator.show_subscription_integrations(stored.id)

    def _on_not_saved(self, shown: str, error: Exception) -> None:
        self._end_saving()
        if shown != self._subscription_id:
            self._context.navigator.explain(error)  # its draft was left behind
        elif isinstance(error, Invalid):
            self.fields.refuse(error.problems)
        elif not self._overtaking.refused(error):
            self._context.navigator.explain(error)

    def _end_saving(self) -> None:
        self._saving = False
        self._overtaking.pause(False)
        self._refresh()
