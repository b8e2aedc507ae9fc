"""Whether every word of ours was offered for translation. Only to be asked in `Pseudo`."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QWidget,
)

import hipadmin.gui
from tests.gallery.filling import NAMES
from tests.gallery.names import plain, shown, visible_in
from tests.gallery.pseudo import OPEN

HELP = ("HelpView",)
SAME = {"HipChat", "hipadmin", "Python", "Qt", "offscreen"} | NAMES
"""Words that are the same in every language."""


def faults_of_language(window: QWidget) -> list[str]:
    """Say what in ``window`` stands in the source and is not translated."""
    found = []
    for widget in [window, *visible_in(window)]:
        for text in texts_of(widget):
            ours = plain(text) in _literals() and plain(text) not in SAME
            if OPEN not in text and ours and not _is_key(text):
                found.append(f"{shown(widget)}: “{plain(text)}” is not translated")
    return found


def _is_key(text: str) -> bool:
    """Whether it names a key, which Qt puts into words."""
    return all(QKeySequence(part).toString() == part for part in text.split(", "))


def texts_of(widget: QWidget) -> Iterator[str]:
    """Every text people see or hear of a widget."""
    yield widget.windowTitle() if widget.isWindow() else ""
    yield widget.accessibleName()
    yield widget.toolTip()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit | QPlainTextEdit | QComboBox):
        yield widget.placeholderText()
    # help is there in as many languages as somebody wrote it in
    if isinstance(widget, QComboBox) and type(widget.window()).__name__ not in HELP:
        yield from (widget.itemText(at) for at in range(widget.count()))
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(at) for at in range(widget.count()))
    if isinstance(widget, QMenu):
        yield from (action.text() for action in widget.actions())
    if isinstance(widget, QTableView) and widget.model() is not None:
        yield from _of_table(widget)


def _of_table(table: QTableView) -> Iterator[str]:
    model = table.model()
    for column in range(model.columnCount()):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(min(model.rowCount(), 6)):
            yield str(model.index(row, column).data() or "")
            said = model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole)
            yield str(said or "").split(",")[0]


@cache
def _literals() -> frozenset[str]:
    """Every text of the window's source that has a letter in it and is no address."""
    found = set()
    for file in Path(hipadmin.gui.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(plain(node.value))
    return frozenset(t for t in found if any(c.isalpha() for c in t) and "://" not in t)
