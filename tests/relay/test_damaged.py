"""What cannot be read stands at the head of a room: it is set aside, and the others go on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hipadmin.domain.delivery import Cause
from hipadmin.domain.outbox import DAMAGED
from hipadmin.services.tokens import TokenKeeper
from hipadmin.store import Database
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
from tests.services.relay_fixtures import box, time
from tests.services.relaying import AGAIN, Clock, Relay, configure, relay, report, take
from tests.services.sandboxed import Chat

__all__ = ["box", "chat", "hub", "now", "path", "sandbox", "store", "time", "tokens", "vault"]

DAMAGE = {
    "broken JSON": "UPDATE delivery_message SET message = '{\"text\": ' WHERE delivery_id = ?",
    "no message at all": "DELETE FROM delivery_message WHERE delivery_id = ?",
    "members are missing": "UPDATE delivery_message SET message = '{}' WHERE delivery_id = ?",
    "an unknown colour": """UPDATE delivery_message
        SET message = replace(message, '"color":"', '"color":"x') WHERE delivery_id = ?""",
    "no letters": """UPDATE delivery_message
        SET message = CAST(x'7b22ff' AS TEXT) WHERE delivery_id = ?""",
    "sent by nobody": """UPDATE delivery SET state = 'sending', owner = 'nobody', lease_until = 1
        WHERE id = ?""",
}
LOGS = pytest.mark.logs("^hipadmin.services.delivery.deliveries: delivery [1-9] was set aside")


def damage(path: Path, sql: str, *numbers: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for number in numbers:
            connection.execute(sql, (number,))


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


@LOGS
def test_one_that_is_resent_is_set_aside_again(hub: Relay, path: Path) -> None:
    hub.take(report(1))
    damage(path, DAMAGE["broken JSON"], 1)
    hub.deliver_all()
    assert hub.deliveries.resend([1]) == ()
    hub.deliver_all()
    [row] = hub.rows(states=[FAILED])
    assert (row.id, row.tried) == (1, 2)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE delivery SET cause = 'x' WHERE id = ?",
        "UPDATE delivery SET expires_at = 1 << 62 WHERE id = ?",
    ],
)
def test_what_means_nothing_keeps_no_message_back(hub: Relay, path: Path, sql: str) -> None:
    hub.take(report(1))
    damage(path, sql, 1)
    hub.deliver_all()
    assert set(hub.states()) == {DELIVERED}


@LOGS
def test_one_in_the_middle_of_a_digest_is_left_out_of_it(
    box: Database, time: Clock, path: Path
) -> None:
    configure(box)
    hub = relay(box, time)
    take(hub, 200)
    damage(path, DAMAGE["broken JSON"], 5)
    [first] = hub.lease()
    assert ["event 4<" in first.message.text, "event 5<" in first.message.text] == [True, False]
    assert [row.id for row in hub.rows(states=[FAILED])] == [5]


@LOGS
def test_a_part_that_cannot_be_read_harms_no_digest(box: Database, time: Clock, path: Path) -> None:
    """What it says has been put together already."""
    configure(box)
    hub = relay(box, time)
    take(hub, 200)
    [first] = hub.deliver(AGAIN)
    damage(path, DAMAGE["broken JSON"], 5)
    hub.clock.step(seconds=1)
    [again] = hub.lease()
    assert (again.delivery_id, again.message) == (first.delivery_id, first.message)
