"""The tab **Message**: format, colours, who is notified, wording, and how it will look."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from hipadmin.domain.event_state import EventState
from hipadmin.domain.notification import Color, MessageFormat, MessageSettings
from hipadmin.domain.notification.message_settings import COLORS
from hipadmin.domain.problems import Problem
from hipadmin.domain.sample import STATES
from hipadmin.domain.subscription import NotificationDraft, SubscriptionKind
from hipadmin.gui.context import Context
from hipadmin.gui.models.event_words import event_word
from hipadmin.gui.notification.message_preview import MessagePreview
from hipadmin.gui.notification.message_words import color_name, format_name
from hipadmin.gui.notification.parts import ChoiceCombo
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.fields import CheckBox, LineEdit, TextEdit
from hipadmin.gui.widgets.form import Form, FormRow
from hipadmin.gui.widgets.rows import Disclosure
from hipadmin.gui.words.texts import problem_text


class StateColors(QWidget):
    """A colour for each state.

    Signals:
        changed: a person chose.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[tuple[EventState, Color], ...] = ()
        self._combos: dict[EventState, ChoiceCombo] = {}
        self._rows: dict[EventState, FormRow] = {}
        form = Form(look, label_width=96)
        for state in COLORS:
            usual = self.tr("As usual ({color})").format(color=color_name(COLORS[state]))
            choices = [(usual, None), *((color_name(c), c) for c in Color)]
            combo = ChoiceCombo(look, choices)
            combo.changed.connect(self.changed)
            self._rows[state] = form.add_row(event_word(state), combo)
            self._combos[state] = combo
        column = QHBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(form)

    def colors(self) -> tuple[tuple[EventState, Color], ...]:
        """The colours that were chosen; in the order in which they were stored while untouched."""
        chosen = {state: combo.value() for state, combo in self._combos.items()}
        found = tuple((s, c) for s, c in chosen.items() if isinstance(c, Color))
        return self._shown if dict(found) == dict(self._shown) else found

    def show_colors(self, colors: tuple[tuple[EventState, Color], ...]) -> None:
        """Show these."""
        self._shown = colors
        for state, combo in self._combos.items():
            combo.choose(dict(colors).get(state))

    def show_states(self, states: Sequence[EventState]) -> None:
        """Offer these states; what was chosen for others stays."""
        for state, row in self._rows.items():
            row.set_visible(state in states)

    def summary(self) -> str:
        """The colours that differ from the usual ones."""
        words = [f"{event_word(s)}: {color_name(c)}" for s, c in self.colors()]
        return ", ".join(words) or self.tr("as usual")


class MessageTab(QWidget):
    """How messages look, with a preview.

    Signals:
        changed: a person changed something.
    """

    changed = Signal()

    def __init__(
        self, context: Context, colors: StateColors, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        look = context.look
        self.look = look
        self._places: dict[str, FormRow] = {}
        self._template_problem = ""
        self.format = ChoiceCombo(look, [(format_name(f), f) for f in MessageFormat])
        self.notify = CheckBox(look, self.tr("Notify people in the room"))
        by_state = [(self.tr("By state"), None)]
        self.color = ChoiceCombo(look, [*by_state, *((color_name(c), c) for c in Color)])
        self.colors = colors
        self.per_state = Disclosure(look, self.tr("Colour per state"))
        self.sender_edit = LineEdit(look, self.tr("Nothing beside the token’s label"))
        self.template = TextEdit(look, self.tr("For example") + " {{ title }} {{ details }}")
        self.preview = MessagePreview(context)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        look = self.look
        look.dress(self.template, FontRole.MONO)
        self.template.setMinimumHeight(look.px(96))
        self.template.setMaximumHeight(look.px(160))
        form, add = Form(look, label_width=96), self._places
        add["message.format"] = form.add_row(self.tr("Format"), self.format)
        form.add_in_field_column(self.notify)
        form.add_row(self.tr("Colour"), self.color)
        self.per_state.content.addWidget(self.colors)
        form.add_in_field_column(self.per_state)
        add["message.sender"] = form.add_row(self.tr("Sender"), self.sender_edit)
        add["message.template"] = form.add_row(
            self.tr("Template"),
            self.template,
            self.tr("Jinja2 in place of the built-in words: title, details, state, link, facts."),
        )
        self._form = form
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(24))
        self._row.addWidget(form, 1)
        self._row.addWidget(self.preview, 1)

    def minimumSizeHint(self) -> QSize:
        """Room for the wider of both; where there is no more, the preview goes below."""
        return QSize(max(self._widths()), self._row.minimumSize().height())

    def _widths(self) -> list[int]:
        return [part.minimumSizeHint().width() for part in (self._form, self.preview)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the preview beside the fields, or below them."""
        beside = event.size().width() >= sum(self._widths()) + self._row.spacing()
        way = QBoxLayout.Direction
        self._row.setDirection(way.LeftToRight if beside else way.TopToBottom)
        super().resizeEvent(event)

    def _connect(self) -> None:
        for combo in (self.format, self.color):
            combo.changed.connect(self.changed)
        self.colors.changed.connect(self.changed)
        self.notify.toggled.connect(self.changed)
        self.sender_edit.textChanged.connect(self.changed)
        self.template.textChanged.connect(self.changed)
        self.preview.judged.connect(self._on_judged)

    # what is shown

    def show_draft(self, draft: NotificationDraft) -> None:
        """Show what ``draft`` has of it."""
        message = draft.message
        self.format.choose(message.format)
        self.notify.setChecked(message.notify)
        self.color.choose(message.color)
        self.colors.show_colors(message.colors)
        self.sender_edit.setText(message.sender)
        if message.template != self.template.toPlainText():
            self.template.setPlainText(message.template)

    def fill(self, draft: NotificationDraft) -> NotificationDraft:
        """Give ``draft`` with what is entered here."""
        color = self.color.value()
        message = MessageSettings(
            MessageFormat(str(self.format.value())),
            self.notify.isChecked(),
            color if isinstance(color, Color) else None,
            self.colors.colors(),
            self.sender_edit.text().strip(),
            self.template.toPlainText(),
        )
        return replace(draft, message=message)

    def show_kind(self, kind: SubscriptionKind) -> None:
        """Preview what such a subscription reports."""
        self.preview.show_kind(kind)
        self.colors.show_states(STATES[kind])

    def show_summary(self, draft: NotificationDraft) -> None:
        """Say the colours on their line, and preview the message."""
        self.per_state.setVisible(draft.message.color is None)
        self.per_state.set_summary(self.colors.summary())
        self.preview.show_settings(draft.message)

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Say what is wrong or doubtful beside its field, and whether anything is wrong."""
        wrong = False
        for place, row in self._places.items():
            found = [p for p in problems if p.where == place]
            against = next((problem_text(p) for p in found if p.blocking), None)
            row.set_problem(against)
            doubt = next((problem_text(p) for p in found if not p.blocking), None)
            if place != "message.template":
                row.set_warning(doubt)
            wrong = wrong or against is not None
        return wrong

    @Slot(str)
    def _on_judged(self, problem: str) -> None:
        # a template that fails is no reason not to save: the built-in words are sent then
        self._places["message.template"].set_warning(problem or None)
