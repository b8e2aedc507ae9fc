"""ThousandEyes' page on HipChat, followed literally in the window."""

import pytest

from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from tests.documents.person import Person
from tests.gui.fill import add_subscription, messages_in

NAME = "Network alerts"
TOKEN = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd"
GROUP = "https://example.hipchat.com/v2"
OWN = "https://chat.example.org/hipchat/v2"


@pytest.fixture
def adding(person: Person) -> Person:
    person.opens_integrations()
    person.clicks("Add Integration")
    person.enters("Name", NAME)
    return person


def test_the_url_and_the_token_come_from_build_your_own(person: Person, sandbox: Sandbox) -> None:
    person.opens_integrations()
    person.clicks("Add Integration")
    person.finds_explanation("Build your own", "room", "Name", "Create", "auth_token", "Room URL")
    assert person.follows_link("Open add-ons") == f"{sandbox.url.removesuffix('/v2')}/addons/"


def test_an_integration_is_added_from_an_alert_rules_notifications(
    person: Person, services: Services, sandbox: Sandbox
) -> None:
    add_subscription(services, "web test")
    # the rule, its notifications, configure integrations, add a new one
    person.opens_subscription("web test")
    person.goes_to("Integrations")
    person.clicks("Add Integration")
    person.chooses("Integration", "New integration…")
    # type, name, URL, auth token, add
    assert person.field("Type") == "HipChat"
    person.enters("Name", NAME)
    person.pastes_into("Room URL", f"{sandbox.url}/room/1/notification")
    person.pastes_into("Room token", sandbox.tokens.rooms[1])
    person.clicks("Save")
    person.sees_dialog("Add room notification to web test")
    person.clicks("Save")
    # it is listed, and its messages arrive
    person.sees_in("Room notifications", NAME, "Rooms", "All rooms")
    person.selects("Room notifications", NAME)
    person.clicks("Test")
    person.sees_in("Room notifications", NAME, "Status", "OK")
    assert len(messages_in(sandbox)) == 1


def test_a_second_integration_is_added_the_same_way(
    person: Person, services: Services, sandbox: Sandbox
) -> None:
    person.opens_integrations()
    for name, room in ((NAME, 1), ("Agents", 2)):
        person.clicks("Add Integration")
        person.enters("Name", name)
        token = sandbox.tokens.rooms[room]
        person.pastes_into("Room URL", f"{sandbox.url}/room/{room}/notification?auth_token={token}")
        person.clicks("Save")
        person.sees_in("Integrations", name)
    assert len(services.views.integrations()) == 2


@pytest.mark.parametrize("base", [GROUP, OWN, "http://10.1.2.3:8080/v2"])
@pytest.mark.parametrize("room", ["17", "Builds"])
def test_the_url_from_hipchat_fills_the_fields(adding: Person, base: str, room: str) -> None:
    adding.pastes_into("Room URL", f"{base}/room/{room}/notification?auth_token={TOKEN}")
    filled(adding, base, room, TOKEN)
    adding.sees("Took the endpoint", "The token has left this field.")
    assert TOKEN not in adding.field("Room URL")


@pytest.mark.parametrize("base", [GROUP, OWN])
def test_without_a_token_in_it_the_token_has_its_own_field(adding: Person, base: str) -> None:
    adding.pastes_into("Room URL", f"{base}/room/17/notification")
    filled(adding, base, "17", "")
    adding.pastes_into("Room token", TOKEN)
    filled(adding, base, "17", TOKEN)


@pytest.mark.parametrize(
    "line",
    [
        f"curl -d 'message=hello&color=gray' {GROUP}/room/17/notification?auth_token={TOKEN}",
        f'curl -H "Authorization: Bearer {TOKEN}" -d "{{}}" {GROUP}/room/17/notification',
        (
            f"curl -X POST --header 'Authorization: Bearer {TOKEN}' \\\n"
            f'  --data \'{{"message": "x"}}\' \\\n  {GROUP}/room/17/notification'
        ),
        (
            f"curl -d '{{\"color\":\"green\"}}' -H 'Content-Type: application/json' "
            f'"{GROUP}/room/17/notification?auth_token={TOKEN}"'
        ),
    ],
)
def test_a_whole_curl_line_fills_the_fields(adding: Person, line: str) -> None:
    adding.pastes_into("Room URL", line)
    filled(adding, GROUP, "17", TOKEN)
    assert TOKEN not in adding.field("Room URL")


@pytest.mark.parametrize(
    ("written", "room"),
    [
        ("Network%20Ops", "Network Ops"),
        ("R%26D", "R&D"),
        ("a%2Fb", "a/b"),
        ("B%C3%BCro%20%231", "Büro #1"),
    ],
)
def test_percent_encoded_names_are_read(adding: Person, written: str, room: str) -> None:
    adding.pastes_into("Room URL", f"{GROUP}/room/{written}/notification?auth_token={TOKEN}")
    filled(adding, GROUP, room, TOKEN)


def test_another_address_is_refused_in_words_and_its_token_leaves(adding: Person) -> None:
    adding.pastes_into("Room URL", f"https://example.com/somewhere?auth_token={TOKEN}")
    adding.sees("The address names no room", "The token has left this field.")
    assert TOKEN not in adding.field("Room URL")


def filled(person: Person, base: str, room: str, token: str) -> None:
    person.sees_in("Rooms", room)
    assert person.field("API endpoint") == base
    assert person.field("Room ID or name") == room
    if not token:
        person.sees_in("Rooms", room, "Room token", "uses Access token")
        return
    assert token not in person.field("Room token")
    person.clicks("Show room token")
    assert person.field("Room token") == token
    person.clicks("Show room token")
