"""Which notification sends an event where: every test in its order, the first failure kept.

The order: integration on, room on, notification on; project and source wanted; result settings;
branches; clears; policy; conditions; frequency; schedule; what people did with the alert.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from hipadmin.domain import own_acts
from hipadmin.domain.alert import AlertState
from hipadmin.domain.event import Event
from hipadmin.domain.event_state import EventState
from hipadmin.domain.integration import Integration
from hipadmin.domain.memory import Memory
from hipadmin.domain.notification import OnEach, OnResult, When
from hipadmin.domain.notification.conditions import Conditions
from hipadmin.domain.policy import Access, Policy, Why
from hipadmin.domain.policy.globs import compile_any
from hipadmin.domain.recipients import Recipient, recipients
from hipadmin.domain.subscription import RoomNotification
from hipadmin.domain.verdict import Held, Verdict

Reason = tuple[Held, Mapping[str, object]]
Zone = Callable[[str], tzinfo]
"""The time zone of a name, the machine's own for ""."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A message owed to one recipient.

    ``mentions`` are to be named in it; ``held`` events about the same thing were held back before.
    ``trigger`` is the delivery of the alert it clears: if that one never arrives, this is void.
    """

    recipient: Recipient
    mentions: tuple[str, ...] = ()
    held: int = 0
    trigger: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What one notification makes of one event."""

    notification: RoomNotification
    verdicts: tuple[Verdict, ...]
    owed: tuple[Owed, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether only the frequency held it back, so that it counts for the next message."""
        return any(v.held in (Held.TOO_SOON, Held.REPEAT) for v in self.verdicts)


class Judge:
    """One notification with its integration, compiled to decide about many events.

    ``zone`` gives time zones by name and raises ValueError for one it does not know. What cannot be
    understood (a policy that another version saved, a zone of another machine) sends nothing, and
    says so in every verdict.
    """

    def __init__(
        self, notification: RoomNotification, integration: Integration, zone: Zone
    ) -> None:
        when = notification.when
        self.notification = notification
        self.integration = integration
        self.recipients = recipients(notification, integration)
        self.unreadable = ""
        try:
            self.policy = Policy.parse(notification.policy)
            self.conditions = Conditions(notification.conditions)
            self.zone = zone(when.schedule.zone) if when.schedule.active else None
        except ValueError as error:
            self.unreadable = str(error)
        self.has_project = compile_any([p.casefold() for p in notification.projects] or ["*"])
        self.has_source = compile_any(when.sources or ("*",))
        self.is_named = compile_any(when.branches.only or ("*",))
        self.is_excepted = compile_any(when.branches.but)

    def takes(self, kind: str) -> bool:
        """Whether a source was chosen; own acts want a policy where none was."""
        if kind == own_acts.KIND and not self.notification.when.sources:
            return not self.policy.is_empty
        return self.has_source(kind)

    def decide(self, event: Event, memory: Memory, now: datetime) -> Decision:
        """What becomes of ``event``, given what was remembered before it; ``now`` is aware."""
        case = _Case(self, event, memory, now)
        if not self.recipients:
            reasons: dict[str, Reason | None] = {"": (Held.NO_ROOM, {})}
        else:
            reasons = {r.key: case.reason(r) for r in self.recipients}
        return Decision(
            self.notification,
            tuple(_verdicts(self.notification.id, reasons)),
            tuple(case.owed(r) for r in self.recipients if reasons[r.key] is None),
        )


def _verdicts(notification_id: str, reasons: Mapping[str, Reason | None]) -> Iterator[Verdict]:
    """One verdict for all recipients if they agree, else one for each."""
    first = next(iter(reasons.values()))
    same = all(reason == first for reason in reasons.values())
    for key, reason in ({"": first} if same else reasons).items():
        held, params = reason or (None, {})
        yield Verdict(notification_id, key, held, params)


class _Case:
    """One event before one judge."""

    def __init__(self, judge: Judge, event: Event, memory: Memory, now: datetime) -> None:
        self._judge = judge
        self._when: When = judge.notification.when
        self._id = judge.notification.id
        self._event = event
        self._memory = memory
        self._now = now
        self._early = _first(self._early_tests())
        self._mentions: tuple[str, ...] = ()
        self._late = None if self._early else _first(self._late_tests())

    def reason(self, to: Recipient) -> Reason | None:
        """The first test that fails for one recipient."""
        if not self._judge.integration.enabled:
            return Held.INTEGRATION_OFF, {}
        if not to.is_on:
            return Held.ROOM_OFF, {}
        if self._early:
            return self._early
        if self._event.state is EventState.CLEARED and self._trigger(to) is None:
            return Held.TRIGGER_NOT_SENT, {}
        return self._late

    def owed(self, to: Recipient) -> Owed:
        """The message to a recipient for whom every test was passed."""
        last = self._memory.sent.get(self._id)
        cleared = self._event.state is EventState.CLEARED
        trigger = self._trigger(to) if cleared else None
        return Owed(to, self._mentions, 0 if cleared or not last else last.held, trigger)

    def _trigger(self, to: Recipient) -> int | None:
        return self._memory.triggers.get((self._id, to.key))

    def _early_tests(self) -> Iterator[Reason | None]:
        """What is asked before single rooms are; a test message needs the switches only."""
        event, judge = self._event, self._judge
        yield None if judge.notification.enabled else (Held.NOTIFICATION_OFF, {})
        yield (Held.UNREADABLE, {"reason": judge.unreadable}) if judge.unreadable else None
        if not judge.has_project(event.project.casefold()):
            yield Held.OTHER_PROJECT, {"project": event.project}
        if event.state is EventState.TEST:
            return
        yield None if judge.takes(event.kind) else (Held.OTHER_SOURCE, {"kind": event.kind})
        yield self._by_result()
        if not judge.is_named(event.branch) or judge.is_excepted(event.branch):
            yield Held.BRANCH, {"branch": event.branch}
        if event.state is EventState.CLEARED and not judge.notification.send_when_clears:
            yield Held.CLEAR_UNWANTED, {}

    def _late_tests(self) -> Iterator[Reason | None]:
        """What is asked after single rooms were."""
        judged = self._judge.conditions.judge(self._event)
        self._mentions = judged.mentions
        if self._event.state is EventState.TEST:
            return
        yield self._by_policy()
        yield None if judged.sends else (Held.CONDITION, {"row": judged.row})
        yield self._by_frequency()
        yield self._by_hours()
        yield self._by_alert()

    def _by_result(self) -> Reason | None:
        event, when = self._event, self._when
        if event.pull_request and when.on_pull_request is OnEach.NEVER:
            return Held.PULL_REQUEST, {}
        if event.state is EventState.STARTED:
            return (Held.START, {}) if when.on_start is OnEach.NEVER else None
        settings = {
            EventState.SUCCESS: when.on_success,
            EventState.FAILURE: when.on_failure,
            EventState.CANCELLED: when.cancel,
        }
        wanted = settings.get(event.state, OnResult.ALWAYS)
        if event.pull_request or wanted is OnResult.ALWAYS:
            return None
        if wanted is OnResult.NEVER:
            return Held.RESULT, {"state": event.state.value}
        return None if self._turned() else (Held.NO_CHANGE, {"state": event.state.value})

    def _turned(self) -> bool:
        """Whether the result differs; the first ever counts as a change unless it is a success."""
        last = self._memory.last_result
        if last is None:
            return self._event.state is not EventState.SUCCESS
        return last.state is not self._event.state

    def _by_policy(self) -> Reason | None:
        verdict = self._judge.policy.explain(self._accesses())
        if verdict.passes:
            return None
        access = verdict.access or Access("nothing", "nothing")
        params = {"action": access.action, "resource": access.resource}
        if verdict.why is Why.DENIED:
            return Held.POLICY_DENIES, {**params, "statement": verdict.statement}
        return Held.POLICY_ALLOWS_NOT, params

    def _accesses(self) -> Sequence[Access]:
        """What a policy is asked for.

        A clear may speak of its rule under a new name: what its trigger was about counts as well,
        so that the clear reaches where the trigger went. ThousandEyes, Grafana and Alertmanager
        clear so when a rule is changed, and say nothing of the cause.
        """
        event, alert = self._event, self._memory.alert
        if event.state is not EventState.CLEARED or alert is None:
            return event.accesses
        actions = {a.action for a in event.accesses}
        before = [
            Access(x, a.resource, a.tags, a.properties) for a in alert.accesses for x in actions
        ]
        return (*event.accesses, *before)

    def _by_frequency(self) -> Reason | None:
        """At most every so often, unless enough has gathered. Never a clear or a new alert."""
        last, every = self._memory.sent.get(self._id), self._when.at_most_every
        if self._event.state is EventState.CLEARED:
            return None
        if self._event.opens_alert and not self._memory.was_sent(self._id):
            return None
        if last is not None and 0 < self._when.threshold <= last.held + 1:
            return None
        if not every:
            return self._by_repeat()
        ago = self._now - last.at if last is not None else None
        if ago is None or not timedelta() <= ago < timedelta(seconds=every):
            return None
        return Held.TOO_SOON, {"ago": int(ago.total_seconds()), "every": every}

    def _by_repeat(self) -> Reason | None:
        alert = self._memory.alert
        if alert is None or not self._event.opens_alert:
            return None
        # what a person did with the alert says more than that it was sent
        return self._by_alert() or (Held.REPEAT, {"number": alert.number})

    def _by_hours(self) -> Reason | None:
        if self._judge.zone is None:
            return None
        local = self._now.astimezone(self._judge.zone)
        return None if self._when.schedule.is_active(local) else (Held.OUT_OF_HOURS, {})

    def _by_alert(self) -> Reason | None:
        """Closed by hand, nothing is heard of it; acknowledged or muted, only that it cleared."""
        alert = self._memory.alert
        if alert is None:
            return None
        number = {"number": alert.number}
        if alert.closed_by_hand:
            return Held.CLOSED_BY_HAND, number
        if self._event.state is EventState.CLEARED:
            return None
        if alert.state is AlertState.ACKNOWLEDGED:
            return Held.ACKNOWLEDGED, {**number, "assignee": alert.assignee}
        if alert.muted_until is not None and alert.is_muted(self._now):
            return Held.MUTED, {**number, "until": alert.muted_until.isoformat()}
        return None


def _first(tests: Iterator[Reason | None]) -> Reason | None:
    return next((reason for reason in tests if reason is not None), None)
