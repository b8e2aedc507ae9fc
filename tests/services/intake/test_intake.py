"""Events in: durable, recognised, decided about and owed in one transaction."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hipadmin.domain.activity import EventFilter
from hipadmin.domain.alert import AlertAct, AlertState
from hipadmin.domain.delivery import Cause, DeliveryState, Result, ResultKind
from hipadmin.domain.errors import NotFound
from hipadmin.domain.event import EventState
from hipadmin.domain.notification import MessageSettings, OnResult, When
from hipadmin.domain.ports import Topic, Unit
from hipadmin.domain.subscription import RoomChoice
from hipadmin.domain.verdict import Held
from hipadmin.services.delivery.decider import Decider
from hipadmin.services.intake.intake import AT_ONCE, FEW, Fate, Intake, Outdated
from hipadmin.store import Database, open_store
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import (
    ALL,
    Clock,
    Relay,
    clear,
    configure,
    relay,
    report,
    texts,
    trigger,
    utc,
)

__all__ = ["box", "hub", "path", "time"]

SUCCESS, FAILURE = EventState.SUCCESS, EventState.FAILURE


def test_each_report_has_its_fate(hub: Relay) -> None:
    bad = report(3, title="")
    fates = hub.take(report(1), bad, report(1), report(2))
    assert [(f.fate, f.event_id) for f in fates] == [
        (Fate.ACCEPTED, 1),
        (Fate.REFUSED, None),
        (Fate.REPEATED, 1),
        (Fate.ACCEPTED, 2),
    ]
    assert [p.path for p in fates[1].problems] == ["title"]
    assert hub.take(report(2))[0].fate is Fate.REPEATED
    assert hub.events() == ["event 1", "event 2"]
    assert texts(hub.deliver_all()) == ["event 1", "event 2"]


def test_what_has_no_source_id_is_never_a_repeat(hub: Relay) -> None:
    assert {f.fate for f in hub.take(report(), report())} == {Fate.ACCEPTED}


def test_what_is_accepted_is_on_the_disk(hub: Relay, path: Path, time: Clock) -> None:
    hub.take(report(1))
    other = open_store(path, clock=time)
    try:
        [row] = relay(other, time).rows()
        assert (row.state, row.title) == (DeliveryState.PENDING, "event 1")
    finally:
        other.close()


def test_what_is_refused_stands_in_activity(hub: Relay) -> None:
    hub.take(report(1, link="nowhere"))
    hub.intake.refuse("", "unknown", "There is no such subscription.")
    [unknown, invalid] = hub.activity.refusals()
    assert (unknown.code, unknown.subscription_id) == ("unknown", "")
    assert (invalid.code, invalid.subscription_id) == ("invalid", "s1")
    assert invalid.text.startswith("link: must be")
    assert hub.activity.refusals("s1") == (invalid,)


def test_nothing_is_taken_in_for_nobody(hub: Relay) -> None:
    with pytest.raises(NotFound):
        hub.intake.accept("nobody", [report(1)])
    hub.store.write(lambda unit: unit.notifications.delete("n1", 1, hub.clock()))
    hub.store.write(lambda unit: unit.subscriptions.delete("s1", 1, hub.clock()))
    with pytest.raises(NotFound):
        hub.take(report(1))
    assert hub.events() == []


def test_an_event_costs_few_statements(hub: Relay) -> None:
    """Between two of them other threads get their turn, which costs more than what they do."""
    told: list[str] = []

    def trace(unit: Unit, told_to: Callable[[str], None] | None) -> None:
        unit._connection.set_trace_callback(told_to)  # type: ignore[attr-defined] # to count them

    hub.take(report(1), report(2))
    hub.store.write(lambda unit: trace(unit, told.append))
    hub.take(report(3))
    hub.store.write(lambda unit: trace(unit, None))
    _setting, *ours = told[: told.index("COMMIT", 1) + 1]
    assert ours[0] == "BEGIN IMMEDIATE"
    assert len(ours) <= 11, ours


def test_nothing_is_taken_in_on_what_was_seen_of_other_subscriptions(hub: Relay) -> None:
    seen = hub.store.revisions()[Topic.SUBSCRIPTIONS]
    with pytest.raises(Outdated):
        hub.intake.accept("s1", [report(1)], seen - 1)
    assert hub.events() == []
    assert hub.intake.accept("s1", [report(1)], seen)[0].fate is Fate.ACCEPTED


def test_only_what_can_leave_at_once_is_due(hub: Relay) -> None:
    """Whoever delivers need not be woken for what waits behind something else, or for nothing."""

    def dues(*numbers: int) -> list[bool]:
        return [each.due for each in hub.take(*(report(n) for n in numbers))]

    assert dues(1, 2) == [True, False]
    assert dues(3) == [False]
    [lease] = hub.lease()
    assert dues(4, 1) == [False, False]  # its room is being sent to; a repeat
    hub.settle(hub.done(lease))
    hub.deliver_all()
    assert dues(5) == [True]
    hub.deliver(Result(ResultKind.BLOCKED, 401, "bad_token", "No."))
    assert dues(6) == [False]
    hub.deliveries.unblock(1)
    hub.deliver_all()
    hub.switch("notification", on=False)
    assert dues(7) == [False]


def test_a_list_has_a_limit(hub: Relay) -> None:
    with pytest.raises(ValueError, match="at most"):
        hub.take(*([report()] * (AT_ONCE + 1)))


def test_every_room_and_person_is_owed_a_message(box: Database, time: Clock) -> None:
    configure(box, replace(ALL, rooms=RoomChoice(True, (), ("@ann", "Elsewhere"))))
    hub = relay(box, time)
    hub.take(report(1))
    assert [lease.route.address for lease in hub.lease()] == [
        "Ops",
        "17",
        "Quiet",
        "@ann",
        "Elsewhere",
    ]


def test_the_reason_is_kept(hub: Relay) -> None:
    hub.switch("notification", on=False)
    assert hub.take_one(report(1)) == [Held.NOTIFICATION_OFF]
    assert hub.rows() == []
    [line] = hub.activity.events(EventFilter(), limit=1).rows
    assert (line.row.passed, line.verdicts[0].notification) == (0, "all")


def test_a_change_of_the_configuration_is_seen_at_once(hub: Relay) -> None:
    """Compiled judges are kept only while nothing changed, whoever changed it."""
    assert hub.take_one(report(1)) == [None]
    for what in ("notification", "room", "integration"):
        hub.switch(what, on=False)
        assert hub.take_one(report())[0] is not None, what
        hub.switch(what, on=True)
        assert hub.take_one(report()) == [None], what


def test_results_are_compared_with_the_last_one(hub: Relay) -> None:
    hub.change(when=When(on_failure=OnResult.CHANGE))
    build = {"project": "acme/shop", "branch": "main", "kind": "github"}
    told = [
        hub.take_one(report(0, state, **{**build, **more}))[0]
        for state, more in (
            (SUCCESS, {}),
            (FAILURE, {}),
            (FAILURE, {}),
            (FAILURE, {"branch": "other"}),
            (SUCCESS, {"pull_request": True}),
            (SUCCESS, {}),
            (SUCCESS, {}),
            (FAILURE, {}),
        )
    ]
    same = Held.NO_CHANGE
    assert told == [same, None, same, None, None, None, same, None]


def test_results_are_remembered_while_a_notification_is_off(hub: Relay) -> None:
    hub.take(report(1, FAILURE))
    hub.switch("notification", on=False)
    hub.take(report(2, SUCCESS))
    hub.switch("notification", on=True)
    assert hub.take_one(report(3, SUCCESS)) == [Held.NO_CHANGE]


def test_a_frequency_holds_back_and_counts(hub: Relay) -> None:
    hub.change(when=When(at_most_every=600))
    assert [hub.take_one(report(n))[0] for n in (1, 2, 3)] == [None, Held.TOO_SOON, Held.TOO_SOON]
    assert hub.take_one(report(4, project="other")) == [None]
    hub.clock.step(minutes=10)
    hub.take(report(5))
    hub.clock.step(minutes=10)
    hub.take(report(6))
    sent = [lease.message.text for lease in hub.deliver_all()]
    assert "2 more events were held back" in sent[2]
    assert "held back" not in sent[3]


def test_a_threshold_sends_whatever_the_time(hub: Relay) -> None:
    hub.change(when=When(at_most_every=600, threshold=2))
    told = [hub.take_one(report(n))[0] for n in (1, 2, 3, 4)]
    assert told == [None, Held.TOO_SOON, None, Held.TOO_SOON]


def test_an_alert_lives(hub: Relay) -> None:
    hub.change(send_when_clears=True)
    assert hub.take_one(trigger(1, title="Disk full")) == [None]
    assert hub.take_one(trigger(2, title="Disk fuller")) == [Held.REPEAT]
    alert = hub.alert()
    assert (alert.title, alert.repeats, alert.state) == ("Disk fuller", 1, AlertState.OPEN)
    assert hub.take_one(clear(3, title="Disk fine", link="https://m/end")) == [None]
    assert hub.alert().state is AlertState.CLOSED
    assert hub.take_one(trigger(4)) == [None]
    assert hub.alert(2).state is AlertState.OPEN
    assert texts(hub.deliver_all()) == [
        "<b>Triggered #1:</b> Disk full",
        '<b>Cleared #1:</b> <a href="https://m/end">Disk fine</a>',
        "<b>Triggered #2:</b> event 4",
    ]
    rows = hub.activity.events(EventFilter(), limit=9).rows
    assert [(line.row.alert, line.row.passed) for line in rows] == [(2, 1), (1, 1), (1, 0), (1, 1)]
    history = hub.store.read(lambda unit: unit.alerts.history(1))
    assert [(e.act, e.note) for e in history] == [
        (AlertAct.TRIGGERED, "Disk full"),
        (AlertAct.CLEARED, "Disk fine"),
    ]


def test_alerts_of_different_ids_are_different(hub: Relay) -> None:
    hub.take(trigger(1), trigger(2, correlation="a2"))
    assert (hub.alert(1).correlation, hub.alert(2).correlation) == ("a1", "a2")


def test_each_source_numbers_its_alerts_for_itself(hub: Relay) -> None:
    hub.change(send_when_clears=True, when=When(at_most_every=600))
    assert hub.take_one(trigger(1, kind="nagios")) == [None]
    assert hub.take_one(trigger(2, kind="zabbix")) == [None]
    assert hub.take_one(trigger(3, kind="zabbix")) == [Held.TOO_SOON]
    assert hub.take_one(clear(4, kind="nagios")) == [None]
    assert [hub.alert(n).is_over for n in (1, 2)] == [True, False]
    assert hub.take_one(trigger(5, kind="zabbix")) == [Held.TOO_SOON]
    assert hub.take_one(clear(6, kind="zabbix")) == [None]
    assert [hub.alert(n).kind for n in (1, 2)] == ["nagios", "zabbix"]
    assert hub.alert(2).is_over


@pytest.mark.parametrize("kinds", [("nagios", "plain"), ("plain", "nagios")])
def test_who_names_no_source_speaks_for_any(hub: Relay, kinds: tuple[str, str]) -> None:
    hub.take(trigger(1, kind=kinds[0]), clear(2, kind=kinds[1]))
    assert hub.alert().is_over


def test_a_clear_of_nothing_changes_nothing(hub: Relay) -> None:
    hub.change(send_when_clears=True)
    assert hub.take_one(clear(1)) == [Held.TRIGGER_NOT_SENT]
    with pytest.raises(NotFound):
        hub.alert()


def test_a_clear_is_not_sent_where_its_trigger_failed(hub: Relay) -> None:
    hub.change(send_when_clears=True)
    hub.take(trigger(1))
    hub.deliver(Result(ResultKind.REJECTED, 400))
    assert hub.take_one(clear(2)) == [Held.TRIGGER_NOT_SENT]


def test_a_clear_waits_for_its_trigger_and_falls_with_it(hub: Relay) -> None:
    hub.change(send_when_clears=True)
    hub.take(trigger(1), clear(2))
    assert texts(hub.deliver(Result(ResultKind.REJECTED, 400))) == ["<b>Triggered #1:</b> event 1"]
    assert hub.deliver_all() == []
    assert [row.cause for row in hub.rows()] == [Cause.REJECTED, Cause.TRIGGER_NOT_SENT]


def test_a_notification_that_comes_later_hears_of_an_open_alert(hub: Relay) -> None:
    hub.switch("notification", on=False)
    hub.take(trigger(1))
    hub.switch("notification", on=True)
    assert hub.take_one(trigger(2)) == [None]


def test_templates_are_rendered_before_the_transaction(box: Database, time: Clock) -> None:
    asked = []

    def render(template: str, event: object, html: bool) -> str:
        asked.append((template, html))
        box.write(lambda unit: unit.set_setting("free", "yes"))  # the writer is not held up
        return "" if template == "broken" else f"<i>{template}</i>"

    configure(box, replace(ALL, message=MessageSettings(template="mine")))
    hub = relay(box, time, render=render)
    hub.take(report(1), report(2))
    assert asked == [("mine", True), ("mine", True)]
    assert texts(hub.deliver_all()) == ["<i>mine</i>", "<i>mine</i>"]
    hub.change(message=MessageSettings(template="broken"))
    hub.take(report(3))
    assert texts(hub.deliver_all()) == ["event 3"]
    assert [told_of_template(hub, row.id) for row in hub.rows()] == [False, False, True]
    hub.change(message=MessageSettings(template=" "))  # nobody meant to say anything by it
    hub.take(report(4))
    assert not told_of_template(hub, hub.rows()[-1].id)


def told_of_template(hub: Relay, delivery_id: int) -> bool:
    return hub.activity.delivery(delivery_id).message.template_failed


class TestBeginning:
    """What is handed over now, and waited for later."""

    def test_it_is_taken_in_as_if_it_was_waited_for_at_once(self, hub: Relay) -> None:
        bad = report(3, title="")
        first = hub.intake.begin("s1", [report(1), bad])
        second = hub.intake.begin("s1", [report(1), report(2)])
        assert first is not None
        assert second is not None
        [one, refused] = first() or ()
        [again, two] = second() or ()
        assert (one.fate, refused.fate, again.fate, two.fate) == (
            Fate.ACCEPTED,
            Fate.REFUSED,
            Fate.REPEATED,
            Fate.ACCEPTED,
        )
        assert (one.due, two.due) == (True, False)  # the second stands behind it
        assert hub.events() == ["event 1", "event 2"]
        assert [refusal.code for refusal in hub.activity.refusals()] == ["invalid"]
        assert texts(hub.deliver_all()) == ["event 1", "event 2"]

    def test_long_lists_are_for_accept(self, hub: Relay) -> None:
        assert hub.intake.begin("s1", [report(n) for n in range(FEW + 1)]) is None
        assert hub.intake.begin("s1", [report(n) for n in range(FEW)]) is not None

    def test_it_says_what_stands_against_it_where_it_is_waited_for(self, hub: Relay) -> None:
        seen = hub.store.revisions()[Topic.SUBSCRIPTIONS]
        outdated = hub.intake.begin("s1", [report(1)], seen - 1)
        nobody = hub.intake.begin("nobody", [report(1)])
        fine = hub.intake.begin("s1", [report(2)], seen)
        assert outdated is not None
        assert nobody is not None
        assert fine is not None
        with pytest.raises(Outdated):
            outdated()
        with pytest.raises(NotFound):
            nobody()
        assert [each.fate for each in fine() or ()] == [Fate.ACCEPTED]
        assert hub.events() == ["event 2"]

    def test_it_never_passes_by_a_template(self, box: Database, time: Clock) -> None:
        configure(box, ALL)
        hub = relay(box, time, render=lambda text, event, _html: f"{event.title} as {text}")
        assert hub.intake.begin("s1", [report(1)]) is None  # nobody looked yet
        hub.take(report(1))
        begun = hub.intake.begin("s1", [report(2)])
        assert begun is not None
        assert [each.fate for each in begun() or ()] == [Fate.ACCEPTED]

        hub.change(message=MessageSettings(template="mine"))
        begun = hub.intake.begin("s1", [report(3)])
        assert begun is not None
        assert begun() is None  # there is a template now: nothing was taken in
        assert hub.events() == ["event 1", "event 2"]
        hub.take(report(3))
        assert hub.intake.begin("s1", [report(4)]) is None
        assert texts(hub.deliver_all()) == ["event 1", "event 2", "event 3 as mine"]


def test_two_processes_recognise_the_same_event(hub: Relay, path: Path, time: Clock) -> None:
    """Both are told every id at the same time; each id becomes one event."""
    others = [open_store(path, clock=time) for _ in range(2)]
    reports = [report(n) for n in range(1, 30)]
    found: list[Fate] = []

    def take(store: Database) -> None:
        intake = Intake(store, Decider(utc), time)
        found.extend(intake.accept("s1", [each])[0].fate for each in reports)

    threads = [threading.Thread(target=take, args=(store,)) for store in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for store in others:
        store.close()
    assert sorted(hub.events()) == sorted(r.title for r in reports)
    assert found.count(Fate.ACCEPTED) == found.count(Fate.REPEATED) == len(reports)
    assert len(hub.rows()) == len(reports)


def test_templates_of_many_subscriptions_do_not_fill_the_memory(
    box: Database, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hipadmin.services.intake.intake.REMEMBERED", 2)
    configure(box, replace(ALL, message=MessageSettings(template="{{ title }}")))
    hub = relay(box, time, render=lambda text, event, _html: f"{event.title} as {text}")
    for number in range(5):
        with pytest.raises(NotFound):
            hub.intake.accept(f"nobody{number}", [report(1)])
        assert len(hub.intake._known) <= 2
    hub.take(report(1))
    assert texts(hub.deliver()) == ["event 1 as {{ title }}"]
