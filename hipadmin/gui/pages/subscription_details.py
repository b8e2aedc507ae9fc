"""What is selected on the page Subscriptions, with the room notifications that stand in it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal

from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.notification_columns import NotificationLine, plain_notification_columns
from hipadmin.gui.models.subscription_columns import notifications_count
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.pages.details_panel import DetailsPanel
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.surface import Card
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.words.kinds import kind_name
from hipadmin.services.views import NotificationRow, SubscriptionRow


class SubscriptionDetails(DetailsPanel):
    """Head with Open, Edit, Delete, and a card of the room notifications.

    Signals:
        open_asked, edit_asked, delete_asked: the button of that name was pressed.
    """

    open_asked = Signal()
    edit_asked = Signal()
    delete_asked = Signal()

    def __init__(self, context: Context) -> None:
        look = context.look
        self.open_button = standard(look, "", Icon.ARROW_RIGHT)
        self.edit_button = standard(look, "", Icon.PENCIL)
        self.delete_button = standard(look, "", Icon.TRASH)
        super().__init__(look, (self.open_button, self.edit_button, self.delete_button))
        self._context = context
        self._shown_id = ""
        self._name_buttons()
        self._build_card()

    def _name_buttons(self) -> None:
        self.open_button.setText(self.tr("Open"))
        self.edit_button.setText(self.tr("E&dit"))
        self.delete_button.setText(self.tr("De&lete"))
        self.open_button.clicked.connect(self.open_asked)
        self.edit_button.clicked.connect(self.edit_asked)
        self.delete_button.clicked.connect(self.delete_asked)

    def _build_card(self) -> None:
        look = self.look
        self.card = Card(look, self.tr("Room notifications"))
        self.table = Table(look, self.tr("Room notifications"), in_card=True)
        self._model: RowsModel[NotificationLine] = RowsModel(
            plain_notification_columns(), lambda line: line.id, self
        )
        self.table.setModel(self._model)
        self.table.activated_row.connect(self.open_asked)
        self.nothing = Label(look, "", color="text2", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)  # where the first row would stand
        self.nothing.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self.card.content.addWidget(self.nothing)
        self.card.content.addWidget(self.table, 1)
        self.cards.addWidget(self.card)

    def show_rows(self, rows: Sequence[SubscriptionRow]) -> None:
        """Show what is selected: one subscription, several, or nothing."""
        one = rows[0] if len(rows) == 1 else None
        for button in (self.open_button, self.edit_button):
            button.setVisible(one is not None)
        self.delete_button.setEnabled(bool(rows))
        self._shown_id = one.id if one else ""
        if one:
            self.show_head(one.subscription.name, None, kind_name(one.subscription.kind))
            self._read_notifications(one.id)
            return
        self._show_several(rows)

    def _show_several(self, rows: Sequence[SubscriptionRow]) -> None:
        if not rows:
            self.show_head(self.tr("Nothing is selected"))
            self._show_notifications((), self.tr("Select a subscription to see what it uses."))
            return
        self.show_head(self.tr("{count} subscriptions selected").format(count=len(rows)))
        total = notifications_count(sum(row.notifications for row in rows))
        self._show_notifications((), self.tr("Together: {total}").format(total=total))

    def _read_notifications(self, subscription_id: str) -> None:
        self._context.jobs.run(
            lambda _job: (
                subscription_id,
                self._context.services.views.notifications(subscription_id),
            ),
            then=self._on_read,
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    def _on_read(self, answer: tuple[str, Sequence[NotificationRow]]) -> None:
        subscription_id, rows = answer
        if subscription_id == self._shown_id:
            self._show_notifications(rows, self.tr("No integration posts for it yet."))

    def _on_failed(self, error: Exception) -> None:
        # it may have been deleted meanwhile; then the list is about to say so
        self._show_notifications((), str(error))

    def _show_notifications(self, rows: Sequence[NotificationRow], nothing: str) -> None:
        self._model.set_rows([NotificationLine(row) for row in rows])
        self.card.set_count(len(rows) or None)
        self.nothing.set_text(nothing)
        self.nothing.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self.card.content.setStretchFactor(self.nothing, 0 if rows else 1)
