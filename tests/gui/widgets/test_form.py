import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import Button, Edge, link
from hipadmin.gui.widgets.fields import CheckBox, LineEdit
from hipadmin.gui.widgets.form import Form, FormRow
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.token_field import TokenField


@pytest.fixture
def form(look: Look, qtbot: QtBot) -> Form:
    made = Form(look)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def row(form: Form, look: Look) -> FormRow:
    return form.add_row("&Name", LineEdit(look), "Unique, case is ignored.")


def shown_links(qtbot: QtBot, form: Form, row: FormRow, *texts: str) -> list[Button]:
    look = form.look
    found = [link(look, text) for text in texts]
    for each in found:
        row.add_link(each)
    form.resize(look.px(480), look.px(200))
    with qtbot.waitExposed(form):
        form.show()
    return found


def words_under(row: FormRow) -> list[str]:
    labels = row.cell.findChildren(Label)
    return [label.text() for label in labels if label.isVisibleTo(row.cell) and label.text()]


def test_a_field_is_called_what_its_label_says(row: FormRow) -> None:
    assert row.field.accessibleName() == "Name"
    assert row.label.buddy() is row.field


class Dressing(LineEdit):
    """Notes whether it had its place when it was polished."""

    placed: bool | None = None

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Polish:
            self.placed = self.parentWidget() is not None
        return super().event(event)


def test_a_field_is_dressed_in_its_place_because_moving_it_dresses_it_again(
    form: Form, look: Look
) -> None:
    field = Dressing(look)

    form.add_row("Name", field)

    assert field.placed is True


def test_help_stands_under_the_field_and_is_read_out(row: FormRow) -> None:
    assert words_under(row) == ["Unique, case is ignored."]
    assert row.field.accessibleDescription() == "Unique, case is ignored."


def test_a_problem_takes_the_place_of_the_help_until_it_is_solved(row: FormRow) -> None:
    row.set_problem("“web” exists already. Choose another name.")

    assert words_under(row) == ["“web” exists already. Choose another name."]
    assert row.field.accessibleDescription() == row.problem
    assert row.field.property("problem")

    row.set_problem(None)

    assert words_under(row) == ["Unique, case is ignored."]
    assert not row.field.property("problem")


def test_what_was_taken_over_gives_way_to_a_problem(row: FormRow) -> None:
    row.set_ok("Took room 17.")
    assert row.note == "Took room 17."

    row.set_problem("The address has no room.")
    assert row.note == "The address has no room."


def test_without_words_nothing_stands_under_the_field(form: Form, look: Look) -> None:
    row = form.add_row("Room &URL", LineEdit(look))

    assert words_under(row) == []
    row.add_link(link(look, "Where do I get this?"))
    assert row.cell.sizeHint().height() > row.field.sizeHint().height()


def test_two_links_stand_under_the_words_and_one_beside_them(
    form: Form, row: FormRow, qtbot: QtBot
) -> None:
    first, second = shown_links(qtbot, form, row, "Check", "Remove")
    words = next(label for label in row.cell.findChildren(Label) if label.text() == row.note)
    qtbot.waitUntil(lambda: first.y() >= words.geometry().bottom() and second.y() == first.y())

    second.hide()
    qtbot.waitUntil(lambda: first.y() < words.geometry().bottom() and first.x() > words.x())

    row.set_help("")
    second.show()
    qtbot.waitUntil(lambda: second.y() == first.y() and second.isVisible())


def test_a_link_is_level_with_few_words_and_under_many(
    form: Form, row: FormRow, look: Look, qtbot: QtBot
) -> None:
    where = link(look, "Where do I get this?")
    row.add_link(where)
    form.resize(look.px(480), look.px(200))
    form.show()
    words = next(label for label in row.cell.findChildren(Label) if label.text() == row.note)

    def middle_of_first_line() -> int:
        return words.contentsRect().top() + words.y() + words.fontMetrics().height() // 2

    qtbot.waitUntil(lambda: abs(where.geometry().center().y() - middle_of_first_line()) <= 1)

    row.set_help("Kept in the keyring of this desktop, for this run of the program only. " * 2)
    qtbot.waitUntil(lambda: where.y() >= words.geometry().bottom())


@pytest.mark.parametrize("points", range(8, 31))
def test_two_lines_are_few_whatever_the_font(
    form: Form, row: FormRow, look: Look, qtbot: QtBot, points: int
) -> None:
    """In some sizes two lines are higher than twice one of them."""
    [where] = shown_links(qtbot, form, row, "Where?")
    form.resize(look.px(900), look.px(300))
    words = next(label for label in row.cell.findChildren(Label) if label.text() == row.note)
    font = words.font()
    font.setPointSizeF(points)
    words.setFont(font)

    row.set_help("One line\nand another")
    qtbot.waitUntil(lambda: words.height() >= 2 * words.fontMetrics().height())
    QApplication.sendPostedEvents()
    assert where.y() < words.geometry().center().y()

    row.set_help("One line\nand another\nand one more")
    qtbot.waitUntil(lambda: where.y() >= words.geometry().bottom())


def test_a_token_fields_edit_takes_the_name(form: Form, look: Look) -> None:
    token = TokenField(look)

    row = form.add_row("Access &token", token)

    assert row.buddy is token.edit
    assert token.edit.accessibleName() == "Access token"


def test_a_part_of_a_field_can_be_the_buddy(form: Form, look: Look) -> None:
    holder = QWidget()
    edit = LineEdit(look, "")
    edit.setParent(holder)

    row = form.add_row("&Proxy", holder, buddy=edit)

    assert row.label.buddy() is edit
    assert edit.accessibleName() == "Proxy"


def test_a_row_hides_as_a_whole(form: Form, row: FormRow) -> None:
    row.set_visible(False)

    assert not row.label.isVisibleTo(form)
    assert not row.cell.isVisibleTo(form)


def test_long_words_make_the_form_higher_instead_of_being_cut(
    form: Form, look: Look, qtbot: QtBot
) -> None:
    row = form.add_row("Name", LineEdit(look))
    form.resize(look.px(400), look.px(100))
    with qtbot.waitExposed(form):
        form.show()
    short = row.cell.sizeHint().height()

    row.set_problem("A sentence that goes on, " * 12)

    qtbot.waitUntil(lambda: row.cell.height() > short + look.px(30))


def test_a_problem_stands_beside_its_mark_where_longer_help_has_stood(
    form: Form, row: FormRow
) -> None:
    row.set_help(" ".join(["It is explained in many words, which take several lines."] * 4))
    form.resize(form.look.px(360), form.look.px(300))
    form.show()

    row.set_problem("Taken.")

    [note] = [label for label in row.cell.findChildren(Label) if label.text() == "Taken."]
    note.resize(note.width(), 4 * note.height())  # as in a dialog that does not shrink
    ink = note.grab().toImage()
    top = next(
        y
        for y in range(ink.height())
        if any(ink.pixel(x, y) != ink.pixel(0, 0) for x in range(ink.width()))
    )
    assert top < ink.height() / 4


def test_help_of_a_check_box_stands_under_it_and_is_read_out(
    form: Form, look: Look, qtbot: QtBot
) -> None:
    box = CheckBox(look, "Use in new subscriptions")
    form.add_in_field_column(box, "Each new subscription gets a room notification.")
    with qtbot.waitExposed(form):
        form.show()

    words = next(label for label in form.findChildren(Label) if label.text().startswith("Each"))
    assert box.accessibleDescription() == words.text()
    assert words.y() - box.geometry().bottom() <= look.px(4) + 1


def test_links_under_the_words_begin_where_they_do(row: FormRow, form: Form, qtbot: QtBot) -> None:
    first, second = shown_links(qtbot, form, row, "Check token", "Remove token")
    assert first.mapTo(row.cell, first.rect().topLeft()).x() == 0
    width = first.width()
    second.hide()
    qtbot.waitUntil(lambda: first.mapTo(row.cell, first.rect().topLeft()).x() > 0)
    assert first.width() == width


def test_a_link_settles_beside_or_under_the_words_in_any_width(
    row: FormRow, form: Form, look: Look, qtbot: QtBot
) -> None:
    row.set_warning("Only programs on this machine reach this address, and nobody else does.")
    found = link(look, "Enter the public address")
    row.add_link(found)
    with qtbot.waitExposed(form):
        form.show()
    seen = set[bool]()
    for width in range(look.px(400), look.px(800)):
        form.resize(width, look.px(200))
        for _ in range(4):
            QApplication.processEvents()
        under = found.leans is Edge.START
        for _ in range(3):
            QApplication.processEvents()
            assert (found.leans is Edge.START) is under, f"it goes to and fro in {width} px"
        seen.add(under)
    assert seen == {False, True}
