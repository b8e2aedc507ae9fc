"""Clients are lent to one thread at a time, found again, and closed when there are too many."""

from dataclasses import replace

import pytest

from hipadmin.domain.outbox import Route
from hipadmin.domain.token import Secret
from hipadmin.hipchat.client import HipChatClient
from hipadmin.hipchat.errors import Cancelled
from hipadmin.relay import clients as module
from hipadmin.relay.clients import Clients
from hipadmin.services.access import Server

WAY = Route("http://127.0.0.1:9/v2", "", "", "ref", "1")
TOKEN = Secret("SomeToken")


class Watched(HipChatClient):
    """A client that tells whether it was closed."""

    closed = False

    def close(self) -> None:
        super().close()
        self.closed = True


def dial(server: Server, token: Secret) -> Watched:
    return Watched(server.endpoint, token)


@pytest.fixture
def clients() -> Clients:
    return Clients(dial)


def test_a_client_is_found_again_by_server_and_token(clients: Clients) -> None:
    assert clients.idle(WAY) is None
    one = clients.fresh(WAY, TOKEN)
    assert clients.idle(WAY) is None  # it is lent
    clients.give_back(WAY, one)
    for other in ({"token_ref": "new"}, {"endpoint": "http://x/v2"}, {"proxy": "http://p:1"}):
        assert clients.idle(replace(WAY, **other)) is None
    assert clients.idle(replace(WAY, address="2")) is one
    assert clients.idle(WAY) is None


def test_the_one_unused_longest_goes(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IDLE_MAX", 2)
    ways = [replace(WAY, token_ref=f"ref{n}") for n in range(3)]
    made = [clients.fresh(way, TOKEN) for way in ways]
    for way, each in zip(ways, made, strict=True):
        clients.give_back(way, each)
    assert [each.closed for each in made] == [True, False, False]  # type: ignore[attr-defined]
    clients.close()
    assert [each.closed for each in made] == [True] * 3  # type: ignore[attr-defined]


def test_who_waits_for_a_server_is_cut_off_and_so_is_who_comes_after(clients: Clients) -> None:
    lent, idle = clients.fresh(WAY, TOKEN), clients.fresh(WAY, TOKEN)
    clients.give_back(WAY, idle)
    clients.cancel()
    late = clients.fresh(WAY, TOKEN)
    for cut in (lent, late):
        with pytest.raises(Cancelled):
            cut.send_private_message("@ann", "x", message_format="text", notify=False)


def test_what_is_claimed_is_for_one_message_and_comes_back(clients: Clients) -> None:
    one, two = clients.fresh(WAY, TOKEN), clients.fresh(WAY, TOKEN)
    clients.give_back(WAY, one)
    clients.give_back(WAY, two)
    other = replace(WAY, address="2")
    with clients.claims() as claims:
        assert [claims.claim(WAY), claims.claim(other), claims.claim(WAY)] == [True, True, False]
        used = claims.of(other)
        assert clients.idle(WAY) is None
    left = clients.idle(WAY)
    assert {id(used), id(left)} == {id(one), id(two)}
    assert clients.idle(WAY) is None
