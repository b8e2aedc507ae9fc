import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QDialog, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.fields import (
    CheckBox,
    ComboBox,
    LineEdit,
    RadioButton,
    SearchField,
    SpinBox,
    Switch,
    TextEdit,
    mark_problem,
)

Show = Callable[..., None]


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """Shows widgets in one window that lives as long as the test."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    qtbot.addWidget(holder)

    def arrange(*widgets: QWidget) -> None:
        for widget in widgets:
            column.addWidget(widget)
        with qtbot.waitExposed(holder):
            holder.show()
        holder.activateWindow()

    yield arrange
    holder.hide()


def test_fields_are_as_high_as_the_design_says(look: Look, qtbot: QtBot, show: Show) -> None:
    fields = [LineEdit(look), ComboBox(look), SpinBox(look)]
    show(*fields)

    assert [field.sizeHint().height() for field in fields] == [look.px(32)] * 3


@pytest.mark.parametrize("theme", ["light", "high-contrast"])
def test_a_problem_and_the_focus_move_nothing(
    qapp: QApplication, look: Look, qtbot: QtBot, show: Show, theme: str
) -> None:
    look.apply(qapp, theme)
    field = LineEdit(look)
    show(LineEdit(look), field)
    size = field.sizeHint()

    mark_problem(field, wrong=True)
    assert field.sizeHint() == size
    mark_problem(field, wrong=False)
    field.setFocus()
    assert field.sizeHint() == size


def test_a_problem_shows_at_once(look: Look, qtbot: QtBot, show: Show) -> None:
    field = LineEdit(look)
    show(LineEdit(look), field)

    mark_problem(field, wrong=True)

    image = field.grab().toImage()
    assert image.pixelColor(image.width() // 2, 0) == look.color("danger")


def test_a_hint_keeps_its_contrast(look: Look, qtbot: QtBot, show: Show) -> None:
    field = LineEdit(look, "Placeholder")
    show(LineEdit(look), field)

    seen = field.palette().placeholderText().color()

    assert seen == look.color("hint")


def test_leaving_a_field_is_announced(look: Look, qtbot: QtBot, show: Show) -> None:
    first, second = LineEdit(look), LineEdit(look)
    show(first, second)
    first.setFocus()

    with qtbot.waitSignal(first.left):
        second.setFocus()


def test_one_caret_shows_though_the_focus_moves_while_a_dialog_opens(
    look: Look, qtbot: QtBot
) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    fields = {name: LineEdit(look) for name in ("meant first", "meant last", "never")}
    column = QVBoxLayout(dialog)
    for field in fields.values():
        column.addWidget(field)
    fields["meant first"].setFocus()

    dialog.show()
    fields["meant last"].setFocus()
    dialog.activateWindow()
    qtbot.waitUntil(fields["meant last"].hasFocus)

    pictures = {name: field.grab().toImage() for name, field in fields.items()}
    assert pictures["meant first"] == pictures["never"] != pictures["meant last"]


def test_esc_clears_a_filter_and_then_belongs_to_the_window(
    look: Look, qtbot: QtBot, show: Show
) -> None:
    heard: list[int] = []

    class Window(QWidget):
        def keyPressEvent(self, event: object) -> None:
            heard.append(1)

    window = Window()
    field = SearchField(look, "Filter integrations")
    QVBoxLayout(window).addWidget(field)
    qtbot.addWidget(window)
    qtbot.keyClicks(field, "ops")

    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert heard == []
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert heard == [1]


def test_a_filter_is_named_by_its_hint(look: Look, qtbot: QtBot, show: Show) -> None:
    field = SearchField(look, "Filter integrations")
    qtbot.addWidget(field)

    assert field.accessibleName() == "Filter integrations"


def test_the_wheel_passes_over_a_combo_box_without_focus(
    look: Look, qtbot: QtBot, show: Show
) -> None:
    combo = ComboBox(look)
    combo.addItems(["one", "two"])
    show(LineEdit(look), combo)
    combo.clearFocus()
    turn = QWheelEvent(
        QPointF(5, 5),
        combo.mapToGlobal(QPointF(5, 5)),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )

    QApplication.sendEvent(combo, turn)

    assert combo.currentText() == "one"


def test_a_separator_in_a_list_is_a_line_and_not_an_empty_entry(
    look: Look, qtbot: QtBot, show: Show
) -> None:
    combo = ComboBox(look)
    combo.addItems(["one", "New integration…"])
    combo.insertSeparator(1)
    show(combo)
    combo.showPopup()
    entries = combo.view()
    qtbot.waitUntil(entries.isVisible)
    model, ink = combo.model(), look.color("line").rgb()
    one, line = (entries.visualRect(model.index(row, 0)) for row in (0, 1))
    picture = entries.viewport().grab(line).toImage()
    combo.hidePopup()

    middle = [picture.pixel(picture.width() // 2, y) for y in range(picture.height())]
    assert middle.count(ink) == look.hair
    assert line.height() < one.height() // 2


@pytest.mark.parametrize("kind", [CheckBox, RadioButton])
def test_a_click_on_the_words_counts(
    look: Look, qtbot: QtBot, show: Show, kind: type[CheckBox] | type[RadioButton]
) -> None:
    box = kind(look, "Send when alert clears")
    show(box)

    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(box.width() - 3, 5))

    assert box.isChecked()


def test_a_switch_toggles_by_key_and_rests_while_busy(look: Look, qtbot: QtBot, show: Show) -> None:
    switch = Switch(look, "On")
    show(switch)

    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert switch.isChecked()

    switch.set_busy(True)
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert switch.isChecked()


def test_a_switch_without_effect_looks_different(look: Look, qtbot: QtBot, show: Show) -> None:
    switch = Switch(look, "On")
    show(switch)
    switch.setChecked(True)
    effective = switch.grab().toImage()

    switch.set_effective(False)

    assert switch.grab().toImage() != effective


def test_tab_leaves_a_text_field(look: Look, qtbot: QtBot, show: Show) -> None:
    text, after = TextEdit(look), LineEdit(look)
    show(text, after)
    text.setFocus()

    qtbot.keyClick(text, Qt.Key.Key_Tab)

    assert text.toPlainText() == ""
    assert after.hasFocus()


def test_a_field_covers_a_token_that_does_not_belong_there(look: Look, qtbot: QtBot) -> None:
    token = "CanaryToken0123456789abcdefGHIJKLMNOPqrs"
    edit = LineEdit(look)
    qtbot.addWidget(edit)
    edit.show()

    qtbot.keyClicks(edit, token)

    assert token not in edit.displayText()
    seen = QAccessible.queryAccessibleInterface(edit)
    assert token not in seen.text(QAccessible.Text.Value)
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert token not in QGuiApplication.clipboard().text()
    edit.setText("Ops")
    assert edit.displayText() == "Ops"


def test_a_text_takes_what_fits_and_refuses_more_as_a_whole(
    look: Look, qtbot: QtBot, show: Show
) -> None:
    field = TextEdit(look, longest=10)
    show(field)

    def paste(text: str) -> str:
        QGuiApplication.clipboard().setText(text)
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        return field.toPlainText()

    assert paste("😀" * 10) == "😀" * 10
    assert not QToolTip.isVisible()
    assert paste("x") == "😀" * 10
    said = "Nothing was pasted: this would be 11 characters, 10 at most."
    assert (QToolTip.isVisible(), QToolTip.text()) == (True, said)
    QToolTip.hideText()
    field.selectAll()
    assert paste("another") == "another"
    field.undo()
    assert field.toPlainText() == "😀" * 10


@pytest.mark.skipif(sys.platform == "darwin", reason="there the key composes letters")
def test_a_letter_meant_for_a_button_is_not_typed(look: Look, qtbot: QtBot, show: Show) -> None:
    fields = [LineEdit(look), SearchField(look, "Filter"), TextEdit(look)]
    show(*fields)
    for field in fields:
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
        qtbot.keyClick(field, Qt.Key.Key_A)
        text = field.toPlainText() if isinstance(field, TextEdit) else field.text()
        assert text == "a"
