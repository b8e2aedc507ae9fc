"""The fields of the message composer."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QTextCursor
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.notification.message_settings import Color
from hipadmin.domain.problems import Code, Problem
from hipadmin.gui.dialogs.compose_card import LABEL_WIDTH, CardEditor
from hipadmin.gui.keyboard.letters import says_data
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import link
from hipadmin.gui.widgets.fields import CheckBox, ComboBox, LineEdit, RadioButton, TextEdit
from hipadmin.gui.widgets.form import Form
from hipadmin.gui.windows.message_words import color_name
from hipadmin.gui.words.texts import problem_text
from hipadmin.services.rooms.composing import MESSAGE_MAX, SENDER_MAX, MessageDraft
from hipadmin.services.rooms.targets import Target

translate = QCoreApplication.translate

_END_SHOWN = 24
"""Characters of a shortened message's end that are shown."""


class RoomChecks(QWidget):
    """A check box for each room the message may go to.

    Signals:
        changed: a person chose others.
    """

    changed = Signal()

    def __init__(self, look: Look, targets: Sequence[Target], chosen: Collection[int]) -> None:
        super().__init__()
        self._targets = list(targets)
        self._several = several = len({target.integration for target in targets}) > 1
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(4), 0, 0)
        column.setSpacing(look.px(2))
        self.boxes = [CheckBox(look, _name(t, several).replace("&", "&&")) for t in targets]
        for at, box in enumerate(self.boxes):
            says_data(box)
            box.setChecked(at in chosen)
            box.toggled.connect(self.changed)
            column.addWidget(box)

    def chosen(self) -> list[int]:
        """The positions of the rooms chosen; one that is gone is not."""
        return [at for at, box in enumerate(self.boxes) if box.isChecked() and box.isEnabled()]

    def show_again(self, targets: Sequence[Target | None]) -> None:
        """The same rooms as they are now, None for what is gone.

        What a server calls one, which it tells with its first message, renames nothing here.
        """
        for at, target in enumerate(targets):
            self.boxes[at].setEnabled(target is not None)
            if target is not None and _entered(target) != _entered(self._targets[at]):
                self._targets[at] = target
                self.boxes[at].setText(_name(target, self._several).replace("&", "&&"))


def _entered(target: Target) -> tuple[str, str]:
    return target.integration, target.room


def _name(target: Target, several: bool) -> str:
    if not several:
        return target.shown
    words = translate("Compose", "{integration}: {room}")
    return words.format(integration=target.integration, room=target.shown)


class ComposeForm(QWidget):
    """Rooms, format, message, colour, notify, sender, card.

    Signals:
        changed: something was typed or chosen.
    """

    changed = Signal()

    def __init__(
        self, look: Look, targets: Sequence[Target], chosen: Collection[int], card: CardEditor
    ) -> None:
        super().__init__()
        self.look = look
        self.rooms = RoomChecks(look, targets, chosen)
        self.as_text = RadioButton(look, self.tr("Text"))
        self.as_html = RadioButton(look, self.tr("HTML"))
        self.message = TextEdit(look)
        self.color = ComboBox(look)
        self.notify = CheckBox(look, self.tr("Notify people in the room"))
        self.sender_edit = LineEdit(look, self.tr("for example deploys"))
        self.with_card = CheckBox(look, self.tr("Send a card"))
        self.card = card
        self.switch = link(look, self.tr("Switch to text"))
        self.shorten = link(look, self.tr("Shorten it"))
        self.clean = link(look, self.tr("Take them out"))
        self._fill()
        self._build(show_rooms=len(targets) > 1)
        self._connect()

    def _fill(self) -> None:
        group = QButtonGroup(self)
        for button in (self.as_text, self.as_html):
            group.addButton(button)
        self.as_text.setChecked(True)
        self._paint_colors()
        self.color.setCurrentIndex(self.color.findData(Color.GRAY.value))
        self.message.setFixedHeight(self.look.px(116))
        self.card.hide()

    def _paint_colors(self) -> None:
        for at, color in enumerate(Color):
            swatch = _swatch(self.look, color)
            if self.color.count() <= at:
                self.color.addItem(swatch, color_name(color), color.value)
            else:
                self.color.setItemIcon(at, swatch)

    def _build(self, *, show_rooms: bool) -> None:
        px = self.look.px
        self.form = Form(self.look, label_width=LABEL_WIDTH)
        formats = QWidget()
        row = QHBoxLayout(formats)
        row.setContentsMargins(0, px(4), 0, px(4))
        row.setSpacing(px(16))
        row.addWidget(self.as_text)
        row.addWidget(self.as_html)
        row.addStretch(1)
        self.rooms_row = self.form.add_row(self.tr("Rooms"), self.rooms, buddy=self.rooms)
        self.rooms_row.set_visible(show_rooms)
        self.form.add_row(self.tr("Format"), formats, buddy=formats)
        self.message_row = self.form.add_row(self.tr("Message"), self.message)
        self.message_row.warning_keeps_help = True
        for act in (self.switch, self.shorten, self.clean):
            act.hide()
            self.message_row.add_link(act)
        self.form.add_row(self.tr("Colour"), self.color)
        self.form.add_in_field_column(self.notify)
        self.sender_row = self.form.add_row(self.tr("Sender"), self.sender_edit)
        self.form.add_in_field_column(self.with_card)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(16), px(16))
        column.setSpacing(px(12))
        column.addWidget(self.form)
        column.addWidget(self.card)
        column.addStretch(1)

    def _connect(self) -> None:
        for signal in (
            self.rooms.changed,
            self.as_html.toggled,
            self.message.textChanged,
            self.color.currentIndexChanged,
            self.notify.toggled,
            self.sender_edit.textChanged,
            self.card.changed,
        ):
            signal.connect(self.changed)
        self.with_card.toggled.connect(self._on_card_toggled)
        self.switch.clicked.connect(self.as_text.click)
        self.shorten.clicked.connect(self._on_shorten_clicked)
        self.clean.clicked.connect(self._on_clean_clicked)
        self.look.changed.connect(self._paint_colors)

    def draft(self) -> MessageDraft:
        """What is entered."""
        return MessageDraft(
            self.message.toPlainText(),
            self.as_html.isChecked(),
            Color(self.color.currentData()),
            self.notify.isChecked(),
            self.sender_edit.text(),
            self.card.draft() if self.with_card.isChecked() else None,
        )

    def show_draft(self, draft: MessageDraft) -> None:
        """Fill the fields."""
        self.message.setPlainText(draft.text)
        (self.as_html if draft.as_html else self.as_text).setChecked(True)
        self.color.setCurrentIndex(self.color.findData(draft.color.value))
        self.notify.setChecked(draft.notify)
        self.sender_edit.setText(draft.sender)
        if draft.card is not None:
            self.card.show_draft(draft.card)
        self.with_card.setChecked(draft.card is not None)

    # what is wrong

    def show_problems(
        self, draft: MessageDraft, problems: Sequence[Problem], *, whole: bool
    ) -> None:
        """Say what is wrong beside each field, an empty one only to somebody who was there."""
        told = [p for p in problems if whole or not self._is_fresh(p)]
        words: dict[str, str] = {}
        for problem in told:
            if problem.blocking:
                words.setdefault(problem.where, problem_text(problem))
        doubt = next((problem_text(p) for p in told if not p.blocking), None)
        self.message_row.set_problem(self._with_end(draft, words.get("message")))
        self.message_row.set_warning(doubt)
        self._show_links({p.code for p in told if p.where == "message"})
        self._show_counts(draft)
        self.sender_row.set_problem(words.get("sender"))
        self.card.show_problems(words)

    def _is_fresh(self, problem: Problem) -> bool:
        empty = problem.code in (Code.MESSAGE_EMPTY, Code.VALUE_EMPTY)
        needed = problem.code in (Code.CARD_NEEDS_DESCRIPTION, Code.CARD_NEEDS_ADDRESS)
        return empty or needed

    def _with_end(self, draft: MessageDraft, text: str | None) -> str | None:
        """Add how a message that is too long would end."""
        if text is None or len(draft.text) <= MESSAGE_MAX:
            return text
        end = draft.shortened()[-_END_SHOWN:]
        end = end.partition(" ")[2] or end
        words = self.tr("{problem} Shortened it would end “… {end}”.")
        return words.format(problem=text, end=end)

    def _show_links(self, codes: Collection[Code]) -> None:
        self.switch.setVisible(Code.MENTION_NEEDS_TEXT in codes and not self.message_row.problem)
        control = Code.CONTROL_CHARACTER in codes
        self.clean.setVisible(control)
        self.shorten.setVisible(Code.MESSAGE_LONG in codes and not control)

    def _show_counts(self, draft: MessageDraft) -> None:
        words = self.tr("{count} of {most} characters")
        length, most = f"{len(draft.text):,}", f"{MESSAGE_MAX:,}"
        self.message_row.set_help(words.format(count=length, most=most))
        beside = self.tr("Stands beside the token’s label. {count} of {most} characters")
        self.sender_row.set_help(beside.format(count=len(draft.sender), most=SENDER_MAX))

    def field_at(self, place: str) -> QWidget:
        """The field of a problem."""
        own: Mapping[str, QWidget] = {"message": self.message, "sender": self.sender_edit}
        return own[place] if place in own else self.card.field_at(place)

    # what people do

    @Slot(bool)
    def _on_card_toggled(self, wanted: bool) -> None:
        self.card.setVisible(wanted)
        if wanted:
            self.card.title.setFocus()
        self.changed.emit()

    @Slot()
    def _on_shorten_clicked(self) -> None:
        self._replace(self.draft().shortened())

    @Slot()
    def _on_clean_clicked(self) -> None:
        self._replace(self.draft().without_controls())

    def _replace(self, text: str) -> None:
        """Put another text in place of the one typed; the field's own undo takes it back."""
        cursor = QTextCursor(self.message.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.message.setFocus()


def _swatch(look: Look, color: Color) -> QIcon:
    """A round sample of a message colour; a dashed ring for any of them."""
    side = look.px(16)
    picture = QPixmap(QSize(side, side) * 2)
    picture.fill(QColor(Qt.GlobalColor.transparent))
    picture.setDevicePixelRatio(2)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inset = look.px(3)
    spot = picture.deviceIndependentSize().toSize()
    if color is Color.RANDOM:
        pen = painter.pen()
        pen.setColor(look.color("text2"))
        pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(f"message_{color}_bar"))
    painter.drawEllipse(inset, inset, spot.width() - 2 * inset, spot.height() - 2 * inset)
    painter.end()
    return QIcon(picture)
