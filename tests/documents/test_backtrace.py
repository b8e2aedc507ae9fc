"""Backtrace's page on HipChat, followed literally in the window."""

import pytest

from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from tests.documents.person import Person
from tests.gui.fill import add_subscription, messages_in

NAME = "Crash reports"


@pytest.fixture
def project(services: Services) -> str:
    add_subscription(services, "coroner")
    return "coroner"


def test_each_room_gets_a_token_whose_label_is_the_sender(person: Person, sandbox: Sandbox) -> None:
    person.opens_integrations()
    person.clicks("Add Integration")
    person.finds_explanation("Room token", "Rooms", "Tokens", "label", "sender")
    person.finds_explanation("Room token", "Send Notification", "Create")
    assert person.follows_link("Open Tokens").startswith(sandbox.url.removesuffix("/v2"))


def test_the_tokens_page_is_that_of_the_chosen_room(person: Person, sandbox: Sandbox) -> None:
    person.opens_integrations()
    person.clicks("Add Integration")
    person.clicks("Add room")
    person.enters("Room ID or name", "17")
    person.clicks("Where do I get this?")
    assert person.follows_link("Open Tokens").endswith("/rooms/tokens/17")


def test_the_api_id_of_a_room_is_found(person: Person) -> None:
    person.opens_integrations()
    person.clicks("Add Integration")
    person.finds_explanation("The room’s API ID", "profile", "Rooms", "number")


def test_the_integration_is_set_up_in_its_project(
    person: Person,
    project: str,
    sandbox: Sandbox,
    services: Services,
    room_tokens: dict[str, str],
) -> None:
    # the configuration, the project, Integrations in its menu, a new one
    person.opens_subscription(project)
    person.goes_to("Integrations")
    person.clicks("Add Integration")
    person.chooses("Integration", "New integration…")
    person.sees_dialog("Add integration")
    assert person.field("Type") == "HipChat"
    person.enters("Name", NAME)
    # the endpoint, and a list of rooms with their tokens
    person.enters("API endpoint", sandbox.url)
    person.clicks("Add room")
    person.enters("Room ID or name", "1")
    person.pastes_into("Room token", room_tokens["Builds"])
    person.clicks("Add room")
    person.enters("Room ID or name", "2")
    person.pastes_into("Room token", room_tokens["Ops"])
    person.sees_in("Rooms", "1", "Room token", "own token")
    person.sees_in("Rooms", "2", "Room token", "own token")
    person.clicks("Test")
    person.sees("Configured correctly.")
    # the label is the sender: the list knows it, and the rooms have it
    person.sees_in("Rooms", "1", "Label", "Builds alerts")
    person.sees_in("Rooms", "2", "Label", "Ops alerts")
    assert [m.label for m in sandbox.state.history(1)] == ["Builds alerts"]
    assert [m.label for m in sandbox.state.history(2)] == ["Ops alerts"]
    person.clicks("Save")
    # what follows are the settings common to every integration
    person.sees_dialog("Add room notification to coroner")
    person.sees_field("Integration", NAME)
    person.enters("Name", "new crashes")
    person.clicks("Only these")
    person.clicks("Ops")
    person.sees("to Builds through")
    person.clicks("Save")
    person.sees_in("Room notifications", "new crashes", "Integration", NAME)
    (row,) = services.views.integrations()
    own = [services.tokens.reveal(room.token_ref) for room in row.integration.rooms]
    assert [secret and secret.reveal() for secret in own] == [
        room_tokens["Builds"],
        room_tokens["Ops"],
    ]


def test_the_sender_is_seen_in_the_room(
    person: Person, sandbox: Sandbox, room_tokens: dict[str, str]
) -> None:
    person.clicks("Open room view")
    person.opens_integrations()
    person.clicks("Add Integration")
    person.enters("Name", NAME)
    person.clicks("Add room")
    person.enters("Room ID or name", "1")
    person.pastes_into("Room token", room_tokens["Builds"])
    person.clicks("Test")
    person.sees("Configured correctly.")
    person.sees_message("Builds", "Builds alerts", "gray", NAME)
    assert len(messages_in(sandbox)) == 1


def test_without_a_token_for_a_room_saving_says_what_it_is(person: Person) -> None:
    person.opens_integrations()
    person.clicks("Add Integration")
    person.enters("Name", NAME)
    person.clicks("Add room")
    person.enters("Room ID or name", "1")
    person.clicks("Save")
    person.sees_in("Integrations", NAME, "Status", "Token needed")
