import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Button
from hipadmin.gui.widgets.dialog_frame import DialogFrame, Question
from hipadmin.gui.widgets.fields import LineEdit
from hipadmin.gui.widgets.labels import Label

Key = Qt.Key


class Sample(DialogFrame):
    """A dialog with one field and Save."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Add integration", width=400)
        self.field = LineEdit(look)
        self.note = Label(look, "", FontRole.SMALL, wrap=True)
        self.body.addWidget(self.field)
        self.body.addWidget(self.note)
        self.saved: list[str] = []
        self.save, self.cancel = self.add_confirm()
        self.save.clicked.connect(self._on_save)

    def _on_save(self) -> None:
        self.saved.append(self.field.text())


@pytest.fixture
def dialog(look: Look, qtbot: QtBot) -> Sample:
    made = Sample(look)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.field.setFocus()
    return made


def test_enter_in_a_field_saves(dialog: Sample, qtbot: QtBot) -> None:
    qtbot.keyClicks(dialog.field, "web")
    qtbot.keyClick(dialog.field, Key.Key_Return)

    assert dialog.saved == ["web"]


def test_enter_does_nothing_while_save_is_not_possible(dialog: Sample, qtbot: QtBot) -> None:
    dialog.save.setEnabled(False)

    qtbot.keyClick(dialog.field, Key.Key_Return)

    assert dialog.saved == []
    assert dialog.isVisible()


def test_esc_closes_what_is_unchanged(dialog: Sample, qtbot: QtBot) -> None:
    qtbot.keyClick(dialog.field, Key.Key_Escape)

    assert not dialog.isVisible()
    assert dialog.result() == QDialog.DialogCode.Rejected


def button_of(question: Question, text: str) -> Button:
    return next(b for b in question.findChildren(Button) if b.text() == text)


@pytest.mark.parametrize("way", ["esc", "close"])
def test_what_was_entered_is_not_lost_without_asking(
    dialog: Sample, qtbot: QtBot, way: str
) -> None:
    dialog.is_dirty = lambda: True

    if way == "esc":
        qtbot.keyClick(dialog.field, Key.Key_Escape)
    else:
        dialog.close()

    assert dialog.isVisible()
    assert dialog.question is not None
    assert dialog.question.no_button.text() == "Keep editing"


def test_keep_editing_keeps_everything(dialog: Sample, qtbot: QtBot) -> None:
    dialog.is_dirty = lambda: True
    dialog.reject()
    assert dialog.question is not None

    qtbot.mouseClick(button_of(dialog.question, "Keep editing"), Qt.MouseButton.LeftButton)

    assert dialog.isVisible()
    assert dialog.question is None


def test_discard_closes(dialog: Sample, qtbot: QtBot) -> None:
    dialog.is_dirty = lambda: True
    dialog.reject()
    assert dialog.question is not None

    qtbot.mouseClick(button_of(dialog.question, "Discard"), Qt.MouseButton.LeftButton)

    assert not dialog.isVisible()


def test_it_asks_only_once(dialog: Sample) -> None:
    dialog.is_dirty = lambda: True
    dialog.reject()
    first = dialog.question

    dialog.reject()

    assert dialog.question is first


def test_cancel_does_not_ask(dialog: Sample, qtbot: QtBot) -> None:
    dialog.is_dirty = lambda: True

    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)

    assert not dialog.isVisible()


def test_it_grows_for_words_that_need_more_lines(dialog: Sample, qtbot: QtBot) -> None:
    before = dialog.height()

    dialog.note.set_text("A problem that needs more than one line to be told. " * 8)

    qtbot.waitUntil(lambda: dialog.height() > before)


def test_its_footer_stays_on_the_screen_while_it_grows(dialog: Sample, qtbot: QtBot) -> None:
    room, before = dialog.screen().availableGeometry(), dialog.height()
    dialog.move(room.left() + 40, room.bottom() + 1 - dialog.frameGeometry().height())

    dialog.note.set_text("A sentence that needs more than one line. " * 12)

    qtbot.waitUntil(lambda: dialog.height() > before)
    assert dialog.frameGeometry().bottom() <= room.bottom()
    assert dialog.x() == room.left() + 40


def test_it_does_not_stay_at_the_corner_where_it_was_put_for_a_moment(
    look: Look, qtbot: QtBot
) -> None:
    made = Sample(look)
    qtbot.addWidget(made)
    made.move(40, 30)
    with qtbot.waitExposed(made):
        made.show()
    opened_at, before = made.geometry().topLeft(), made.height()
    made.setGeometry(QRect(QPoint(0, 0), made.size()))  # as a window manager does

    made.note.set_text("A problem that needs more than one line to be told. " * 8)

    qtbot.waitUntil(lambda: made.height() > before)
    assert made.geometry().topLeft() == opened_at


def test_it_opens_whole_beside_the_edge_of_the_screen(look: Look, qtbot: QtBot) -> None:
    made = Sample(look)
    qtbot.addWidget(made)
    room = made.screen().availableGeometry()
    made.move(room.right() - 100, room.bottom() - 60)

    with qtbot.waitExposed(made):
        made.show()

    assert room.contains(made.frameGeometry())


def test_it_says_why_save_is_not_possible(dialog: Sample) -> None:
    dialog.set_note("Save needs another name.")

    assert dialog.footer.note.text() == "Save needs another name."


def test_a_question_has_its_focus_on_no(look: Look, qtbot: QtBot) -> None:
    question = Question(look, "Delete integration", "Delete CI and images?")
    qtbot.addWidget(question)
    with qtbot.waitExposed(question):
        question.show()
    question.activateWindow()

    assert question.no_button.hasFocus()
    qtbot.keyClick(question.no_button, Key.Key_Return)
    assert question.result() == QDialog.DialogCode.Rejected


def test_yes_answers_yes(look: Look, qtbot: QtBot) -> None:
    question = Question(look, "Delete integration", "Delete CI and images?")
    qtbot.addWidget(question)

    with qtbot.waitSignal(question.accepted):
        question.yes_button.click()
