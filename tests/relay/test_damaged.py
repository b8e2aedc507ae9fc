"""What cannot be read stands at the head of a room: it is set aside, and the others go on."""

from pathlib import Path

import pytest

from hipadmin.domain.delivery import Cause
from hipadmin.domain.outbox import DAMAGED
from hipadmin.services.tokens import TokenKeeper
from tests.relay.worker_fixtures import (
    DELIVERED,
    FAILED,
    chat,
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
from tests.services.damage import DAMAGE, damage
from tests.services.relay_fixtures import box, time
from tests.services.relaying import Relay, report
from tests.services.sandboxed import Chat

__all__ = ["box", "chat", "hub", "now", "path", "sandbox", "store", "time", "tokens", "vault"]

LOGS = pytest.mark.logs("^hipadmin.services.delivery.deliveries: delivery [1-9] was set aside")


@LOGS
@pytest.mark.parametrize("what", DAMAGE)
def test_what_cannot_be_read_is_set_aside_and_others_go_on(
    hub: Relay, tokens: TokenKeeper, chat: Chat, path: Path, what: str
) -> None:
    hub.take(report(1), report(2))
    first = chat.room_ids()[0]
    [bad] = [row.id for row in hub.rows() if (row.title, row.room) == ("event 1", str(first))]
    damage(path, DAMAGE[what], bad)
    with working(hub, tokens):
        until(lambda: set(hub.states()) == {DELIVERED, FAILED})
    [aside] = hub.rows(states=[FAILED])
    assert (aside.id, aside.cause) == (bad, Cause.REJECTED)
    assert aside.last is not None
    assert (aside.last.code, aside.last.text) == (DAMAGED.code, DAMAGED.text)
    assert told(chat) == ["event 2"]


@LOGS
def test_many_are_set_aside_in_one_turn(
    hub: Relay, tokens: TokenKeeper, chat: Chat, path: Path
) -> None:
    hub.take(report(1), report(2), report(3))
    damage(path, DAMAGE["broken JSON"], *range(1, 9))
    with working(hub, tokens):
        until(lambda: hub.states().count("delivered") == 4)
    assert hub.states().count("failed") == 8
