"""Long changes of the JSON: in pieces for the window, one step for its history."""

import random
from itertools import pairwise

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QGuiApplication,
    QInputMethodEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from hipadmin.gui.policy.json_view import JsonView
from hipadmin.gui.policy.pieces import PIECE
from hipadmin.gui.theme import Look
from tests.gui.policy.editing import CTRL, K

LONG = "".join(f'"a line of its own 😀 {n}",\n' for n in range(2_000))
OTHER = LONG[::-1]
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> JsonView:
    made = JsonView(look, "Policy as JSON")
    qtbot.addWidget(made)
    made.resize(look.px(400), look.px(300))
    made.show()
    return made


def whole(qtbot: QtBot, view: JsonView) -> str:
    """The text when nothing is to come any more, without asking for it sooner."""
    qtbot.waitUntil(lambda: not view.busy)
    return view.toPlainText()


def context_menu(view: JsonView) -> QMenu:
    spot = QPoint(20, 20)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, view.mapToGlobal(spot))
    QApplication.sendEvent(view.viewport(), event)
    return next(menu for menu in view.findChildren(QMenu) if menu.isVisible())


def test_a_long_change_comes_and_goes_over_several_turns(qtbot: QtBot, view: JsonView) -> None:
    view.set_first_text(LONG)
    told: list[str] = []
    view.text_changed.connect(lambda: told.append(view.toPlainText()))
    seen: list[int] = []
    view.textChanged.connect(lambda: seen.append(view.document().characterCount()))

    view.replace_text("")
    assert view.busy
    assert whole(qtbot, view) == ""
    qtbot.keyClick(view, K.Key_Z, CTRL)
    assert view.busy
    assert whole(qtbot, view) == LONG
    qtbot.keyClick(view, K.Key_Z, CTRL | SHIFT)
    assert whole(qtbot, view) == ""

    assert told == ["", LONG, ""], "told once for each change, and of nothing between"
    assert max(abs(after - before) for before, after in pairwise(seen)) < 2 * PIECE


def test_whoever_asks_for_the_text_gets_all_of_it(view: JsonView) -> None:
    view.set_first_text(LONG)
    view.replace_text(OTHER)
    assert view.text() == OTHER
    view.undo()
    assert view.text() == LONG
    view.redo()
    view.undo()
    view.undo()
    assert view.text() == LONG


def test_keys_work_on_all_of_the_text(qtbot: QtBot, view: JsonView) -> None:
    view.set_first_text(LONG)
    qtbot.keyClick(view, K.Key_A, CTRL)
    qtbot.keyClick(view, K.Key_Delete)
    qtbot.keyClick(view, K.Key_X)
    assert view.toPlainText() == "x"

    qtbot.keyClick(view, K.Key_Z, CTRL)
    qtbot.keyClick(view, K.Key_Z, CTRL)
    assert whole(qtbot, view) == LONG
    assert view.textCursor().atEnd(), "where the change was"


def test_a_long_paste_takes_the_place_of_what_is_selected(qtbot: QtBot, view: JsonView) -> None:
    view.set_first_text("[old]")
    QGuiApplication.clipboard().setText(LONG.replace("\n", "\r\n"))
    cursor = view.textCursor()
    cursor.setPosition(1)
    cursor.setPosition(4, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)

    qtbot.keyClick(view, K.Key_V, CTRL)
    assert whole(qtbot, view) == f"[{LONG}]"
    qtbot.keyClick(view, K.Key_BracketRight)
    assert view.toPlainText() == f"[{LONG}]]"
    view.undo()
    view.undo()
    assert view.text() == "[old]"


def test_the_context_menu_takes_back_all_of_it(qtbot: QtBot, view: JsonView) -> None:
    view.set_first_text(LONG)
    view.replace_text("")
    for name, expected in (("edit-undo", LONG), ("edit-redo", "")):
        menu = context_menu(view)
        next(entry for entry in menu.actions() if entry.objectName() == name).trigger()
        menu.close()
        assert whole(qtbot, view) == expected


def test_another_first_text_ends_what_was_to_come(qtbot: QtBot, view: JsonView) -> None:
    done: list[bool] = []
    view.begin_text(LONG, lambda: done.append(True))
    view.set_first_text("[]")
    assert whole(qtbot, view) == "[]"
    view.begin_text(LONG, lambda: done.append(True))
    assert whole(qtbot, view) == LONG
    assert done == [True]
    assert not view.document().isUndoAvailable()


def test_a_drop_comes_after_what_was_to_come(view: JsonView) -> None:
    view.set_first_text(LONG)
    view.replace_text("")
    source = QMimeData()
    source.setText("[]")

    view.insertFromMimeData(source)

    assert view.toPlainText() == "[]"


@pytest.mark.parametrize("seed", range(2))
def test_the_history_goes_step_by_step_over_changes_of_any_length(
    view: JsonView, seed: int
) -> None:
    dice, texts = random.Random(seed), ["", "[]", LONG, OTHER, LONG[: PIECE // 2]]
    view.set_first_text(LONG)
    history, at = [LONG], 0
    for _ in range(40):
        act = dice.choice(("replace", "type", "undo", "undo", "redo"))
        if act in ("replace", "type"):
            now = view.text()
            new = dice.choice(texts) if act == "replace" else f"x{now}"
            if new == now:
                continue
            view.replace_text(new) if act == "replace" else edit_at_start(view)
            history[at + 1 :] = [new]
            at += 1
        elif act == "undo":
            view.undo()
            at = max(0, at - 1)
        else:
            view.redo()
            at = min(len(history) - 1, at + 1)
        if dice.random() < 0.7:
            assert view.text() == history[at]
    assert view.text() == history[at]


def edit_at_start(view: JsonView) -> None:
    """As a step of its own, which typing is not always."""
    cursor = QTextCursor(view.document())
    cursor.beginEditBlock()
    cursor.insertText("x")
    cursor.endEditBlock()


def joins_letters(view: JsonView) -> bool:
    quick = QFont.StyleStrategy.PreferNoShaping
    return not view.document().defaultFont().styleStrategy() & quick


def test_a_long_line_is_laid_out_the_quick_way_where_no_letters_join(
    qtbot: QtBot, view: JsonView
) -> None:
    line = '["' + "proj/*" * 4_000 + '"]'
    view.set_first_text('["short"]')
    assert joins_letters(view)
    view.begin_text(line, lambda: None)
    assert whole(qtbot, view) == line
    assert not joins_letters(view)

    typed = QInputMethodEvent()
    typed.setCommitString("سلام")
    QApplication.sendEvent(view, typed)
    qtbot.waitUntil(lambda: joins_letters(view))  # they would stand side by side
    view.replace_text("")
    view.replace_text(line + line)
    assert whole(qtbot, view) == line + line
    assert not joins_letters(view)

    view.replace_text(LONG)
    assert whole(qtbot, view) == LONG
    qtbot.waitUntil(lambda: joins_letters(view))
