"""What an undo is refused with, in words that fit the thing in the way."""

import pytest

from hipadmin.gui.words.steps import refusal_words
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.reversal import NotUndone
from tests.gui.fill import add_integration, add_notification, add_subscription


def refused(services: Services) -> str:
    with pytest.raises(NotUndone) as caught:
        services.undo.undo()
    return refusal_words(caught.value)


def test_a_subscription_that_was_filled_meanwhile(services: Services, other: Services) -> None:
    integration = add_integration(services, "Ops", "1")
    web = add_subscription(services, "web")
    add_notification(other, web, integration, "failures")
    add_notification(other, web, integration, "deploys")
    assert refused(services) == (
        "“web” has room notifications by now: “deploys”, “failures”. Delete them first, then try "
        "again."
    )


def test_an_integration_that_was_used_meanwhile(services: Services, other: Services) -> None:
    web = add_subscription(services, "web")
    integration = add_integration(services, "Ops", "1")
    add_notification(other, web, integration, "failures")
    assert refused(services) == (
        "“Ops” is used by web by now. Delete it there first, then try again."
    )
