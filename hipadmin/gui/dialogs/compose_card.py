"""The small editor of a card, within the message composer."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import icon_button, standard
from hipadmin.gui.widgets.fields import CheckBox, ComboBox, LineEdit, TextEdit, mark_problem
from hipadmin.gui.widgets.form import Form, FormRow
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.windows.message_words import card_style_name
from hipadmin.hipchat.cards import CardFormat, CardStyle, Lozenge
from hipadmin.services.rooms.composing import AttributeDraft, CardDraft

translate = QCoreApplication.translate

LABEL_WIDTH = 96
_SHRINKS = ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
_BOX_LETTERS = 9
MOST_ATTRIBUTES = 20
"""HipChat states no limit; nobody reads more."""


class AttributeRow(QWidget):
    """One fact: label, value, box, address; and a button that takes it out.

    Signals:
        changed: something was typed or chosen.
        removed: the row shall go.
    """

    changed = Signal()
    removed = Signal()

    def __init__(self, look: Look, number: int) -> None:
        super().__init__()
        self.label = LineEdit(look, self.tr("Label"))
        self.value = LineEdit(look, self.tr("Value"))
        self.style_box = ComboBox(look)
        self.url = LineEdit(look, self.tr("Address"))
        self.remove = icon_button(look, self.tr("Remove attribute {n}").format(n=number), Icon.X)
        self.note = Label(look, "", FontRole.SMALL, "danger", wrap=True)
        self._name(number)
        self._arrange(look)
        for field in self._fields():
            field.textChanged.connect(self.changed)
        self.style_box.currentIndexChanged.connect(self.changed)
        self.remove.clicked.connect(self.removed)

    def _fields(self) -> tuple[LineEdit, LineEdit, LineEdit]:
        return self.label, self.value, self.url

    def _name(self, number: int) -> None:
        names = (self.tr("Label {n}"), self.tr("Value {n}"), self.tr("Address {n}"))
        for field, name in zip(self._fields(), names, strict=True):
            field.setAccessibleName(name.format(n=number))
        self.style_box.setAccessibleName(self.tr("Box {n}").format(n=number))
        self.style_box.setSizeAdjustPolicy(_SHRINKS)
        self.style_box.setMinimumContentsLength(_BOX_LETTERS)
        self.style_box.addItem(self.tr("No box"), "")
        for lozenge in Lozenge:
            self.style_box.addItem(_lozenge_name(lozenge), lozenge.value)

    def _arrange(self, look: Look) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        for widgets in ((self.label, self.value, self.remove), (self.style_box, self.url)):
            row = QHBoxLayout()
            row.setSpacing(look.px(8))
            for widget in widgets:
                row.addWidget(widget, 0 if widget is self.remove else 1)
            if self.remove not in widgets:
                row.addSpacing(look.px(40))
            column.addLayout(row)
        column.addWidget(self.note)
        self.note.hide()

    def draft(self) -> AttributeDraft:
        """What is entered."""
        style = str(self.style_box.currentData() or "")
        return AttributeDraft(self.label.text(), self.value.text(), self.url.text(), style)

    def show_draft(self, draft: AttributeDraft) -> None:
        """Fill the fields."""
        for field, text in zip(self._fields(), (draft.label, draft.value, draft.url), strict=True):
            field.setText(text)
        self.style_box.setCurrentIndex(max(0, self.style_box.findData(draft.style)))

    def show_problems(self, told: Mapping[str, str]) -> None:
        """Say what is wrong, by ``label``, ``value`` and ``url``; the first one in words."""
        for name, field in zip(("label", "value", "url"), self._fields(), strict=True):
            mark_problem(field, wrong=name in told)
            field.setAccessibleDescription(told.get(name, ""))
        self.note.set_text(next(iter(told.values()), ""))
        self.note.setVisible(bool(told))


class CardEditor(Form):
    """Style, title, address, description, and what a card may have beside.

    Signals:
        changed: something was typed or chosen.
    """

    changed = Signal()

    def __init__(self, look: Look, card_id: str) -> None:
        super().__init__(look, label_width=LABEL_WIDTH)
        self._id = card_id
        self.style_box = ComboBox(look)
        self.title = LineEdit(look)
        self.url = LineEdit(look, "https://")
        self.description = TextEdit(look)
        self.as_html = CheckBox(look, self.tr("The description is HTML markup"))
        self.format_box = ComboBox(look)
        self.icon_url = LineEdit(look, "https://")
        self.picture = LineEdit(look, "https://")
        self.activity = LineEdit(look)
        self.attributes: list[AttributeRow] = []
        self.add_button = standard(look, self.tr("Add attribute"), Icon.PLUS)
        self._by_place: dict[str, FormRow] = {}
        self._fill()
        self._build()
        self._connect()

    def _fill(self) -> None:
        for style in CardStyle:
            self.style_box.addItem(card_style_name(style), style.value)
        self.style_box.setCurrentIndex(self.style_box.findData(CardStyle.APPLICATION.value))
        self.format_box.addItem(self.tr("HipChat’s choice"), "")
        self.format_box.addItem(self.tr("compact: two lines"), CardFormat.COMPACT.value)
        self.format_box.addItem(self.tr("medium: five lines"), CardFormat.MEDIUM.value)
        self.description.setFixedHeight(self.look.px(68))

    def _build(self) -> None:
        rows = self._by_place
        self.add_row(
            self.tr("Style"),
            self.style_box,
            self.tr("Rooms show the card instead of the message."),
        )
        rows["title"] = self.add_row(self.tr("Title"), self.title)
        rows["url"] = self.add_row(
            self.tr("Address"), self.url, self.tr("Opens when the card is clicked.")
        )
        rows["description"] = self.add_row(self.tr("Description"), self.description)
        self.add_in_field_column(self.as_html)
        self.add_row(self.tr("Format"), self.format_box)
        rows["icon"] = self.add_row(self.tr("Icon"), self.icon_url)
        rows["picture"] = self.add_row(self.tr("Picture"), self.picture)
        rows["activity"] = self.add_row(
            self.tr("Activity"),
            self.activity,
            self.tr("HTML. With it the card is one line until somebody unfolds it."),
        )
        self._list = QVBoxLayout()
        self._list.setSpacing(self.look.px(12))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(12))
        column.addLayout(self._list)
        column.addWidget(self.add_button)
        self.add_row(self.tr("Attributes"), holder, buddy=holder)

    def _connect(self) -> None:
        for field in (self.title, self.url, self.icon_url, self.picture, self.activity):
            field.textChanged.connect(self.changed)
        self.description.textChanged.connect(self.changed)
        self.as_html.toggled.connect(self.changed)
        for box in (self.style_box, self.format_box):
            box.currentIndexChanged.connect(self.changed)
        self.add_button.clicked.connect(self.add_attribute)

    @Slot()
    def add_attribute(self) -> None:
        """Add a row for another fact, and go there."""
        row = AttributeRow(self.look, len(self.attributes) + 1)
        row.changed.connect(self.changed)
        row.removed.connect(self._on_row_removed)
        self.attributes.append(row)
        self._list.addWidget(row)
        row.show()  # a layout would do it later, and what is not shown takes no focus
        self.add_button.setEnabled(len(self.attributes) < MOST_ATTRIBUTES)
        row.label.setFocus()
        self.changed.emit()

    @Slot()
    def _on_row_removed(self) -> None:
        row = self.sender()
        if not isinstance(row, AttributeRow):
            return
        self.attributes.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.add_button.setEnabled(True)
        self.add_button.setFocus()
        self.changed.emit()

    def draft(self) -> CardDraft:
        """What is entered."""
        return CardDraft(
            self._id,
            str(self.style_box.currentData()),
            self.title.text(),
            self.url.text(),
            self.description.toPlainText(),
            self.as_html.isChecked(),
            str(self.format_box.currentData() or ""),
            self.icon_url.text(),
            self.picture.text(),
            self.activity.text(),
            tuple(row.draft() for row in self.attributes),
        )

    def show_draft(self, draft: CardDraft) -> None:
        """Fill the fields; the card stays the one it was."""
        self._id = draft.id
        texts = (
            (self.title, draft.title),
            (self.url, draft.url),
            (self.icon_url, draft.icon),
            (self.picture, draft.picture),
            (self.activity, draft.activity),
        )
        for field, text in texts:
            field.setText(text)
        self.description.setPlainText(draft.description)
        self.as_html.setChecked(draft.as_html)
        self.style_box.setCurrentIndex(max(0, self.style_box.findData(draft.style)))
        self.format_box.setCurrentIndex(max(0, self.format_box.findData(draft.format)))
        for attribute in draft.attributes[:MOST_ATTRIBUTES]:
            self.add_attribute()
            self.attributes[-1].show_draft(attribute)

    def show_problems(self, told: Mapping[str, str]) -> None:
        """Say what is wrong beside each field; ``told`` goes by place."""
        for place, row in self._by_place.items():
            row.set_problem(told.get(place))
        for at, attribute in enumerate(self.attributes):
            start = f"attributes[{at}]."
            own = {k.removeprefix(start): v for k, v in told.items() if k.startswith(start)}
            attribute.show_problems(own)

    def field_at(self, place: str) -> QWidget:
        """The field of a problem."""
        if place in self._by_place:
            return self._by_place[place].buddy
        number, _, part = place.removeprefix("attributes[").partition("].")
        row = self.attributes[int(number)]
        fields: dict[str, QWidget] = {"label": row.label, "value": row.value, "url": row.url}
        return fields[part]


def _lozenge_name(lozenge: Lozenge) -> str:
    return {
        Lozenge.PLAIN: translate("CardEditor", "gray"),
        Lozenge.SUCCESS: translate("CardEditor", "green: success"),
        Lozenge.ERROR: translate("CardEditor", "red: error"),
        Lozenge.CURRENT: translate("CardEditor", "yellow: current"),
        Lozenge.COMPLETE: translate("CardEditor", "blue: complete"),
        Lozenge.MOVED: translate("CardEditor", "purple: moved"),
    }[lozenge]
