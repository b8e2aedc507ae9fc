"""What people do with alerts: each act recorded, kept in the alert's history, and announced."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from hipadmin.domain import alert as alerts
from hipadmin.domain.alert import Alert, AlertAct, AlertEntry, announcement
from hipadmin.domain.change import Action, Entity
from hipadmin.domain.errors import Conflict, NotFound
from hipadmin.domain.event import Event, EventState
from hipadmin.domain.message import Extras, compose
from hipadmin.domain.ports import Store, Unit
from hipadmin.domain.recipients import Recipient, recipients
from hipadmin.domain.subscription import RoomNotification
from hipadmin.domain.verdict import Verdict
from hipadmin.services.configuration.records import Act, Acts
from hipadmin.services.delivery.decider import parcel_for

KIND = "hipadmin"
"""The source of events that tell what people did here."""

_ACTIONS: Mapping[AlertAct, Action] = MappingProxyType(
    {
        AlertAct.ACKNOWLEDGED: Action.ACKNOWLEDGE_ALERT,
        AlertAct.ASSIGNED: Action.ASSIGN_ALERT,
        AlertAct.MUTED: Action.MUTE_ALERT,
        AlertAct.CLOSED: Action.CLOSE_ALERT,
    }
)


@dataclass(frozen=True, slots=True)
class AlertDetails:
    """One alert with what happened to it, oldest first."""

    alert: Alert
    history: tuple[AlertEntry, ...]


class Alerts:
    """The verbs on alerts.

    ``expected`` is the version that the person saw, None to act on whatever there is (a command in
    a room). ``actor`` names who acts if it is not who runs this. All may raise NotFound, Conflict,
    NotPossible, StoreTrouble; then nothing has changed.
    """

    def __init__(self, store: Store, acts: Acts) -> None:
        self._store = store
        self._acts = acts

    def get(self, number: int) -> AlertDetails:
        """One alert with its history."""
        return self._store.read(
            lambda unit: AlertDetails(unit.alerts.get(number), tuple(unit.alerts.history(number)))
        )

    def next_number(self) -> int:
        """The number that the next one will get if none comes before it."""
        return self._store.read(lambda unit: unit.alerts.next_number())

    def acknowledge(self, number: int, expected: int | None = None, *, actor: str = "") -> Alert:
        """Take note of it: repeats stop, and who does so has it unless somebody has."""

        def change(alert: Alert, who: str, _at: datetime) -> Alert:
            return alerts.acknowledged(alert, who)

        return self._do(AlertAct.ACKNOWLEDGED, number, expected, actor, change)

    def assign(
        self, number: int, assignee: str, expected: int | None = None, *, actor: str = ""
    ) -> Alert:
        """Put it into somebody's hands, "" for nobody's."""

        def change(alert: Alert, _who: str, _at: datetime) -> Alert:
            return alerts.assigned(alert, assignee)

        return self._do(AlertAct.ASSIGNED, number, expected, actor, change)

    def mute(
        self,
        number: int,
        until: datetime | None,
        expected: int | None = None,
        *,
        actor: str = "",
    ) -> Alert:
        """Silence its repeats until then; None ends that."""

        def change(alert: Alert, _who: str, _at: datetime) -> Alert:
            return alerts.muted(alert, until)

        return self._do(AlertAct.MUTED, number, expected, actor, change)

    def close(self, number: int, expected: int | None = None, *, actor: str = "") -> Alert:
        """Close it by hand: nothing is heard of it until its source has cleared."""

        def change(alert: Alert, _who: str, at: datetime) -> Alert:
            return alerts.closed(alert, at)

        return self._do(AlertAct.CLOSED, number, expected, actor, change)

    def _do(
        self,
        act: AlertAct,
        number: int,
        expected: int | None,
        actor: str,
        change: Callable[[Alert, str, datetime], Alert],
    ) -> Alert:
        def work(within: Act) -> Alert:
            before = within.unit.alerts.get(number)
            if expected is not None and before.version != expected:
                raise Conflict("alert", str(number), gone=False)
            who = actor or within.actor
            after = within.unit.alerts.update(change(before, who, within.at), before.version)
            _record(within, act, before, after, who)
            _announce(within.unit, act, after, who, within.at)
            return after

        return self._acts.perform(work).value


def _record(within: Act, act: AlertAct, before: Alert, after: Alert, who: str) -> None:
    entry = AlertEntry(after.number, within.at, act, who, _told(act, after))
    within.unit.alerts.note(entry)
    pictures = _picture(before), _picture(after)
    within.note(_ACTIONS[act], Entity.ALERT, str(after.number), after.title, *pictures, actor=who)


def _told(act: AlertAct, after: Alert) -> str:
    if act is AlertAct.ASSIGNED:
        return after.assignee
    if act is AlertAct.MUTED and after.muted_until:
        return after.muted_until.isoformat()
    return ""


def _picture(alert: Alert) -> Mapping[str, object]:
    return {
        "title": alert.title,
        "state": alert.state.value,
        "assignee": alert.assignee,
        "muted_until": alert.muted_until.isoformat() if alert.muted_until else None,
    }


def _announce(unit: Unit, act: AlertAct, alert: Alert, who: str, at: datetime) -> None:
    """Tell every room that got the alert what was done with it."""
    event = unit.events.add(_event(act, alert, who, at))
    sent = unit.alerts.triggers(alert.number)
    passed: dict[str, Verdict] = {}
    for notification_id, key in sorted(sent):
        found = _recipient(unit, notification_id, key)
        if found is not None:
            notification, to = found
            message = compose(event, notification.message, Extras(alert.number))
            unit.deliveries.add(parcel_for(event, notification, to, message))
            passed[notification_id] = Verdict(notification_id)
    unit.events.conclude(event.id, list(passed.values()), len(passed), alert.number)


def _event(act: AlertAct, alert: Alert, who: str, at: datetime) -> Event:
    return Event(
        state=EventState.CHANGED,
        title=announcement(alert, act, who, alert.muted_until),
        kind=KIND,
        accesses=tuple(alerts.act_accesses(alert, act)),
        link=alert.link,
        project=alert.project,
        severity=alert.severity,
        actor=who,
        subscription_id=alert.subscription_id,
        received_at=at,
    )


def _recipient(
    unit: Unit, notification_id: str, key: str
) -> tuple[RoomNotification, Recipient] | None:
    """Who got the alert by a notification, as far as both are still there."""
    try:
        notification = unit.notifications.get(notification_id)
        integration = unit.integrations.get(notification.integration_id)
    except NotFound:
        return None
    for to in recipients(notification, integration):
        if to.key == key:
            return notification, to
    return None
