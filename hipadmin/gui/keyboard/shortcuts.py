"""Every keyboard shortcut: which keys, what Help says of them, and how a widget takes them.

Nothing else names keys, so that none means two things. Keys that only mean something inside a
widget (arrows in a list, Space on a switch) are told here too, and handled by the widget.
"""

from collections.abc import Callable, Sequence
from enum import Enum

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

translate = QCoreApplication.translate

_Standard = QKeySequence.StandardKey
_Keys = tuple[str | QKeySequence.StandardKey, ...]


class Shortcut(Enum):
    """What is done; the order is that of Help."""

    ADD = "add"
    EDIT = "edit"
    SWITCH = "switch"
    TEST = "test"
    MESSAGE = "message"
    DELETE = "delete"
    UNDO = "undo"
    REDO = "redo"
    FILTER = "filter"
    SELECT_ALL = "select all"
    COPY = "copy"
    MENU = "menu"
    MENU_BAR = "menu bar"
    NEXT_TAB = "next tab"
    PREVIOUS_TAB = "previous tab"
    RELOAD = "reload"
    SAVE = "save"
    SEND = "send"
    REVEAL = "reveal"
    INDENT = "indent"
    OUTDENT = "outdent"
    PROBLEM = "problem"
    PREFERENCES = "preferences"
    HELP = "help"
    CLOSE = "close"
    QUIT = "quit"


_KEYS: dict[Shortcut, _Keys] = {
    Shortcut.ADD: ("Ctrl+N",),
    Shortcut.EDIT: ("F2",),
    Shortcut.SWITCH: ("Space",),
    Shortcut.TEST: ("Ctrl+T",),
    Shortcut.MESSAGE: ("Ctrl+Shift+T",),
    Shortcut.DELETE: (_Standard.Delete,),
    Shortcut.UNDO: ("Ctrl+Z",),
    Shortcut.REDO: ("Ctrl+Shift+Z",),
    Shortcut.FILTER: ("Ctrl+F",),
    Shortcut.SELECT_ALL: (_Standard.SelectAll,),
    Shortcut.COPY: (_Standard.Copy,),
    Shortcut.MENU: ("Menu", "Shift+F10"),
    Shortcut.MENU_BAR: ("F10",),
    Shortcut.NEXT_TAB: ("Ctrl+Tab",),
    # as it is told, and as it arrives
    Shortcut.PREVIOUS_TAB: ("Ctrl+Shift+Tab", "Ctrl+Shift+Backtab"),
    Shortcut.RELOAD: ("F5",),
    Shortcut.SAVE: (_Standard.Save,),
    Shortcut.SEND: ("Ctrl+Return", "Ctrl+Enter"),
    Shortcut.REVEAL: ("Ctrl+H",),
    Shortcut.INDENT: ("Ctrl+]",),
    Shortcut.OUTDENT: ("Ctrl+[",),
    Shortcut.PROBLEM: ("F8",),
    Shortcut.PREFERENCES: ("Ctrl+,",),
    Shortcut.HELP: ("F1",),
    Shortcut.CLOSE: (_Standard.Close,),
    Shortcut.QUIT: ("Ctrl+Q",),
}


def sequences(shortcut: Shortcut) -> list[QKeySequence]:
    """The key combinations of ``shortcut`` on this system, the usual one first."""
    found: list[QKeySequence] = []
    for key in _KEYS[shortcut]:
        if isinstance(key, QKeySequence.StandardKey):
            found += QKeySequence.keyBindings(key)
        else:
            found.append(QKeySequence(key))
    return found


def matches(event: QKeyEvent, shortcut: Shortcut) -> bool:
    """Whether the keys of ``event`` are those of ``shortcut``."""
    pressed = QKeySequence(event.keyCombination())
    return any(pressed == sequence for sequence in sequences(shortcut))


def give(action: QAction, shortcut: Shortcut) -> None:
    """Let an entry of a menu show its keys and act on them, anywhere in its window."""
    action.setShortcuts(sequences(shortcut))


def withdraw(action: QAction) -> None:
    """Take an entry's keys away."""
    action.setShortcuts([])


def bind(widget: QWidget, shortcut: Shortcut, act: Callable[[], object]) -> QShortcut:
    """Let the keys do ``act`` while the focus is in ``widget`` or below, and no dialog over it."""

    def run() -> None:
        if not _is_covered(widget):
            act()

    made = QShortcut(widget)
    made.setKeys(sequences(shortcut))
    made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.activated.connect(run)
    return made


def _is_covered(widget: QWidget) -> bool:
    """Whether a dialog stands over its window.

    Until the desktop has made a dialog the active window, Qt tells the shortcuts below of its keys.
    """
    dialog = QApplication.activeModalWidget()
    parent = dialog.parentWidget() if dialog is not None else None
    return parent is not None and parent.window() is widget.window()


def told() -> Sequence[tuple[str, str]]:
    """Keys, in the words of this system, and what they do."""
    words = _words()
    lines = [(_shown(shortcut), words[shortcut]) for shortcut in Shortcut]
    alt = QKeySequence(Qt.Modifier.ALT.value).toString(QKeySequence.SequenceFormat.NativeText)
    letter = translate("Keys", "underlined letter")
    return (*lines, (f"{alt}{letter}", translate("Keys", "Press a button, or go to a field")))


def _shown(shortcut: Shortcut) -> str:
    names = [s.toString(QKeySequence.SequenceFormat.NativeText) for s in sequences(shortcut)]
    if shortcut is Shortcut.EDIT:
        return f"{names[0]}, {translate('Keys', 'Enter')}"
    # the others do the same on keyboards that have them
    return ", ".join(names) if shortcut is Shortcut.MENU else names[0]


def _words() -> dict[Shortcut, str]:
    return {
        Shortcut.ADD: translate("Keys", "Add what the page lists, else an integration"),
        Shortcut.EDIT: translate("Keys", "Edit what is selected"),
        Shortcut.SWITCH: translate("Keys", "Turn on or off what is selected"),
        Shortcut.TEST: translate("Keys", "Test what is selected"),
        Shortcut.MESSAGE: translate("Keys", "Send a test message of one’s own"),
        Shortcut.DELETE: translate("Keys", "Delete what is selected"),
        Shortcut.UNDO: translate("Keys", "Undo the last change; in a field, the last typing"),
        Shortcut.REDO: translate("Keys", "Redo what was undone"),
        Shortcut.FILTER: translate("Keys", "Go to the filter field; Down leads into the list"),
        Shortcut.SELECT_ALL: translate("Keys", "Select every row"),
        Shortcut.COPY: translate("Keys", "Copy the selected rows as a table; tokens stay out"),
        Shortcut.MENU: translate("Keys", "Show what can be done with what is selected"),
        Shortcut.MENU_BAR: translate("Keys", "Open the first menu"),
        Shortcut.NEXT_TAB: translate("Keys", "Next tab; in Account Settings, the next page"),
        Shortcut.PREVIOUS_TAB: translate("Keys", "Previous tab or page"),
        Shortcut.RELOAD: translate("Keys", "Reload"),
        Shortcut.SAVE: translate("Keys", "Save the page"),
        Shortcut.SEND: translate("Keys", "Send the message that is composed"),
        Shortcut.REVEAL: translate("Keys", "Show or hide a token in its field"),
        Shortcut.INDENT: translate("Keys", "Indent lines of JSON; Tab leaves the field"),
        Shortcut.OUTDENT: translate("Keys", "Outdent lines of JSON"),
        Shortcut.PROBLEM: translate("Keys", "Go to the next problem of a policy"),
        Shortcut.PREFERENCES: translate("Keys", "Preferences"),
        Shortcut.HELP: translate("Keys", "Help for this page or dialog"),
        Shortcut.CLOSE: translate("Keys", "Close a room view"),
        Shortcut.QUIT: translate("Keys", "Quit"),
    }
