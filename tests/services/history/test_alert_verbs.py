"""What people do with alerts: recorded, told to the rooms that know of it, and obeyed."""

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest

from hipadmin.domain.alert import Alert, AlertAct, AlertFilter, AlertState, NotPossible
from hipadmin.domain.change import Entity
from hipadmin.domain.errors import Conflict, NotFound
from hipadmin.domain.event import EventState
from hipadmin.domain.notification import When
from hipadmin.domain.policy import Access
from hipadmin.domain.subscription import RoomChoice
from hipadmin.domain.verdict import Held
from hipadmin.services.configuration.journal import Journal
from hipadmin.services.configuration.records import Acts
from hipadmin.services.history.alerts import Alerts
from hipadmin.store import Database
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import START, Clock, Relay, clear, texts, trigger

__all__ = ["box", "hub", "path", "time"]

LATER = START + timedelta(hours=1)
RULE = (Access("alertTriggered", "monitor/am:rule/DiskFull"),)


@pytest.fixture
def alerts(box: Database, time: Clock) -> Alerts:
    ids = itertools.count()
    return Alerts(box, Acts(box, "ann", time, lambda: f"batch{next(ids)}", Journal()))


@pytest.fixture
def hub_with_alert(hub: Relay) -> Relay:
    hub.change(send_when_clears=True, when=When(at_most_every=1), rooms=RoomChoice())
    hub.take(trigger(1, title="Disk full", accesses=RULE, link="https://m/1"))
    hub.deliver_all()
    hub.clock.step(minutes=1)
    return hub


def test_the_number_of_the_next_one_is_known_before_it_comes(hub: Relay, alerts: Alerts) -> None:
    assert alerts.next_number() == 1
    hub.take(trigger(1))
    assert alerts.get(1).alert.number == 1
    assert alerts.next_number() == 2


def test_acknowledging(hub_with_alert: Relay, alerts: Alerts) -> None:
    hub = hub_with_alert
    after = alerts.acknowledge(1, 1)
    assert (after.state, after.assignee, after.version) == (AlertState.ACKNOWLEDGED, "ann", 2)
    told = hub.deliver_all()
    assert texts(told) == ['<b>#1:</b> <a href="https://m/1">ann acknowledged: Disk full</a>'] * 3
    assert {lease.lane_key for lease in told} == {"r1", "r2", "r3"}
    assert hub.take_one(trigger(2)) == [Held.ACKNOWLEDGED]
    assert hub.take_one(clear(3)) == [None]


def test_assigning(hub_with_alert: Relay, alerts: Alerts) -> None:
    assert alerts.assign(1, "@bob").assignee == "@bob"
    assert "ann assigned to @bob: Disk full" in texts(hub_with_alert.deliver_all())[0]
    assert alerts.acknowledge(1).assignee == "@bob"
    assert alerts.assign(1, "").assignee == ""


def test_closing(hub_with_alert: Relay, alerts: Alerts) -> None:
    hub = hub_with_alert
    after = alerts.close(1)
    assert (after.state, after.closed_at) == (AlertState.CLOSED, hub.clock())
    hub.deliver_all()
    assert hub.take_one(trigger(2)) == [Held.CLOSED_BY_HAND]
    assert hub.take_one(clear(3)) == [Held.CLOSED_BY_HAND]
    assert hub.take_one(trigger(4)) == [None]
    assert hub.alert(2).state is AlertState.OPEN


def test_muting(hub_with_alert: Relay, alerts: Alerts) -> None:
    hub = hub_with_alert
    alerts.mute(1, LATER)
    assert "ann muted: Disk full" in texts(hub.deliver_all())[0]
    assert hub.take_one(trigger(2)) == [Held.MUTED]
    hub.clock.now = LATER
    assert hub.take_one(trigger(3)) == [None]
    alerts.mute(1, LATER + timedelta(days=1))
    alerts.mute(1, None)
    hub.clock.step(seconds=5)
    assert hub.take_one(trigger(4)) == [None]


def test_each_act_is_recorded_and_kept_in_its_history(
    hub_with_alert: Relay, alerts: Alerts
) -> None:
    alerts.acknowledge(1)
    alerts.assign(1, "@bob", actor="@carol")
    alerts.mute(1, LATER)
    alerts.close(1)
    history = alerts.get(1).history
    assert [(e.act, e.actor, e.note) for e in history] == [
        (AlertAct.TRIGGERED, "", "Disk full"),
        (AlertAct.ACKNOWLEDGED, "ann", ""),
        (AlertAct.ASSIGNED, "@carol", "@bob"),
        (AlertAct.MUTED, "ann", LATER.isoformat()),
        (AlertAct.CLOSED, "ann", ""),
    ]
    records = hub_with_alert.store.read(lambda unit: unit.changes.page(limit=9))
    assert [(r.action, r.actor, r.entity, r.entity_id, r.name) for r in records] == [
        ("closeAlert", "ann", Entity.ALERT, "1", "Disk full"),
        ("muteAlert", "ann", Entity.ALERT, "1", "Disk full"),
        ("assignAlert", "@carol", Entity.ALERT, "1", "Disk full"),
        ("acknowledgeAlert", "ann", Entity.ALERT, "1", "Disk full"),
    ]
    assert records[0].before is not None
    assert records[0].after is not None
    assert (records[0].before["state"], records[0].after["state"]) == ("acknowledged", "closed")


def test_an_act_is_an_event_that_belongs_to_the_alert(
    hub_with_alert: Relay, alerts: Alerts
) -> None:
    alerts.close(1, actor="@bob")
    event = hub_with_alert.activity.event(2).event
    assert (event.state, event.actor, event.kind) == (EventState.CHANGED, "@bob", "hipadmin")
    assert [(a.action, a.resource) for a in event.accesses] == [
        ("alertClosed", "monitor/am:rule/DiskFull")
    ]
    [named] = hub_with_alert.activity.event(2).verdicts
    assert (named.verdict.passed, named.notification) == (True, "all")


def test_only_rooms_that_know_of_it_are_told(hub: Relay, alerts: Alerts) -> None:
    hub.switch("notification", on=False)
    hub.take(trigger(1))
    hub.switch("notification", on=True)
    alerts.acknowledge(1)
    assert hub.deliver_all() == []


def test_what_is_gone_meanwhile_is_not_told(hub_with_alert: Relay, alerts: Alerts) -> None:
    hub_with_alert.change(rooms=RoomChoice(False, ("r2",)))
    alerts.acknowledge(1)
    assert [lease.lane_key for lease in hub_with_alert.deliver_all()] == ["r2"]
    version = hub_with_alert.store.read(lambda unit: unit.notifications.get("n1").version)
    hub_with_alert.store.write(lambda unit: unit.notifications.delete("n1", version, START))
    assert alerts.close(1).state is AlertState.CLOSED
    assert hub_with_alert.deliver_all() == []


@pytest.mark.parametrize(
    "act",
    [
        lambda a, v: a.acknowledge(1, v),
        lambda a, v: a.assign(1, "x", v),
        lambda a, v: a.mute(1, LATER, v),
        lambda a, v: a.close(1, v),
    ],
)
def test_somebody_else_was_quicker(
    hub_with_alert: Relay, alerts: Alerts, act: Callable[[Alerts, int], Alert]
) -> None:
    hub_with_alert.take(trigger(2))  # a repeat changes the alert as well
    with pytest.raises(Conflict):
        act(alerts, 1)
    assert alerts.get(1).alert.version == 2
    assert hub_with_alert.events() == ["Disk full", "event 2"]


def test_what_cannot_be_done_changes_nothing(hub_with_alert: Relay, alerts: Alerts) -> None:
    alerts.close(1)
    with pytest.raises(NotPossible):
        alerts.acknowledge(1)
    with pytest.raises(NotFound):
        alerts.close(2)
    with pytest.raises(NotFound):
        alerts.get(2)
    assert len(hub_with_alert.events()) == 2


def test_the_list_of_alerts(hub_with_alert: Relay, alerts: Alerts) -> None:
    hub_with_alert.take(trigger(5, correlation="a2", title="Load"))
    alerts.acknowledge(2)

    def numbers(wanted: AlertFilter, **more: int) -> list[int]:
        page = hub_with_alert.activity.alerts(wanted, limit=1, **more)
        return [alert.number for alert in page.rows] + [-1] * page.more

    assert numbers(AlertFilter()) == [2, -1]
    assert numbers(AlertFilter(), before=2) == [1]
    assert numbers(AlertFilter(states=[AlertState.OPEN])) == [1]
