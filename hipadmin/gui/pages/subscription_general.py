"""A subscription's Settings › General: name and kind, with Save and Revert."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.errors import Invalid, NotFound
from hipadmin.domain.ports import Topic
from hipadmin.domain.subscription import Subscription
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.subscription_form import SubscriptionForm
from hipadmin.gui.icons import Icon
from hipadmin.gui.jobs import Lane
from hipadmin.gui.widgets.button import primary, standard
from hipadmin.gui.widgets.form import FIELD_MOST, LABEL_WIDTH, Form
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.surface import Surface

Answer = tuple[Subscription, tuple[str, ...]]


class SubscriptionGeneralPage(Surface):
    """A form that is saved when a person says so; changes by others do not overwrite entries.

    Signals:
        subscription_gone: the subscription shown does not exist any more.
    """

    subscription_gone = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context.look, "base", parent=parent)
        self._context = context
        self._subscription_id = ""
        self._stored: Subscription | None = None
        self.head = PageHead(context.look, self.tr("General"))
        form = Form(context.look)
        self.fields = SubscriptionForm(context.look, form)
        self.save_button = primary(context.look, self.tr("Save"))
        self.revert_button = standard(context.look, self.tr("Revert"), Icon.UNDO)
        self._arrange(form)
        self._connect()
        self._on_fields_changed()

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
        form.setMaximumWidth(px(LABEL_WIDTH + 16 + FIELD_MOST))
        side = QHBoxLayout()
        side.setContentsMargins(px(24), px(24), px(24), px(24))
        side.addWidget(form, 1)
        side.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(side)
        column.addStretch(1)
        side.setAlignment(form, Qt.AlignmentFlag.AlignTop)

    def _connect(self) -> None:
        self.fields.changed.connect(self._on_fields_changed)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.revert_button.clicked.connect(self._on_revert_clicked)
        self._context.watch.moved.connect(self._on_moved)
        save = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.save_button.click)

    # what the dashboard calls

    def show_subscription(self, subscription_id: str) -> None:
        """Show this subscription; entries about another one are dropped."""
        if subscription_id != self._subscription_id:
            self._subscription_id = subscription_id
            self._stored = None
        self.reload()

    def activate(self) -> None:
        """The page is shown: read what is stored."""
        self.reload()

    def default_focus(self) -> QWidget:
        """Give the widget that takes the focus when the page is shown."""
        return self.fields.name

    def reload(self) -> None:
        """Read again; what a person is entering stays."""
        wanted, verbs = self._subscription_id, self._context.services
        if not wanted:
            return
        self._context.jobs.run(
            lambda _job: (
                verbs.notifications.choices(wanted).subscription,
                verbs.subscriptions.names(but=wanted),
            ),
            then=self._on_read,
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    def dirty(self) -> bool:
        """Whether something is entered that is not saved."""
        old, draft = self._stored, self.fields.draft()
        return old is not None and (old.name, old.kind) != (draft.name, draft.kind)

    def _on_read(self, answer: Answer) -> None:
        subscription, taken = answer
        if subscription.id != self._subscription_id:
            return
        untouched = not self.dirty()
        self._stored = subscription if untouched or self._stored is None else self._stored
        self.head.set_count(self._stored.name)
        self.fields.set_taken(taken)
        if untouched:
            self.fields.show_subscription(subscription)
        self._on_fields_changed()

    def _on_failed(self, error: Exception) -> None:
        self._on_fields_changed()
        if isinstance(error, NotFound):
            self.subscription_gone.emit()
        elif isinstance(error, Invalid):
            self.fields.show_problems(error.problems)
        else:
            self._context.navigator.explain(error)

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if Topic.SUBSCRIPTIONS in topics and self.isVisible():
            self.reload()

    # what people do

    @Slot()
    def _on_fields_changed(self) -> None:
        dirty = self.dirty()
        self.save_button.setEnabled(dirty and not self.fields.problems())
        self.revert_button.setEnabled(dirty)

    @Slot()
    def _on_revert_clicked(self) -> None:
        self._stored = None
        self.reload()
        self.fields.name.setFocus()

    @Slot()
    def _on_save_clicked(self) -> None:
        old, draft = self._stored, self.fields.draft()
        if old is None:
            return
        self.save_button.setEnabled(False)
        self._context.jobs.run(
            lambda _job: self._context.services.subscriptions.edit(old.id, old.version, draft),
            then=self._on_saved,
            failed=self._on_failed,
            owner=self,
            title=self.tr("Saving {name}").format(name=draft.name),
        )

    def _on_saved(self, subscription: Subscription) -> None:
        self._stored = subscription
        self.fields.show_subscription(subscription)
        self.head.set_count(subscription.name)
        self._context.watch.look()
        self._context.navigator.note(self.tr("Saved {name}.").format(name=subscription.name))
