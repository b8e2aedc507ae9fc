"""The policy editor, by keys and clicks."""

import json
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.policy import Access
from hipadmin.domain.policy.form import Part
from hipadmin.domain.policy_samples import Sample
from hipadmin.domain.subscription import SubscriptionKind
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.policy.chip import Chip, EntryField
from hipadmin.gui.policy.editor import PolicyEditor
from hipadmin.gui.theme import Look
from tests.gui import find

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


@pytest.fixture
def open_editor(qtbot: QtBot, look: Look, jobs: Jobs) -> Iterator[Open]:
    window = QWidget()
    column = QVBoxLayout(window)
    window.resize(look.px(960), look.px(620))
    qtbot.addWidget(window)

    def opened(text: str | None = None) -> PolicyEditor:
        editor = PolicyEditor(look, jobs, SubscriptionKind.FLAGS, (), text)
        column.addWidget(editor)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        settled(qtbot, editor)
        return editor

    yield opened
    window.close()


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


def test_both_views_show_a_stored_policy(open_editor: Open) -> None:
    editor = open_editor(BOTH)

    cards = editor.form.cards
    assert [card.sketch.to_json() for card in cards] == [PRODUCTION, QUIET]
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


def test_json_that_is_typed_appears_in_the_form(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(None)

    type_json(qtbot, editor, json.dumps([QUIET | {"effect": "allow"}]))

    assert [card.sketch.to_json() for card in editor.form.cards] == [QUIET | {"effect": "allow"}]
    assert verdicts(editor).count("Sent") == 1


def test_what_does_not_parse_keeps_the_last_statements_and_what_was_typed(
    qtbot: QtBot, open_editor: Open
) -> None:
    editor = open_editor(BOTH)

    type_json(qtbot, editor, '[{"effect": "allow",')

    assert [card.sketch.to_json() for card in editor.form.cards] == [PRODUCTION, QUIET]
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
    assert [card.sketch.to_json() for card in editor.form.cards] == [PRODUCTION, QUIET]
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


def many(count: int) -> list[dict[str, object]]:
    return [PRODUCTION | {"resources": [f"proj/p{n}:env/*:flag/*"]} for n in range(1, count + 1)]


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


def test_the_cross_of_a_chip_removes_it(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(BOTH)
    chip = find.named(editor, "updateRules", Chip)

    spot = QPoint(chip.width() - 10, chip.height() // 2)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=spot)
    settled(qtbot, editor)

    assert editor.form.cards[1].sketch.actions.texts == ()
    assert "neither “actions” nor “notActions”" in find.texts(editor.form.cards[1])
