"""What happens between a room that is held for a sender and its message on the wire."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hipadmin.domain.delivery import Cause, DeliveryState
from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.token import Secret
from hipadmin.hipchat.client import HipChatClient
from hipadmin.relay.worker import Worker
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.access import Server
from hipadmin.services.tokens import TokenKeeper
from hipadmin.store import Database, open_store
from tests.relay.worker_fixtures import (
    DELIVERED,
    Late,
    Now,
    chat,
    ended,
    hub,
    now,
    path,
    sandbox,
    store,
    tokens,
    told,
    until,
    vault,
    working,
)
from tests.services.relaying import Relay, relay, report
from tests.services.sandboxed import Chat, dial, integration, set_up

__all__ = ["chat", "hub", "now", "path", "sandbox", "store", "tokens", "vault"]


class Switch:
    """Turns something off, from another process, at a moment of one message's way to the wire."""

    def __init__(self, hub: Relay, what: str) -> None:
        self._hub, self._what = hub, what
        self.dialled = 0

    def before_the_start(self, server: Server, token: Secret) -> HipChatClient:
        """Make a client; the room is held, nothing has started."""
        self.dialled += 1
        self._hub.switch(self._what, on=False)
        return dial(server, token)

    def after_the_start(self, server: Server, token: Secret) -> HipChatClient:
        """Make a client that is about to put its first message on the wire."""
        return Late(server.endpoint, token, lambda: self._hub.switch(self._what, on=False))


@pytest.fixture
def ops(
    store: Database, tokens: TokenKeeper, sandbox: Sandbox, path: Path, now: Now
) -> Iterator[Relay]:
    """One room, and the switches of another process."""
    to = integration(sandbox, tokens)
    set_up(store, tokens, replace(to, rooms=to.rooms[:1]))
    others = open_store(path, clock=now)
    yield relay(others, now)  # type: ignore[arg-type]
    others.close()


SWITCHES = {
    "integration": Cause.INTEGRATION_OFF,
    "room": Cause.ROOM_OFF,
    "notification": Cause.NOTIFICATION_OFF,
}


@pytest.mark.parametrize("what", SWITCHES)
def test_what_goes_off_before_the_start_is_not_sent(
    ops: Relay, store: Database, tokens: TokenKeeper, chat: Chat, now: Now, what: str
) -> None:
    hub = relay(store, now)  # type: ignore[arg-type]
    hub.take(report(1))
    switch = Switch(ops, what)
    with working(hub, tokens, dial=switch.before_the_start):
        until(lambda: ended(hub, DeliveryState.DROPPED))
    assert switch.dialled == 1
    [row] = hub.rows()
    assert (row.cause, row.tried) == (SWITCHES[what], 0)
    assert told(chat) == []


@pytest.mark.parametrize("what", SWITCHES)
def test_what_goes_off_after_the_start_is_this_attempt_and_no_other(
    ops: Relay, store: Database, tokens: TokenKeeper, chat: Chat, now: Now, what: str
) -> None:
    hub = relay(store, now)  # type: ignore[arg-type]
    hub.take(report(1), report(2))
    with working(hub, tokens, dial=Switch(ops, what).after_the_start):
        until(lambda: not {"pending", "sending"} & set(hub.states()))
    assert [(row.state, row.cause) for row in hub.rows()] == [
        (DELIVERED, None),
        (DeliveryState.DROPPED, SWITCHES[what]),
    ]
    assert told(chat) == ["event 1"]


def test_a_retry_is_a_start_of_its_own(
    ops: Relay, store: Database, tokens: TokenKeeper, chat: Chat, now: Now
) -> None:
    hub = relay(store, now)  # type: ignore[arg-type]
    hub.take(report(1))
    chat.fault("500", times=1)
    with working(hub, tokens, dial=Switch(ops, "room").after_the_start) as worker:
        until(lambda: ended(hub, DeliveryState.RETRYING))
        now.ahead += 5
        worker.wake()
        until(lambda: ended(hub, DeliveryState.DROPPED))
    [row] = hub.rows()
    assert (row.cause, row.tried) == (Cause.ROOM_OFF, 1)
    assert told(chat) == []


@pytest.mark.logs(
    "^hipadmin.relay.worker: (a delivery waits: the disk is full|lane 1 could not be started)$"
)
@pytest.mark.parametrize("trouble", [StoreTrouble("the disk is full"), KeyError("a bug")])
def test_what_could_not_be_started_is_given_up(
    ops: Relay, store: Database, tokens: TokenKeeper, chat: Chat, now: Now, trouble: Exception
) -> None:
    hub = relay(store, now)  # type: ignore[arg-type]

    class Full:
        """Deliveries whose store takes no start."""

        def __getattr__(self, name: str) -> Any:
            return getattr(hub.deliveries, name)

        def start(self, *_given: Any) -> None:
            worker.stop()
            raise trouble

    hub.take(report(1))
    worker = Worker(Full(), tokens, dial, hub.clock, "w1")  # type: ignore[arg-type]
    worker.run()
    assert told(chat) == []
    with working(relay(store, now), tokens, "w2"):  # type: ignore[arg-type]
        until(lambda: ended(hub))
    assert [row.tried for row in hub.rows()] == [1]
    assert told(chat) == ["event 1"]


def test_a_stop_leaves_what_has_not_started_to_others(
    ops: Relay, store: Database, tokens: TokenKeeper, chat: Chat, now: Now
) -> None:
    hub = relay(store, now)  # type: ignore[arg-type]
    hub.take(report(1))
    stopping: list[Worker] = []

    def late(server: Server, token: Secret) -> HipChatClient:
        stopping[0].stop()
        return dial(server, token)

    worker = Worker(hub.deliveries, tokens, late, hub.clock, "w1")
    stopping.append(worker)
    worker.run()
    assert told(chat) == []
    assert [(row.state, row.tried) for row in hub.rows()] == [(DeliveryState.PENDING, 0)]
    assert [lease.attempt for lease in relay(store, now, "w2").lease()] == [1]  # type: ignore[arg-type]
