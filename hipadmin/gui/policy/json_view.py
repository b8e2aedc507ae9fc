"""The JSON of a policy as text: coloured, numbered, brackets matched, problems underlined.

Tab and Shift+Tab leave the field, as everywhere; Ctrl+] and Ctrl+[ indent and outdent.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QMimeData, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hipadmin.domain.policy import PolicyProblem
from hipadmin.gui.keyboard.shortcuts import Shortcut, matches
from hipadmin.gui.policy.gutter import Gutter
from hipadmin.gui.policy.highlighter import LONGEST, Highlighter, units
from hipadmin.gui.policy.indent import break_line, shift_lines
from hipadmin.gui.policy.marks import Marks, cut
from hipadmin.gui.policy.pieces import PIECE, Pieces, difference
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.fields import TextEdit

_REMOVING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TYPED = 400_000
"""Characters that typing and pasting may lead to; a longer one comes by import and is shown."""
_Keep = QTextCursor.MoveMode.KeepAnchor


class JsonView(TextEdit):
    """Edits JSON; its undo history is that of the whole editor.

    Signals:
        caret_moved: line and column of the caret, counted from 1.
        text_changed: it is another text now, all of it.
    """

    caret_moved = Signal(int, int)
    text_changed = Signal()

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent, longest=_TYPED)
        self._marks = Marks(look, self)
        self._then: Callable[[], object] | None = None
        self._leads = False
        self._quick = False
        self._letters_soon = QTimer(self, singleShot=True, interval=0)
        self._letters_soon.timeout.connect(self._on_letters_join)
        self.setAccessibleName(name)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self.document().setDefaultTextOption(option)
        look.dress(self, FontRole.MONO)
        self.highlighter = Highlighter(look, self.document())
        self._pieces = Pieces(self.document(), self)
        self._pieces.ended.connect(self._on_all_there)
        self.textChanged.connect(self._on_text_changed)
        self._gutter = Gutter(look, self)
        self.blockCountChanged.connect(self._fit_gutter)
        self.updateRequest.connect(self._on_update_request)
        self.cursorPositionChanged.connect(self._on_caret_moved)
        look.changed.connect(self._on_look_changed)
        self._fit_gutter()

    # text

    @property
    def busy(self) -> bool:
        """Whether a part of the text is still to come or to go."""
        return self._pieces.busy

    def text(self) -> str:
        """All of it; what is still to come comes now."""
        self._pieces.finish()
        return self.toPlainText()

    def set_first_text(self, text: str) -> None:
        """Begin with ``text``; nothing before it can be brought back."""
        self._pieces.forget()
        self._then = None
        self.highlighter.begin(len(text))
        self._fit_letters(text)
        self.setUndoRedoEnabled(True)
        self.setPlainText(text)

    def begin_text(self, text: str, done: Callable[[], object]) -> None:
        """Begin with a long ``text``, piece by piece over several turns, and then call ``done``.

        Nobody may change it meanwhile. Another first text takes its place at any time.
        """
        self.set_first_text("")
        self.highlighter.fit(len(text))
        self._fit_letters(text)
        self._then = done
        self._pieces.begin(text)

    def replace_text(self, text: str) -> None:
        """Change to ``text`` in one step of the history; what is the same is left alone.

        A long change comes over several turns.
        """
        old = self.text()
        if old == text:
            return
        start, old_end, new_end = difference(old, text)
        self._change(units(old[:start]), units(old[:old_end]), text[start:new_end], leads=False)

    def _change(self, start: int, end: int, text: str, *, leads: bool = True) -> None:
        self._leads = leads
        length = self.document().characterCount()
        self.highlighter.fit(max(length, length - (end - start) + len(text)))
        if end - start + len(text) > PIECE:
            self._fit_letters(self.toPlainText() + text)
            self._pieces.change(start, end, text)
            return
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.setPosition(start)
        cursor.setPosition(end, _Keep)
        cursor.insertText(text)
        cursor.endEditBlock()
        self.highlighter.fit(self.document().characterCount())

    @Slot()
    def _on_text_changed(self) -> None:
        if not self.busy:
            self._look_at_letters()
            self.text_changed.emit()

    def _fit_letters(self, text: str) -> None:
        """Get ready for ``text``: where no letters join, a long line is laid out in half the time.

        Such are the letters of English and all signs of JSON.
        """
        quick = len(text) > LONGEST and text.isascii()
        if quick != self._quick:
            self._quick = quick
            self._take_font()

    def _look_at_letters(self) -> None:
        if self._quick and not self.toPlainText().isascii():
            self._letters_soon.start()  # not in the midst of a change

    @Slot()
    def _on_letters_join(self) -> None:
        self._fit_letters(self.text())

    def _take_font(self) -> None:
        font = QFont(self.look.font(FontRole.MONO))
        if self._quick:
            font.setKerning(False)
            font.setStyleStrategy(QFont.StyleStrategy.PreferNoShaping)
        self.setFont(font)

    @Slot(QTextCursor)
    def _on_all_there(self, cursor: QTextCursor) -> None:
        self.highlighter.fit(self.document().characterCount())
        self._look_at_letters()
        then, self._then = self._then, None
        if then is not None:
            then()
            return
        if self._leads:
            self.setTextCursor(cursor)
        self.text_changed.emit()

    def undo(self) -> None:
        """Take the last change back; a long one comes back over several turns."""
        self._travel(self._pieces.undo, super().undo)

    def redo(self) -> None:
        """Do what was taken back again."""
        self._travel(self._pieces.redo, super().redo)

    def _travel(self, in_pieces: Callable[[], bool], at_once: Callable[[], None]) -> None:
        self._pieces.finish()
        self._leads = True
        self.highlighter.look_away()
        if not in_pieces():
            at_once()
            self.highlighter.fit(self.document().characterCount())

    def paste_over(self) -> None:
        """Take what was copied instead of the text, or say why not and leave the text alone."""
        before = self.textCursor()
        self.selectAll()
        self.paste()
        if self.textCursor().hasSelection() and not self.busy:
            self.setTextCursor(before)

    def take(self, source: QMimeData) -> None:
        """Put in what is pasted or dropped."""
        self._pieces.finish()
        cursor, text = self.textCursor(), source.text()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        if end - start + len(text) > PIECE:
            self._change(start, end, text.replace("\r\n", "\n"))
        else:
            super().take(source)

    def go_to(self, problem: PolicyProblem) -> None:
        """Put the caret where ``problem`` is, and the focus here."""
        cursor = self._marks.span(problem)
        cursor.setPosition(cursor.selectionStart())
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus()

    # problems and brackets

    def show_problems(
        self, problems: Sequence[PolicyProblem], warnings: Sequence[PolicyProblem]
    ) -> None:
        """Underline what is wrong, and what is doubtful in another colour."""
        self._marks.show_problems(problems, warnings)
        self._show_marks()

    def _show_marks(self) -> None:
        self._marks.show(brackets=not self.busy)

    def marked(self) -> list[str]:
        """Give the texts that are underlined, in the order of the problems."""
        return self._marks.underlined()

    # what people do

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Indent by keys of their own, and carry the indent to a new line."""
        self._pieces.finish()
        start, end = self.textCursor().selectionStart(), self.textCursor().selectionEnd()
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo()
        elif matches(event, Shortcut.INDENT):
            shift_lines(self.textCursor(), deeper=True)
        elif matches(event, Shortcut.OUTDENT):
            shift_lines(self.textCursor(), deeper=False)
        elif event.key() in _REMOVING and end - start > PIECE:
            self._change(start, end, "")
        elif event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._break_line()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take what is composed, when all of the text is there."""
        self._pieces.finish()
        super().inputMethodEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Undo and redo as by key."""
        self._pieces.finish()
        menu = self.createStandardContextMenu(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        acts = {"edit-undo": self.undo, "edit-redo": self.redo}
        for entry in menu.actions():
            if entry.objectName() in acts:
                entry.triggered.disconnect()
                entry.triggered.connect(acts[entry.objectName()])
        menu.popup(event.globalPos())

    def _break_line(self) -> None:
        cursor = self.textCursor()
        break_line(cursor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def event(self, event: QEvent) -> bool:
        """Tell the problem under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QHelpEvent.Type.ToolTip:
            self._marks.tell_at(event)
            return True
        return super().event(event)

    def _on_caret_moved(self) -> None:
        cursor = self.textCursor()
        before = cut(cursor.block().text(), cursor.positionInBlock())
        self._show_marks()
        self._gutter.update()
        self.caret_moved.emit(cursor.blockNumber() + 1, len(before) + 1)

    # line numbers

    def _fit_gutter(self) -> None:
        room = self._gutter.room() + self.look.px(6)
        if room != self.viewportMargins().left():  # or all would be laid out with each line
            self.setViewportMargins(room, 0, 0, 0)
            self._place_gutter()

    def _place_gutter(self) -> None:
        inner = self.contentsRect()
        self._gutter.setGeometry(
            QRect(inner.left(), inner.top(), self._gutter.room(), inner.height())
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the numbers at the side."""
        super().resizeEvent(event)
        self._place_gutter()

    def _on_update_request(self, rect: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())

    def _on_look_changed(self) -> None:
        self._take_font()
        self._fit_gutter()
        self._gutter.update()
