"""Tells subscriptions that ask for it what administrators do, as it happens."""

from collections.abc import Iterable
from contextlib import suppress

from hipadmin.domain.errors import NotFound
from hipadmin.domain.event import Report
from hipadmin.domain.own_acts import KIND, report_of
from hipadmin.domain.policy import Policy, PolicyError
from hipadmin.domain.policy.globs import compile_any
from hipadmin.domain.ports import Store, Unit
from hipadmin.domain.subscription import RoomNotification
from hipadmin.services.intake import Intake

AT_ONCE = 200
"""Changes that are read at once."""


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
            for number, report, subscriptions in news:
                for subscription_id in subscriptions:
                    self._tell(subscription_id, report)
                self._seen = number

    def _tell(self, subscription_id: str, report: Report | None) -> None:
        with suppress(NotFound):  # deleted by now
            self._intake.accept(subscription_id, [report] if report else [])

    def _news(self, unit: Unit) -> list[tuple[int, Report | None, list[str]]]:
        """The oldest changes not yet told, with the subscriptions that each concerns."""
        seen = self._seen or 0
        newest = _newest(unit)
        if newest <= seen:
            return []
        found = unit.changes.page(limit=AT_ONCE, before=seen + AT_ONCE + 1, after=seen)
        if not found:  # numbers may have gaps
            self._seen = seen + AT_ONCE
            return self._news(unit)
        notifications = unit.notifications.all()
        return [
            (change.id, report, _asked(notifications, report) if report else [])
            for change in reversed(found)
            for report in [report_of(change)]
        ]


def _newest(unit: Unit) -> int:
    found = unit.changes.page(limit=1)
    return found[0].id if found else 0


def _asked(notifications: Iterable[RoomNotification], report: Report) -> list[str]:
    """The subscriptions of which a notification means ``report``."""
    return list({n.subscription_id: None for n in notifications if _means(n, report)})


def _means(notification: RoomNotification, report: Report) -> bool:
    if not notification.enabled:
        return False
    if notification.when.sources:
        return compile_any(notification.when.sources)(KIND)
    try:
        policy = Policy.parse(notification.policy)
    except PolicyError:
        return False
    return not policy.is_empty and policy.allows(report.accesses)
