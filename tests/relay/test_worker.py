"""Workers against the real sandbox: everything arrives, in order, whatever happens meanwhile."""

import threading
import time as real_time
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hipadmin.domain.delivery import DeliveryState
from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.outbox import Hold, Route
from hipadmin.domain.token import Secret
from hipadmin.hipchat.client import HipChatClient
from hipadmin.relay.worker import Worker
from hipadmin.sandbox.server import Sandbox, running
from hipadmin.services.access import Server
from hipadmin.services.tokens import TokenKeeper
from hipadmin.store import Database, open_store
from tests.relay.worker_fixtures import (
    DELIVERED,
    FAILED,
    PATIENCE_S,
    Late,
    Now,
    Vault,
    chat,
    ended,
    hub,
    now,
    path,
    sandbox,
    store,
    tokens,
    until,
    vault,
    working,
)
from tests.services.relaying import Relay, relay, report
from tests.services.sandboxed import Chat, dial, hasty, integration, set_up

__all__ = ["chat", "hub", "now", "path", "sandbox", "store", "tokens", "vault"]


def test_everything_arrives_in_order(hub: Relay, tokens: TokenKeeper, chat: Chat) -> None:
    hub.take(*(report(n) for n in range(1, 21)))
    with working(hub, tokens) as worker:
        until(lambda: ended(hub))
        hub.take(report(21))
        worker.wake()
        until(lambda: ended(hub) and len(hub.rows()) == 84)
    for room in chat.room_ids():
        told = [text.partition("<br>")[0] for text in chat.heard(room)]
        assert told == [f"event {n}" for n in range(1, 22)]
    assert {row.tried for row in hub.rows()} == {1}


def test_connections_are_kept(hub: Relay, tokens: TokenKeeper, chat: Chat) -> None:
    made: list[object] = []

    def counted(*given: Any) -> Any:
        made.append(given)
        return dial(*given)

    hub.take(*(report(n) for n in range(1, 21)))
    with working(hub, tokens, dial=counted):
        until(lambda: ended(hub))
    assert len(made) == 4  # three rooms' tokens, and the user's


def test_all_that_is_switched_off_goes_at_once(hub: Relay, tokens: TokenKeeper, now: Now) -> None:
    """More than one transaction drops, and behind rooms that are somebody else's."""
    hub.take(*(report(n) for n in range(1, 151)))
    relay(hub.store, now, "w2").hold()  # type: ignore[arg-type]
    hub.switch("notification", on=False)
    at = now()
    hub.clock = lambda: at  # type: ignore[assignment]  # the seconds of the next look never pass
    with working(hub, tokens):
        until(lambda: ended(hub, DeliveryState.DROPPED))
    assert len(hub.rows()) == 600


def test_a_clock_that_is_set_back_stops_no_upkeep(
    hub: Relay, tokens: TokenKeeper, now: Now
) -> None:
    looked: list[datetime] = []
    real = hub.deliveries.upkeep

    class Counting:
        """Deliveries that remember when they were looked after."""

        def __getattr__(self, name: str) -> Any:
            return getattr(hub.deliveries, name)

        def upkeep(self, owner: str) -> int:
            looked.append(now())
            return real(owner)

    counting: Any = Counting()
    now.ahead = 86_400
    with working(replace(hub, deliveries=counting), tokens):
        until(lambda: bool(looked))
        now.ahead = 0
        until(lambda: looked[-1] < looked[0])


def test_the_store_is_asked_for_nothing_in_vain(hub: Relay, tokens: TokenKeeper) -> None:
    """While every sender is at work, nothing could be started; what is settled starts the next."""
    asked: list[tuple[int, int]] = []
    real = hub.deliveries.turn

    class Counting:
        """Deliveries that remember what they were asked for."""

        def __getattr__(self, name: str) -> Any:
            return getattr(hub.deliveries, name)

        def turn(self, owner: str, done: Any, want: int, *more: Any) -> Any:
            asked.append((len(done), want))
            return real(owner, done, want, *more)

    hub.take(report(1), report(2))
    counting: Any = Counting()
    with working(replace(hub, deliveries=counting), tokens, senders=1):
        until(lambda: ended(hub))
    assert {(0, 1), (1, 1)} <= {*asked}
    assert not {(0, 0), (1, 0)} & {*asked}


def test_half_of_the_senders_share_a_commit(hub: Relay, tokens: TokenKeeper) -> None:
    """Three rooms' messages are held up; the private one waits for the first of them."""
    settled: list[int] = []
    gate = threading.Semaphore(0)
    real = hub.deliveries.turn

    class Counting:
        """Deliveries that remember how much was settled at once."""

        def __getattr__(self, name: str) -> Any:
            return getattr(hub.deliveries, name)

        def turn(self, owner: str, done: Any, *more: Any) -> Any:
            settled.append(len(done))
            return real(owner, done, *more)

    def gated(server: Server, token: Secret) -> HipChatClient:
        return Late(server.endpoint, token, lambda: gate.acquire(timeout=PATIENCE_S))

    hub.take(report(1))
    counting: Any = Counting()
    with working(replace(hub, deliveries=counting), tokens, dial=gated, gather_s=PATIENCE_S):
        gate.release()
        until(lambda: sum(settled) == 2)
        gate.release(2)
        until(lambda: ended(hub))
    assert next(count for count in settled if count) == 2


def test_half_of_the_senders_wake_the_worker_once(
    hub: Relay, tokens: TokenKeeper, now: Now
) -> None:
    """The first of eight has come back; three more make half of those that then are away."""

    class Counting(threading.Event):
        times = 0

        def set(self) -> None:
            self.times += 1
            super().set()

    worker = Worker(hub.deliveries, tokens, dial, now, "w", senders=8, gather_s=PATIENCE_S)
    woken = worker._woken = Counting()
    gate = threading.Semaphore(0)

    def job() -> Hold:
        gate.acquire(timeout=PATIENCE_S)
        return Hold(1, Route("", "", "", None, ""))

    def three_more() -> None:
        until(lambda: worker._enough == 3)
        gate.release(3)

    for thread in worker._threads:
        thread.start()
        worker._hand(job)
    gate.release()
    until(lambda: woken.times == 1)
    later = threading.Thread(target=three_more)
    later.start()
    worker._collect()
    assert (len(worker._unsettled), worker._busy, woken.times) == (4, 4, 2)
    gate.release(4)
    for _ in worker._threads:
        worker._jobs.put(None)
    for thread in (*worker._threads, later):
        thread.join()


@pytest.mark.parametrize("fault", ["500", "reset", "cut-off", "html"])
def test_a_fault_is_waited_out(
    hub: Relay, tokens: TokenKeeper, chat: Chat, now: Now, fault: str
) -> None:
    hub.take(*(report(n) for n in range(1, 4)))
    chat.fault(fault, times=6)
    with working(hub, tokens) as worker:
        until(lambda: any(row.tried for row in hub.rows()))
        for _ in range(12):
            now.ahead += 60
            worker.wake()
            threading.Event().wait(0.05)
        until(lambda: ended(hub))
    for room in chat.room_ids():
        told = [text.partition("<br>")[0] for text in chat.heard(room)]
        assert list(dict.fromkeys(told)) == ["event 1", "event 2", "event 3"]
        if fault in ("500", "reset", "html"):
            assert len(told) == 3  # nothing was carried out before it failed


def test_a_server_that_hangs_holds_up_nobody_else(
    hub: Relay, tokens: TokenKeeper, chat: Chat
) -> None:
    hub.take(report(1))
    chat.fault("hang", 30.0, times=1)
    with working(hub, tokens, dial=hasty):
        until(lambda: hub.states().count("delivered") == 3)
        until(lambda: hub.states().count("retrying") == 1)
    [held] = hub.rows(states=[DeliveryState.RETRYING])
    [attempt] = hub.activity.delivery(held.id).attempts
    assert (attempt.result.code, attempt.result.unknown) == ("timeout", True)


def test_limits_do_not_bite(store: Database, tokens: TokenKeeper, now: Now) -> None:
    """The server would refuse the 31st message of a minute; it is never asked to."""
    with running() as box:
        set_up(store, tokens, integration(box, tokens))
        hub = relay(store, now)  # type: ignore[arg-type]
        hub.take(*(report(n) for n in range(1, 61)))
        with working(hub, tokens):
            until(lambda: hub.states().count("merged") == 93)
            until(lambda: not hub.rows(states=[DeliveryState.SENDING, DeliveryState.PENDING]))
        assert [row.tried for row in hub.rows(states=[DELIVERED])] == [1] * 90
        for room in box.state.rooms():
            told = Chat(box).heard(room.id)
            assert len(told) == 30
            assert "31 messages in one" in told[-1]


def test_several_workers_on_one_store(
    hub: Relay, tokens: TokenKeeper, chat: Chat, path: Path, now: Now
) -> None:
    others = [open_store(path, clock=now) for _ in range(2)]
    hubs = [hub, *(relay(store, now) for store in others)]  # type: ignore[arg-type]
    hub.take(*(report(n) for n in range(1, 31)))
    chat.fault("slow", 0.02)
    with (
        working(hubs[0], tokens, "w1", senders=1),
        working(hubs[1], tokens, "w2", senders=1),
        working(hubs[2], tokens, "w3", senders=1),
    ):
        until(lambda: ended(hub))
    for each in others:
        each.close()
    for room in chat.room_ids():
        told = [text.partition("<br>")[0] for text in chat.heard(room)]
        assert told == [f"event {n}" for n in range(1, 31)]
    workers = {a.worker for row in hub.rows() for a in hub.activity.delivery(row.id).attempts}
    assert workers == {"w1", "w2", "w3"}


def test_a_bad_token_blocks_its_rooms_only(
    store: Database, tokens: TokenKeeper, sandbox: Sandbox, chat: Chat, now: Now
) -> None:
    good = integration(sandbox, tokens)
    [bad] = tokens.keep([Secret("CanaryTokenAbcdefghij0123456789KLMNOPQRS")])
    rooms = (replace(good.rooms[0], token_ref=bad), *good.rooms[1:])
    set_up(store, tokens, replace(good, rooms=rooms))
    hub = relay(store, now)  # type: ignore[arg-type]
    hub.take(report(1), report(2))
    with working(hub, tokens):
        until(lambda: hub.states().count("delivered") == 4)
        until(lambda: hub.states().count("failed") == 1)
    [lane] = hub.deliveries.blocked()
    assert lane.block is not None
    assert lane.block.code == "bad_token"
    assert "Canary" not in repr(hub.activity.delivery(1))


def test_a_missing_token_is_needed_not_refused(
    store: Database, tokens: TokenKeeper, vault: Vault, sandbox: Sandbox, chat: Chat, now: Now
) -> None:
    to = integration(sandbox, tokens)
    set_up(store, tokens, to)
    vault.remove(to.rooms[0].token_ref or "")
    hub = relay(store, now)  # type: ignore[arg-type]
    hub.take(report(1))
    with working(hub, tokens):
        until(lambda: hub.states().count("delivered") == 2)
        until(lambda: hub.states().count("failed") == 1)
    [row] = hub.rows(states=[FAILED])
    [attempt] = hub.activity.delivery(row.id).attempts
    assert (attempt.result.code, attempt.result.status) == ("token_needed", None)
    assert chat.heard(int(to.rooms[0].room)) == []


def test_a_locked_vault_is_waited_for(
    hub: Relay, tokens: TokenKeeper, vault: Vault, now: Now
) -> None:
    vault.locked = True
    hub.take(report(1))
    with working(hub, tokens) as worker:
        until(lambda: ended(hub, DeliveryState.RETRYING))
        vault.locked = False
        now.ahead += 5
        worker.wake()
        until(lambda: ended(hub))


@pytest.mark.logs("^hipadmin.relay.worker: (delivery [1-4] could not be|nothing could be) sent")
@pytest.mark.parametrize("where", ["dialling", "sending"])
def test_a_bug_in_a_send_stops_no_worker(
    hub: Relay, tokens: TokenKeeper, now: Now, where: str
) -> None:
    broken = True

    def fail() -> None:
        if broken:
            raise KeyError("a bug")

    def sometimes(server: Server, token: Secret) -> HipChatClient:
        if where == "sending":
            return Late(server.endpoint, token, fail)
        fail()
        return dial(server, token)

    hub.take(report(1))
    with working(hub, tokens, dial=sometimes) as worker:
        until(lambda: "retrying" in hub.states() and "sending" not in hub.states())
        until(lambda: "pending" not in hub.states())
        broken = False
        now.ahead += 5
        worker.wake()
        until(lambda: ended(hub))
    first, *_ = hub.activity.delivery(1).attempts
    assert first.result.code == "internal"


@pytest.mark.logs("^hipadmin.relay.worker: deliveries wait: the disk is full$")
def test_trouble_with_the_store_forgets_nothing(
    hub: Relay, tokens: TokenKeeper, chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    """The disk is full when what was sent is to be written down; it is written when it is not."""
    real = hub.deliveries.turn
    full = threading.Event()

    class Full:
        """Deliveries whose store has no room for a while."""

        def __getattr__(self, name: str) -> Any:
            return getattr(hub.deliveries, name)

        def turn(self, owner: str, done: Any, *more: Any) -> Any:
            if done and full.is_set():
                raise StoreTrouble("the disk is full")
            return real(owner, done, *more)

    hub.take(report(1))
    full.set()
    rested: list[float] = []

    def rest(seconds: float) -> bool:
        rested.append(seconds)
        return threading.Event().wait(0.01)

    worker = Worker(Full(), tokens, dial, hub.clock, "w1", wait=rest)  # type: ignore[arg-type]
    thread = threading.Thread(target=worker.run)
    thread.start()
    until(lambda: rested.count(2.0) > 3)
    assert set(hub.states()) == {"sending"}
    full.clear()
    until(lambda: ended(hub))
    worker.stop()
    thread.join(PATIENCE_S)
    assert [row.tried for row in hub.rows()] == [1] * 4
    assert {len(chat.heard(room)) for room in chat.room_ids()} == {1}
    assert "deliveries wait: the disk is full" in caplog.text


@pytest.mark.logs("^hipadmin.relay.worker: delivery 1 could not be settled$")
def test_what_cannot_be_settled_harms_no_other(hub: Relay, tokens: TokenKeeper, chat: Chat) -> None:
    """A server said something of one room that cannot be kept."""
    first, *_ = chat.room_ids()
    met = threading.Barrier(3)

    class Odd(Late):
        def flood(self, *, room: str | None, user: str | None) -> Any:
            limits = super().flood(room=room, user=user)
            return replace(limits, limit=2**64) if room == str(first) else limits

    hub.take(report(1))
    wanted = partial(Odd, first=lambda: met.wait(PATIENCE_S))
    with working(hub, tokens, dial=lambda server, token: wanted(server.endpoint, token)):
        until(lambda: ended(hub))
    assert [row.tried for row in hub.rows()] == [1] * 4
    assert [len(chat.heard(room)) for room in chat.room_ids()] == [1] * 3


def test_stopping_waits_for_what_is_being_sent(hub: Relay, tokens: TokenKeeper, chat: Chat) -> None:
    hub.take(*(report(n) for n in range(1, 4)))
    chat.fault("slow", 0.2)
    with working(hub, tokens):
        until(lambda: "sending" in hub.states())
    assert "sending" not in hub.states()
    assert {row.tried for row in hub.rows(states=[DELIVERED])} == {1}
    assert set(hub.states()) == {"delivered", "pending"}


def test_stopping_cuts_off_who_waits_too_long(hub: Relay, tokens: TokenKeeper, chat: Chat) -> None:
    hub.take(report(1))
    chat.fault("hang", 60.0)

    def patient(server: Server, token: Secret) -> HipChatClient:
        return HipChatClient(server.endpoint, token)

    with working(hub, tokens, dial=patient):
        until(lambda: hub.states().count("sending") == 4)
        started = real_time.monotonic()
    assert real_time.monotonic() - started < 5
    assert set(hub.states()) == {"retrying"}
    assert {row.duplicate for row in hub.rows()} == {True}


def test_an_idle_worker_rests(hub: Relay, tokens: TokenKeeper) -> None:
    rested: list[float] = []

    def rest(seconds: float) -> bool:
        rested.append(seconds)
        return threading.Event().wait(0.01)

    with working(hub, tokens, wait=rest):
        until(lambda: len(rested) > 5)
    assert min(rested) > 0.4
