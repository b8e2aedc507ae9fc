"""How a page comes that was never shown: in several turns, and nothing else is painted for it."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.pages import audit_log, dashboard, preferences, subscriptions
from hipadmin.gui.threads.turns import Rota
from hipadmin.gui.window import MainWindow
from hipadmin.gui.words.tabs import Tab
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration, add_subscription
from tests.gui.find import until
from tests.gui.listing import wait_for_rows

LOADED = (audit_log, dashboard, preferences, subscriptions)
"""With their code here already, what is made next is the page."""


class Painted(QObject):
    """Notes what is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.widgets: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget):
            self.widgets.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


def settle(window: MainWindow, qtbot: QtBot) -> None:
    jobs = window.context.jobs if window.context else None
    until(qtbot, lambda: jobs is not None and not (jobs.busy or Rota.of_the_window().busy))


@pytest.mark.parametrize("key", ["subscriptions", "audit", "preferences", "dashboard"])
def test_what_is_shown_is_not_painted_again_for_a_page_that_is_made(
    window: MainWindow, services: Services, qtbot: QtBot, key: str
) -> None:
    assert LOADED
    add_integration(services, "Ops", "1")
    assert window.page is not None
    window.page.reload()
    wait_for_rows(window, qtbot, "Ops")
    settle(window, qtbot)
    QApplication.processEvents()
    app, painted = QApplication.instance(), Painted()
    assert app is not None
    app.installEventFilter(painted)
    window.places.page_called(key)
    settle(window, qtbot)
    app.removeEventFilter(painted)
    assert "IntegrationsTable Integrations" not in painted.widgets


def test_a_page_has_its_details_before_it_is_shown(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    web = add_subscription(services, "web")
    parts: list[int] = []
    window.places.moved.connect(lambda: parts.append(_list(window).splitter.count()))
    window.places.show_account("subscriptions")
    until(qtbot, lambda: parts == [2])
    window.places.show_dashboard(web.id)
    until(qtbot, lambda: parts == [2, 2])


def _list(window: MainWindow) -> Any:
    page = window.places.page
    return (page.integrations if window.places.subscription_id else page).frame


def test_who_asks_for_another_place_meanwhile_gets_that_one_alone(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    web = add_subscription(services, "web")
    shown: list[str] = []
    window.places.moved.connect(lambda: shown.append(type(window.places.page).__name__))
    window.places.show_account("audit")
    window.places.show_dashboard(web.id, tab=Tab.ACTIVITY)
    window.places.show_account("preferences")
    until(qtbot, lambda: bool(shown))
    settle(window, qtbot)
    assert shown == ["PreferencesPage"]
