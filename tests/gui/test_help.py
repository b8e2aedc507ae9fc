"""F1: help of what a person is looking at, offline, beside the window."""

import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.assets import resource
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.help_view import HelpView
from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.gui.help import START, TOPICS, belongs_to, topic_of
from hipadmin.gui.theme import Look
from hipadmin.gui.window import MainWindow
from tests.gui.find import button, combo, until
from tests.gui.integration_dialog import closed, opened

LINK = re.compile(r"\]\(([^)]*)\)")


def text_of(topic: str) -> str:
    return resource("help", "en", f"{topic}.md").read_text(encoding="utf-8")


def views() -> list[HelpView]:
    tops = QApplication.topLevelWidgets()
    return [top for top in tops if isinstance(top, HelpView) and top.isVisible()]


def page_of(view: QWidget) -> str:
    browser = view.findChild(QTextBrowser)
    assert browser is not None
    return browser.toPlainText()


@pytest.fixture
def view(look: Look, qtbot: QtBot) -> HelpView:
    view = HelpView(look, "integrations")
    view.show()
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    qtbot.addWidget(view)
    return view


def test_every_file_is_offered_and_every_topic_has_its_file() -> None:
    files = {file.stem for file in resource("help", "en").glob("*.md")}
    assert files == set(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_has_a_title_and_leads_to_topics_only(topic: str) -> None:
    text = text_of(topic)
    assert text.startswith("# ")
    assert set(LINK.findall(text)) <= set(TOPICS) - {topic}
    assert "!" not in text
    assert "http" not in text


@pytest.mark.parametrize(
    ("place", "topic"),
    [
        ("integrations", START),
        ("subscriptions", "subscriptions"),
        ("audit", "audit-log"),
        ("preferences", "preferences"),
    ],
)
def test_f1_opens_the_help_of_the_page(
    window: MainWindow, qtbot: QtBot, place: str, topic: str
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.places.show_account(place, focus=True)
    until(qtbot, lambda: window.places.sidebar.current() == place)
    until(qtbot, lambda: not window.context.jobs.busy)  # type: ignore[union-attr]
    window.places.page.default_focus().setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    until(qtbot, lambda: len(views()) == 1)
    [view] = views()
    assert view.topic == topic
    assert page_of(view).startswith(text_of(topic).splitlines()[0].removeprefix("# "))
    view.leave()


def test_f1_in_a_dialog_opens_its_help_which_can_be_used(context: Context, qtbot: QtBot) -> None:
    dialog = opened(qtbot, context)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_F1)
    until(qtbot, lambda: len(views()) == 1)
    [view] = views()
    assert view.topic == "integration"
    assert not view.isModal()
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    until(qtbot, lambda: not views())
    assert dialog.isVisible()
    closed(qtbot, dialog)


def test_a_question_has_the_help_of_what_it_stands_before(context: Context, qtbot: QtBot) -> None:
    dialog = opened(qtbot, context)
    dialog.form.name_edit.setText("half")
    dialog.reject()
    until(qtbot, lambda: dialog.question is not None)
    assert topic_of(dialog.question) == "integration"
    assert isinstance(dialog, IntegrationDialog)
    dialog.question.accept()  # type: ignore[union-attr]
    until(qtbot, lambda: not QApplication.activeModalWidget())


def test_a_topic_of_ones_own_goes_before_the_others(qtbot: QtBot) -> None:
    outer, inner = QWidget(), QWidget()
    inner.setParent(outer)
    qtbot.addWidget(outer)
    assert topic_of(inner) == START
    belongs_to(outer, "delete")
    assert topic_of(inner) == "delete"


def test_links_lead_on_and_back_leads_back(view: HelpView, qtbot: QtBot) -> None:
    assert not button(view, "Back").isEnabled()
    view.page.anchorClicked.emit(QUrl("test"))
    assert (view.topic, combo(view, "Topic").currentText()) == ("test", "Test")
    qtbot.keyClick(combo(view, "Topic"), Qt.Key.Key_Down)
    assert view.topic == "delete"
    for before in ("test", "integrations"):
        button(view, "Back").click()
        assert view.topic == before
    assert not button(view, "Back").isEnabled()


def test_a_link_is_followed_with_the_keyboard(view: HelpView, qtbot: QtBot) -> None:
    page = view.page
    assert page.hasFocus()
    qtbot.keyClick(page, Qt.Key.Key_Tab)
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert view.topic == "test"


@pytest.mark.parametrize("address", ["https://example.com/", "file:///etc/hostname", "nothing"])
def test_nothing_else_is_followed_or_loaded(view: HelpView, address: str) -> None:
    view.page.anchorClicked.emit(QUrl(address))
    assert view.topic == "integrations"
    assert view.page.loadResource(2, QUrl(address)) is None


def test_an_unknown_topic_is_the_first_one(look: Look, qtbot: QtBot) -> None:
    view = HelpView(look, "no such topic")
    qtbot.addWidget(view)
    assert view.topic == START
