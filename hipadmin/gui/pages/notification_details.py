"""What is selected among the room notifications: the sentence, its facts, its rooms, a test."""

from collections.abc import Sequence
from functools import cached_property
from html import escape

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.policy import Policy, PolicyError
from hipadmin.gui.acts.room_run import RoomRun
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.room_columns import RoomLine, room_line_columns, room_lines
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.pages.details_panel import DetailsPanel
from hipadmin.gui.pages.facts import Fact, Facts
from hipadmin.gui.pages.last_deliveries import LastDeliveries
from hipadmin.gui.pages.row_menu import test_button
from hipadmin.gui.pages.run_card import RunCard
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.labels import Label, Rich
from hipadmin.gui.widgets.line_area import LineArea
from hipadmin.gui.widgets.surface import Card, Stack, line
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.words.sentence import draft_of, sentence
from hipadmin.gui.words.texts import result_age, result_fact, state_mark
from hipadmin.services.views import IntegrationDetails, NotificationRow

translate = QCoreApplication.translate

ROOMS_WIDTH, ROOMS_LEAST, ABOUT_LEAST = 396, 300, 340
ABOUT_LOW = 84
"""Design px for a sentence of three lines and the first fact."""
_NO_LIMIT = 16_777_215
"""Qt's own largest width."""
NAMED_AT_ONCE = 6
"""Selected room notifications that are told one by one."""


class NotificationDetails(DetailsPanel):
    """Head with its acts, the sentence at the left, rooms or a running test at the right.

    Signals:
        test_asked, edit_asked, delete_asked: the button of that name was pressed.
        message_asked: a message to its rooms shall be composed.
        on_asked, off_asked: Turn on or Turn off was pressed for several.
    """

    test_asked = Signal()
    message_asked = Signal()
    edit_asked = Signal()
    delete_asked = Signal()
    on_asked = Signal()
    off_asked = Signal()

    def __init__(self, context: Context) -> None:
        look = context.look
        self.on_button = standard(look, "")
        self.off_button = standard(look, "")
        self.test_button = test_button(look, lambda: self.message_asked.emit())
        self.edit_button = standard(look, "", Icon.PENCIL)
        self.delete_button = standard(look, "", Icon.TRASH)
        buttons = (self.on_button, self.off_button, self.test_button)
        super().__init__(look, (*buttons, self.edit_button, self.delete_button))
        self._context = context
        self._row: NotificationRow | None = None
        self._tested_id = self._delivered = ""
        self._name_buttons()
        self._build_cards()

    def _name_buttons(self) -> None:
        self.on_button.setText(self.tr("Turn &on"))
        self.off_button.setText(self.tr("Tu&rn off"))
        self.edit_button.setText(self.tr("E&dit"))
        self.delete_button.setText(self.tr("De&lete"))
        self.on_button.clicked.connect(self.on_asked)
        self.off_button.clicked.connect(self.off_asked)
        self.test_button.clicked.connect(self.test_asked)
        self.edit_button.clicked.connect(self.edit_asked)
        self.delete_button.clicked.connect(self.delete_asked)

    def _build_cards(self) -> None:
        look = self.look
        self.sentence = Label(look, "", wrap=True)
        self.facts = Facts(look)
        self.rule = line(look)
        about = self._make_about_card()
        self.right = Stack()
        self.rooms_card = self._make_rooms_card()
        self.deliveries = LastDeliveries(self._context)
        self.deliveries.read.connect(self._on_deliveries_read)
        for card in (self.rooms_card, self.deliveries):
            self.right.addWidget(card)
        about.setMinimumWidth(look.px(ABOUT_LEAST))
        self.cards.addWidget(about, 1)
        self.cards.addWidget(self.right)
        self._measure_right()
        look.changed.connect(self._measure_right)

    @cached_property
    def run_card(self) -> RunCard:
        """A test as it runs; made with the first one."""
        card = RunCard(self.look)
        card.closed.connect(self._on_run_closed)
        self.right.addWidget(card)
        return card

    @property
    def _shows_test(self) -> bool:
        return isinstance(self.right.currentWidget(), RunCard)

    def _make_about_card(self) -> QWidget:
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, self.look.px(8))
        column.setSpacing(self.look.px(8))
        for widget in (self.sentence, self.rule, self.facts):
            column.addWidget(widget)
        column.addStretch(1)
        card = Card(self.look, padded=True, scrolls=True)
        # large letters in a small window need more room than the card has
        area = LineArea(words)
        area.setMinimumHeight(self.look.px(ABOUT_LOW))
        card.content.addWidget(area, 1)
        return card

    def _make_rooms_card(self) -> QWidget:
        look = self.look
        card = Card(look, self.tr("Rooms"))
        self.rooms = Table(look, self.tr("Rooms"), in_card=True)
        self._rooms_model: RowsModel[RoomLine] = RowsModel(
            room_line_columns(), lambda row: (row.name, row.own), self
        )
        self.rooms.setModel(self._rooms_model)
        card.content.addWidget(self.rooms, 1)
        return card

    @Slot()
    def _measure_right(self) -> None:
        testing, px = self._shows_test, self.look.px
        beside = self.cards_width - px(ABOUT_LEAST) - self.cards.spacing()
        width = min(px(ROOMS_WIDTH + (84 if testing else 0)), max(beside, px(ROOMS_LEAST)))
        self.right.setMinimumWidth(width)
        self.right.setMaximumWidth(width if beside >= px(ROOMS_LEAST) else _NO_LIMIT)

    # what is shown

    def show_rows(self, rows: Sequence[NotificationRow]) -> None:
        """Show what is selected: one room notification, several, or nothing."""
        one = rows[0] if len(rows) == 1 else None
        self._row = one
        for button in (self.test_button, self.edit_button):
            button.setVisible(one is not None)
        for button in (self.on_button, self.off_button):
            button.setVisible(len(rows) > 1)
        self.delete_button.setEnabled(bool(rows))
        if one is not None:
            self._show_one(one)
        else:
            self._show_several(rows)

    def _show_one(self, row: NotificationRow) -> None:
        self.show_head(row.notification.name, state_mark(row.state))
        self.sentence.set_text(_sentence(row))
        self.rule.setVisible(True)
        self.right.setVisible(True)
        if not (self._tested_id and (row.id == self._tested_id or self.run_card.running)):
            self._show_rooms()
        self.facts.show_facts(self._facts(row))
        self._read_rooms(row)
        self.deliveries.show_notification(row.id, row.subscription.id)

    def _show_several(self, rows: Sequence[NotificationRow]) -> None:
        if rows:
            text = self.tr("{count} room notifications selected").format(count=len(rows))
            self.sentence.set_text(_sentences(rows))
        else:
            text = self.tr("Nothing is selected")
            self.sentence.set_text(self.tr("Select a room notification to see what it sends."))
        self.show_head(text)
        self.rule.setVisible(False)
        self.facts.show_facts(())
        self.right.setVisible(False)

    def _facts(self, row: NotificationRow) -> list[Fact]:
        notification = row.notification
        whole = self.tr("All projects of {name}").format(name=row.subscription.name)
        last = f"{result_fact(row.last)}  {result_age(row.last)}".strip()
        return [
            (self.tr("Projects"), ", ".join(notification.projects) or whole),
            (self.tr("Policy"), self._policy(notification.policy)),
            (self.tr("API endpoint"), row.integration.endpoint),
            (self.tr("Last result"), last),
        ]

    def _policy(self, text: str | None) -> str:
        if not text:
            return self.tr("None: every event is sent")
        try:
            count = len(Policy.parse(text).statements)
        except PolicyError as error:
            return str(error)
        if count == 1:
            return self.tr("1 statement")
        return self.tr("{count} statements").format(count=count)

    def _read_rooms(self, row: NotificationRow) -> None:
        views = self._context.services.views
        self._context.jobs.run(
            lambda _job: (row, views.details(row.integration.id)),
            then=self._on_rooms_read,
            failed=lambda _error: self._rooms_model.set_rows(()),
            lane=Lane.READ,
            owner=self,
        )

    def _on_rooms_read(self, answer: tuple[NotificationRow, IntegrationDetails]) -> None:
        row, details = answer
        if self._row is not None and row.id == self._row.id:
            self._rooms_model.set_rows(room_lines(row.notification, details))

    # a test

    def follow(self, run: RoomRun) -> None:
        """Show a test of the selected room notification in the place of its rooms.

        It stays while it runs, whatever is selected meanwhile.
        """
        if self._row is None:
            return
        self._tested_id = self._row.id
        self.run_card.follow(run, self._row.notification.name)
        self.right.setCurrentWidget(self.run_card)
        self._measure_right()

    @Slot()
    def _on_run_closed(self) -> None:
        self._show_rooms()
        self.test_button.main.setFocus()

    @Slot(bool)
    def _on_deliveries_read(self, some: bool) -> None:
        self._delivered = self._row.id if some and self._row is not None else ""
        if not self._shows_test:
            self._show_rooms()

    def _show_rooms(self) -> None:
        """Show the last deliveries, before the first one the rooms it will go to."""
        delivered = self._row is not None and self._delivered == self._row.id
        self.right.setCurrentWidget(self.deliveries if delivered else self.rooms_card)
        self._measure_right()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._measure_right()


def _sentences(rows: Sequence[NotificationRow]) -> Rich:
    """Give a line for each of the first rows, its name in front."""
    parts = [(row.notification.name, _sentence(row)) for row in rows[:NAMED_AT_ONCE]]
    plain = [f"{name}: {said.plain}" for name, said in parts]
    html = [f"<p>{escape(name)}: {said.html}</p>" for name, said in parts]
    rest = len(rows) - len(parts)
    if rest:
        more = translate("NotificationDetails", "and {count} more").format(count=rest)
        plain.append(more)
        html.append(f"<p>{escape(more)}</p>")
    return Rich("\n".join(plain), "".join(html))


def _sentence(row: NotificationRow) -> Rich:
    return sentence(draft_of(row.notification), row.subscription, row.integration)
