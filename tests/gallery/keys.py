"""What the keyboard meets: a letter for every label and button, and Tab in reading order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QMainWindow,
    QMenu,
    QRadioButton,
    QTabBar,
    QWidget,
)

from tests.gallery.names import shown, visible_in

_TAB = Qt.FocusPolicy.TabFocus


# letters


def faults_of_letters(window: QWidget) -> list[str]:
    """Say which letters of ``window`` mean two things, and what has none."""
    # a page that has just changed is put in order when Alt asks, before it means anything
    alt = Qt.KeyboardModifier.AltModifier
    QApplication.sendEvent(window, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Alt, alt))
    if isinstance(window, QMenu):
        pairs = [(a.text(), a.text()) for a in window.actions() if a.text() and a.isVisible()]
    else:
        pairs = list(_texts(window))
    owners: dict[str, list[str]] = defaultdict(list)
    for who, text in pairs:
        letter = QKeySequence.mnemonic(text).toString()
        owners[letter].append(who)
    bare = owners.pop("", [])
    twice = [f"{letter} means {' and '.join(w)}" for letter, w in owners.items() if len(w) > 1]
    return [*twice, *(f"{who}: no letter" for who in bare)]


def _texts(window: QWidget) -> Iterator[tuple[str, str]]:
    if isinstance(window, QMainWindow):
        yield from ((f"menu “{a.text()}”", a.text()) for a in window.menuBar().actions())
    for widget in visible_in(window):
        if isinstance(widget, QTabBar):
            for at in range(widget.count()):
                yield f"tab “{widget.tabText(at)}”", widget.tabText(at)
        elif _has_letter(widget):
            yield shown(widget), widget.text()


def _has_letter(widget: QWidget) -> bool:
    if isinstance(widget, QLabel):
        return widget.buddy() is not None
    return isinstance(widget, QAbstractButton) and bool(widget.text()) and not _is_data(widget)


def _is_data(button: QAbstractButton) -> bool:
    """Whether its text is a name people gave, a fact or a link: these come in any number."""
    return button.property("says_data") is True or button.property("is_link") is True


# Tab


def faults_of_tab(window: QWidget) -> list[str]:
    """Say where Tab jumps about in ``window``."""
    if isinstance(window, QMenu) or window.windowType() == Qt.WindowType.Popup:
        return []
    chain, reading = _chain(window), list(_reading(window, window))
    reading = [widget for widget in reading if widget in chain]
    chain = [widget for widget in chain if widget in reading]
    if not chain:
        return []
    first = chain.index(reading[0])
    turned = chain[first:] + chain[:first]
    for at, (is_next, should_be) in enumerate(zip(turned, reading, strict=True)):
        if is_next is not should_be:
            before = shown(reading[at - 1]) if at else "the start"
            return [f"after {before} Tab goes to {shown(is_next)}, not to {shown(should_be)}"]
    return []


def stops(window: QWidget) -> list[QWidget]:
    """What takes the focus by Tab, in the order of Tab."""
    return _chain(window)


def _chain(window: QWidget) -> list[QWidget]:
    found, widget = [], window.nextInFocusChain()
    while widget is not window:
        if _is_stop(widget, window):
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def _is_stop(widget: QWidget, window: QWidget) -> bool:
    takes = widget.focusPolicy() & _TAB and widget.focusProxy() is None
    if not (takes and widget.isVisible() and widget.isEnabled() and widget.window() is window):
        return False
    group = widget.group() if isinstance(widget, QRadioButton) else None
    # of a group of radio buttons Tab meets the one that is checked
    return group is None or group.checkedButton() in (widget, None)


def _reading(parent: QWidget, window: QWidget) -> Iterator[QWidget]:
    """What can be reached below ``parent``, as people read: line by line, part by part."""
    children = [c for c in parent.children() if isinstance(c, QWidget) and _has_stop(c, window)]
    for child in _in_lines(children):
        if _is_stop(child, window):
            yield child
        yield from _reading(child, window)


def _has_stop(widget: QWidget, window: QWidget) -> bool:
    if widget.isWindow() or not widget.isVisible():
        return False
    return _is_stop(widget, window) or any(
        _has_stop(c, window) for c in widget.children() if isinstance(c, QWidget)
    )


def _in_lines(widgets: Iterable[QWidget]) -> list[QWidget]:
    """Sort siblings: those side by side are one line and go in the direction of writing."""
    left = sorted(widgets, key=lambda w: (w.y(), w.x()))
    lines: list[list[QWidget]] = []
    for widget in left:
        if lines and _beside(lines[-1], widget):
            lines[-1].append(widget)
        else:
            lines.append([widget])
    turn = -1 if QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1

    def across(widget: QWidget) -> int:
        return turn * widget.geometry().center().x()

    return [widget for line in lines for widget in sorted(line, key=across)]


def _beside(line: list[QWidget], widget: QWidget) -> bool:
    box = _united(line)
    shared = min(box.bottom(), widget.geometry().bottom()) - max(box.top(), widget.y())
    return shared > min(box.height(), widget.height()) / 2


def _united(line: list[QWidget]) -> QRect:
    box = QRect(line[0].geometry())
    for widget in line[1:]:
        box = box.united(widget.geometry())
    return box


# focus


def faults_of_focus(window: QWidget) -> list[str]:
    """Say whether the focus is nowhere, or where nobody sees it."""
    if isinstance(window, QMenu) or window.windowType() == Qt.WindowType.Popup:
        return []
    focused = window.focusWidget()
    if focused is None:
        return ["nothing has the focus"] if _chain(window) else []
    middle = focused.mapTo(window, QPoint(focused.width() // 2, min(8, focused.height() // 2)))
    if not focused.isVisible() or not window.rect().contains(middle):
        return [f"{shown(focused)} has the focus but is out of sight"]
    return []
