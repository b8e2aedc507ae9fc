"""Tells subscriptions that ask for it what administrators do, as it happens."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from hipadmin.domain.change import Change
from hipadmin.domain.errors import NotFound
from hipadmin.domain.event import Report
from hipadmin.domain.own_acts import KIND, report_of
from hipadmin.domain.policy import Policy, PolicyError
from hipadmin.domain.policy.globs import compile_any
from hipadmin.domain.ports import Store, Unit
from hipadmin.domain.subscription import RoomNotification
from hipadmin.services.intake.intake import Intake

AT_ONCE = 200
"""Changes that are read at once."""


@dataclass(frozen=True, slots=True)
class _Asker:
    """A notification that acts concern: those that ``policy`` allows, all without one."""

    subscription_id: str
    policy: Policy | None = None

    def means(self, report: Report) -> bool:
        return self.policy is None or self.policy.allows(report.accesses)


class _News(NamedTuple):
    """A change, and the event that it is to each subscription that asked."""

    change_id: int
    told: tuple[tuple[str, Report], ...]


class OwnActs:
    """Follows the audit log from the first `follow` on. To be used by one thread.

    Several relays on one store follow it side by side: an act is one event however often it is
    told. What is done while no relay runs is not told later, like everything of such a time.
    """

    def __init__(self, store: Store, intake: Intake) -> None:
        self._store = store
        self._intake = intake
        self._seen: int | None = None

    def follow(self) -> None:
        """Tell what was done since the last time. Raises StoreTrouble."""
        if self._seen is None:
            self._seen = self._store.read(_newest)
            return
        while news := self._store.read(self._news):
            for change_id, told in news:
                for subscription_id, report in told:
                    with suppress(NotFound):  # deleted by now
                        self._intake.accept(subscription_id, [report])
                self._seen = change_id

    def _news(self, unit: Unit) -> list[_News]:
        """The oldest changes not yet told, with the subscriptions that each concerns."""
        seen, newest = self._seen or 0, _newest(unit)
        found: Sequence[Change] = ()
        while not found and seen < newest:  # numbers may have gaps
            seen, after = seen + AT_ONCE, seen
            found = unit.changes.page(limit=AT_ONCE, before=seen + 1, after=after)
        if not found:
            return []
        askers = [asker for n in unit.notifications.all() if (asker := _asker(n))]
        return [_concerned(change, askers) for change in reversed(found)]


def _newest(unit: Unit) -> int:
    found = unit.changes.page(limit=1)
    return found[0].id if found else 0


def _concerned(change: Change, askers: Sequence[_Asker]) -> _News:
    report = report_of(change)
    if report is None:
        return _News(change.id, ())
    asked = dict.fromkeys(a.subscription_id for a in askers if a.means(report))
    return _News(change.id, tuple((subscription_id, report) for subscription_id in asked))


def _asker(notification: RoomNotification) -> _Asker | None:
    """Whether acts concern a notification; a policy is understood once for all of them."""
    if not notification.enabled:
        return None
    subscription_id, sources = notification.subscription_id, notification.when.sources
    if sources:
        return _Asker(subscription_id) if compile_any(sources)(KIND) else None
    try:
        policy = Policy.parse(notification.policy)
    except PolicyError:
        return None
    return None if policy.is_empty else _Asker(subscription_id, policy)
