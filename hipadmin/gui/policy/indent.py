"""Indenting in a text: the lines of a selection, and a new line."""

from PySide6.QtGui import QTextBlock, QTextCursor

_INDENT = "  "
_Move = QTextCursor.MoveOperation
_Keep = QTextCursor.MoveMode.KeepAnchor


def break_line(cursor: QTextCursor) -> None:
    """Begin a new line as deep as this one; deeper after an opening bracket."""
    line = cursor.block().text()
    before = line[: cursor.positionInBlock()]
    indent = line[: len(line) - len(line.lstrip(" "))][: len(before)]
    deeper = _INDENT if before.rstrip().endswith(("[", "{")) else ""
    cursor.insertText(f"\n{indent}{deeper}")


def shift_lines(cursor: QTextCursor, *, deeper: bool) -> None:
    """Indent or outdent the lines that ``cursor`` touches, as one step of the history."""
    document = cursor.document()
    first = document.findBlock(cursor.selectionStart()).blockNumber()
    last = document.findBlock(cursor.selectionEnd()).blockNumber()
    cursor.beginEditBlock()
    for number in range(first, last + 1):
        _shift_line(document.findBlockByNumber(number), deeper=deeper)
    cursor.endEditBlock()


def _shift_line(block: QTextBlock, *, deeper: bool) -> None:
    cursor, text = QTextCursor(block), block.text()
    if deeper:
        cursor.insertText(_INDENT)
        return
    blanks = min(len(_INDENT), len(text) - len(text.lstrip(" ")))
    cursor.movePosition(_Move.Right, _Keep, blanks)
    cursor.removeSelectedText()
