"""What a room will show: a sample event made into a message by the settings at hand."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.event_state import EventState
from hipadmin.domain.notification import MessageFormat, MessageSettings
from hipadmin.domain.redaction import mask_pasted
from hipadmin.domain.sample import ALERTS, STATES, sample, sample_message
from hipadmin.domain.subscription import SubscriptionKind
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.models.event_words import event_word
from hipadmin.gui.notification.parts import ChoiceCombo
from hipadmin.gui.widgets.form import Form
from hipadmin.gui.windows.lone_message import LoneMessage
from hipadmin.services.delivery.templates import Rendered
from hipadmin.services.rooms.composing import sent

PAUSE_MS = 250
"""How long somebody pauses before a template is rendered."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the preview shows, or is about to."""

    settings: MessageSettings
    kind: SubscriptionKind
    state: EventState
    alert: int


class MessagePreview(QWidget):
    """The message as the room view paints it.

    Signals:
        judged: what is wrong with the template, and what is sent then; "" if nothing is.
    """

    judged = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = context.look
        self._context = context
        self._asked: _Asked | None = None
        self._shown: _Asked | None = None
        self._settings = MessageSettings()
        self._kind: SubscriptionKind | None = None
        self._next_alert = 0
        self._states: ChoiceCombo | None = None
        self.transcript = LoneMessage(look)
        self.transcript.setAccessibleName(self.tr("Preview of the message"))
        self.transcript.setMinimumHeight(look.px(200))
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._render)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(8))
        self._column.addWidget(self.transcript, 1)

    def show_kind(self, kind: SubscriptionKind) -> None:
        """Offer the states that such a subscription reports."""
        if kind is self._kind:
            return
        self._kind = kind
        choices = [(event_word(state), state) for state in STATES[kind]]
        states = ChoiceCombo(self._context.look, choices)
        states.changed.connect(self.refresh)
        form = Form(self._context.look, label_width=72)
        form.add_row(self.tr("Preview of"), states)
        if self._states is not None:
            old = self._column.takeAt(0)
            widget = old.widget() if old else None
            if widget is not None:
                widget.deleteLater()
        self._states = states
        self._column.insertWidget(0, form)

    def show_settings(self, settings: MessageSettings) -> None:
        """Show messages of these settings."""
        self._settings = settings
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the message anew if it is another one."""
        if self._states is None or self._kind is None:
            return
        state = EventState(str(self._states.value()))
        if state in ALERTS and not self._next_alert:
            self._ask_number()
            return
        asked = _Asked(self._settings, self._kind, state, self._next_alert)
        if asked == self._asked:
            return
        self._asked = asked
        if asked.settings.template:
            self._soon.start()
        else:
            self._soon.stop()
            self._show(asked, Rendered(""))

    def _ask_number(self) -> None:
        """Learn which number an alert would get: it is ours, not the source's."""
        alerts = self._context.services.alerts
        self._context.jobs.run(
            lambda _job: alerts.next_number(),
            then=self._on_number,
            failed=lambda _error: self._on_number(1),
            lane=Lane.READ,
            owner=self,
        )

    def _on_number(self, number: int) -> None:
        self._next_alert = number
        self.refresh()

    @Slot()
    def _render(self) -> None:
        asked, services = self._asked, self._context.services
        if asked is None:
            return
        html = asked.settings.format is not MessageFormat.TEXT
        event = sample(asked.kind, asked.state, datetime.now(UTC))
        self._context.jobs.run(
            lambda _job: services.templates.render(asked.settings.template, event, html),
            then=lambda rendered: self._show(asked, rendered),
            failed=self._context.navigator.explain,
            lane=Lane.NET,
            owner=self,
        )

    def _show(self, asked: _Asked, rendered: Rendered) -> None:
        if asked != self._asked:
            return
        now = datetime.now(UTC)
        event = sample(asked.kind, asked.state, now)
        message = sample_message(event, asked.settings, rendered.text, asked.alert)
        label = self.tr("Token’s label")
        sender = f"{label} - {mask_pasted(message.sender)}" if message.sender else label
        self.transcript.show_message(replace(sent(message, now), sender=sender))
        self.judged.emit(self._words(rendered))

    def _words(self, rendered: Rendered) -> str:
        if not rendered.problem:
            return ""
        text = self.tr("{problem} Until this is mended, the built-in words are sent.")
        if rendered.line:
            text = self.tr(
                "Line {line}: {problem} Until this is mended, the built-in words are sent."
            )
        return text.format(line=rendered.line, problem=rendered.problem)
