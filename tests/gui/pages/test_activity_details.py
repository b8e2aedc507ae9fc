"""The details in Activity say what a message is, not only what it says."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hipadmin.domain.notification import MessageFormat, MessageSettings
from hipadmin.domain.outbox import DAMAGED
from hipadmin.domain.subscription import NotificationDraft, Subscription
from hipadmin.gui.pages.activity import ActivityPage
from hipadmin.gui.pages.activity_details import ActivityDetails
from hipadmin.gui.theme import Look
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import add_integration, add_subscription
from tests.gui.happen import MASKED, report, settle, take
from tests.gui.pages.activity_fixtures import arrive, page, web, whats
from tests.gui.wishes import Wishes
from tests.services.damage import DAMAGE, NO_STATE, damage

__all__ = ["page", "web"]

SAID = "The template failed: these are the built-in words.\n\n"


@pytest.mark.logs("^hipadmin.services.delivery.templates: a message template failed: There is no")
def test_built_in_words_in_place_of_a_template_are_told(
    qtbot: QtBot, look: Look, services: Services
) -> None:
    details = ActivityDetails(look)
    qtbot.addWidget(details)
    web, chat = add_subscription(services), add_integration(services, "CI", "Builds")
    for name, template in (("good", "{{ title }}."), ("bad", "{{ event.title }}")):
        message = MessageSettings(MessageFormat.TEXT, template=template)
        services.notifications.add(NotificationDraft(web.id, chat.id, name, message=message))
    take(services, web.id, report(1))
    services.templates.close()
    settle(services)

    shown = {}
    for number in (1, 2):
        found = services.activity.delivery(number)
        details.show_delivery(found)
        shown[found.row.notification] = details.text.toPlainText()

    assert shown["good"] == f"{MASKED}\n\n204\n\nevent 1."
    assert shown["bad"].startswith(f"{MASKED}\n\n204\n\n{SAID}event 1\n")


@pytest.mark.logs("^hipadmin.services.delivery.deliveries: delivery 1 was set aside")
def test_a_message_whose_state_is_none_stands_among_the_others_and_can_be_resent(
    qtbot: QtBot,
    page: ActivityPage,
    services: Services,
    web: Subscription,
    navigator: Wishes,
    tmp_path: Path,
) -> None:
    take(services, web.id, report(1), report(2))
    damage(tmp_path / "hipadmin.db", NO_STATE, 1)
    arrive(qtbot, page, 4)
    assert whats(page) == ["event 2", "Builds", "event 1", "Builds"]
    column = find.column_of(page.table, "State")
    states = [page.table.model().index(row, column).data() for row in (1, 3)]
    assert states == ["pending", "failed"]

    qtbot.keyClick(page.table, Qt.Key.Key_End)
    block = page.insight.block
    qtbot.waitUntil(block.isVisible)
    assert DAMAGED.text in find.texts(block)
    assert navigator.explained == []
    find.click(qtbot, block, "Resend")
    qtbot.waitUntil(lambda: navigator.notes == ["The message will be sent again."])
    assert settle(services) == 2


@pytest.mark.logs("^hipadmin.services.delivery.deliveries: delivery 1 was set aside")
@pytest.mark.parametrize("what", DAMAGE)
def test_one_that_was_set_aside_says_why(
    qtbot: QtBot,
    page: ActivityPage,
    services: Services,
    web: Subscription,
    navigator: Wishes,
    tmp_path: Path,
    what: str,
) -> None:
    take(services, web.id, report(1))
    damage(tmp_path / "hipadmin.db", DAMAGE[what], 1)
    assert settle(services) == 0
    arrive(qtbot, page, 2)
    qtbot.keyClick(page.table, Qt.Key.Key_End)
    block = page.insight.block
    qtbot.waitUntil(block.isVisible)
    assert DAMAGED.text in find.texts(block)
    assert navigator.explained == []
