import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.token import Secret
from hipadmin.gui.acts.secret_copy import SecretCopy
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.fields import LineEdit
from hipadmin.gui.widgets.token_field import TokenField

TOKEN = "Canary0token0for0tests"


class Page(QWidget):
    """A token field and something else to go to."""

    def __init__(self, look: Look, mask_after_s: float = 30.0) -> None:
        super().__init__()
        self.token = TokenField(look, mask_after_s=mask_after_s)
        self.other = LineEdit(look)
        column = QVBoxLayout(self)
        column.addWidget(self.token)
        column.addWidget(self.other)


@pytest.fixture
def page(look: Look, qtbot: QtBot) -> Page:
    return opened(Page(look), qtbot)


def opened(page: Page, qtbot: QtBot) -> Page:
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    page.token.setFocus()
    qtbot.keyClicks(page.token.edit, TOKEN)
    return page


def spoken(page: Page) -> str:
    seen = QAccessible.queryAccessibleInterface(page.token.edit)
    return " ".join(seen.text(part) for part in (QAccessible.Text.Value, QAccessible.Text.Name))


def test_a_token_is_masked_from_the_start(page: Page) -> None:
    assert page.token.masked
    assert TOKEN not in page.token.edit.displayText()
    assert page.token.secret() == Secret(TOKEN)


def test_assistive_technology_does_not_read_a_masked_token(page: Page) -> None:
    assert TOKEN not in spoken(page)


def test_show_is_called_show_and_shows(page: Page, qtbot: QtBot) -> None:
    seen = QAccessible.queryAccessibleInterface(page.token.show_button)
    assert seen.text(QAccessible.Text.Name) == "Show"

    qtbot.mouseClick(page.token.show_button, Qt.MouseButton.LeftButton)

    assert not page.token.masked
    assert page.token.edit.displayText() == TOKEN


def test_ctrl_h_shows_and_hides(page: Page, qtbot: QtBot) -> None:
    control = Qt.KeyboardModifier.ControlModifier

    qtbot.keyClick(page.token.edit, Qt.Key.Key_H, control)
    assert not page.token.masked
    qtbot.keyClick(page.token.edit, Qt.Key.Key_H, control)
    assert page.token.masked


def test_leaving_the_field_hides_the_token(page: Page) -> None:
    page.token.show_button.setChecked(True)

    page.other.setFocus()

    assert page.token.masked


def test_leaving_by_way_of_the_button_hides_it_too(page: Page) -> None:
    page.token.show_button.setChecked(True)
    page.token.show_button.setFocus()
    assert not page.token.masked

    page.other.setFocus()

    assert page.token.masked


def test_a_shown_token_hides_itself(look: Look, qtbot: QtBot) -> None:
    page = opened(Page(look, mask_after_s=0.01), qtbot)

    page.token.show_button.setChecked(True)

    qtbot.waitUntil(lambda: page.token.masked)


def test_a_field_that_is_switched_off_hides_its_token(page: Page) -> None:
    page.token.show_button.setChecked(True)

    page.token.setEnabled(False)

    assert page.token.masked


def test_undo_does_not_bring_a_cleared_token_back(page: Page, qtbot: QtBot) -> None:
    page.token.show_button.setChecked(True)
    page.token.clear()

    page.token.edit.undo()

    assert page.token.is_empty()


def test_an_empty_field_has_nothing_to_show(look: Look, qtbot: QtBot) -> None:
    field = TokenField(look, "Used by rooms without a token of their own")
    qtbot.addWidget(field)

    assert not field.show_button.isEnabled()
    assert not field.secret()


def test_a_set_token_is_masked_and_trimmed(page: Page) -> None:
    page.token.set_secret(Secret(f"  {TOKEN}  "))

    assert page.token.masked
    assert page.token.secret() == Secret(TOKEN)


def test_a_long_token_that_is_put_in_is_seen_from_its_beginning(page: Page) -> None:
    page.other.setFocus()
    page.token.set_secret(Secret(TOKEN * 20))

    assert page.token.edit.cursorRect().left() < page.token.edit.width() // 2


def test_a_change_is_announced_without_the_token(page: Page, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.token.changed) as caught:
        page.token.set_secret(Secret("other"))

    assert caught.args == []


def test_a_copied_token_does_not_stay(page: Page, qtbot: QtBot) -> None:
    edit = page.token.edit
    qtbot.keyClick(edit, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    copy = SecretCopy.current()
    assert copy is not None
    assert QGuiApplication.clipboard().text() == TOKEN
    copy.take_away()
    qtbot.keyClick(edit, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert SecretCopy.current() is not None
    assert page.token.is_empty()


def test_the_menu_copies_as_the_keys_do(page: Page) -> None:
    page.token.show_button.setChecked(True)
    page.token.edit.selectAll()
    menu = page.token.edit.make_menu()
    for action in menu.actions():
        if action.objectName() == "edit-copy":
            action.trigger()
    menu.deleteLater()

    assert SecretCopy.current() is not None


def test_a_masked_token_is_not_copied(page: Page, qtbot: QtBot) -> None:
    page.token.edit.selectAll()
    for key in (Qt.Key.Key_C, Qt.Key.Key_X):
        qtbot.keyClick(page.token.edit, key, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == ""
    assert page.token.secret() == Secret(TOKEN)
