"""Sematext's page on HipChat, followed literally in the window."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hipadmin.sandbox.server import Sandbox
from tests.documents.person import Person
from tests.gui.fill import messages_in

NAME = "Alerts"
OAUTH1 = "0123456789abcdef0123456789abcd"
OAUTH2 = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd"
LOOKS_OLD = "This looks like an OAuth1 token"


@pytest.fixture
def adding(person: Person) -> Person:
    """A person in the dialog, which has a name and a room by its id."""
    person.opens_integrations()
    person.clicks("Add Integration")
    person.enters("Name", NAME)
    person.clicks("Add room")
    person.enters("Room ID or name", "1")
    return person


def test_a_token_is_made_under_the_room(person: Person, sandbox: Sandbox) -> None:
    person.opens_integrations()
    person.clicks("Add Integration")
    person.finds_explanation("Room token", "Rooms", "Tokens", "label", "sender")
    assert person.follows_link("Open Tokens") == f"{sandbox.url.removesuffix('/v2')}/rooms"


def test_a_token_is_made_under_the_user(person: Person, sandbox: Sandbox) -> None:
    person.opens_integrations()
    person.clicks("Add Integration")
    person.finds_explanation("Personal token", "your own name")
    assert person.follows_link("Open API access").endswith("/account/api")


def test_only_oauth2_tokens_are_of_use(person: Person) -> None:
    person.opens_integrations()
    person.clicks("Add Integration")
    person.finds_explanation("Scopes", "OAuth2", "OAuth1")


@pytest.mark.parametrize("field", ["Access token", "Room token"])
def test_a_token_without_capitals_is_explained_while_it_is_typed(
    adding: Person, field: str
) -> None:
    adding.types_into(field, OAUTH1[:12])
    adding.sees(LOOKS_OLD, "OAuth2 tokens only")
    adding.types_into(field, "A")
    adding.sees_no_more(LOOKS_OLD)
    adding.enters(field, OAUTH2)
    adding.sees_no_more(LOOKS_OLD)


def test_a_room_token_speaks_with_its_label(
    adding: Person, sandbox: Sandbox, room_tokens: dict[str, str]
) -> None:
    adding.pastes_into("Room token", room_tokens["Builds"])
    adding.clicks("Test")
    adding.sees("Configured correctly.", "Room 1 answered 204")
    adding.sees("Room token “Builds alerts”", "may send notifications")
    adding.sees_in("Rooms", "1", "Label", "Builds alerts")
    assert [m.label for m in sandbox.state.history(1)] == ["Builds alerts"]


def test_a_user_token_speaks_with_the_name_of_its_owner(adding: Person, sandbox: Sandbox) -> None:
    adding.pastes_into("Access token", sandbox.tokens.user)
    adding.clicks("Test")
    adding.sees("Configured correctly.", "Room 1 answered 204")
    adding.sees("User token “Sandbox user” of Robin Reed")
    adding.sees_in("Rooms", "1", "Label", "Robin Reed")
    (message,) = sandbox.state.history(1)
    sender = message.label or getattr(sandbox.state.person(message.person), "name", "")
    assert sender == "Robin Reed"


def test_the_hook_is_made_with_token_and_room_id(
    person: Person, sandbox: Sandbox, room_tokens: dict[str, str]
) -> None:
    person.opens_integrations()
    person.clicks("Add Integration")
    assert person.field("Type") == "HipChat"
    person.enters("Name", NAME)
    person.clicks("Add room")
    person.enters("Room ID or name", "2")
    person.pastes_into("Room token", room_tokens["Ops"])
    person.clicks("Test")
    person.sees("Configured correctly.", "Room 2 answered 204")
    assert any(NAME in text for text in messages_in(sandbox, 2))
    person.clicks("Save")
    person.sees_in("Integrations", NAME, "Rooms", "Ops")


def test_the_room_may_be_given_by_its_name(
    person: Person, sandbox: Sandbox, room_tokens: dict[str, str]
) -> None:
    person.opens_integrations()
    person.clicks("Add Integration")
    person.enters("Name", NAME)
    person.clicks("Add room")
    person.enters("Room ID or name", "Ops")
    person.pastes_into("Room token", room_tokens["Ops"])
    person.clicks("Test")
    person.sees("Configured correctly.", "Ops answered 204")
    assert any(NAME in text for text in messages_in(sandbox, 2))
    person.clicks("Save")
    person.sees_in("Integrations", NAME, "Rooms", "Ops")


@pytest.mark.parametrize(
    ("entered", "endpoint", "account_page"),
    [
        (
            "https://api.hipchat.com",
            "https://api.hipchat.com/v2",
            "https://www.hipchat.com/account/api",
        ),
        (
            "hipchat.example.com/",
            "https://hipchat.example.com/v2",
            "https://hipchat.example.com/account/api",
        ),
        (
            "https://example.com/hipchat/v2/",
            "https://example.com/hipchat/v2",
            "https://example.com/hipchat/account/api",
        ),
    ],
)
def test_cloud_and_own_servers_are_accepted(
    adding: Person, entered: str, endpoint: str, account_page: str
) -> None:
    adding.clicks("Where do I get this?")
    adding.enters("API endpoint", entered)
    adding.leaves("API endpoint")
    assert adding.field("API endpoint") == endpoint
    assert adding.follows_link("Open API access") == account_page
    adding.clicks("Save")
    adding.sees_in("Integrations", NAME)


def test_the_message_is_looked_up_in_the_room(person: Person, room_tokens: dict[str, str]) -> None:
    person.clicks("Open room view")
    person.opens_integrations()
    person.clicks("Add Integration")
    person.enters("Name", NAME)
    person.clicks("Add room")
    person.enters("Room ID or name", "Builds")
    person.pastes_into("Room token", room_tokens["Builds"])
    person.clicks("Save")
    person.selects("Integrations", NAME)
    person.clicks("Test")
    person.sees("Configured correctly:")
    person.sees_in("Integrations", NAME, "Last result", "204")
    person.sees_message("Builds", "Builds alerts", NAME)


class Answer200(BaseHTTPRequestHandler):
    """A server in front of HipChat that answers a notification with 200 and no body."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._answer(200 if self.path == "/v2/room/1/notification" else 404)

    def do_GET(self) -> None:
        self._answer(404)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_parts: object) -> None:
        """Say nothing."""


@pytest.fixture
def server_200() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer200) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_an_answer_of_200_satisfies_the_test_too(adding: Person, server_200: str) -> None:
    adding.enters("API endpoint", server_200)
    adding.enters("Access token", OAUTH2)
    adding.clicks("Test")
    adding.sees("Configured correctly.", "Room 1 answered 200")
    adding.clicks("Save")
    adding.selects("Integrations", NAME)
    adding.clicks("Test")
    adding.sees_in("Integrations", NAME, "Last result", "200")
    adding.sees_in("Integrations", NAME, "Status", "OK")
