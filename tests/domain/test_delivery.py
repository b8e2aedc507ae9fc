"""The life of a delivery, walked in every direction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hipadmin.domain.delivery import (
    LEASE_S,
    OPEN,
    TRIES,
    Cause,
    Delivery,
    DeliveryState,
    NotNow,
    Result,
    ResultKind,
    abandoned,
    backoff_s,
    cancelled,
    dropped,
    is_stale,
    merged,
    resent,
    settled,
    started,
)
from tests.domain.builders import AT, after

NEW = Delivery(AT, AT)
SENDING = started(NEW, "w1", AT)
OK = Result(ResultKind.DELIVERED, 204)
AGAIN = Result(ResultKind.RETRY, 500)
BLOCKED, REJECTED = Result(ResultKind.BLOCKED, 401), Result(ResultKind.REJECTED, 400)
STATES = DeliveryState


def test_a_lease_is_the_beginning_of_an_attempt() -> None:
    assert (SENDING.state, SENDING.attempts, SENDING.owner) == (STATES.SENDING, 1, "w1")
    assert SENDING.lease_until == AT + timedelta(seconds=LEASE_S)


@pytest.mark.parametrize("change", [lambda d: started(d, "w2", AT), lambda d: merged(d, 1, AT)])
def test_what_is_on_its_way_is_nobody_elses(change: Callable[[Delivery], Delivery]) -> None:
    with pytest.raises(ValueError, match="sending cannot"):
        change(SENDING)


def test_delivered() -> None:
    done = settled(SENDING, OK, after(seconds=1), 0)
    assert (done.state, done.settled_at, done.owner) == (STATES.DELIVERED, after(seconds=1), "")
    assert not done.duplicate


def test_a_failure_is_tried_again_later() -> None:
    again = settled(SENDING, AGAIN, AT, 0)
    assert (again.state, again.due_at, again.lease_until) == (
        STATES.RETRYING,
        after(seconds=1),
        None,
    )
    third = replace(SENDING, attempts=3)
    assert settled(third, AGAIN, AT, 0).due_at == after(seconds=4)
    assert settled(third, AGAIN, AT, 1).due_at == after(seconds=2)


@pytest.mark.parametrize(("asked", "waits"), [(0.5, 1), (30, 30), (3600, 3600), (1e9, 3600)])
def test_what_the_server_asks_for_is_obeyed_for_an_hour(asked: float, waits: float) -> None:
    again = settled(SENDING, replace(AGAIN, status=429, wait_s=asked), AT, 0)
    assert again.due_at == after(seconds=waits)


@pytest.mark.parametrize(
    ("result", "cause"), [(BLOCKED, Cause.BLOCKED), (REJECTED, Cause.REJECTED)]
)
def test_what_cannot_get_better_fails_at_once(result: Result, cause: Cause) -> None:
    failed = settled(SENDING, result, AT, 0)
    assert (failed.state, failed.cause, failed.settled_at) == (STATES.FAILED, cause, AT)


def test_ten_tries_are_enough() -> None:
    assert TRIES == 10
    delivery, now = NEW, AT
    for _ in range(TRIES):
        delivery = settled(started(delivery, "w", now), AGAIN, now, 0.5)
        now = max(now, delivery.due_at)
    assert (delivery.state, delivery.cause) == (STATES.FAILED, Cause.TRIES)
    assert delivery.attempts == TRIES


@pytest.mark.parametrize("after_resend", [False, True])
def test_an_unknown_outcome_is_remembered(after_resend: bool) -> None:
    maybe = settled(SENDING, Result(ResultKind.RETRY, 504, unknown=True), AT, 0)
    if after_resend:
        maybe = resent(replace(maybe, state=STATES.FAILED), AT)
    assert maybe.duplicate
    assert settled(started(maybe, "w", AT), AGAIN, AT, 0).duplicate
    assert settled(started(maybe, "w", AT), OK, AT, 0).duplicate


def test_a_dead_workers_message_may_have_been_sent() -> None:
    back = abandoned(SENDING, AT, 0)
    assert (back.state, back.duplicate, back.owner) == (STATES.RETRYING, True, "")
    last = abandoned(replace(SENDING, attempts=TRIES), AT, 0)
    assert (last.state, last.cause) == (STATES.FAILED, Cause.TRIES)


def test_only_a_person_brings_a_failed_one_back() -> None:
    failed = settled(SENDING, BLOCKED, AT, 0)
    back = resent(failed, after(hours=1), after(hours=2))
    assert (back.state, back.attempts, back.due_at) == (STATES.PENDING, 0, after(hours=1))
    assert (back.cause, back.settled_at, back.expires_at) == (None, None, after(hours=2))
    for delivery in (NEW, SENDING, settled(SENDING, OK, AT, 0), dropped(NEW, Cause.EXPIRED, AT)):
        with pytest.raises(NotNow, match="failed"):
            resent(delivery, AT)


def test_cancelling() -> None:
    assert cancelled(NEW, AT).cause is Cause.CANCELLED
    assert cancelled(settled(SENDING, AGAIN, AT, 0), AT).state is STATES.DROPPED
    with pytest.raises(NotNow, match="at this moment"):
        cancelled(SENDING, AT)
    with pytest.raises(NotNow, match="delivered already"):
        cancelled(settled(SENDING, OK, AT, 0), AT)


def test_merging() -> None:
    part = merged(NEW, 9, AT)
    assert (part.state, part.merged_into, part.settled_at) == (STATES.MERGED, 9, AT)


def test_staleness() -> None:
    short = replace(NEW, expires_at=after(hours=1))
    assert not is_stale(NEW, after(days=400))
    assert not is_stale(short, after(minutes=59))
    assert is_stale(short, after(hours=1))
    assert not is_stale(started(short, "w", AT), after(hours=1))


@given(st.integers(1, 200), st.floats(0, 1))
def test_backoff_is_bounded(attempts: int, jitter: float) -> None:
    wait = backoff_s(attempts, jitter)
    assert 0.5 <= wait <= 300
    assert backoff_s(attempts + 1, jitter) >= wait


def test_backoff_doubles() -> None:
    waits = [backoff_s(n, 0) for n in range(1, 11)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]


RESULTS = st.builds(
    Result,
    st.sampled_from(ResultKind),
    unknown=st.booleans(),
    wait_s=st.floats(0, 1e6),
)
FINAL = frozenset({STATES.DELIVERED, STATES.DROPPED, STATES.MERGED})
WAYS = {
    (STATES.PENDING, STATES.SENDING),
    (STATES.RETRYING, STATES.SENDING),
    (STATES.SENDING, STATES.DELIVERED),
    (STATES.SENDING, STATES.RETRYING),
    (STATES.SENDING, STATES.FAILED),
    (STATES.FAILED, STATES.PENDING),
    (STATES.PENDING, STATES.DROPPED),
    (STATES.RETRYING, STATES.DROPPED),
    (STATES.PENDING, STATES.MERGED),
    (STATES.RETRYING, STATES.MERGED),
}


class Life(RuleBasedStateMachine):
    """Anything may be tried at any time; only the known ways are taken."""

    def __init__(self) -> None:
        super().__init__()
        self.delivery = NEW
        self.now = AT
        self.person = False
        self.runs = 1
        self.sent = 0

    def step(self, act: Callable[[Delivery], Delivery], *, person: bool = False) -> None:
        before = self.delivery
        try:
            after_it = act(before)
        except (ValueError, NotNow):
            return
        assert (before.state, after_it.state) in WAYS
        assert before.state not in FINAL
        if before.state is STATES.FAILED:
            assert person
            self.runs += 1
        self.sent += after_it.state is STATES.SENDING
        self.delivery = after_it

    @rule(seconds=st.floats(0, 5000))
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def lease(self) -> None:
        self.step(lambda d: started(d, "w", self.now))

    @rule(result=RESULTS, jitter=st.floats(0, 1))
    def settle(self, result: Result, jitter: float) -> None:
        self.step(lambda d: settled(d, result, self.now, jitter))

    @rule(jitter=st.floats(0, 1))
    def worker_dies(self, jitter: float) -> None:
        self.step(lambda d: abandoned(d, self.now, jitter))

    @rule(cause=st.sampled_from(Cause))
    def drop(self, cause: Cause) -> None:
        self.step(lambda d: dropped(d, cause, self.now))

    @rule()
    def merge(self) -> None:
        self.step(lambda d: merged(d, 5, self.now))

    @rule()
    def cancel(self) -> None:
        self.step(lambda d: cancelled(d, self.now), person=True)

    @precondition(lambda self: self.delivery.state is STATES.FAILED or self.runs < 5)
    @rule()
    def resend(self) -> None:
        self.step(lambda d: resent(d, self.now), person=True)

    @invariant()
    def attempts_are_bounded(self) -> None:
        assert self.delivery.attempts <= TRIES
        assert self.sent <= TRIES * self.runs

    @invariant()
    def what_is_said_fits_the_state(self) -> None:
        d = self.delivery
        assert (d.lease_until is not None) == (d.state is STATES.SENDING) == bool(d.owner)
        assert (d.settled_at is None) == (d.state in OPEN) == d.state.is_open
        assert (d.cause is not None) == (d.state in (STATES.FAILED, STATES.DROPPED))
        assert (d.merged_into is not None) == (d.state is STATES.MERGED)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)


@given(st.lists(RESULTS, min_size=TRIES, max_size=TRIES), st.floats(0, 1))
def test_left_alone_it_always_comes_to_an_end(results: list[Result], jitter: float) -> None:
    delivery, now = NEW, AT
    for result in results:
        if not delivery.state.is_open:
            break
        delivery = settled(started(delivery, "w", now), result, now, jitter)
        assert now <= max(delivery.due_at, now) <= now + timedelta(hours=1)
        now = max(now, delivery.due_at)
    assert delivery.state in (STATES.DELIVERED, STATES.FAILED)


def test_times_are_taken_as_they_are_given() -> None:
    late: datetime = after(days=3)
    assert settled(SENDING, AGAIN, late, 0).due_at == late + timedelta(seconds=1)
