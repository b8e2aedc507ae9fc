"""Somebody else changes, uses or deletes what a question about a delete is open for."""

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from hipadmin.domain.errors import NotFound
from hipadmin.domain.integration import Integration
from hipadmin.domain.subscription import Subscription
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.rows import LinkRow
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.find import all_named, button, click, dialog, name_of, no_dialog, table, texts, until
from tests.gui.listing import wait_for_rows

TITLE = "Delete integration"


@pytest.fixture
def ops(services: Services) -> Integration:
    return add_integration(services, "Ops", "Builds")


@pytest.fixture
def web(services: Services) -> Subscription:
    return add_subscription(services, "web")


def exists(services: Services, integration: Integration) -> bool:
    try:
        services.integrations.load(integration.id)
    except NotFound:
        return False
    return True


def asked(window: MainWindow, qtbot: QtBot) -> None:
    wait_for_rows(window, qtbot, "Ops")
    click(qtbot, window, "Delete")
    dialog(qtbot, TITLE)


def says(qtbot: QtBot, text: str) -> None:
    until(qtbot, lambda: not no_dialog(TITLE) and text in texts(dialog(qtbot, TITLE)))


def bars(window: MainWindow) -> list[str]:
    return [bar.text for bar in window.messages.bars]


def test_one_changed_meanwhile_is_asked_about_again(
    window: MainWindow, services: Services, ops: Integration, qtbot: QtBot
) -> None:
    asked(window, qtbot)
    services.integrations.set_enabled(ops.id, ops.version, False)
    click(qtbot, dialog(qtbot, TITLE), "Yes")
    says(qtbot, "“Ops” was changed by")
    assert exists(services, ops)
    assert dialog(qtbot, TITLE).focusWidget() is button(dialog(qtbot, TITLE), "No")
    click(qtbot, dialog(qtbot, TITLE), "Yes")
    until(qtbot, lambda: not exists(services, ops))
    until(qtbot, lambda: bars(window) == ["Deleted Ops."])


def test_one_used_meanwhile_is_refused(
    window: MainWindow, services: Services, ops: Integration, web: Subscription, qtbot: QtBot
) -> None:
    asked(window, qtbot)
    question = dialog(qtbot, TITLE)
    add_notification(services, web, ops)
    if question.isVisible():  # the window may have seen it already
        button(question, "Yes").click()
    says(qtbot, "Ops is still used by 1 subscription")
    assert exists(services, ops)


def test_an_open_question_follows_what_is_stored(
    window: MainWindow, services: Services, ops: Integration, web: Subscription, qtbot: QtBot
) -> None:
    asked(window, qtbot)
    assert "Delete Ops?" in texts(dialog(qtbot, TITLE))
    made = add_notification(services, web, ops)
    says(qtbot, "Ops is still used by 1 subscription")
    add_notification(services, add_subscription(services, "images"), ops)
    says(qtbot, "Ops is still used by 2 subscriptions")
    rows = dialog(qtbot, TITLE).findChildren(LinkRow)
    assert [name_of(row) for row in rows] == ["images", "web"]
    services.notifications.delete(made.id, made.version)
    says(qtbot, "Ops is still used by 1 subscription")


def test_an_open_question_goes_with_its_integration(
    window: MainWindow, services: Services, ops: Integration, qtbot: QtBot
) -> None:
    asked(window, qtbot)
    services.integrations.delete(ops.id, ops.version)
    until(qtbot, lambda: no_dialog(TITLE))
    assert bars(window) == ["Nothing to delete. “Ops” was deleted meanwhile."]


def test_remove_and_delete_takes_nothing_that_was_not_told(
    window: MainWindow, services: Services, ops: Integration, web: Subscription, qtbot: QtBot
) -> None:
    add_notification(services, web, ops)
    asked(window, qtbot)
    click(qtbot, dialog(qtbot, TITLE), "Remove from all and delete")
    says(qtbot, "Remove Ops from 1 subscription and delete it?")
    question = dialog(qtbot, TITLE)
    add_notification(services, web, ops, "another")
    if question.isVisible():
        button(question, "Remove and delete").click()
    until(qtbot, lambda: any(w in texts(window) for w in ("by now", "changed meanwhile")))
    assert exists(services, ops)
    click(qtbot, dialog(qtbot, TITLE), "Remove and delete")
    until(qtbot, lambda: not exists(services, ops))
    until(qtbot, lambda: bars(window) == ["Deleted Ops."])


def test_going_back_from_the_last_question_leads_to_the_list(
    window: MainWindow, services: Services, ops: Integration, web: Subscription, qtbot: QtBot
) -> None:
    add_notification(services, web, ops)
    asked(window, qtbot)
    click(qtbot, dialog(qtbot, TITLE), "Remove from all and delete")
    says(qtbot, "Remove Ops from 1 subscription and delete it?")
    click(qtbot, dialog(qtbot, TITLE), "Cancel")
    says(qtbot, "Ops is still used by 1 subscription")
    assert not all_named(dialog(qtbot, TITLE), "Yes", QAbstractButton)


def test_a_key_pressed_twice_asks_once(window: MainWindow, ops: Integration, qtbot: QtBot) -> None:
    wait_for_rows(window, qtbot, "Ops")
    for _ in range(2):
        button(window, "Delete").click()
    dialog(qtbot, TITLE)
    assert window.context is not None
    jobs = window.context.jobs
    until(qtbot, lambda: not jobs.busy)
    questions = [q for q in window.findChildren(DialogFrame) if q.windowTitle() == TITLE]
    assert len(questions) == 1


def test_of_several_that_stay_what_others_did_is_told_first(
    window: MainWindow, services: Services, web: Subscription, qtbot: QtBot
) -> None:
    used = [add_integration(services, f"Used {n}", "Builds") for n in range(3)]
    for row in used:
        add_notification(services, web, row, row.name)
    spare, gone = add_integration(services, "Spare"), add_integration(services, "Unused")
    wait_for_rows(window, qtbot, "Spare", "Unused", *(row.name for row in used))
    table(window, "Integrations").selectAll()
    click(qtbot, window, "Delete")
    question = dialog(qtbot, TITLE)
    assert window.context is not None
    window.context.watch.stop()  # the answer comes before the next look
    services.integrations.set_enabled(spare.id, spare.version, False)
    click(qtbot, question, "Yes")
    until(qtbot, lambda: bool(bars(window)))
    said = bars(window)[0].split("\n")
    assert said[:2] == ["Deleted Unused.", said[1]]
    assert said[1].startswith("“Spare” was changed by ")
    assert len(said) == 5
    assert said[-1] == "1 more stayed too."
    assert not exists(services, gone)
