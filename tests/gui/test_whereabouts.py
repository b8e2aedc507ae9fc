"""The window opens as it was left: place, page, filter, columns, sort, split, and on a screen."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QPoint, QRect, Qt
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from hipadmin.command_line import parser
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.settings import Settings
from hipadmin.gui.theme import Look
from hipadmin.gui.window import MainWindow
from hipadmin.gui.words.tabs import Tab
from hipadmin.services.bundle import Services
from hipadmin.services.session import Session
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.find import field, table, texts, until

Start = Callable[[], MainWindow]


@pytest.fixture
def start(
    qtbot: QtBot, services: Services, jobs: Jobs, look: Look, settings: Settings, tmp_path: Path
) -> Iterator[Start]:
    """Opens the window; the one before is closed first, as by a person."""
    windows: list[MainWindow] = []

    def close() -> None:
        for window in windows:
            window.close()
            window.deleteLater()
        windows.clear()

    def open_() -> MainWindow:
        close()
        window = MainWindow(look, jobs, settings)
        windows.append(window)
        window.resize(look.px(1000), look.px(700))
        window.show()
        with qtbot.waitSignal(window.furnished):
            window.show_session(Session(services, tmp_path, None, lambda: None))
        qtbot.waitUntil(lambda: not jobs.busy)
        return window

    yield open_
    close()


@pytest.mark.parametrize("place", ["subscriptions", "audit"])
def test_it_opens_on_the_page_that_was_shown(start: Start, qtbot: QtBot, place: str) -> None:
    first = start()
    first.places.show_account(place)
    until(qtbot, lambda: first.places.sidebar.current() == place)
    again = start()
    until(qtbot, lambda: again.places.sidebar.current() == place)
    assert again.places.page.isVisible()


@pytest.mark.parametrize("tab", [Tab.SETTINGS, Tab.ACTIVITY])
def test_it_opens_on_the_subscription_its_tab_and_page(
    start: Start, services: Services, qtbot: QtBot, tab: Tab
) -> None:
    web = add_subscription(services)
    first = start()
    first.places.show_dashboard(web.id, tab=tab, then=lambda page: page.go("general"))
    until(qtbot, lambda: first.places.subscription_id == web.id)
    again = start()
    until(qtbot, lambda: again.places.subscription_id == web.id)
    assert again.places.page.place == "general"
    assert again.places.tab is tab
    assert again.top_bar.combo.currentText() == "web"


def test_it_opens_where_its_code_was_not_loaded_yet(
    start: Start,
    services: Services,
    settings: Settings,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    web = add_subscription(services)
    settings.set_text("window/place", f"dashboard/{web.id}/settings/general")
    monkeypatch.delitem(sys.modules, "hipadmin.gui.pages.dashboard", raising=False)
    window = start()
    until(qtbot, lambda: window.places.subscription_id == web.id)
    assert window.places.page.place == "general"


def test_a_subscription_that_is_gone_is_not_gone_to(
    start: Start, services: Services, qtbot: QtBot
) -> None:
    web = add_subscription(services)
    first = start()
    first.places.show_dashboard(web.id)
    until(qtbot, lambda: first.places.subscription_id == web.id)
    services.subscriptions.delete(web.id, web.version)
    again = start()
    assert again.places.subscription_id == ""
    assert "Integrations" in texts(again.places.page)


@pytest.mark.parametrize("noted", ["nowhere", "dashboard/x", "dashboard/x/y/z/z"])
def test_what_makes_no_sense_is_passed_over(start: Start, settings: Settings, noted: str) -> None:
    settings.set_text("window/place", noted)
    assert start().places.sidebar.current() == "integrations"


def test_a_window_closed_before_it_had_a_list_forgets_nothing(
    look: Look, jobs: Jobs, settings: Settings, qtbot: QtBot
) -> None:
    settings.set_text("window/place", "audit")
    window = MainWindow(look, jobs, settings)
    qtbot.addWidget(window)
    window.close()
    assert settings.text("window/place") == "audit"


def test_whoever_is_quicker_stays_where_he_went(
    start: Start, services: Services, qtbot: QtBot
) -> None:
    add_subscription(services)
    first = start()
    first.places.show_account("audit")
    until(qtbot, lambda: first.places.sidebar.current() == "audit")
    again = start()
    until(qtbot, lambda: again.places.sidebar.current() == "audit")
    again.places.show_account("preferences")
    until(qtbot, lambda: again.places.sidebar.current() == "preferences")
    add_subscription(services, "shop")
    until(qtbot, lambda: again.top_bar.combo.findText("shop") >= 0)
    assert again.places.sidebar.current() == "preferences"


def test_filter_sort_columns_and_split_return(
    start: Start, services: Services, qtbot: QtBot
) -> None:
    for name in ("A desk", "B desk", "C"):
        add_integration(services, name, "Builds")
    first = start()
    view = table(first, "Integrations")
    field(first, "Filter integrations").setText("desk")
    view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    view.horizontalHeader().resizeSection(1, 222)
    first.page.frame.splitter.setSizes([150, 400])  # type: ignore[union-attr]
    sizes = first.page.frame.splitter.sizes()  # type: ignore[union-attr]

    again = start()

    view = table(again, "Integrations")
    until(qtbot, lambda: names(view) == ["B desk", "A desk"])
    assert field(again, "Filter integrations").text() == "desk"
    assert "2 of 3" in texts(again)
    assert view.columnWidth(1) == 222
    until(qtbot, lambda: again.page.frame.splitter.sizes() == sizes)  # type: ignore[union-attr]
    qtbot.keyClick(field(again, "Filter integrations"), Qt.Key.Key_Escape)
    assert names(view) == ["C", "B desk", "A desk"]


def test_a_filter_without_a_match_does_not_keep_the_window_from_opening(
    start: Start, services: Services, qtbot: QtBot
) -> None:
    add_integration(services, "A", "1")
    field(start(), "Filter integrations").setText("xyz")
    again = start()
    until(qtbot, lambda: "No integration matches “xyz”" in texts(again))


def test_the_filter_of_another_page_returns_with_it(
    start: Start, services: Services, qtbot: QtBot
) -> None:
    web = add_subscription(services)
    ops = add_integration(services, "Ops", "1")
    for name in ("broken builds", "releases"):
        add_notification(services, web, ops, name)
    first = start()
    first.places.show_dashboard(web.id)
    until(qtbot, lambda: first.places.subscription_id == web.id)
    until(qtbot, lambda: table(first, "Room notifications").model().rowCount() == 2)
    field(first, "Filter room notifications").setText("rel")
    again = start()
    until(qtbot, lambda: again.places.subscription_id == web.id)
    until(qtbot, lambda: table(again, "Room notifications").model().rowCount() == 1)


def test_what_looks_like_a_token_is_not_remembered(
    start: Start, services: Services, settings: Settings
) -> None:
    add_integration(services, "A", "1")
    token = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd"
    field(start(), "Filter integrations").setText(token)
    start()
    assert settings.text("integrations/filter") == ""


def test_a_window_saved_on_an_absent_screen_returns_on_a_present_one(
    start: Start, qtbot: QtBot
) -> None:
    first = start()
    first.move(QPoint(5000, 3000))
    qtbot.waitUntil(lambda: first.x() > 4000)
    again = start()
    room: QRect = again.screen().availableGeometry()
    qtbot.waitUntil(lambda: room.intersects(again.frameGeometry()))
    seen = room.intersected(again.frameGeometry())
    assert seen.width() >= 200
    assert seen.height() >= 200


def test_a_maximised_window_is_maximised_again(start: Start) -> None:
    start().showMaximized()
    assert start().isMaximized()


def names(view: QTableView) -> list[str]:
    model = view.model()
    return [str(model.index(row, 1).data()) for row in range(model.rowCount())]


@pytest.mark.parametrize(
    ("flags", "theme"), [({"reset": True}, "dark"), ({"safe": True}, "system")]
)
def test_a_reset_forgets_the_shape_and_keeps_choices(
    tmp_path: Path, flags: dict[str, bool], theme: str
) -> None:
    file = tmp_path / "window.ini"
    left = Settings(file)
    left.theme = "dark"
    left.set_text("window/place", "audit")
    left.set_text("integrations/filter", "ops")
    left.set_state("window/geometry", QByteArray(b"shape"))
    left.flush()
    assert Settings(file).text("window/place") == "audit"

    again = Settings(file, **flags)

    assert again.theme == theme
    assert again.state("window/geometry") is None
    assert (again.text("window/place"), again.text("integrations/filter")) == ("", "")


def test_a_window_is_asked_for_a_reset_on_the_command_line() -> None:
    assert parser().parse_args(["--reset-window"]).reset_window
    assert not parser().parse_args([]).reset_window
