"""What is entered in the page General and in the message composer survives a bad end too."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hipadmin.gui.dialogs.compose import ComposeDialog
from hipadmin.gui.dialogs.room_notification import RoomNotificationDialog
from hipadmin.gui.drafts.recovering import Recovering
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.window import MainWindow
from hipadmin.recovery.draft_folder import DraftFolder
from hipadmin.services.bundle import Services
from hipadmin.services.rooms.composing import AttributeDraft, CardDraft, MessageDraft
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.find import button, click, dialog, field, no_dialog, texts, until
from tests.gui.integration_dialog import enter

COMPOSER = "Send a test message"
MESSAGE = MessageDraft(
    "web #482 failed",
    as_html=True,
    notify=True,
    sender="deploys",
    card=CardDraft("one", title="Release", attributes=(AttributeDraft("Branch", "main"),)),
)


@pytest.fixture
def folder(tmp_path: Path) -> DraftFolder:
    return DraftFolder.of(tmp_path)


def titles(folder: DraftFolder) -> list[str]:
    return [draft.title for draft in folder.all()]


def offered(qtbot: QtBot, window: MainWindow, jobs: Jobs) -> list[str]:
    """What the next start offers to go on with."""
    assert window.context
    Recovering(window.context, window).look()
    until(qtbot, lambda: not jobs.busy)
    return [bar.text for bar in window.messages.bars]


def in_general(qtbot: QtBot, window: MainWindow, subscription_id: str, name: str) -> None:
    window.places.show_dashboard(subscription_id)
    until(qtbot, lambda: window.places.subscription_id == subscription_id)
    sidebar = window.places.page.sidebar.list
    sidebar.setFocus()
    qtbot.keyClick(sidebar, Qt.Key.Key_Up)
    until(qtbot, lambda: field(window, "Name").text() != "")
    enter(qtbot, window, "Name", name)


def test_general_keeps_its_entries_until_they_are_taken_back(
    qtbot: QtBot, window: MainWindow, services: Services, folder: DraftFolder
) -> None:
    web = add_subscription(services)
    in_general(qtbot, window, web.id, "site")
    until(qtbot, lambda: titles(folder) == ["site"])

    click(qtbot, window, "Revert")
    until(qtbot, lambda: titles(folder) == [])

    enter(qtbot, window, "Name", "shop")
    until(qtbot, lambda: titles(folder) == ["shop"])
    click(qtbot, window, "Save")
    until(qtbot, lambda: titles(folder) == [])


def test_general_goes_on_in_the_dialog_where_it_was(
    qtbot: QtBot, window: MainWindow, services: Services, jobs: Jobs, folder: DraftFolder
) -> None:
    web = add_subscription(services)
    in_general(qtbot, window, web.id, "site")
    until(qtbot, lambda: titles(folder) == ["site"])
    [of_another_run] = folder.all()
    click(qtbot, window, "Revert")
    until(qtbot, lambda: not folder.all())
    folder.put(replace(of_another_run, key="0" * 32))

    assert "“site” were recovered. Subscription" in offered(qtbot, window, jobs)[0]
    click(qtbot, window.messages, "Continue")
    again = dialog(qtbot, "Edit subscription")
    assert field(again, "Name").text() == "site"
    until(qtbot, button(again, "Save").isEnabled)
    click(qtbot, again, "Save")
    until(qtbot, lambda: services.subscriptions.get(web.id).name == "site")


def test_what_is_left_behind_in_general_is_offered_and_not_lost(
    qtbot: QtBot, window: MainWindow, services: Services, jobs: Jobs, folder: DraftFolder
) -> None:
    web, shop = add_subscription(services), add_subscription(services, "shop")
    offered(qtbot, window, jobs)
    in_general(qtbot, window, web.id, "site")
    window.places.show_dashboard(shop.id)
    until(qtbot, lambda: bool(window.messages.bars))
    [bar] = window.messages.bars
    assert bar.text.startswith("“site” is not saved yet. Subscription, last edited ")
    until(qtbot, lambda: titles(folder) == ["site"])
    qtbot.keyClick(window.places.page.sidebar.list, Qt.Key.Key_Up)
    until(qtbot, lambda: field(window, "Name").text() == "shop")
    enter(qtbot, window, "Name", "store")
    click(qtbot, window, "Save")
    until(qtbot, lambda: services.subscriptions.get(shop.id).name == "store")
    assert titles(folder) == ["site"]

    click(qtbot, window.messages, "Continue")
    again = dialog(qtbot, "Edit subscription")
    until(qtbot, button(again, "Save").isEnabled)
    click(qtbot, again, "Save")
    until(qtbot, lambda: services.subscriptions.get(web.id).name == "site")
    until(qtbot, lambda: not folder.all())


def test_what_was_given_up_in_general_is_not_offered(
    qtbot: QtBot,
    window: MainWindow,
    services: Services,
    other: Services,
    jobs: Jobs,
    folder: DraftFolder,
) -> None:
    web, shop = add_subscription(services), add_subscription(services, "shop")
    offered(qtbot, window, jobs)
    in_general(qtbot, window, web.id, "site")
    other.subscriptions.delete(web.id, web.version)
    click(qtbot, window, "Discard")
    window.places.show_dashboard(shop.id)
    until(qtbot, lambda: window.places.subscription_id == shop.id)
    until(qtbot, lambda: not jobs.busy)
    assert not window.messages.bars
    assert not folder.all()


@pytest.fixture
def composed(qtbot: QtBot, window: MainWindow, services: Services, folder: DraftFolder) -> str:
    """A message was entered for the second of two rooms, then the program was killed."""
    ops = add_integration(services, "Ops", "Builds", "Desk")
    assert window.context
    made = ComposeDialog(window.context, services.tests.targets(ops.id), {1}, window)
    made.open()
    made.form.show_draft(MESSAGE)
    until(qtbot, lambda: any("deploys" in json.dumps(draft.content) for draft in folder.all()))
    made.hide()
    shiboken6.delete(made)
    return ops.id


def test_a_message_goes_on_where_it_was(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, folder: DraftFolder, composed: str
) -> None:
    assert "were recovered. Message" in offered(qtbot, window, jobs)[0]
    click(qtbot, window.messages, "Continue")
    again = dialog(qtbot, COMPOSER)

    assert again.form.draft() == MESSAGE
    assert [target.room for target in again.chosen()] == ["Desk"]
    again.leave()
    until(qtbot, lambda: no_dialog(COMPOSER))
    until(qtbot, lambda: not folder.all())


def test_a_message_whose_rooms_are_gone_is_not_thrown_away(
    qtbot: QtBot,
    window: MainWindow,
    services: Services,
    jobs: Jobs,
    folder: DraftFolder,
    composed: str,
) -> None:
    services.integrations.delete(composed, services.integrations.load(composed).integration.version)
    offered(qtbot, window, jobs)
    click(qtbot, window.messages, "Continue")

    until(qtbot, lambda: "The rooms of the message are gone." in texts(window))
    assert len(folder.all()) == 1


def test_hours_that_are_no_times_come_back_as_they_were_typed(
    qtbot: QtBot, window: MainWindow, services: Services, jobs: Jobs, folder: DraftFolder
) -> None:
    ops, web = add_integration(services, "Ops", "Builds"), add_subscription(services)
    stored = add_notification(services, web, ops, "builds")
    assert window.context
    editing = RoomNotificationDialog(window.context, window, web.id, stored.id)
    editing.open()
    until(qtbot, lambda: not jobs.busy)
    editing.tabs.words.setCurrentIndex(1)
    click(qtbot, editing, "More")
    click(qtbot, editing, "Add hours")
    enter(qtbot, editing, "From 1", "8 h")
    until(qtbot, lambda: any("8 h" in json.dumps(draft.content) for draft in folder.all()))
    editing.hide()
    shiboken6.delete(editing)

    offered(qtbot, window, jobs)
    click(qtbot, window.messages, "Continue")
    again = dialog(qtbot, "Room notification: builds")
    until(qtbot, lambda: not jobs.busy)
    assert again.tabs.when.hours.texts() == (("8 h", "18:00"),)
    again.leave()
