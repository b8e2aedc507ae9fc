"""One statement as a card."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.policy import Access, Effect
from hipadmin.domain.policy.form import Entries, Part, Sketch
from hipadmin.domain.policy_suggestions import kind_of, suggested_actions, suggested_resources
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.policy.entry_list import EntryList, Problems
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import icon_button
from hipadmin.gui.widgets.fields import ComboBox
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.menu import PopupMenu
from hipadmin.gui.widgets.surface import Card

LABEL_WIDTH = 84


class CardAct(Enum):
    """What can be done to a statement as a whole."""

    UP = "up"
    DOWN = "down"
    DUPLICATE = "duplicate"
    REMOVE = "remove"


class StatementCard(Card):
    """Effect, resources and actions of one statement.

    Signals:
        changed: the statement shall be this sketch.
        act_asked: a `CardAct`.
    """

    changed = Signal(object)
    act_asked = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent=parent)
        self.sketch = Sketch()
        self._seen: Sequence[Access] = ()
        self._first_resource = ""
        self._is_first = self._is_last = True
        self._compose()

    def _compose(self) -> None:
        look, px = self.look, self.look.px
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(px(12), px(8), px(8), px(6))
        column.setSpacing(px(6))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        self._title = Label(look, "", FontRole.SECTION)
        self._title.setMinimumWidth(px(LABEL_WIDTH))
        self.effect = ComboBox(look, self)
        self.effect.addItem(self.tr("Allow"), Effect.ALLOW)
        self.effect.addItem(self.tr("Deny"), Effect.DENY)
        self.effect.activated.connect(self._on_effect_chosen)
        self.more = icon_button(look, self.tr("Statement"), Icon.MORE)
        self.more.clicked.connect(self._show_menu)
        for widget in (self._title, self.effect):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.more)
        column.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(6))
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        self._labels = {part: Label(look, "", FontRole.BODY, "text2") for part in Part}
        self.lists = {
            Part.RESOURCES: EntryList(look, Part.RESOURCES, self._resources, self),
            Part.ACTIONS: EntryList(look, Part.ACTIONS, self._actions, self),
        }
        for row, part in enumerate(Part):
            self._compose_row(row, part)
        self.content.addWidget(body)

    def _compose_row(self, row: int, part: Part) -> None:
        label = self._labels[part]
        label.setMinimumWidth(self.look.px(LABEL_WIDTH))
        label.setMinimumHeight(self.look.px(24))
        self._grid.addWidget(label, row, 0, alignment=Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self.lists[part], row, 1)
        self.lists[part].changed.connect(lambda entries, part=part: self._take(part, entries))

    # what is shown

    def show_sketch(self, number: int, sketch: Sketch, problems: dict[Part, Problems]) -> None:
        """Show a statement, which has ``number`` counted from 1, and what is wrong with it."""
        self.sketch = sketch
        name = self.tr("Statement {number}").format(number=number)
        self._title.set_text(name)
        self.setAccessibleName(name)
        self.effect.setAccessibleName(self.tr("Effect of statement {number}").format(number=number))
        more = self.tr("More about {name}").format(name=name)
        self.more.setText(more)
        self.more.setToolTip(more)
        self.effect.setCurrentIndex(self.effect.findData(sketch.effect))
        for part in Part:
            entries, label = sketch.entries(part), self._label(part, sketch)
            self._labels[part].set_text(label)
            self.lists[part].set_name(f"{name}, {label}")
            self.lists[part].show_entries(entries, problems.get(part, ()))

    def _label(self, part: Part, sketch: Sketch) -> str:
        inverse = sketch.entries(part).inverse
        if part is Part.RESOURCES:
            return self.tr("Resources but") if inverse else self.tr("Resources")
        return self.tr("Actions but") if inverse else self.tr("Actions")

    def set_place(self, *, is_first: bool, is_last: bool) -> None:
        """Say where the statement stands among the others."""
        self._is_first, self._is_last = is_first, is_last

    def set_offers(self, seen: Sequence[Access], first_resource: str) -> None:
        """Say what recent events did, and what a new resource most likely is."""
        self._seen, self._first_resource = seen, first_resource

    def finish(self) -> None:
        """Take over the entry that is being entered."""
        for entry_list in self.lists.values():
            entry_list.finish()

    def _resources(self) -> Sequence[str]:
        return suggested_resources(self._seen, self._first_resource)

    def _actions(self) -> Sequence[str]:
        return suggested_actions(kind_of(self.sketch.resources.texts), self._seen)

    # what people do

    def _on_effect_chosen(self) -> None:
        # Qt hands an enumeration of texts back as a bare text
        effect = Effect(self.effect.currentData())
        self._change(Sketch(effect, self.sketch.resources, self.sketch.actions))

    def _take(self, part: Part, entries: Entries) -> None:
        resources = entries if part is Part.RESOURCES else self.sketch.resources
        actions = entries if part is Part.ACTIONS else self.sketch.actions
        self._change(Sketch(self.sketch.effect, resources, actions))

    def _change(self, sketch: Sketch) -> None:
        if sketch != self.sketch:
            self.sketch = sketch
            self.changed.emit(sketch)

    def _show_menu(self) -> None:
        menu = PopupMenu(self.accessibleName(), self)
        acts = (
            (CardAct.UP, self.tr("Move up"), not self._is_first),
            (CardAct.DOWN, self.tr("Move down"), not self._is_last),
            (CardAct.DUPLICATE, self.tr("Duplicate"), True),
            (CardAct.REMOVE, self.tr("Remove"), True),
        )
        for act, words, possible in acts:
            entry = menu.addAction(words)
            entry.setEnabled(possible)
            entry.triggered.connect(lambda _on=False, act=act: self.act_asked.emit(act))
        menu.addSeparator()
        self._add_inverse(menu, Part.RESOURCES, self.tr("All resources of the kind but these"))
        self._add_inverse(menu, Part.ACTIONS, self.tr("All actions but these"))
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _add_inverse(self, menu: PopupMenu, part: Part, words: str) -> None:
        entries = self.sketch.entries(part)
        entry = menu.addAction(words)
        entry.setCheckable(True)
        entry.setChecked(entries.inverse)
        entry.triggered.connect(lambda on=False: self._take(part, Entries(entries.texts, on)))
