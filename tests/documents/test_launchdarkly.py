"""LaunchDarkly's page on HipChat, followed literally in the window."""

import pytest

from hipadmin.domain.subscription import RoomChoice, SubscriptionKind
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from tests.documents.person import Person
from tests.gui.fill import add_integration, add_notification, add_subscription

NAME = "Flags"


@pytest.fixture
def used(services: Services, sandbox: Sandbox) -> None:
    own = {"1": sandbox.tokens.rooms[1], "2": sandbox.tokens.rooms[2]}
    integration = add_integration(
        services, NAME, "1", "2", endpoint=sandbox.url, token="", room_tokens=own
    )
    for name in ("web", "mobile"):
        flags = add_subscription(services, name, SubscriptionKind.FLAGS)
        add_notification(services, flags, integration, f"{name} changes")


def test_a_room_notification_token_is_made_in_hipchat(person: Person) -> None:
    person.opens_integrations()
    person.clicks("Add Integration")
    person.finds_explanation("Room token", "Rooms", "Tokens", "Send Notification", "Create")
    person.finds_explanation("The room’s API ID", "name can be used instead")


@pytest.mark.parametrize("room", ["1", "Builds"])
def test_a_room_notification_is_created_with_room_and_token(
    person: Person, sandbox: Sandbox, services: Services, room: str
) -> None:
    add_subscription(services, "web", SubscriptionKind.FLAGS)
    person.opens_account_settings()
    person.goes_to("Integrations")
    person.clicks("Add Integration")
    person.enters("Name", NAME)
    person.clicks("Add room")
    person.enters("Room ID or name", room)
    person.pastes_into("Room token", sandbox.tokens.rooms[1])
    person.clicks("web")
    person.clicks("Save")
    # without a policy filter every change is sent
    person.sees_in("Room notifications", NAME, "Subscription", "web")
    person.clicks_in("Room notifications", NAME, "edit")
    person.sees("Sends flag changes of web to all rooms")
    person.clicks("Cancel")
    person.opens_subscription("web")
    person.goes_to("Integrations")
    person.selects("Room notifications", NAME)
    person.sees("None: every event is sent")


def test_the_integration_has_its_switch_on_the_page(
    used: None, person: Person, services: Services
) -> None:
    person.opens_integrations()
    person.clicks_in("Integrations", NAME, "On")
    person.sees_switch("Integrations", NAME, on=False)
    person.sees_in("Integrations", NAME, "Status", "Off")
    person.sees_in("Room notifications", "web changes", "Status", "Off: integration is off")
    assert stored(services) == (False, {"web changes": True, "mobile changes": True})
    person.clicks_in("Integrations", NAME, "On")
    person.sees_switch("Integrations", NAME, on=True)
    assert stored(services)[0] is True


def test_each_room_notification_has_its_switch_on_the_same_page(
    used: None, person: Person, services: Services
) -> None:
    person.opens_integrations()
    person.selects("Integrations", NAME)
    person.clicks_in("Room notifications", "web changes", "On")
    person.sees_switch("Room notifications", "web changes", on=False)
    person.sees_switch("Room notifications", "mobile changes", on=True)
    person.sees_in("Room notifications", "web changes", "Status", "Off")
    assert stored(services) == (True, {"web changes": False, "mobile changes": True})
    person.clicks_in("Room notifications", "web changes", "On")
    person.sees_switch("Room notifications", "web changes", on=True)
    assert stored(services) == (True, {"web changes": True, "mobile changes": True})


def test_the_space_bar_switches_too(used: None, person: Person, services: Services) -> None:
    person.opens_integrations()
    person.presses_space_on("Integrations", NAME)
    person.sees_switch("Integrations", NAME, on=False)
    person.presses_space_on("Integrations", NAME)
    person.sees_switch("Integrations", NAME, on=True)
    person.presses_space_on("Room notifications", "mobile changes")
    person.sees_switch("Room notifications", "mobile changes", on=False)
    assert stored(services) == (True, {"web changes": True, "mobile changes": False})


def test_a_room_has_its_switch_there_as_well(
    used: None, person: Person, services: Services
) -> None:
    person.opens_integrations()
    person.selects("Integrations", NAME)
    person.clicks_in("Rooms", "2", "On")
    person.sees_switch("Rooms", "2", on=False)
    person.sees_switch("Rooms", "1", on=True)
    (row,) = services.views.integrations()
    assert [room.enabled for room in row.integration.rooms] == [True, False]


def test_the_subscriptions_own_page_shows_and_turns_the_same_switch(
    used: None, person: Person, services: Services
) -> None:
    person.opens_subscription("web")
    person.goes_to("Integrations")
    person.clicks_in("Room notifications", "web changes", "On")
    person.sees_switch("Room notifications", "web changes", on=False)
    person.opens_integrations()
    person.selects("Integrations", NAME)
    person.sees_switch("Room notifications", "web changes", on=False)
    person.clicks_in("Room notifications", "web changes", "On")
    person.sees_switch("Room notifications", "web changes", on=True)


def test_a_room_notification_to_a_room_of_its_own_has_it_too(
    person: Person, services: Services
) -> None:
    integration = add_integration(services, NAME)
    flags = add_subscription(services, "web", SubscriptionKind.FLAGS)
    own = RoomChoice(every=False, own=("@RobinReed",))
    add_notification(services, flags, integration, "to Robin", rooms=own)
    person.opens_integrations()
    person.selects("Integrations", NAME)
    person.clicks_in("Room notifications", "to Robin", "On")
    person.sees_switch("Room notifications", "to Robin", on=False)
    assert stored(services)[1] == {"to Robin": False}


def stored(services: Services) -> tuple[bool, dict[str, bool]]:
    (row,) = services.views.integrations()
    notes = services.views.details(row.id).notifications
    return row.integration.enabled, {n.notification.name: n.notification.enabled for n in notes}
