"""What is selected in Activity: a message with its attempts, or an event with its verdicts."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from hipadmin.domain.activity import DeliveryRow, NamedVerdict
from hipadmin.domain.delivery import WAITING, DeliveryState
from hipadmin.domain.event import Event
from hipadmin.domain.message import Message
from hipadmin.domain.outbox import Attempt
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.activity_columns import mark_of, what
from hipadmin.gui.models.activity_lines import DeliveryLine, EventLine, Line
from hipadmin.gui.models.attempt_columns import attempt_columns, verdict_columns
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.pages.details_panel import DetailsPanel
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.read_text import ReadText
from hipadmin.gui.widgets.surface import Card, Stack
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.words.texts import full_time
from hipadmin.services.history.activity import DeliveryDetails, EventDetails

TABLE_LEAST, TEXT_LEAST = 320, 280
LOW_TABLE, LOW_TEXT = 64, 60
"""What a low window leaves of them, in px: the list above has to show why something failed."""


class ActivityDetails(DetailsPanel):
    """Head with its acts; attempts or verdicts at the left, request and answer at the right.

    Signals:
        resend_asked, cancel_asked: the button of that name was pressed.
        alert_asked: number of the alert to be shown.
    """

    resend_asked = Signal()
    cancel_asked = Signal()
    alert_asked = Signal(int)

    least_height = 184

    def __init__(
        self, look: Look, opener: Callable[[QUrl], object] = QDesktopServices.openUrl
    ) -> None:
        self.link_button = standard(look, "", Icon.LINK)
        self.alert_button = standard(look, "", Icon.BELL_RING)
        self.resend_button = standard(look, "", Icon.RETRY)
        self.cancel_button = standard(look, "", Icon.BAN)
        buttons = (self.link_button, self.alert_button, self.resend_button, self.cancel_button)
        super().__init__(look, buttons)
        self._opener = opener
        self._link = ""
        self._alert = 0
        self._name_buttons()
        self._build_cards()
        self.show_lines(())

    def _name_buttons(self) -> None:
        self.link_button.setText(self.tr("Open link"))
        self.alert_button.setText(self.tr("Show alert"))
        self.resend_button.setText(self.tr("Resend"))
        self.cancel_button.setText(self.tr("Cancel"))
        self.link_button.clicked.connect(self._on_link_clicked)
        self.alert_button.clicked.connect(lambda: self.alert_asked.emit(self._alert))
        self.resend_button.clicked.connect(self.resend_asked)
        self.cancel_button.clicked.connect(self.cancel_asked)

    def _build_cards(self) -> None:
        look = self.look
        self.attempts: RowsModel[Attempt] = RowsModel(attempt_columns(), lambda a: a.number, self)
        self.verdicts: RowsModel[NamedVerdict] = RowsModel(verdict_columns(), _verdict_key, self)
        self.left = Stack()
        self.left.setMinimumWidth(look.px(TABLE_LEAST))
        self.text = ReadText(look)
        self.text.setProperty("flush", True)
        self.text.setMinimumHeight(look.px(LOW_TEXT))
        self.right = Card(look, self.tr("Request and answer"))
        self.right.setMinimumWidth(look.px(TEXT_LEAST))
        self.right.content.addWidget(self.text, 1)
        self.cards.addWidget(self.left, 3)
        self.cards.addWidget(self.right, 2)

    # each made with the first of its kind

    @cached_property
    def _attempts_card(self) -> QWidget:
        return self._table_card(self.tr("Attempts"), self.attempts)

    @cached_property
    def _verdicts_card(self) -> QWidget:
        return self._table_card(self.tr("Verdicts"), self.verdicts)

    def _table_card(self, name: str, model: RowsModel[Any]) -> QWidget:
        card, table = Card(self.look, name), Table(self.look, name, in_card=True)
        table.setMinimumHeight(self.look.px(LOW_TABLE))
        table.setModel(model)
        card.content.addWidget(table, 1)
        self.left.addWidget(card)
        return card

    # what is shown

    def show_lines(self, lines: Sequence[Line], messages: Sequence[DeliveryRow] = ()) -> None:
        """Show what is selected as far as it is known at once; ``messages`` are those in it."""
        self._link, self._alert = "", 0
        if len(lines) == 1:
            self._show_one(lines[0])
        else:
            text = self.tr("{count} lines selected") if lines else self.tr("Nothing is selected")
            self.show_head(text.format(count=len(lines)))
        for widget in (self.left, self.right):
            widget.setVisible(len(lines) == 1)
        self._show_acts(messages)

    def _show_one(self, line: Line) -> None:
        if isinstance(line, DeliveryLine):
            self._begin_with(lambda: self._attempts_card)
            self.show_head(what(line), mark_of(line), self._about(line.delivery))
            return
        self._begin_with(lambda: self._verdicts_card)
        if isinstance(line, EventLine):
            row = line.story.row
            self._link, self._alert = row.link, row.alert
            self.show_head(row.title, mark_of(line), full_time(row.received_at))
        else:
            self.show_head(what(line), mark_of(line))

    def _begin_with(self, card: Callable[[], QWidget]) -> None:
        """Until something was read, the empty table of its kind."""
        if self.left.currentWidget() is None:
            self.left.setCurrentWidget(card())

    def _about(self, delivery: DeliveryRow) -> str:
        by = self.tr("by {name}").format(name=delivery.notification)
        twice = self.tr("may have arrived twice")
        facts = ((by, delivery.notification), (twice, delivery.duplicate))
        return ", ".join(text for text, known in facts if known)

    def _show_acts(self, messages: Sequence[DeliveryRow]) -> None:
        failed = any(row.state is DeliveryState.FAILED for row in messages)
        self.resend_button.setEnabled(failed)
        self.cancel_button.setEnabled(any(row.state in WAITING for row in messages))
        self.link_button.setVisible(bool(self._link))
        self.alert_button.setVisible(self._alert > 0)

    def show_delivery(self, details: DeliveryDetails) -> None:
        """Show the attempts of a message, and the last request with its answer."""
        self.left.setCurrentWidget(self._attempts_card)
        self.attempts.set_rows(details.attempts)
        self.right.set_title(self.tr("Request and answer"))
        last = details.attempts[-1] if details.attempts else None
        owed = details.row.state.is_open
        untried = self.tr("Not tried yet.") if owed else self.tr("It was never sent.")
        said = (last.request, last.answer) if last else (untried, "")
        parts = (*said, *self._body(details.message))
        self._show_text("\n\n".join(part for part in parts if part))

    def _body(self, message: Message | None) -> tuple[str, ...]:
        if message is None:
            return ()
        failed = self.tr("The template failed: these are the built-in words.")
        return (failed if message.template_failed else "", message.text)

    def show_event(self, details: EventDetails) -> None:
        """Show the verdicts on an event, and what its source told of it."""
        self.left.setCurrentWidget(self._verdicts_card)
        self.verdicts.set_rows(details.verdicts)
        self.right.set_title(self.tr("What the source said"))
        self._show_text("\n".join(self._told(details.event)))

    def _told(self, event: Event) -> list[str]:
        facts = (
            (self.tr("Project"), event.project),
            (self.tr("Branch"), event.branch),
            (self.tr("By"), event.actor),
            (self.tr("Severity"), event.severity),
            (self.tr("Source"), event.kind),
            (self.tr("Link"), event.link),
        )
        lines = [f"{name}: {value}" for name, value in facts if value]
        accesses = [f"{a.action}  {a.resource}" for a in event.accesses]
        return [*lines, *accesses, *(["", event.details] if event.details else [])]

    def _show_text(self, text: str) -> None:
        self.text.setAccessibleName(self.right.title.text())
        if self.text.toPlainText() != text:
            self.text.setPlainText(text)

    @Slot()
    def _on_link_clicked(self) -> None:
        if self._link:
            self._opener(QUrl(self._link))


def _verdict_key(named: NamedVerdict) -> tuple[str, str]:
    return named.verdict.notification_id, named.verdict.recipient
