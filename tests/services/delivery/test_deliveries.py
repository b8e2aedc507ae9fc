"""What an attempt changes, and what people can do with a delivery."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hipadmin.domain.activity import RelayInfo
from hipadmin.domain.delivery import LEASE_S, TRIES, Cause, DeliveryState, Result, ResultKind
from hipadmin.domain.errors import NotFound
from hipadmin.domain.health import Health, Outcome, RoomResult
from hipadmin.domain.outbox import Lease, Limits
from hipadmin.domain.ports import Store, Topic
from hipadmin.domain.rates import Allowance, Said
from hipadmin.domain.subscription import RoomChoice
from hipadmin.domain.token import TokenInfo, TokenKind
from hipadmin.services.delivery.limits import room_key, token_key
from hipadmin.services.relay.relays import Relays
from hipadmin.services.views import Views
from hipadmin.store import Database, open_store
from hipadmin.store.signs import Signs
from hipadmin.vault.session_vault import SessionVault
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import (
    AGAIN,
    CHAT,
    OK,
    START,
    Clock,
    Relay,
    at_hand,
    relay,
    report,
    texts,
)

__all__ = ["box", "hub", "path", "time"]

BLOCKED = Result(ResultKind.BLOCKED, 401, "bad_token", "HipChat refused the token.")
REJECTED = Result(ResultKind.REJECTED, 400, "message_rejected", "Too long.")
MAYBE = Result(ResultKind.RETRY, 504, "server", "No answer in time.", unknown=True)


def take(hub: Relay, count: int = 1, first: int = 1) -> None:
    hub.take(*(report(n) for n in range(first, first + count)))


def lease_one(hub: Relay) -> Lease:
    [lease] = hub.lease()
    return lease


def room_result(hub: Relay) -> RoomResult | None:
    return hub.store.read(lambda unit: unit.results.latest()).get("r1")


def test_delivered(hub: Relay) -> None:
    take(hub)
    lease = lease_one(hub)
    assert hub.states() == ["sending"]
    hub.clock.step(seconds=2)
    hub.settle(hub.done(lease))
    details = hub.activity.delivery(lease.delivery_id)
    assert (details.row.state, details.row.tried) == (DeliveryState.DELIVERED, 1)
    assert details.row.settled_at == START + timedelta(seconds=2)
    [attempt] = details.attempts
    assert (attempt.worker, attempt.result, attempt.request) == ("w1", OK, "POST")
    assert (attempt.started_at, attempt.ended_at) == (START, START + timedelta(seconds=2))
    found = room_result(hub)
    assert found is not None
    assert (found.outcome, found.status, found.elapsed_ms) == (Outcome.OK, 204, 31)


def test_the_list_of_integrations_sees_it(hub: Relay) -> None:
    vault = SessionVault("for this test")
    views = Views(hub.store, vault)

    def state() -> Health:
        [row] = views.integrations()
        return row.state.health

    before = hub.store.revisions()[Topic.RESULTS]
    take(hub, 2)
    hub.deliver(AGAIN)
    assert hub.store.revisions()[Topic.RESULTS] > before
    [row] = views.integrations()
    assert row.last is not None
    assert row.last.failing_since == START
    facts = hub.activity.facts()["i1"]
    assert (facts.failing_since, facts.last_delivery) == (START, None)
    hub.clock.step(seconds=1)
    hub.deliver()
    facts = hub.activity.facts()["i1"]
    assert (facts.failing_since, facts.last_delivery) == (None, hub.clock())
    assert (facts.hours[-1].delivered, facts.hours[-1].failed) == (1, 0)
    assert len(facts.hours) == 24
    assert facts.hours[-1].start == START


def test_ten_tries_then_failed_and_the_next_goes_on(hub: Relay) -> None:
    take(hub, 2)
    waits = []
    for _ in range(TRIES):
        assert texts(hub.deliver(AGAIN)) == ["event 1"]
        due = hub.deliveries.next_due()
        waits.append((due - hub.clock()).total_seconds() if due else None)
        hub.clock.now = due or hub.clock.now
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 0]
    assert texts(hub.deliver()) == ["event 2"]
    assert [(r.state, r.cause) for r in hub.rows()] == [
        (DeliveryState.FAILED, Cause.TRIES),
        (DeliveryState.DELIVERED, None),
    ]
    facts = hub.activity.facts()["i1"]
    assert (facts.hours[-1].delivered, facts.hours[-1].failed) == (1, 1)


@pytest.mark.parametrize(("asked", "waits"), [(40.0, 40), (9000.0, 3600)])
def test_retry_after_is_obeyed(hub: Relay, asked: float, waits: float) -> None:
    take(hub)
    hub.deliver(replace(AGAIN, status=503, wait_s=asked))
    assert hub.deliveries.next_due() == START + timedelta(seconds=waits)


def test_a_rejected_message_is_lost_alone(hub: Relay) -> None:
    take(hub, 2)
    hub.deliver(REJECTED)
    assert texts(hub.deliver()) == ["event 2"]
    assert [row.cause for row in hub.rows()] == [Cause.REJECTED, None]


def test_a_blocked_room_is_marked_and_others_go_on(hub: Relay) -> None:
    hub.change(rooms=RoomChoice(False, ("r1", "r3")))
    take(hub, 2)
    first, second = hub.lease()
    hub.settle(hub.done(first, BLOCKED), hub.done(second))
    assert texts(hub.deliver_all()) == ["event 2"]
    [lane] = hub.deliveries.blocked("i1")
    assert (lane.key, lane.block and lane.block.text) == ("r1", "HipChat refused the token.")
    assert hub.states(lane_id=lane.id) == ["failed", "pending"]
    assert hub.activity.numbers().blocked_rooms == 1
    found = room_result(hub)
    assert found is not None
    assert found.outcome is Outcome.NEEDS_ATTENTION


def test_a_new_token_frees_the_room(hub: Relay) -> None:
    take(hub, 2)
    hub.deliver(BLOCKED)
    assert hub.deliveries.upkeep() == 0
    hub.store.write(lambda u: u.integrations.update(replace(CHAT, token_ref="new"), 1, START))
    assert hub.deliveries.upkeep() == 1
    [lease] = hub.lease()
    assert (lease.route.token_ref, lease.message.text[:7]) == ("new", "event 2")


def test_a_good_test_frees_the_room(hub: Relay) -> None:
    take(hub, 2)
    hub.deliver(BLOCKED)
    good = RoomResult("r1", START + timedelta(seconds=1), Outcome.OK, 204)
    hub.store.write(lambda unit: unit.results.save(good))
    hub.deliveries.upkeep()
    assert texts(hub.deliver()) == ["event 2"]


def test_a_resend_frees_the_room_and_keeps_the_order(hub: Relay) -> None:
    take(hub, 3)
    hub.deliver(BLOCKED)
    assert hub.deliveries.resend([1]) == ()
    assert texts(hub.deliver_all()) == ["event 1", "event 2", "event 3"]
    assert hub.activity.delivery(1).row.tried == 2


def test_a_person_can_free_a_room(hub: Relay) -> None:
    take(hub, 2)
    hub.deliver(BLOCKED)
    [lane] = hub.deliveries.blocked()
    hub.deliveries.unblock(lane.id)
    assert texts(hub.deliver()) == ["event 2"]
    with pytest.raises(NotFound):
        hub.deliveries.unblock(99)


def test_what_is_resent_or_cancelled_is_looked_at(hub: Relay) -> None:
    """Nothing else waits in the room that would make a worker look there."""
    take(hub)
    hub.deliver(REJECTED)
    assert hub.deliveries.next_due() is None
    hub.deliveries.resend([1])
    assert hub.deliveries.next_due() == START
    hub.deliveries.cancel([1])
    assert hub.deliveries.next_due() is None


def test_only_what_failed_is_resent(hub: Relay) -> None:
    take(hub, 2)
    hub.deliver(REJECTED)
    refused = hub.deliveries.resend([1, 2, 99])
    assert [r.delivery_id for r in refused] == [2, 99]
    assert "pending" in refused[0].text
    assert hub.states() == ["pending", "pending"]


def test_a_resend_has_ten_tries_again(hub: Relay) -> None:
    take(hub)
    for _ in range(TRIES):
        hub.deliver(AGAIN)
        hub.clock.step(hours=1)
    hub.deliveries.resend([1])
    hub.deliver(AGAIN)
    row = hub.activity.delivery(1).row
    assert (row.state, row.tried) == (DeliveryState.RETRYING, TRIES + 1)
    assert [a.number for a in hub.activity.delivery(1).attempts] == list(range(1, TRIES + 2))


def test_cancelling(hub: Relay) -> None:
    take(hub, 3)
    lease = lease_one(hub)
    refused = hub.deliveries.cancel([1, 2])
    assert [(r.delivery_id, r.text) for r in refused] == [
        (1, "The message is being sent at this moment.")
    ]
    hub.settle(hub.done(lease))
    assert texts(hub.deliver_all()) == ["event 3"]
    assert hub.activity.delivery(2).row.cause is Cause.CANCELLED


def test_an_unknown_outcome_marks_the_resend(hub: Relay) -> None:
    take(hub)
    hub.deliver(MAYBE)
    hub.clock.step(seconds=1)
    lease = lease_one(hub)
    assert lease.delivery.duplicate
    hub.settle(hub.done(lease))
    assert hub.activity.delivery(1).row.duplicate


# workers that die


def test_a_dead_worker_holds_nothing_up_for_long(hub: Relay, path: Path, time: Clock) -> None:
    store = open_store(path, clock=time)
    other = relay(store, time, "w2")
    take(hub, 2)
    lease_one(hub)
    time.step(seconds=LEASE_S - 1)
    other.deliveries.upkeep()
    assert other.lease() == ()
    time.step(seconds=1)
    assert other.deliveries.upkeep() == 1
    time.step(seconds=1)
    again = lease_one(other)
    assert (again.message.text[:7], again.attempt, again.delivery.duplicate) == ("event 1", 2, True)
    store.close()
    lost, *_ = hub.activity.delivery(again.delivery_id).attempts
    assert (lost.worker, lost.result.code, lost.result.unknown) == ("w1", "lease_lost", True)


def test_what_a_dead_worker_sent_is_found_behind_a_resent_one(hub: Relay, time: Clock) -> None:
    """A failed message that is owed again stands before the one that was under way."""
    take(hub, 2)
    hub.deliver(REJECTED)
    lease_one(hub)
    assert hub.deliveries.resend([1]) == ()
    time.step(seconds=LEASE_S)
    assert hub.deliveries.upkeep() == 1
    assert hub.states() == ["pending", "retrying"]
    assert texts(hub.deliver()) == ["event 1"]
    time.step(seconds=1)
    [again] = hub.deliver()
    assert (again.message.text[:7], again.delivery.duplicate) == ("event 2", True)
    moves = hub.deliveries.moves.counts()
    assert (moves[DeliveryState.RETRYING], moves[DeliveryState.DELIVERED]) == (1, 2)


def test_who_surely_died_is_buried_at_once(hub: Relay, path: Path, time: Clock) -> None:
    """Its rooms go on without waiting for its lease; what lives, or says nothing, keeps its own."""
    signs = Signs(path.with_name("relays"))
    relays = Relays(hub.store, time, signs)
    relays.register(RelayInfo("w1", "host", 7, "http://127.0.0.1:1", "0.1", False, START, START))
    hub.change(rooms=RoomChoice(False, ("r1", "r3")))
    take(hub, 2)
    with signs.held("w1"):
        [mine] = hub.lease(1)
        other = relay(hub.store, time, "w2")
        [theirs] = other.lease(1)
        assert hub.deliveries.bury(signs) == 0
        die(signs, "w1")
        assert other.deliveries.bury(signs) == 1
        assert other.deliveries.bury(signs) == 0
    assert relays.running() == ()
    other.settle(other.done(theirs))
    time.step(seconds=1)
    assert {(lease.delivery_id, lease.delivery.duplicate) for lease in other.lease()} == {
        (mine.delivery_id, True),
        (theirs.delivery_id + 2, False),
    }
    [lost] = hub.activity.delivery(mine.delivery_id).attempts
    assert (lost.worker, lost.result.code, lost.result.unknown) == ("w1", "lease_lost", True)


def die(signs: Signs, owner: str) -> None:
    """Let the lock go and leave the file, as the end of a process does."""
    path = signs._folder / owner
    path.unlink()
    path.touch()


def test_a_living_worker_renews(hub: Relay, time: Clock) -> None:
    take(hub)
    lease = lease_one(hub)
    for _ in range(5):
        time.step(seconds=LEASE_S - 1)
        assert hub.deliveries.upkeep("w1") == 0
    hub.settle(hub.done(lease))
    assert hub.states() == ["delivered"]


def test_a_worker_does_not_take_over_from_itself(hub: Relay, time: Clock) -> None:
    """The machine slept for longer than a lease."""
    take(hub)
    lease = lease_one(hub)
    time.step(seconds=10 * LEASE_S)
    assert hub.deliveries.upkeep("w1") == 0
    hub.settle(hub.done(lease))
    assert [a.result.code for a in hub.activity.delivery(1).attempts] == [""]


def test_a_lease_that_was_lost_settles_nothing(hub: Relay, time: Clock) -> None:
    take(hub)
    late = lease_one(hub)
    time.step(seconds=LEASE_S)
    hub.deliveries.upkeep()
    time.step(seconds=1)
    again = lease_one(hub)
    hub.settle(hub.done(late))
    assert hub.states() == ["sending"]
    hub.settle(hub.done(again, AGAIN))
    hub.settle(hub.done(late))
    assert hub.states() == ["retrying"]
    assert [a.result.code for a in hub.activity.delivery(1).attempts] == ["lease_lost", "server"]


def test_a_worker_that_dies_ten_times_fails_the_message(hub: Relay, time: Clock) -> None:
    """What kills a worker must not kill workers for ever."""
    take(hub)
    for _ in range(TRIES):
        lease_one(hub)
        time.step(hours=1)
        hub.deliveries.upkeep()
        time.step(hours=1)
    [row] = hub.rows()
    assert (row.state, row.cause) == (DeliveryState.FAILED, Cause.TRIES)
    assert hub.activity.facts()["i1"].hours[-2].failed == 1


# limits


def allowance_of(store: Store) -> Allowance | None:
    key = "token ref-one"
    return store.read(lambda unit: unit.lanes.allowances(key)).get(key)


def test_an_addons_token_may_do_more(box: Database, hub: Relay) -> None:
    info = TokenInfo(TokenKind.ADDON, "bot")
    box.write(lambda unit: unit.tokens.save_info("ref-one", info))
    take(hub)
    hub.deliver(limits=Limits())
    allowance = allowance_of(box)
    assert allowance is not None
    assert (allowance.limit, allowance.left) == (500, 499)


def test_a_refusal_closes_the_window(hub: Relay) -> None:
    take(hub, 2)
    lease = lease_one(hub)
    refused = Result(ResultKind.RETRY, 429, "rate_limited", "Too many.", wait_s=90)
    hub.settle(replace(hub.done(lease, refused, Limits()), limited="general"))
    allowance = allowance_of(hub.store)
    assert allowance is not None
    assert (allowance.left, allowance.resets_at) == (0, START + timedelta(seconds=90))
    hub.clock.step(seconds=89)
    assert hub.lease() == ()
    hub.clock.step(seconds=1)
    assert texts(hub.deliver()) == ["event 1"]


def test_what_others_send_at_the_same_time_is_counted(hub: Relay) -> None:
    """Two messages are under way with one token when the server answers the first."""
    hub.change(rooms=RoomChoice(False, ("r1", "r3")))
    take(hub)
    first, second = hub.lease()
    hub.settle(hub.done(first, limits=Limits(Said(100, 50), None)))
    allowance = allowance_of(hub.store)
    assert allowance is not None
    assert allowance.left == 49
    hub.settle(hub.done(second, limits=Limits(Said(100, 49), None)))
    allowance = allowance_of(hub.store)
    assert allowance is not None
    assert allowance.left == 49


def test_limits_that_were_forgotten_while_it_was_sent_are_not_learnt(hub: Relay) -> None:
    take(hub)
    lease = lease_one(hub)
    hub.store.write(lambda unit: unit.retention.forget_rest(START + timedelta(days=1), 9))
    hub.settle(hub.done(lease, limits=Limits(Said(100, 7), Said(30, 7))))
    keys = token_key("ref-one"), room_key("r1")
    assert hub.store.read(lambda unit: unit.lanes.allowances(*keys)) == {}
    assert hub.states() == ["delivered"]


def test_what_ends_and_starts_together_is_counted_one_by_one(hub: Relay) -> None:
    """Two answers are settled, and the next two started, in one transaction."""
    hub.change(rooms=RoomChoice(False, ("r1", "r3")))
    take(hub, 2)
    first, second = hub.lease()
    early = hub.done(first, limits=Limits(Said(100, 50), Said(30, 20)))
    late = hub.done(second, limits=Limits(Said(100, 49), Said(30, 10)))
    turn = hub.deliveries.turn("w1", (early, late), 9, at_hand)
    assert len(turn.started) == 2
    keys = token_key("ref-one"), room_key("r1"), room_key("r3")
    known = hub.store.read(lambda unit: unit.lanes.allowances(*keys))
    assert [known[key].left for key in keys] == [47, 19, 9]


def test_of_rooms_that_start_together_the_last_has_what_is_left(hub: Relay) -> None:
    """Three may still be sent to two rooms: one to the first, so a digest, two to the other."""
    hub.change(rooms=RoomChoice(False, ("r1", "r3")))
    take(hub, 1)
    first, second = hub.lease()
    take(hub, 5, 2)
    both = [hub.done(each, limits=Limits(Said(100, 3), None)) for each in (first, second)]
    turn = hub.deliveries.turn("w1", both, 9, at_hand)
    digest, alone = texts(turn.started)
    assert digest.startswith("<b>5 messages in one")
    assert alone == "event 2"
