"""Decides about an event within the transaction that takes it in: verdicts, alerts, messages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hipadmin.domain import alert as alerts
from hipadmin.domain.alert import Alert, AlertAct, AlertEntry
from hipadmin.domain.deciding import Decision, Judge, Owed, Zone
from hipadmin.domain.event import Event
from hipadmin.domain.memory import LastSent, Memory, next_result, series_key, subject_key
from hipadmin.domain.message import Extras, Message, compose
from hipadmin.domain.notification import MessageFormat
from hipadmin.domain.outbox import Parcel
from hipadmin.domain.ports import Topic, Unit
from hipadmin.domain.recipients import Recipient
from hipadmin.domain.subscription import RoomNotification
from hipadmin.domain.verdict import Verdict

Render = Callable[[str, Event, bool], str]
"""What a template makes of an event, "" if it fails; takes time, so outside of transactions.

The last says whether it is to be HTML, in which values are escaped.
"""
Wording = tuple[str, bool]
"""A template, and whether it is to be HTML."""

_CONFIGURATION = (Topic.INTEGRATIONS, Topic.SUBSCRIPTIONS, Topic.NOTIFICATIONS)


@dataclass(frozen=True, slots=True)
class Wordings:
    """What templates made of one event, rendered before its transaction."""

    texts: Mapping[Wording, str] = field(default_factory=dict)

    def of(self, notification: RoomNotification) -> str:
        """The wording for a notification; "" for the built-in words."""
        return self.texts.get(wording_of(notification), "")


def wording_of(notification: RoomNotification) -> Wording:
    """What is to be rendered for a notification; its template is "" for the built-in words."""
    message = notification.message
    return message.template, message.format is not MessageFormat.TEXT


NO_WORDINGS = Wordings()


@dataclass(frozen=True, slots=True)
class Taken:
    """An event that was stored, and what was decided about it.

    ``due``: some message of it can leave at once, so that whoever delivers should look.
    """

    event_id: int
    verdicts: tuple[Verdict, ...]
    due: bool


class Decider:
    """Judges, compiled once for as long as the configuration does not change.

    Used by one thread at a time, within transactions of one store.
    """

    def __init__(self, zone: Zone) -> None:
        self._zone = zone
        self._known: Mapping[Topic, int] = {}
        self._seen: tuple[int, ...] = ()
        self._judges: dict[str, tuple[Judge, ...]] = {}

    def judges(self, unit: Unit, subscription_id: str) -> tuple[Judge, ...]:
        """One for each room notification of the subscription, by name. Raises NotFound."""
        revisions = unit.revisions()
        if revisions is not self._known:  # else it is the same transaction that asks again
            self._known, seen = revisions, tuple(revisions.get(t, 0) for t in _CONFIGURATION)
            if seen != self._seen:
                self._seen, self._judges = seen, {}
        found = self._judges.get(subscription_id)
        if found is None:
            found = self._judges[subscription_id] = tuple(self._compiled(unit, subscription_id))
        return found

    def _compiled(self, unit: Unit, subscription_id: str) -> Iterable[Judge]:
        unit.subscriptions.get(subscription_id)
        for notification in unit.notifications.of_subscription(subscription_id):
            integration = unit.integrations.get(notification.integration_id)
            yield Judge(notification, integration, self._zone)

    def take(
        self, unit: Unit, event: Event, now: datetime, wordings: Wordings = NO_WORDINGS
    ) -> Taken:
        """Store ``event`` with its verdicts, its alert and the messages it owes."""
        judges = self.judges(unit, event.subscription_id)
        return _Case(unit, event, now, wordings).decide(judges)


class _Case:
    """One event in one transaction."""

    def __init__(self, unit: Unit, event: Event, now: datetime, wordings: Wordings) -> None:
        self._unit = unit
        self._event = event
        self._about = event
        self._now = now
        self._wordings = wordings
        self._due = False

    def decide(self, judges: Sequence[Judge]) -> Taken:
        unit, memory = self._unit, self._memory(judges)
        decisions = [judge.decide(self._event, memory, self._now) for judge in judges]
        passed = sum(1 for d in decisions if d.owed)
        known = memory.alert.number if memory.alert else 0
        self._event = unit.events.add(self._event, passed, known)
        alert = self._alert(memory.alert)
        for decision in decisions:
            self._owe(decision, alert)
            self._remember(decision, memory)
        verdicts = tuple(v for d in decisions for v in d.verdicts)
        opened = (passed, alert.number) if alert and not known else (0, 0)
        unit.events.conclude(self._event.id, verdicts, *opened)
        return Taken(self._event.id, verdicts, self._due)

    def _memory(self, judges: Sequence[Judge]) -> Memory:
        """What was remembered before the event; the event's own result is remembered from now."""
        event, unit = self._event, self._unit
        of, last = event.subscription_id, None
        if event.state.is_result and not event.pull_request:
            series = series_key(event)
            last = unit.memory.last_result(of, series)
            following = next_result(last, event)
            if following is not None and following != last:
                unit.memory.save_result(of, series, following)
        alert = self._current() if event.correlation else None
        return Memory(
            last,
            alert,
            unit.alerts.triggers(alert.number) if alert else {},
            unit.memory.last_sent(timed, subject_key(self._about))
            if (timed := _timed(judges))
            else {},
        )

    def _current(self) -> Alert | None:
        """The alert that the event means, and what to call one that it opens."""
        event, current = self._event, self._unit.alerts.current
        found = current(event.subscription_id, event.correlation)
        if found is not None and alerts.is_about(event, found):
            return found
        own = alerts.in_its_own_name(event)
        apart = current(event.subscription_id, own.correlation)
        if found is not None or apart is not None:
            self._about = own
        return apart

    def _alert(self, before: Alert | None) -> Alert | None:
        """The alert after the event: opened, repeated, cleared or as it was."""
        event, unit = self._event, self._unit
        if event.clears_alert and before is not None:
            after = unit.alerts.update(alerts.cleared(before, event), before.version)
            self._note(after, AlertAct.CLEARED)
            return after
        if not event.opens_alert:
            return before
        if before is not None:
            return unit.alerts.update(alerts.repeated(before, event), before.version)
        opened = replace(alerts.opened(event), correlation=self._about.correlation)
        after = unit.alerts.add(opened)
        self._note(after, AlertAct.TRIGGERED)
        return after

    def _note(self, alert: Alert, act: AlertAct) -> None:
        event = self._event
        entry = AlertEntry(alert.number, event.time, act, event.kind, event.title)
        self._unit.alerts.note(entry)

    def _owe(self, decision: Decision, alert: Alert | None) -> None:
        number = alert.number if alert else 0
        messages: dict[tuple[object, ...], Message] = {}
        for owed in decision.owed:
            same = (owed.mentions, owed.held)
            message = messages.get(same) or self._message(decision.notification, owed, number)
            messages[same] = message
            to, needs = owed.recipient, owed.trigger
            parcel = parcel_for(self._event, decision.notification, to, message, needs)
            placed = self._unit.deliveries.add(parcel)
            self._due = self._due or placed.due
            if number and self._event.opens_alert:
                sender = decision.notification.id
                self._unit.alerts.note_sent(number, sender, to.key, placed.id)

    def _message(self, notification: RoomNotification, owed: Owed, number: int) -> Message:
        wording = self._wordings.of(notification)
        extras = Extras(number, owed.mentions, owed.held, wording)
        message = compose(self._event, notification.message, extras)
        failed = not wording and bool(notification.message.template.strip())
        return replace(message, template_failed=True) if failed else message

    def _remember(self, decision: Decision, memory: Memory) -> None:
        """Note for the frequency that it was sent, or that it waits for the next message."""
        notification = decision.notification
        if not _is_timed(notification) or self._event.clears_alert:
            return
        if decision.owed:
            sent = LastSent(self._now)
        elif decision.waits:
            last = memory.sent.get(notification.id, LastSent(self._now))
            sent = replace(last, held=last.held + 1)
        else:
            return
        self._unit.memory.save_sent(notification.id, subject_key(self._about), sent)


def parcel_for(
    event: Event,
    notification: RoomNotification,
    to: Recipient,
    message: Message,
    needs: int | None = None,
) -> Parcel:
    """The message about ``event`` on its way into the lane of ``to``; see Parcel for ``needs``."""
    wait = notification.when.expire_after
    at = event.received_at
    return Parcel(
        subscription_id=event.subscription_id,
        notification_id=notification.id,
        recipient=to,
        title=event.title,
        message=message,
        created_at=at,
        event_id=event.id,
        expires_at=at + timedelta(seconds=wait) if wait else None,
        needs=needs,
    )


def _is_timed(notification: RoomNotification) -> bool:
    return bool(notification.when.at_most_every or notification.when.threshold)


def _timed(judges: Sequence[Judge]) -> list[str]:
    return [j.notification.id for j in judges if _is_timed(j.notification)]
