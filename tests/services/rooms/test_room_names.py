"""Rooms of every name there can be: the message arrives in that room and no other."""

import pytest

from hipadmin.domain.health import Outcome
from hipadmin.domain.integration import IntegrationDraft, RoomDraft, TokenEdit
from hipadmin.domain.token import Secret
from hipadmin.hipchat.errors import HipChatError
from hipadmin.parts import connect
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.access import Server
from hipadmin.services.bundle import Services

NAMES = [
    "x" * 50,
    "日" * 50,
    "😀" * 50,
    "Störung 🚨",
    "Zu\u0308rich",
    "a/b",
    "a%2Fb",
    "100%",
    "#ops",
    "?x=1&y=2",
    "a+b c",
    ";x,y:z@w",
    "..",
    "%2e%2e",
    "'\"<b>\\",
]


def test_every_name_reaches_its_room(services: Services, sandbox: Sandbox) -> None:
    server, admin = Server(sandbox.url), Secret(sandbox.tokens.admin)
    with connect(server, admin) as client:
        numbers = {name: client.create_room(name).id for name in NAMES}
    token = TokenEdit.to(admin)
    rooms = tuple(RoomDraft(name) for name in NAMES)
    added = services.integrations.add(IntegrationDraft("All", sandbox.url, token, rooms))

    tried = [services.tests.run(target) for target in services.tests.targets(added.id)]

    assert [(t.outcome, t.status) for t in tried] == [(Outcome.OK, 204)] * len(NAMES)
    for name, number in numbers.items():
        assert len(sandbox.state.history(number)) == 1, name


@pytest.mark.parametrize("name", ["x" * 51, "日" * 51])
def test_a_longer_name_is_refused_by_the_server_too(sandbox: Sandbox, name: str) -> None:
    with (
        connect(Server(sandbox.url), Secret(sandbox.tokens.admin)) as client,
        pytest.raises(HipChatError),
    ):
        client.create_room(name)
