"""Every test of an event, alone and in its order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

import pytest

from hipadmin.domain.alert import Alert, acknowledged, closed, muted, opened
from hipadmin.domain.deciding import Decision, Judge
from hipadmin.domain.event import Access, ClearCause, Event, EventState
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.memory import LastResult, LastSent, Memory
from hipadmin.domain.notification import (
    Branches,
    Condition,
    ConditionAction,
    Day,
    OnEach,
    OnResult,
    Schedule,
    Span,
    When,
)
from hipadmin.domain.subscription import RoomChoice, RoomNotification
from hipadmin.domain.verdict import SENTENCES, Held
from tests.domain.builders import AT, after, build, clear, event, trigger

OPS, QUIET = Room("r1", "Ops"), Room("r2", "17", name="Quiet")
CHAT = Integration("i1", "Chat", "https://chat.example.com/v2", rooms=(OPS, QUIET))
ALL = RoomNotification("n1", "s1", "i1", "all", when=When(on_success=OnResult.ALWAYS))
SUCCESS, FAILURE, CANCELLED = EventState.SUCCESS, EventState.FAILURE, EventState.CANCELLED
NOBODY = '[{"effect": "deny", "resources": ["proj/*"], "actions": ["*"]}]'
FLAGS = '[{"effect": "allow", "resources": ["proj/*:env/*:flag/*"], "actions": ["*"]}]'


NEW = Memory()
LAST = {state: Memory(LastResult(state, AT)) for state in (SUCCESS, FAILURE, CANCELLED)}


def zone(name: str) -> tzinfo:
    return timezone(timedelta(hours=9)) if name else UTC


def decide(
    of: Event,
    memory: Memory = NEW,
    notification: RoomNotification = ALL,
    integration: Integration = CHAT,
    now: datetime = AT,
) -> Decision:
    return Judge(notification, integration, zone).decide(of, memory, now)


def held(*args: Any, **more: Any) -> Held | None:
    [verdict] = decide(*args, **more).verdicts
    return verdict.held


def told(when: When, **more: Any) -> RoomNotification:
    return replace(ALL, when=when, **more)


def test_what_passes_is_owed_to_every_room() -> None:
    decision = decide(event())
    [verdict] = decision.verdicts
    assert (verdict.passed, verdict.recipient, verdict.text) == (True, "", "")
    assert [owed.recipient.key for owed in decision.owed] == ["r1", "r2"]


def test_the_switches_in_their_order() -> None:
    off = replace(CHAT, enabled=False, rooms=(replace(OPS, enabled=False),))
    no = replace(ALL, enabled=False)
    assert held(event(), notification=no, integration=off) is Held.INTEGRATION_OFF
    on = replace(off, enabled=True)
    assert held(event(), notification=no, integration=on) is Held.ROOM_OFF
    assert held(event(), notification=no) is Held.NOTIFICATION_OFF
    assert decide(event(), notification=no).owed == ()


def test_one_room_off_leaves_the_others() -> None:
    half = replace(CHAT, rooms=(OPS, replace(QUIET, enabled=False)))
    decision = decide(event(), integration=half)
    assert {v.recipient: v.held for v in decision.verdicts} == {"r1": None, "r2": Held.ROOM_OFF}
    assert [owed.recipient.key for owed in decision.owed] == ["r1"]


def test_without_a_room_nothing_is_owed() -> None:
    empty = replace(CHAT, rooms=())
    assert held(event(), integration=empty) is Held.NO_ROOM


def test_rooms_and_people_of_its_own() -> None:
    own = replace(ALL, rooms=RoomChoice(False, ("r2",), ("@ann", "Elsewhere", "ops", "quiet")))
    found = [owed.recipient for owed in decide(event(), notification=own).owed]
    assert [(r.key, r.address, r.is_person) for r in found] == [
        ("r2", "17", False),
        ("i1/@ann", "@ann", True),
        ("i1/elsewhere", "Elsewhere", False),
        ("r1", "Ops", False),
    ]
    assert [r.shown for r in found] == ["Quiet", "@ann", "Elsewhere", "Ops"]
    off = replace(CHAT, rooms=(replace(OPS, enabled=False), QUIET))
    verdicts = decide(event(), notification=own, integration=off).verdicts
    assert {v.recipient: v.held for v in verdicts}["r1"] is Held.ROOM_OFF


@pytest.mark.parametrize(
    ("project", "found"),
    [("acme/shop", None), ("ACME/Shop", None), ("acme/other", Held.OTHER_PROJECT), ("x", None)],
)
def test_projects(project: str, found: Held | None) -> None:
    scope = replace(ALL, projects=("acme/sh*", "X"))
    assert held(event(project=project), notification=scope) is found
    assert held(event(), notification=scope) is Held.OTHER_PROJECT


def test_sources() -> None:
    some = told(When(sources=("github*",)))
    assert held(event(kind="github.push"), notification=some) is None
    assert held(event(kind="docker"), notification=some) is Held.OTHER_SOURCE


@pytest.mark.parametrize(
    ("state", "memory", "found"),
    [
        (FAILURE, NEW, None),
        (FAILURE, LAST[FAILURE], None),
        (SUCCESS, NEW, Held.NO_CHANGE),
        (SUCCESS, LAST[SUCCESS], Held.NO_CHANGE),
        (SUCCESS, LAST[FAILURE], None),
        (SUCCESS, LAST[CANCELLED], None),
        (CANCELLED, LAST[CANCELLED], None),
        (EventState.STARTED, NEW, Held.START),
        (EventState.CHANGED, LAST[SUCCESS], None),
    ],
)
def test_results_by_default(state: EventState, memory: Memory, found: Held | None) -> None:
    assert held(build(state), memory, told(When())) is found


CHANGES = When(OnResult.CHANGE, OnResult.CHANGE, OnResult.CHANGE)
NOTHING = When(OnResult.NEVER, OnResult.NEVER)


@pytest.mark.parametrize(
    ("state", "when", "memory", "found"),
    [
        (FAILURE, CHANGES, NEW, None),
        (FAILURE, CHANGES, LAST[FAILURE], Held.NO_CHANGE),
        (FAILURE, CHANGES, LAST[SUCCESS], None),
        (CANCELLED, CHANGES, NEW, None),
        (CANCELLED, CHANGES, LAST[CANCELLED], Held.NO_CHANGE),
        (SUCCESS, NOTHING, LAST[FAILURE], Held.RESULT),
        (FAILURE, NOTHING, NEW, Held.RESULT),
        (CANCELLED, NOTHING, NEW, Held.RESULT),
        (CANCELLED, When(on_cancel=OnResult.NEVER), NEW, Held.RESULT),
        (EventState.STARTED, When(on_start=OnEach.ALWAYS), NEW, None),
    ],
)
def test_results(state: EventState, when: When, memory: Memory, found: Held | None) -> None:
    assert held(build(state), memory, told(when)) is found


@pytest.mark.parametrize("state", [SUCCESS, FAILURE, CANCELLED])
def test_pull_requests_are_all_or_nothing(state: EventState) -> None:
    joined = build(state, pull_request=True)
    assert held(joined, LAST[state], told(NOTHING)) is None
    never = When(on_pull_request=OnEach.NEVER)
    assert held(joined, NEW, told(never)) is Held.PULL_REQUEST
    start = build(EventState.STARTED, pull_request=True)
    assert held(start, NEW, told(When())) is Held.START


@pytest.mark.parametrize(
    ("branches", "branch", "found"),
    [
        (Branches(), "", None),
        (Branches(("main", "release/*")), "release/1.2", None),
        (Branches(("main",)), "Main", Held.BRANCH),
        (Branches(("main",)), "", Held.BRANCH),
        (Branches(("*",), ("wip/*",)), "wip/x", Held.BRANCH),
        (Branches((), ("wip/*",)), "main", None),
        (Branches((), ("wip/*",)), "", None),
    ],
)
def test_branches(branches: Branches, branch: str, found: Held | None) -> None:
    assert held(event(branch=branch), notification=told(When(branches=branches))) is found


ALERT = replace(opened(trigger(at=AT)), number=7)
SENT = Memory(alert=ALERT, triggers={("n1", "r1"): 40})
CLEARS = replace(ALL, send_when_clears=True)


def test_clears_go_where_the_trigger_went() -> None:
    assert held(clear(), SENT) is Held.CLEAR_UNWANTED
    decision = decide(clear(), SENT, CLEARS)
    assert {v.recipient: v.held for v in decision.verdicts} == {
        "r1": None,
        "r2": Held.TRIGGER_NOT_SENT,
    }
    assert [(o.recipient.key, o.trigger) for o in decision.owed] == [("r1", 40)]
    assert held(clear(), NEW, CLEARS) is Held.TRIGGER_NOT_SENT


@pytest.mark.parametrize("cause", ClearCause)
def test_a_clear_by_a_rule_change_reaches_where_its_trigger_went(cause: ClearCause) -> None:
    """Most sources do not say that it was one."""
    before = Access("alertTriggered", "monitor/te:rule/old")
    now = Access("alertCleared", "monitor/te:rule/new")
    memory = replace(SENT, alert=replace(ALERT, accesses=(before,)))
    policy = '[{"effect": "allow", "resources": ["monitor/*:rule/old"], "actions": ["*"]}]'
    only_old = replace(CLEARS, policy=policy, rooms=RoomChoice(False, ("r1",)))
    changed = clear(accesses=(now,), cause=cause)
    assert held(changed, memory, only_old) is None
    silent = replace(only_old, policy=policy.replace('["*"]', '["alertTriggered"]'))
    assert held(changed, memory, silent) is Held.POLICY_ALLOWS_NOT


def test_policies_name_what_decided() -> None:
    assert held(event(), notification=replace(ALL, policy=FLAGS)) is None
    [verdict] = decide(event(), notification=replace(ALL, policy=NOBODY)).verdicts
    assert verdict.held is Held.POLICY_ALLOWS_NOT
    assert "updateOn on proj/shop:env/production:flag/checkout" in verdict.text
    both = FLAGS[:-1] + "," + FLAGS[1:].replace("allow", "deny")
    [verdict] = decide(event(), notification=replace(ALL, policy=both)).verdicts
    assert (verdict.held, verdict.params["statement"]) == (Held.POLICY_DENIES, 2)
    [verdict] = decide(event(accesses=()), notification=replace(ALL, policy=FLAGS)).verdicts
    assert verdict.held is Held.POLICY_ALLOWS_NOT


def test_conditions_and_mentions() -> None:
    rows = (
        Condition(ConditionAction.FILTER, "minor", "severity"),
        Condition(ConditionAction.MENTION, "minor|major", "severity", "@ann"),
    )
    chosen = replace(ALL, conditions=rows)
    [verdict] = decide(event(severity="minor"), notification=chosen).verdicts
    assert (verdict.held, verdict.params) == (Held.CONDITION, {"row": 1})
    assert decide(event(severity="major"), notification=chosen).owed[0].mentions == ("@ann",)


TEN = told(When(at_most_every=600))


@pytest.mark.parametrize(
    ("ago", "found"), [(0, Held.TOO_SOON), (599, Held.TOO_SOON), (600, None), (-5, None)]
)
def test_at_most_every(ago: int, found: Held | None) -> None:
    memory = Memory(sent={"n1": LastSent(after(seconds=-ago), 3)})
    decision = decide(event(), memory, TEN)
    assert decision.verdicts[0].held is found
    assert decision.waits is (found is Held.TOO_SOON)
    assert [o.held for o in decision.owed] == ([] if found else [3, 3])


def test_the_first_one_is_not_too_soon() -> None:
    other = Memory(sent={"n2": LastSent(AT)})
    assert held(event(), other, TEN) is None


def test_enough_of_them_are_sent_whatever_the_time() -> None:
    three = told(When(at_most_every=600, threshold=3))
    assert held(event(), Memory(sent={"n1": LastSent(AT, 1)}), three) is Held.TOO_SOON
    assert held(event(), Memory(sent={"n1": LastSent(AT, 2)}), three) is None


def test_an_alert_is_repeated_only_at_its_time() -> None:
    recent = replace(SENT, sent={"n1": LastSent(AT)})
    assert held(trigger(), recent) is Held.REPEAT
    assert held(trigger(), recent, TEN) is Held.TOO_SOON
    assert held(trigger(), recent, TEN, now=after(minutes=10)) is None
    assert decide(trigger(), recent).waits


def test_a_new_alert_is_never_too_soon() -> None:
    """It may be the only word about it: nothing is repeated that was not said."""
    flapping = Memory(sent={"n1": LastSent(AT)})
    assert held(trigger(), flapping, TEN) is None
    elsewhere = replace(flapping, alert=ALERT, triggers={("n2", "r1"): 40})
    assert held(trigger(), elsewhere, TEN) is None


def test_a_clear_is_never_too_soon() -> None:
    recent = replace(SENT, sent={"n1": LastSent(AT)})
    one_room = replace(TEN, send_when_clears=True, rooms=RoomChoice(False, ("r1",)))
    decision = decide(clear(), replace(recent, sent={"n1": LastSent(AT, 4)}), one_room)
    assert decision.verdicts[0].passed
    assert decision.owed[0].held == 0


OFFICE = Schedule((Span((Day.MON,), 8 * 60, 18 * 60),))


def test_the_schedule_is_asked_in_its_own_zone() -> None:
    assert held(event(), notification=told(When(schedule=OFFICE))) is None
    tokyo = told(When(schedule=replace(OFFICE, zone="Asia/Tokyo")))
    assert held(event(), notification=tokyo) is Held.OUT_OF_HOURS  # 21:00 there
    assert held(event(), notification=tokyo, now=after(hours=-4)) is None


@pytest.mark.parametrize(
    ("alert", "found", "on_clear"),
    [
        (closed(ALERT, AT), Held.CLOSED_BY_HAND, Held.CLOSED_BY_HAND),
        (acknowledged(ALERT, "ann"), Held.ACKNOWLEDGED, None),
        (muted(ALERT, after(hours=1)), Held.MUTED, None),
        (muted(ALERT, AT), None, None),
    ],
)
def test_what_people_did_with_the_alert(
    alert: Alert, found: Held | None, on_clear: Held | None
) -> None:
    memory = replace(SENT, alert=alert)
    often = replace(CLEARS, rooms=RoomChoice(False, ("r1",)), when=When(at_most_every=1))
    [verdict] = decide(trigger(), memory, often).verdicts
    assert verdict.held is found
    assert found is None or "7" in verdict.text
    assert held(clear(), memory, often) is on_clear
    assert held(trigger(), memory) is (found or Held.REPEAT)


def test_a_test_message_needs_the_switches_only() -> None:
    strict = replace(
        ALL,
        policy=NOBODY,
        when=When(sources=("x",), schedule=replace(OFFICE, zone="Asia/Tokyo")),
        conditions=(Condition(ConditionAction.FILTER, ".*"),),
    )
    test = event(EventState.TEST)
    assert held(test, notification=strict) is None
    assert held(test, notification=replace(strict, enabled=False)) is Held.NOTIFICATION_OFF
    assert held(test, notification=replace(strict, projects=("x",))) is Held.OTHER_PROJECT


def test_the_first_test_that_fails_is_the_reason() -> None:
    """Each step mends what the one before complained of."""
    base = RoomNotification(
        "n1",
        "s1",
        "i1",
        "all",
        rooms=RoomChoice(False, ("r1",)),
        projects=("other",),
        policy=NOBODY,
        enabled=False,
        conditions=(Condition(ConditionAction.FILTER, ".*"),),
        when=When(
            on_failure=OnResult.NEVER,
            branches=Branches(("none",)),
            sources=("none",),
            at_most_every=60,
            schedule=replace(OFFICE, zone="Asia/Tokyo"),
        ),
    )
    when = base.when
    failed = build(FAILURE, correlation="a1")
    memory = Memory(alert=closed(ALERT, AT), triggers={("n1", "r1"): 1}, sent={"n1": LastSent(AT)})
    steps: list[tuple[Held | None, dict[str, Any]]] = [
        (Held.NOTIFICATION_OFF, {"enabled": True}),
        (Held.OTHER_PROJECT, {"projects": ()}),
        (Held.OTHER_SOURCE, {"when": replace(when, sources=())}),
        (Held.RESULT, {"when": replace(when, sources=(), on_failure=OnResult.ALWAYS)}),
        (Held.BRANCH, {"when": When(at_most_every=60, schedule=when.schedule)}),
        (Held.POLICY_ALLOWS_NOT, {"policy": None}),
        (Held.CONDITION, {"conditions": ()}),
        (Held.TOO_SOON, {"when": When(schedule=when.schedule)}),
        (Held.OUT_OF_HOURS, {"when": When()}),
        (Held.CLOSED_BY_HAND, {}),
    ]
    for reason, mended in steps:
        assert held(failed, memory, base) is reason
        base = replace(base, **mended)


@pytest.mark.parametrize(
    "broken",
    [
        replace(ALL, policy='[{"effect": "perhaps"}]'),
        replace(ALL, conditions=(Condition(ConditionAction.FILTER, "("),)),
        replace(ALL, when=When(schedule=replace(OFFICE, zone="Nowhere"))),
    ],
)
def test_what_cannot_be_understood_sends_nothing_and_says_so(broken: RoomNotification) -> None:
    def known(name: str) -> tzinfo:
        if name:
            raise ValueError(f"there is no time zone {name!r}")
        return UTC

    [verdict] = Judge(broken, CHAT, known).decide(event(), NEW, AT).verdicts
    assert verdict.held is Held.UNREADABLE
    assert verdict.text == f"The room notification cannot be understood: {verdict.params['reason']}"
    assert verdict.params["reason"]


def test_every_reason_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Held)
