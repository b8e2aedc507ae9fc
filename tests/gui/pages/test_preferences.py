import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hipadmin.gui.context import Context
from hipadmin.gui.pages.preferences import PreferencesPage
from tests.gui import find


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> PreferencesPage:
    page = PreferencesPage(context)
    qtbot.addWidget(page)
    page.show()
    return page


@pytest.mark.parametrize(
    ("words", "choice"),
    [("Light", "light"), ("Dark", "dark"), ("High contrast", "high-contrast")],
)
def test_a_theme_is_applied_at_once_and_remembered(
    qtbot: QtBot,
    qapp: QApplication,
    page: PreferencesPage,
    context: Context,
    words: str,
    choice: str,
) -> None:
    box = find.combo(page, "Theme")
    assert box.currentText() == "System"

    box.setFocus()
    qtbot.keyClicks(box, words)

    assert context.look.theme.name == choice
    assert qapp.palette().color(QPalette.ColorRole.Window) == context.look.color("window")
    assert context.settings.theme == choice


def test_it_shows_what_was_chosen_before(
    qtbot: QtBot, page: PreferencesPage, context: Context
) -> None:
    context.settings.theme = "dark"

    page.activate()

    assert find.combo(page, "Theme").currentText() == "Dark"
    assert context.look.theme.name == "light"
