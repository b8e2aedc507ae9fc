"""Shortcuts: in one place, each with one meaning, all of them told."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import hipadmin.gui
from hipadmin.gui.keyboard.shortcuts import Shortcut, bind, matches, sequences, told
from hipadmin.gui.window import MainWindow

IN_MENUS = (
    *(Shortcut.ADD, Shortcut.TEST, Shortcut.MESSAGE, Shortcut.UNDO, Shortcut.REDO),
    *(Shortcut.FILTER, Shortcut.RELOAD, Shortcut.PREFERENCES, Shortcut.HELP, Shortcut.QUIT),
)
_NAMES_KEYS = re.compile(r"QShortcut\(|QKeySequence\(|setShortcuts?\(|Key_F\d")


def test_no_key_means_two_things() -> None:
    keys = [s.toString() for shortcut in Shortcut for s in dict.fromkeys(sequences(shortcut))]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("shortcut", list(Shortcut), ids=lambda shortcut: shortcut.value)
def test_each_has_keys_and_is_told(shortcut: Shortcut) -> None:
    first = sequences(shortcut)[0]
    shown = first.toString(QKeySequence.SequenceFormat.NativeText)
    assert not first.isEmpty()
    assert len([words for keys, words in told() if shown in keys.split(", ")]) == 1


def test_nobody_else_names_keys() -> None:
    package = Path(hipadmin.gui.__path__[0])
    files = [file for file in package.rglob("*.py") if "tour" not in file.parts]
    found = {f.name for f in files if _NAMES_KEYS.search(f.read_text(encoding="utf-8"))}
    assert found == {"shortcuts.py"}


@pytest.mark.parametrize("shortcut", IN_MENUS, ids=lambda shortcut: shortcut.value)
def test_the_menus_show_them(window: MainWindow, shortcut: Shortcut) -> None:
    shown = [act for act in window.findChildren(QAction) if act.shortcut() in sequences(shortcut)]
    assert len(shown) == 1


def test_what_is_bound_acts_while_the_focus_is_inside(qtbot: QtBot) -> None:
    page, inside, outside = QWidget(), QLineEdit(), QLineEdit()
    window = QWidget()
    done: list[str] = []
    for widget, parent in ((inside, page), (page, window), (outside, window)):
        column = parent.layout() or QVBoxLayout(parent)
        column.addWidget(widget)
    bind(page, Shortcut.SAVE, lambda: done.append("saved"))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    outside.setFocus()
    qtbot.keyClick(outside, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert done == []
    inside.setFocus()
    qtbot.keyClick(inside, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert done == ["saved"]


@pytest.mark.parametrize(
    ("key", "modifiers", "fits"),
    [
        (Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier, True),
        (Qt.Key.Key_H, Qt.KeyboardModifier.NoModifier, False),
        (Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier, False),
    ],
)
def test_keys_are_told_apart(key: Qt.Key, modifiers: Qt.KeyboardModifier, fits: bool) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers)
    assert matches(event, Shortcut.REVEAL) is fits


def test_keys_do_nothing_below_a_dialog(qtbot: QtBot) -> None:
    window, done = QWidget(), list[str]()
    qtbot.addWidget(window)
    window.show()
    below = bind(window, Shortcut.DELETE, lambda: done.append("below"))
    dialog = QDialog(window)
    inside = bind(dialog, Shortcut.SEND, lambda: done.append("inside"))
    dialog.open()
    for shortcut in (below, inside):
        shortcut.activated.emit()  # as Qt does until the desktop has made the dialog active
    assert done == ["inside"]
    dialog.close()
    below.activated.emit()
    assert done == ["inside", "below"]
