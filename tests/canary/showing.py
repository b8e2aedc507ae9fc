"""All that a running window shows: words, tooltips, assistive texts, clipboard, painted text.

Painted text is recorded while each window paints itself into a QPicture, whose stream holds every
drawn text as UTF-16: what a delegate or a style draws counts, whether any property holds it or not.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from PySide6.QtCore import (
    QAbstractProxyModel,
    QAbstractTableModel,
    QModelIndex,
    QPoint,
    Qt,
)
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QClipboard,
    QGuiApplication,
    QPainter,
    QPicture,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from tests.canary.traces import SHOWN, Tokens, Trace, traces_in

_TABULAR = (QAbstractTableModel, QAbstractProxyModel, QStandardItemModel)
_ROWS_MAX = 200
"""Rows looked at of each table; the canaries' tables are short."""


def traces_shown(tokens: Tokens, windows: Iterable[QWidget] | None = None) -> list[Trace]:
    """The tokens that can be seen in ``windows`` (None: all), heard, or pasted now."""
    tops = QApplication.topLevelWidgets() if windows is None else windows
    facts = [fact for window in tops for fact in _facts(window)]
    facts += _clipboard()
    # one search through everything is quick; only what is in there is worth asking where
    whole = b"\n".join(data for _where, data in facts)
    there = {trace.label: tokens[trace.label] for trace in traces_in(whole, tokens, "", SHOWN)}
    return [trace for where, data in facts for trace in traces_in(data, there, where, SHOWN)]


def _facts(window: QWidget) -> Iterator[tuple[str, bytes]]:
    for widget in [window, *window.findChildren(QWidget)]:
        where = f"{type(window).__name__} › {_path(widget)}"
        for fact, text in _texts(widget):
            yield f"{fact} of {where}", text.encode("utf-8", "surrogatepass")
    if window.isVisible():
        yield f"what {type(window).__name__} paints", painted(window)


def painted(window: QWidget) -> bytes:
    """The stream of everything ``window`` and what is in it draw."""
    picture = QPicture()
    painter = QPainter(picture)
    window.render(painter, QPoint())
    painter.end()
    return bytes(picture.data())


def _path(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{widget.accessibleName() or widget.objectName()}”"


def _texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    yield "title", widget.windowTitle()
    yield "icon text", widget.windowIconText()
    yield "tooltip", widget.toolTip()
    yield "status tip", widget.statusTip()
    yield "what's this", widget.whatsThis()
    yield "object name", widget.objectName()
    yield from _assistive(widget)
    yield from _own(widget)
    for name in widget.dynamicPropertyNames():
        key = bytes(name.data()).decode()
        with suppress(RuntimeError):  # a note of Qt's own, of a type that Python cannot read
            yield f"property {key}", str(widget.property(key))
    for action in widget.actions():
        yield from _action(action)


def _assistive(widget: QWidget) -> Iterator[tuple[str, str]]:
    yield "accessible name", widget.accessibleName()
    yield "accessible description", widget.accessibleDescription()
    seen = QAccessible.queryAccessibleInterface(widget)
    if seen is not None and seen.isValid():
        for part in QAccessible.Text:
            if part is not QAccessible.Text.UserText:
                yield f"assistive {part.name}", seen.text(part)
        text = seen.textInterface()
        if text is not None:
            yield "assistive text", text.text(0, text.characterCount())


def _own(widget: QWidget) -> Iterator[tuple[str, str]]:
    if isinstance(widget, QLineEdit):
        yield "shown text", widget.displayText()
        yield "hint", widget.placeholderText()
    elif isinstance(widget, QAbstractButton | QLabel):
        yield "text", widget.text()
    elif isinstance(widget, QPlainTextEdit | QTextEdit):
        yield "text", widget.toPlainText()
        yield "hint", widget.placeholderText()
    elif isinstance(widget, QComboBox):
        for position in range(widget.count()):
            yield "entry", f"{widget.itemText(position)} {widget.itemData(position)}"
    elif isinstance(widget, QGroupBox | QMenu):
        yield "title", widget.title()
    elif isinstance(widget, QTabBar):
        for position in range(widget.count()):
            yield "tab", f"{widget.tabText(position)} {widget.tabToolTip(position)}"
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _cells(widget)


def _cells(view: QAbstractItemView) -> Iterator[tuple[str, str]]:
    model, root = view.model(), view.rootIndex()
    roles = [role.value for role in Qt.ItemDataRole if role.value <= Qt.ItemDataRole.UserRole]
    tabular = isinstance(model, _TABULAR)  # of other models Qt keeps the count to itself
    columns = model.columnCount(root) if tabular else 1
    for row in range(min(model.rowCount(root), _ROWS_MAX)):
        for column in range(columns):
            yield "cell", _cell(model.index(row, column, root), roles)


def _cell(index: QModelIndex, roles: Iterable[int]) -> str:
    return "\n".join(str(value) for role in roles if (value := index.data(role)) is not None)


def _action(action: QAction) -> Iterator[tuple[str, str]]:
    yield "action", action.text()
    yield "action", action.toolTip()
    yield "action", action.statusTip()
    yield "action", str(action.data())


def _clipboard() -> Iterator[tuple[str, bytes]]:
    clipboard = QGuiApplication.clipboard()
    for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
        data = clipboard.mimeData(mode)
        for kind in data.formats() if data is not None else ():
            yield f"{kind} on the {mode.name.lower()}", bytes(data.data(kind).data())
