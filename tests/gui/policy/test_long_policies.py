"""Policies of many statements and long names in the editor, by keys and clicks."""

import json
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from hipadmin.gui.policy.chip import Chip, EntryField
from hipadmin.gui.policy.editor import PolicyEditor
from hipadmin.gui.widgets.fields import ComboBox
from tests.gui import find
from tests.gui.policy.editing import (
    BOTH,
    PRODUCTION,
    K,
    Open,
    choose,
    many,
    settled,
    stored,
)

Modifier = Qt.KeyboardModifier


def names(editor: PolicyEditor) -> list[str]:
    return [card.accessibleName() for card in editor.form.cards]


def test_every_statement_of_many_can_be_reached_and_edited(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(json.dumps(many(23)))
    assert len(names(editor)) == 10
    assert "Statements 1 to 10 of 23" in find.texts(editor)

    find.click(qtbot, editor, "Next")
    find.click(qtbot, editor, "Next")
    assert names(editor) == ["Statement 21", "Statement 22", "Statement 23"]
    choose(qtbot, editor, editor.form.cards[0].more, "Move up")
    assert names(editor)[-1] == "Statement 20"
    assert editor.window().focusWidget() is editor.form.cards[-1].more
    expected = many(23)
    expected[19:21] = reversed(expected[19:21])
    assert stored(editor) == expected

    find.click(qtbot, editor, "Add (Statement 20, Actions)")
    qtbot.keyClicks(find.named(editor, "Statement 20, Actions", QLineEdit), "updateOn")
    editor.form.pager.previous_button.click()  # a click would take the focus first
    settled(qtbot, editor)
    expected[19]["actions"] = ["*", "updateOn"]
    assert stored(editor) == expected
    assert names(editor)[0] == "Statement 1"

    find.click(qtbot, editor, "Add statement")
    settled(qtbot, editor)
    assert names(editor)[-1] == "Statement 24"
    assert editor.window().focusWidget() is editor.form.cards[-1].effect
    for _ in range(4):
        choose(qtbot, editor, editor.form.cards[0].more, "Remove")
    assert names(editor)[0] == "Statement 11"
    assert names(editor)[-1] == "Statement 20"


def test_cards_come_one_by_one_and_work_meanwhile(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(None)
    editor.set_text(json.dumps(many(12)))
    counts = [len(names(editor))]
    assert editor.pending
    assert "Statements 1 to 10 of 12" in find.texts(editor)

    turns = QTimer(editor, interval=0)
    turns.timeout.connect(lambda: counts.append(len(names(editor))))
    turns.start()
    qtbot.waitUntil(lambda: counts[-1] > 4)
    find.named(editor, "Effect of statement 2", ComboBox).setFocus()
    qtbot.keyClick(editor.form.cards[1].effect, K.Key_Down)
    settled(qtbot, editor)

    steps = [after - before for before, after in pairwise(counts)]
    assert counts[0] < 3
    assert max(steps) <= 2
    assert names(editor) == [f"Statement {n}" for n in range(1, 11)]
    expected = many(12)
    expected[1]["effect"] = "deny"
    assert stored(editor) == expected


def test_whoever_wants_a_statement_does_not_wait_for_the_others(
    qtbot: QtBot, open_editor: Open
) -> None:
    editor = open_editor(None)
    editor.set_text(json.dumps(many(7)))
    assert len(names(editor)) < 7

    editor.form.add_button.click()

    assert names(editor) == [f"Statement {n}" for n in range(1, 9)]
    assert editor.window().focusWidget() is editor.form.cards[-1].effect
    settled(qtbot, editor)
    assert len(names(editor)) == 8


def test_every_entry_of_many_can_be_reached_and_edited(qtbot: QtBot, open_editor: Open) -> None:
    resources = [f"proj/p{n}:env/*:flag/*" for n in range(130)]
    editor = open_editor(json.dumps([PRODUCTION | {"resources": resources}]))

    find.click(qtbot, editor, "Show 60 more")
    find.click(qtbot, editor, "Show 10 more")
    chip = find.named(editor, resources[-1], Chip)
    qtbot.keyClick(chip, K.Key_Delete)
    settled(qtbot, editor)

    assert stored(editor) == [PRODUCTION | {"resources": resources[:-1]}]


def test_a_problem_turns_to_the_page_of_its_statement(qtbot: QtBot, open_editor: Open) -> None:
    wrong = many(30)
    wrong[25]["resources"] = ["proj/x:*"]
    editor = open_editor(json.dumps(wrong))

    find.click(qtbot, editor, "Next problem")

    assert names(editor)[0] == "Statement 21"
    assert "There is no “everything below”" in find.texts(editor.form.cards[5])


def test_a_long_policy_is_read_beside_the_window(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(None)
    text = json.dumps(many(300))

    editor.set_text(text)
    assert not editor.isEnabled()
    assert "This long policy is being read." in find.texts(editor)
    assert not editor.is_touched
    settled(qtbot, editor)

    assert editor.isEnabled()
    assert "Valid, 300 statements" in find.texts(editor)
    assert editor.json.blockCount() == 1502
    assert editor.form.cards[0].effect.isEnabled()
    assert not editor.is_touched

    editor.json.replace_text(text)
    assert editor.text() == text
    settled(qtbot, editor)
    find.click(qtbot, editor, "Format")
    qtbot.waitUntil(lambda: editor.json.blockCount() == 1502)
    settled(qtbot, editor)
    assert stored(editor) == many(300)


def test_another_policy_takes_the_place_of_one_that_is_still_coming(
    qtbot: QtBot, open_editor: Open
) -> None:
    editor = open_editor(None)
    editor.set_text(json.dumps(many(1500)))
    qtbot.waitUntil(lambda: editor.json.blockCount() > 1)
    assert not editor.isEnabled()
    assert not editor.is_touched
    assert editor.pending

    editor.set_text(BOTH)
    settled(qtbot, editor)
    qtbot.waitUntil(lambda: not editor.json.busy)

    assert editor.isEnabled()
    assert stored(editor) == json.loads(BOTH)
    assert not editor.is_touched
    editor.json.replace_text("")
    editor.json.undo()
    assert stored(editor) == json.loads(BOTH)


def test_a_long_policy_comes_back_without_a_look_at_each_of_its_lines(
    qtbot: QtBot, open_editor: Open
) -> None:
    view = open_editor(None).json
    long = json.dumps(many(3000), indent=0)
    view.set_first_text(long)
    view.replace_text("[]")
    looks: list[tuple[bool, bool]] = []
    view.textChanged.connect(
        lambda: looks.append((view.toPlainText() == long, view.highlighter.document() is not None))
    )

    qtbot.keyClick(view, K.Key_Z, Modifier.ControlModifier)
    assert view.text() == long
    qtbot.keyClick(view, K.Key_Z, Modifier.ControlModifier | Modifier.ShiftModifier)
    assert view.text() == "[]"

    assert (True, False) in looks
    assert (True, True) not in looks
    assert view.highlighter.document() is view.document()


def test_a_paste_beyond_all_bounds_changes_nothing(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(BOTH)
    before = editor.json.toPlainText()
    QGuiApplication.clipboard().setText("[" + " " * 500_000 + "]")

    find.click(qtbot, editor, "Paste")

    assert editor.json.toPlainText() == before
    assert not editor.json.textCursor().hasSelection()


def test_an_entry_longer_than_the_field_takes_is_not_cut(qtbot: QtBot, open_editor: Open) -> None:
    name = f"proj/{'x' * 10_000}"
    editor = open_editor(json.dumps([PRODUCTION | {"resources": [name]}]))

    chip = find.named(editor, name, Chip)
    chip.click()
    qtbot.keyClick(find.named(editor, "Statement 1, Resources", EntryField), K.Key_Return)
    settled(qtbot, editor)

    assert json.loads(editor.json.toPlainText())[0]["resources"] == [name]
    assert len(chip.toolTip()) == 500


def test_of_many_statements_those_that_decide_are_told(open_editor: Open) -> None:
    editor = open_editor(json.dumps([*many(30), PRODUCTION]))

    editor.verdicts.table.select_positions([0])

    told = editor.verdicts.reasons.text().splitlines()
    assert told[1].startswith("Statement 31 allows it")
    assert told[2].startswith("Statement 1 does not concern it")
    assert (len(told), told[-1]) == (7, "and 26 more statements")
