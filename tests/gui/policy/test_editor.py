"""The policy editor, by keys and clicks."""

import json

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from hipadmin.domain.policy import Access
from hipadmin.domain.policy.form import Part
from hipadmin.domain.policy_samples import Sample
from hipadmin.gui.policy.chip import Chip, EntryField
from tests.gui import find
from tests.gui.policy.editing import (
    BOTH,
    CTRL,
    PRODUCTION,
    QUIET,
    K,
    Open,
    back,
    choose,
    in_form,
    settled,
    stored,
    type_json,
    verdicts,
)


def test_both_views_show_a_stored_policy(open_editor: Open) -> None:
    editor = open_editor(BOTH)

    assert in_form(editor) == [PRODUCTION, QUIET]
    assert stored(editor) == [PRODUCTION, QUIET]
    assert "Valid, 2 statements" in find.texts(editor)
    assert verdicts(editor)[:3] == ["Sent", "Held back", "Held back"]
    assert find.all_named(editor, "any action", Chip)


def test_one_line_is_broken_to_be_read_and_is_no_change(open_editor: Open) -> None:
    editor = open_editor(BOTH)

    assert editor.json.blockCount() == 12
    assert not editor.is_touched
    editor.json.replace_text("")
    assert editor.is_touched
    editor.json.undo()
    assert not editor.is_touched


def test_a_policy_made_without_writing_json(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(None)
    assert "No policy: every event passes." in find.texts(editor)

    find.click(qtbot, editor, "Add statement")
    find.click(qtbot, editor, "Add (Statement 1, Actions)")
    entry = find.named(editor, "Statement 1, Actions", QLineEdit)
    qtbot.keyClicks(entry, "updateOn")
    qtbot.keyClick(entry, K.Key_Return)
    chip = find.named(editor, "any action", Chip)
    chip.setFocus()
    qtbot.keyClick(chip, K.Key_Delete)
    settled(qtbot, editor)

    assert stored(editor) == [
        {"effect": "allow", "resources": ["proj/*:env/*:flag/*"], "actions": ["updateOn"]}
    ]
    assert '"actions": ["updateOn"]' in editor.json.toPlainText()
    assert verdicts(editor).count("Sent") == 2


def test_the_effect_is_chosen_by_keys(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(BOTH)
    before = editor.json.toPlainText()
    effect = editor.form.cards[0].effect

    effect.setFocus()
    qtbot.keyClick(effect, K.Key_Down)
    settled(qtbot, editor)

    assert stored(editor) == [PRODUCTION | {"effect": "deny"}, QUIET]
    assert verdicts(editor).count("Sent") == 0
    qtbot.keyClick(effect, K.Key_Up)
    settled(qtbot, editor)
    assert editor.json.toPlainText() == before


def test_json_that_is_typed_appears_in_the_form(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(None)

    type_json(qtbot, editor, json.dumps([QUIET | {"effect": "allow"}]))

    assert in_form(editor) == [QUIET | {"effect": "allow"}]
    assert verdicts(editor).count("Sent") == 1


def test_what_does_not_parse_keeps_the_last_statements_and_what_was_typed(
    qtbot: QtBot, open_editor: Open
) -> None:
    editor = open_editor(BOTH)

    type_json(qtbot, editor, '[{"effect": "allow",')

    assert in_form(editor) == [PRODUCTION, QUIET]
    assert not editor.form.cards[0].effect.isEnabled()
    assert editor.text() == '[{"effect": "allow",'
    assert editor.problems
    assert "with the last policy that was valid" in find.texts(editor)
    assert "Line 1, column 21" in editor.problem_list.said

    qtbot.keyClicks(editor.json, '"resources": ["proj/*"], "actions": ["*"]}]')
    settled(qtbot, editor)
    assert editor.form.cards[0].effect.isEnabled()
    assert len(editor.form.cards) == 1


def test_a_problem_is_told_beside_its_field_and_underlined(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(BOTH)

    find.click(qtbot, editor, "Add (Statement 1, Resources)")
    entry = find.named(editor, "Statement 1, Resources", QLineEdit)
    qtbot.keyClicks(entry, "proj/x:*")
    qtbot.keyClick(entry, K.Key_Return)
    settled(qtbot, editor)

    words = "There is no “everything below”"
    assert words in find.texts(editor.form.cards[0])
    assert words not in find.texts(editor.form.cards[1])
    assert editor.json.marked() == ["*"]
    back(qtbot, editor)
    qtbot.keyClick(editor, K.Key_F8)
    assert editor.json.hasFocus()
    cursor = editor.json.textCursor()
    assert editor.json.toPlainText()[cursor.position() :].startswith('*"')


def test_a_single_statement_is_wrapped_by_one_click(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(json.dumps(PRODUCTION))
    assert editor.problems

    find.click(qtbot, editor, "Put it into an array")
    settled(qtbot, editor)

    assert editor.problems == ()
    assert stored(editor) == [PRODUCTION]


def test_one_history_over_both_views(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(BOTH)
    before = editor.json.toPlainText()

    choose(qtbot, editor, editor.form.cards[0].more, "Move down")
    choose(qtbot, editor, editor.form.cards[1].more, "Remove")
    assert stored(editor) == [QUIET]
    editor.json.setFocus()
    qtbot.keyClick(editor.json, K.Key_End, CTRL)
    qtbot.keyClicks(editor.json, " ")
    settled(qtbot, editor)

    for _ in range(3):
        find.click(qtbot, editor, "Undo")
    settled(qtbot, editor)
    assert editor.json.toPlainText() == before
    assert in_form(editor) == [PRODUCTION, QUIET]
    back(qtbot, editor)
    editor.form.cards[0].effect.setFocus()
    qtbot.keyClick(editor.form.cards[0].effect, K.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    settled(qtbot, editor)
    assert stored(editor) == [QUIET, PRODUCTION]


def test_duplicate_and_the_not_forms(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(json.dumps([PRODUCTION]))

    choose(qtbot, editor, editor.form.cards[0].more, "Duplicate")
    choose(qtbot, editor, editor.form.cards[1].more, "All resources of the kind but these")
    choose(qtbot, editor, editor.form.cards[1].more, "All actions but these")

    second = {
        "effect": "allow",
        "notResources": PRODUCTION["resources"],
        "notActions": PRODUCTION["actions"],
    }
    assert stored(editor) == [PRODUCTION, second]
    assert "“notResources” and “notActions” together" in editor.problem_list.said


def test_examples_format_copy_paste_clear(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(None)

    choose(qtbot, editor, editor.tools.presets_button, "Production flags only")
    assert stored(editor) == [PRODUCTION]
    find.click(qtbot, editor, "Copy")
    copied = QGuiApplication.clipboard().text()
    assert json.loads(copied) == [PRODUCTION]
    QGuiApplication.clipboard().setText(BOTH)
    find.click(qtbot, editor, "Paste")
    settled(qtbot, editor)
    find.click(qtbot, editor, "Format")
    settled(qtbot, editor)
    assert stored(editor) == [PRODUCTION, QUIET]
    assert editor.json.blockCount() == 12
    find.click(qtbot, editor, "Clear")
    settled(qtbot, editor)
    assert editor.text() is None
    assert "No policy: every event passes" in find.texts(editor)


def test_the_selected_event_says_which_statement_decided(open_editor: Open) -> None:
    editor = open_editor(BOTH)

    editor.verdicts.table.select_positions([1])

    told = editor.verdicts.reasons.text().splitlines()
    assert told[0] == "updateRules · proj/shop:env/production:flag/banner"
    assert told[1].startswith("Statement 1 allows it")
    assert told[2].startswith("Statement 2 denies it: proj/*:env/*:flag/*;noisy")


def test_recent_events_take_the_place_of_samples(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(BOTH)
    events = [
        Sample(n, f"Event {n}", (Access("updateOn", f"proj/p:env/e{n}:flag/f"),))
        for n in range(1, 4)
    ]

    editor.set_events(events)
    settled(qtbot, editor)
    assert len(verdicts(editor)) == 3

    offers = editor.form.cards[0].lists[Part.RESOURCES]._offers()
    assert "proj/*:env/e2:flag/*" in offers


def test_tab_leaves_the_json_and_brackets_indent(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor("[\n\n]")
    view = editor.json
    view.setFocus()

    qtbot.keyClick(view, K.Key_BracketRight, CTRL)
    assert view.toPlainText() == "  [\n\n]"
    qtbot.keyClick(view, K.Key_BracketLeft, CTRL)
    assert view.toPlainText() == "[\n\n]"
    qtbot.keyClick(view, K.Key_End)
    qtbot.keyClick(view, K.Key_Return)
    assert view.textCursor().positionInBlock() == 2
    qtbot.keyClick(view, K.Key_Tab)
    assert not view.hasFocus()
    assert "\t" not in view.toPlainText()


def test_escape_gives_an_entry_up_and_leaving_keeps_it(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(json.dumps([PRODUCTION]))
    name, add = "Statement 1, Actions", "Add (Statement 1, Actions)"

    find.click(qtbot, editor, add)
    for text in ("updateO", ""):  # the first closes what is offered
        qtbot.keyClicks(find.named(editor, name, QLineEdit), text)
        qtbot.keyClick(find.named(editor, name, QLineEdit), K.Key_Escape)
    settled(qtbot, editor)
    assert stored(editor) == [PRODUCTION]

    find.click(qtbot, editor, add)
    entry = find.named(editor, name, EntryField)
    qtbot.keyClicks(entry, "updateOn")
    qtbot.keyClick(entry, K.Key_Escape)
    back(qtbot, editor)
    editor.json.setFocus()
    settled(qtbot, editor)
    assert stored(editor) == [PRODUCTION | {"actions": ["*", "updateOn"]}]


def test_the_cross_of_a_chip_removes_it(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(BOTH)
    chip = find.named(editor, "updateRules", Chip)

    spot = QPoint(chip.width() - 10, chip.height() // 2)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=spot)
    settled(qtbot, editor)

    assert editor.form.cards[1].sketch.actions.texts == ()
    assert "neither “actions” nor “notActions”" in find.texts(editor.form.cards[1])
