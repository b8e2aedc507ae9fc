"""Fusion with the house's clothes: what is shaped by the style sheet gets its part of it alone.

A sheet for the whole application makes Qt style every widget anew each time something around it is
put into a layout, and all of them when the theme changes: a dialog took twice as long to build, and
a change of theme 0.4 s with a few pages open.
"""

from collections import deque
from collections.abc import Callable, Mapping
from weakref import WeakSet, ref

import shiboken6
from PySide6 import QtWidgets
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QMenu,
    QProxyStyle,
    QScrollArea,
    QScrollBar,
    QWidget,
)

from hipadmin.gui.threads.turns import AfterPaint

_POPUP = "QComboBoxPrivateContainer"
_TIP = "QTipLabel"
_HOLDS_A_BAR = "qt_scrollarea_"
_PRUNE_FROM = 100
_AT_ONCE = 10
"""Hidden widgets that are dressed in one turn of the event loop: some 2 ms."""
_PLAIN = (QDialog, QAbstractItemView, QScrollArea)
"""What is dressed even where no sheet is for it."""


class _Dressed:
    """The widgets that wear something.

    Those that Qt has made itself are known to Python only as long as somebody keeps their names;
    those of ours must not be kept alive by that.
    """

    def __init__(self) -> None:
        self._ours: WeakSet[QWidget] = WeakSet()
        self._of_qt: dict[int, QWidget] = {}
        self._prune_at = _PRUNE_FROM

    def add(self, widget: QWidget) -> bool:
        """Note a widget; say whether it was not known."""
        if shiboken6.createdByPython(widget):
            known = widget in self._ours
            self._ours.add(widget)
            return not known
        address = int(shiboken6.getCppPointer(widget)[0])
        known = self._of_qt.get(address) is widget
        self._of_qt[address] = widget
        if len(self._of_qt) > self._prune_at:
            self._prune()
        return not known

    def _prune(self) -> None:
        self._of_qt = {at: w for at, w in self._of_qt.items() if shiboken6.isValid(w)}
        self._prune_at = max(_PRUNE_FROM, 2 * len(self._of_qt))

    def all(self) -> list[QWidget]:
        """Give those that still live."""
        return [w for w in (*self._ours, *self._of_qt.values()) if shiboken6.isValid(w)]


class HouseStyle(QProxyStyle):
    """Dresses widgets when Qt first shows them, and again with `wear`."""

    def __init__(self) -> None:
        super().__init__("Fusion")
        self._sheets: list[tuple[type[QWidget], str]] = []
        self._sheet_by_type: dict[type[QWidget], str] = {}
        self._base = QColor()
        self._px: Callable[[float], int] = round
        self._dressed = _Dressed()
        self._hidden: deque[ref[QWidget]] = deque()
        self._soon = AfterPaint(self)
        self._soon.due.connect(self._dress_some)

    def wear(self, sheets: Mapping[str, str], base: QColor, px: Callable[[float], int]) -> None:
        """Dress everything in ``sheets``, by the class they are for; dialogs stand on ``base``.

        What can be seen at once, and dialogs, which may open any moment; the rest in the next
        turns of the event loop.
        """
        self._base = base
        self._px = px
        self._sheets = [(getattr(QtWidgets, kind), text) for kind, text in sheets.items()]
        self._sheet_by_type.clear()
        self._hidden.clear()
        for widget in self._dressed.all():
            if widget.isVisible() or isinstance(widget, QDialog):
                self._dress(widget)
            else:
                self._hidden.append(ref(widget))
        if self._hidden:
            self._soon.ask()

    def _dress_some(self) -> None:
        for _ in range(min(_AT_ONCE, len(self._hidden))):
            widget = self._hidden.popleft()()
            if widget is not None and shiboken6.isValid(widget):
                self._dress(widget)
        if self._hidden:
            self._soon.ask()

    def polish(self, thing: QWidget | QApplication | QPalette) -> None:  # type: ignore[override]  # three in one
        """Dress a widget that is about to be shown."""
        super().polish(thing)
        if not isinstance(thing, QWidget) or _is_passing(thing) or _is_of_a_file_dialog(thing):
            return
        if isinstance(thing, QAbstractScrollArea) and not _is_list_of_a_combo(thing):
            self.dress_bars(thing)
        # noted first, because a sheet of its own has Qt polish the widget again
        if self._dresses(thing) and self._dressed.add(thing):
            self._dress(thing)

    def dress_bars(self, area: QAbstractScrollArea) -> None:
        """Dress the scroll bars of ``area``; those of a combo box's list wait until it unfolds."""
        for bar in (area.verticalScrollBar(), area.horizontalScrollBar()):
            if self._dressed.add(bar):
                self._dress(bar)

    def dress_file_dialog(self, dialog: QFileDialog) -> None:
        """Dress Qt's own dialog for files, parts and all, once it stands."""
        self._dressed.add(dialog)
        self._dress(dialog)

    def _dresses(self, widget: QWidget) -> bool:
        return isinstance(widget, _PLAIN) or bool(self._sheet_of(widget)) or _is_tip(widget)

    def _dress(self, widget: QWidget) -> None:
        if isinstance(widget, QFileDialog):
            widget.setStyleSheet("")  # an old sheet would bring back the palette it was given on
        if isinstance(widget, QDialog):
            palette = widget.palette()
            palette.setColor(QPalette.ColorRole.Window, self._base)
            widget.setPalette(palette)
        elif isinstance(widget, QAbstractItemView | QScrollArea):
            _bare(widget)
        elif isinstance(widget, QLabel):
            self._dress_tip(widget)
        if isinstance(widget, QFileDialog):
            widget.setStyleSheet("".join(text for _kind, text in self._sheets))
        elif sheet := self._sheet_of(widget):
            widget.setStyleSheet(sheet)

    def _dress_tip(self, tip: QLabel) -> None:
        # by hand: Qt gives a tip the sheet of what it is about, in place of any other
        palette = QApplication.palette()
        palette.setColor(QPalette.ColorRole.ToolTipText, palette.color(QPalette.ColorRole.Mid))
        tip.setPalette(palette)
        tip.setForegroundRole(QPalette.ColorRole.WindowText)
        # beside the few px that Qt leaves around the words itself
        tip.setContentsMargins(self._px(6), self._px(2), self._px(6), self._px(2))

    def _sheet_of(self, widget: QWidget) -> str:
        if isinstance(widget, QLineEdit) and _is_part_of_a_field(widget):
            return ""
        kind = type(widget)
        if kind not in self._sheet_by_type:
            found = (text for known, text in self._sheets if issubclass(kind, known))
            self._sheet_by_type[kind] = next(found, "")
        return self._sheet_by_type[kind]


def _is_passing(widget: QWidget) -> bool:
    """Say whether nobody will see ``widget``, or not before somebody dresses it.

    A combo box makes a menu each time it is dressed, to take the colours of its list from it. The
    bars of an area are polished while it is made, and would be again each time it finds its place.
    """
    above = widget.parentWidget()
    if isinstance(widget, QMenu):
        return above is None and not shiboken6.createdByPython(widget)
    if above is None or not isinstance(widget, QScrollBar):
        return False
    return above.objectName().startswith(_HOLDS_A_BAR)


def _is_list_of_a_combo(area: QAbstractScrollArea) -> bool:
    parent = area.parentWidget()
    return parent is not None and parent.metaObject().className() == _POPUP


def _is_tip(widget: QWidget) -> bool:
    return type(widget) is QLabel and widget.metaObject().className() == _TIP


def _is_of_a_file_dialog(widget: QWidget) -> bool:
    """Say whether ``widget`` is a file dialog or in one.

    It polishes its parts before Python knows it. A name for it or for a part, kept from then, is a
    second owner, and the program ends with a fault when the dialog goes.
    """
    if shiboken6.createdByPython(widget):
        return False
    above: QWidget | None = widget
    while above is not None and not isinstance(above, QFileDialog):
        above = above.parentWidget()
    return above is not None


def _is_part_of_a_field(edit: QLineEdit) -> bool:
    return isinstance(edit.parentWidget(), QAbstractSpinBox | QComboBox | QAbstractItemView)


def _bare(area: QAbstractScrollArea) -> None:
    """Let what is below show through, without a frame; a combo box's list has its box's sheet."""
    if _is_list_of_a_combo(area):
        return
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.viewport().setAutoFillBackground(False)
    body = area.widget() if isinstance(area, QScrollArea) else None
    if body is not None:
        body.setAutoFillBackground(False)
