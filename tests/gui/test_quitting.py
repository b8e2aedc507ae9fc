"""Quitting asks before anything entered is lost, and before work under way is given up."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from hipadmin.gui.dialogs.room_notification import RoomNotificationDialog
from hipadmin.gui.dialogs.subscription import SubscriptionDialog
from hipadmin.gui.jobs import JobContext, Jobs
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration, add_subscription
from tests.gui.find import button, click, dialog, field, no_dialog, texts, until
from tests.gui.happen import locked
from tests.gui.integration_dialog import enter, press

QUIT = "Quit hipadmin"


@pytest.fixture
def window(window: MainWindow) -> Iterator[MainWindow]:
    """The window; whatever a test leaves open is not asked about when it ends."""
    yield window
    window.quitting.insist()


def adding(qtbot: QtBot, window: MainWindow, name: str = "shop") -> SubscriptionDialog:
    assert window.context
    made = SubscriptionDialog(window.context, window)
    made.open()
    until(qtbot, lambda: bool(window.context) and not window.context.jobs.busy)
    if name:
        enter(qtbot, made, "Name", name)
    return made


def names(services: Services) -> list[str]:
    return sorted(services.subscriptions.names())


def asked(qtbot: QtBot, window: MainWindow) -> QDialog:
    assert not window.close()
    assert window.isVisible()
    return dialog(qtbot, QUIT)


def test_with_nothing_to_lose_it_closes_at_once(window: MainWindow) -> None:
    assert window.close()
    assert no_dialog(QUIT)


def test_cancel_keeps_window_and_entries(qtbot: QtBot, window: MainWindow) -> None:
    made = adding(qtbot, window)
    question = asked(qtbot, window)
    assert "Not saved yet: Add subscription." in texts(question)
    until(qtbot, button(question, "Save").hasFocus)
    click(qtbot, question, "Cancel")
    assert made.isVisible()
    assert field(made, "Name").text() == "shop"
    assert window.isVisible()
    qtbot.keyClick(asked(qtbot, window), Qt.Key.Key_Escape)
    assert window.isVisible()
    made.leave()


def test_asking_twice_shows_one_question(qtbot: QtBot, window: MainWindow) -> None:
    made = adding(qtbot, window)
    question = asked(qtbot, window)
    assert asked(qtbot, window) is question
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert [w for w in shown if w.windowTitle() == QUIT] == [question]
    click(qtbot, question, "Cancel")
    made.leave()


def test_discard_closes_dialog_and_window(
    qtbot: QtBot, window: MainWindow, services: Services
) -> None:
    adding(qtbot, window)
    click(qtbot, asked(qtbot, window), "Discard")
    until(qtbot, lambda: not window.isVisible())
    assert no_dialog("Add subscription")
    assert names(services) == []


def test_discard_gives_up_what_is_being_saved(
    qtbot: QtBot, window: MainWindow, services: Services, tmp_path: Path
) -> None:
    made = adding(qtbot, window)
    with locked(tmp_path):
        click(qtbot, made, "Save")
        click(qtbot, asked(qtbot, window), "Discard")
        until(qtbot, lambda: not window.isVisible())
    services.store.write(lambda unit: unit.set_setting("what waited", "is over"))
    assert names(services) == []


def test_a_question_that_went_with_its_dialog_is_over(
    qtbot: QtBot, window: MainWindow, services: Services, tmp_path: Path
) -> None:
    made = adding(qtbot, window)
    with locked(tmp_path):
        click(qtbot, made, "Save")
        asked(qtbot, window)
    until(qtbot, lambda: not shiboken6.isValid(made))
    assert no_dialog(QUIT)
    assert window.close()
    assert names(services) == ["shop"]


def test_save_saves_and_closes(qtbot: QtBot, window: MainWindow, services: Services) -> None:
    adding(qtbot, window)
    with qtbot.waitSignal(window.closed):
        click(qtbot, asked(qtbot, window), "Save")
    assert names(services) == ["shop"]


def test_what_cannot_be_saved_keeps_the_window(
    qtbot: QtBot, window: MainWindow, services: Services
) -> None:
    add_subscription(services, "shop")
    made = adding(qtbot, window)
    until(qtbot, lambda: not button(made, "Save").isEnabled())
    click(qtbot, asked(qtbot, window), "Save")
    assert made.isVisible()
    assert window.isVisible()
    assert "Save needs another name." in texts(made)
    made.leave()


def test_what_the_store_refuses_keeps_the_window(
    qtbot: QtBot, window: MainWindow, services: Services, jobs: Jobs
) -> None:
    made = adding(qtbot, window)
    assert window.context
    window.context.watch.stop()
    until(qtbot, lambda: not jobs.busy)
    add_subscription(services, "shop")  # nobody has told the dialog yet
    click(qtbot, asked(qtbot, window), "Save")
    until(qtbot, lambda: not jobs.busy and "shop" in texts(made))
    assert window.isVisible()
    assert made.isVisible()
    assert names(services) == ["shop"]
    made.leave()


def test_several_are_saved_one_after_the_other(
    qtbot: QtBot, window: MainWindow, services: Services, jobs: Jobs
) -> None:
    stored = add_subscription(services, "web")
    window.navigator.show_subscription_integrations(stored.id)
    until(qtbot, lambda: window.places.subscription_id == stored.id)
    dashboard = window.places.page
    dashboard.sidebar.chosen.emit("general")
    until(qtbot, lambda: dashboard.general.fields.name.text() == "web" and not jobs.busy)
    dashboard.general.fields.name.setText("web 2")
    adding(qtbot, window)
    question = asked(qtbot, window)
    assert "Not saved yet: Add subscription, General of web." in texts(question)
    with qtbot.waitSignal(window.closed):
        click(qtbot, question, "Save")
    assert names(services) == ["shop", "web 2"]


def test_general_is_asked_about_and_discarded(
    qtbot: QtBot, window: MainWindow, services: Services, jobs: Jobs
) -> None:
    stored = add_subscription(services, "web")
    window.navigator.show_subscription_integrations(stored.id)
    until(qtbot, lambda: window.places.subscription_id == stored.id)
    dashboard = window.places.page
    until(qtbot, lambda: dashboard.general.fields.name.text() == "web" and not jobs.busy)
    dashboard.general.fields.name.setText("web 2")
    with qtbot.waitSignal(window.closed):
        click(qtbot, asked(qtbot, window), "Discard")
    assert names(services) == ["web"]


def test_a_dialog_over_a_dialog_is_saved_first(
    qtbot: QtBot, window: MainWindow, services: Services, jobs: Jobs
) -> None:
    shop = add_subscription(services, "shop")
    add_integration(services, "Ops", "1")
    assert window.context
    lower = RoomNotificationDialog(window.context, window, shop.id)
    lower.open()
    until(qtbot, lambda: not jobs.busy)
    enter(qtbot, lower, "Name", "builds")
    lower.fields.integration.new_asked.emit()
    upper = dialog(qtbot, "Add integration")
    until(qtbot, lambda: not jobs.busy)
    enter(qtbot, upper, "Name", "New")
    enter(qtbot, upper, "API endpoint", "https://hipchat.example.com/v2")
    press(qtbot, upper, "Add room")
    enter(qtbot, upper, "Room ID or name", "Builds")
    question = asked(qtbot, window)
    assert question.parent() is upper
    with qtbot.waitSignal(window.closed, timeout=10_000):
        click(qtbot, question, "Save")
    assert set(services.integrations.names()) == {"New", "Ops"}
    assert [row.notification.name for row in services.views.notifications(shop.id)] == ["builds"]


# what runs


class Work:
    """A job that lasts as long as the test wants."""

    def __init__(self, jobs: Jobs) -> None:
        self.go, self.ended, self.cancelled = threading.Event(), False, False
        jobs.run(self._work, then=self._then, title="Testing Ops")

    def _work(self, job: JobContext) -> None:
        self.go.wait(10)
        self.cancelled = job.cancelled

    def _then(self, _nothing: None) -> None:
        self.ended = True


@pytest.fixture
def work(jobs: Jobs) -> Iterator[Work]:
    work = Work(jobs)
    yield work
    work.go.set()


def test_wait_closes_when_the_work_is_done_and_told(
    qtbot: QtBot, window: MainWindow, work: Work
) -> None:
    question = asked(qtbot, window)
    assert "Testing Ops. Wait quits as soon as it is done; Stop gives it up." in texts(question)
    until(qtbot, button(question, "Wait").hasFocus)
    click(qtbot, question, "Wait")
    assert window.isVisible()
    assert "hipadmin quits as soon as it is done" in texts(window)
    told: list[bool] = []
    window.closed.connect(lambda: told.append(work.ended))
    with qtbot.waitSignal(window.closed):
        work.go.set()
    assert told == [True]


def test_stop_gives_the_work_up_and_closes(qtbot: QtBot, window: MainWindow, work: Work) -> None:
    with qtbot.waitSignal(window.closed):
        click(qtbot, asked(qtbot, window), "Stop")
    work.go.set()
    until(qtbot, lambda: work.cancelled)
    assert not work.ended


def test_esc_keeps_both(qtbot: QtBot, window: MainWindow, work: Work) -> None:
    qtbot.keyClick(asked(qtbot, window), Qt.Key.Key_Escape)
    assert window.isVisible()
    work.go.set()
    until(qtbot, lambda: work.ended)
    assert window.isVisible()


def test_work_that_ends_while_asked_answers_the_question(
    qtbot: QtBot, window: MainWindow, work: Work
) -> None:
    asked(qtbot, window)
    with qtbot.waitSignal(window.closed):
        work.go.set()
    assert no_dialog(QUIT)


def test_entries_are_asked_about_before_work(qtbot: QtBot, window: MainWindow, jobs: Jobs) -> None:
    made = adding(qtbot, window)
    work = Work(jobs)
    click(qtbot, asked(qtbot, window), "Discard")
    until(qtbot, lambda: "Something is still running" in texts(dialog(qtbot, QUIT)))
    assert not made.isVisible()
    with qtbot.waitSignal(window.closed):
        work.go.set()


@pytest.mark.parametrize("busy", [adding, lambda _bot, window: Work(window.context.jobs)])
def test_the_system_is_not_asked_back(
    qtbot: QtBot, window: MainWindow, busy: Callable[[QtBot, MainWindow], object]
) -> None:
    work = busy(qtbot, window)
    window.quitting.insist()
    assert window.close()
    assert no_dialog(QUIT)
    if isinstance(work, Work):
        work.go.set()
    else:
        assert isinstance(work, SubscriptionDialog)
        work.leave()
