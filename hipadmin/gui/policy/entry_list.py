"""The resources or the actions of a statement: chips, a field to add one, problems below."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.policy.form import Entries, Part
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.policy.chip import Chip, EntryField, row_of
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Button, link
from hipadmin.gui.widgets.flow import FlowLayout
from hipadmin.gui.widgets.icon_view import IconView
from hipadmin.gui.widgets.labels import Label

SHOWN = 60
"""Entries that get a chip at first, and with each press on the button behind them."""
Problems = Sequence[tuple[int | None, str]]
"""Which entry (None: the list as a whole), and what is wrong."""


class _Note(QWidget):
    """What is wrong with a list."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(6))
        self.words = Label(look, "", FontRole.SMALL, "danger", wrap=True)
        mark = IconView(look, Icon.X_CIRCLE, "danger", 14)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)


class EntryList(QWidget):
    """One list of one statement.

    Signals:
        changed: the entries shall be these.
    """

    changed = Signal(object)

    def __init__(
        self, look: Look, part: Part, offers: Callable[[], Sequence[str]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._part = part
        self._offers = offers
        self._entries = Entries()
        self._chips: list[Chip] = []
        self._field: EntryField | None = None
        self._at = -1
        self._name = ""
        # most lists never need these
        self._note: _Note | None = None
        self._more: Button | None = None
        self._limit = SHOWN
        self._problems: Problems = ()
        self._compose()

    def _compose(self) -> None:
        px = self.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        row = row_of(self)
        self._flow = FlowLayout(row, px(6))
        self.add_button = link(self.look, self.tr("Add"))
        self.add_button.clicked.connect(self.start_adding)
        self._flow.addWidget(self.add_button)
        column.addWidget(row)
        self._column = column

    @property
    def is_busy(self) -> bool:
        """Whether an entry is being entered."""
        return self._field is not None

    def set_name(self, name: str) -> None:
        """Say of which statement this is, for assistive technology."""
        self.add_button.setAccessibleName(f"{self.tr('Add')} ({name})")
        if name != self._name:
            self._name, self._limit = name, SHOWN

    def finish(self) -> None:
        """Take over the entry that is being entered."""
        if self._field is not None:
            self._field.finish()

    def show_entries(self, entries: Entries, problems: Problems) -> None:
        """Show entries and what is wrong with them; a field in use stays."""
        if entries != self._entries or (entries.texts and not self._chips):
            self._entries = entries
            self._make_chips()
        self._problems = problems
        wrong = {at for at, _ in problems}
        for at, chip in enumerate(self._chips):
            chip.set_wrong(wrong=at in wrong)
        # an empty list is no news while somebody is filling it
        told = "" if self.is_busy else "\n".join(dict.fromkeys(words for _, words in problems))
        self._tell(told)
        self.updateGeometry()

    def _tell(self, words: str) -> None:
        if self._note is None:
            if not words:
                return
            self._note = _Note(self.look)
            self._column.addWidget(self._note)
        self._note.words.set_text(words)
        self._note.setVisible(bool(words))

    def _make_chips(self) -> None:
        texts = self._entries.texts[: self._limit]
        while len(self._chips) > len(texts):
            chip = self._chips.pop()
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        for chip, text in zip(self._chips, texts, strict=False):
            chip.show_entry(text, self._shown(text))
        self._add_chips()

    def _add_chips(self) -> None:
        self._flow.setEnabled(False)  # or each chip would have all of them laid out anew
        first = len(self._chips)
        for at, text in enumerate(self._entries.texts[first : self._limit], first):
            chip = Chip(self.look, text, self._shown(text))
            chip.edit_asked.connect(lambda at=at: self._edit(at))
            chip.remove_asked.connect(lambda at=at: self.remove(at))
            self._flow.insert(at, chip)
            chip.show()
            self._chips.append(chip)
        self._flow.setEnabled(True)
        self._flow.invalidate()
        self._offer_more(len(self._entries.texts) - len(self._chips))
        self._sort_tabs()

    def _offer_more(self, more: int) -> None:
        if self._more is None:
            if more <= 0:
                return
            self._more = link(self.look, "")
            self._more.clicked.connect(self._show_more)
            self._flow.insert(self._flow.indexOf(self.add_button), self._more)
        count = QLocale().toString(min(more, SHOWN))
        self._more.setText(self.tr("Show {count} more").format(count=count))
        self._more.setAccessibleDescription(self._name)
        self._more.setVisible(more > 0)

    def _show_more(self) -> None:
        at = len(self._chips)
        self._limit += SHOWN
        self._add_chips()
        self._chips[at].setFocus()

    def _shown(self, text: str) -> str:
        any_action = self._part is Part.ACTIONS and text == "*"
        return self.tr("any action") if any_action else text or self.tr("(empty)")

    def _sort_tabs(self) -> None:
        order: list[QWidget] = [*self._chips, *([self._field] if self._field else [])]
        order += [self._more] if self._more else []
        for first, second in pairwise([*order, self.add_button]):
            QWidget.setTabOrder(first, second)

    # what people do

    def start_adding(self) -> None:
        """Open a field for a new entry, with what can be entered."""
        self._open(len(self._entries.texts), "")
        if self._field is not None:
            self._field.offer()

    def _edit(self, at: int) -> None:
        self._open(at, self._entries.texts[at])

    def _open(self, at: int, text: str) -> None:
        if self._field is not None:
            self._field.finish()
        self._at = at
        self._field = EntryField(self.look, self._name, self._offers(), text)
        self._field.entered.connect(self._on_entered)
        self._field.dropped.connect(self._close)
        if at < len(self._chips):
            self._chips[at].hide()
        self._flow.insert(min(at, len(self._chips)), self._field)
        self._tell("")
        self._field.show()
        self._sort_tabs()
        self._field.setFocus()
        self._field.selectAll()

    def _on_entered(self, text: str) -> None:
        texts, at = list(self._entries.texts), self._at
        self._close()
        if at >= self._limit:
            self._limit = at + 1  # what was just entered is seen
        if text:
            texts[at : at + 1] = [text]
        elif at < len(texts):
            del texts[at]
        self._change(texts)

    def _close(self) -> None:
        field = self._field
        if field is None:
            return
        had_focus, self._field = field.hasFocus(), None
        self._flow.removeWidget(field)
        field.hide()
        field.deleteLater()
        for chip in self._chips:
            chip.show()
        if had_focus:
            self.add_button.setFocus()
        self.show_entries(self._entries, self._problems)

    def remove(self, at: int) -> None:
        """Take an entry out; the focus goes to its neighbour."""
        texts = list(self._entries.texts)
        del texts[at]
        self._change(texts)
        left = self._chips[min(at, len(self._chips) - 1)] if self._chips else self.add_button
        left.setFocus()

    def _change(self, texts: list[str]) -> None:
        entries = Entries(tuple(texts), self._entries.inverse)
        if entries != self._entries:
            self.show_entries(entries, ())
            self.changed.emit(entries)
