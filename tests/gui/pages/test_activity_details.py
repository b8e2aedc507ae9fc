"""The details in Activity say what a message is, not only what it says."""

import pytest
from pytestqt.qtbot import QtBot

from hipadmin.domain.notification import MessageFormat, MessageSettings
from hipadmin.domain.subscription import NotificationDraft
from hipadmin.gui.pages.activity_details import ActivityDetails
from hipadmin.gui.theme import Look
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration, add_subscription
from tests.gui.happen import MASKED, report, settle, take

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
