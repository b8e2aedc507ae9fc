"""What tests of the policy editor do with it."""

import json
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMenu
from pytestqt.qtbot import QtBot

from hipadmin.domain.policy.form import text_of
from hipadmin.gui.policy.editor import PolicyEditor

PRODUCTION = {
    "effect": "allow",
    "resources": ["proj/*:env/production:flag/*"],
    "actions": ["*"],
}
QUIET = {"effect": "deny", "resources": ["proj/*:env/*:flag/*;noisy"], "actions": ["updateRules"]}
BOTH = json.dumps([PRODUCTION, QUIET])
K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier

Open = Callable[[str | None], PolicyEditor]


def settled(qtbot: QtBot, editor: PolicyEditor) -> None:
    """Wait until what is shown is of the text."""
    qtbot.waitUntil(lambda: not editor.pending)
    assert editor.outcome.reading.text == editor.json.toPlainText()


def back(qtbot: QtBot, editor: PolicyEditor) -> None:
    """Be active again: without a window manager nobody is after a popup has closed."""
    settled(qtbot, editor)
    editor.activateWindow()
    qtbot.waitUntil(editor.isActiveWindow)


def stored(editor: PolicyEditor) -> object:
    return json.loads(editor.text() or "null")


def in_form(editor: PolicyEditor) -> object:
    return json.loads(text_of(card.sketch for card in editor.form.cards))


def verdicts(editor: PolicyEditor) -> list[str]:
    view = editor.verdicts.table
    return [str(view.model().index(row, 0).data()) for row in range(view.model().rowCount())]


def type_json(qtbot: QtBot, editor: PolicyEditor, text: str) -> None:
    editor.json.setFocus()
    editor.json.selectAll()
    qtbot.keyClicks(editor.json, text)
    settled(qtbot, editor)


def choose(qtbot: QtBot, editor: PolicyEditor, button: QAbstractButton, words: str) -> None:
    """Press a button that unfolds a menu, and choose from it."""
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    menus = [m for m in editor.findChildren(QMenu) if m.isVisible()]
    entry = next(a for a in menus[-1].actions() if a.text().replace("&", "") == words)
    entry.trigger()
    menus[-1].close()
    settled(qtbot, editor)


def many(count: int) -> list[dict[str, object]]:
    return [PRODUCTION | {"resources": [f"proj/p{n}:env/*:flag/*"]} for n in range(1, count + 1)]
