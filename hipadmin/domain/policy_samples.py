"""Events to try a policy with while a source has not reported any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from hipadmin.domain.access import Access
from hipadmin.domain.event_state import EventState
from hipadmin.domain.problems import QT_TRANSLATE_NOOP
from hipadmin.domain.resources import alert_access, build_access, image_access, subject_access
from hipadmin.domain.subscription import SubscriptionKind


class RecentEvent(Protocol):
    """What of an event a policy is tried with; an `Event` is one."""

    @property
    def id(self) -> int:
        """What tells it from others."""

    @property
    def title(self) -> str:
        """One line."""

    @property
    def accesses(self) -> Sequence[Access]:
        """What was done to what."""

    @property
    def time(self) -> datetime | None:
        """When it happened; None for a sample."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An invented event; its title is to be translated."""

    id: int
    title: str
    accesses: tuple[Access, ...]
    time: None = None


def _flag(action: str, env: str, flag: str, *tags: str) -> Access:
    critical = {"env": {"critical": env == "production"}}
    resource = f"proj/shop:env/{env}:flag/{flag}"
    return Access(action, resource, {"flag": tags} if tags else {}, critical)


def _build(state: EventState, branch: str, *topics: str) -> Access:
    return build_access("github.com", "acme/web", branch, state, {"repo": topics} if topics else {})


def _samples(*pairs: tuple[str, Access]) -> tuple[Sample, ...]:
    # below every id that the store gives
    return tuple(Sample(-at, title, (access,)) for at, (title, access) in enumerate(pairs, 1))


_SWITCHED = (
    QT_TRANSLATE_NOOP("Sample", "An administrator turned off a room notification"),
    Access("updateOn", "integration/i1"),
)
_FLAGS = (
    (
        QT_TRANSLATE_NOOP("Sample", "Dana turned on the flag new-checkout"),
        _flag("updateOn", "production", "new-checkout"),
    ),
    (
        QT_TRANSLATE_NOOP("Sample", "Dana changed the rules of banner"),
        _flag("updateRules", "production", "banner", "noisy"),
    ),
    (
        QT_TRANSLATE_NOOP("Sample", "Kim turned off the flag new-checkout"),
        _flag("updateOn", "test", "new-checkout"),
    ),
    (QT_TRANSLATE_NOOP("Sample", "Kim invited a member"), Access("createMember", "member/m1")),
    (
        QT_TRANSLATE_NOOP("Sample", "Dana archived the flag old-cart"),
        _flag("updateArchived", "production", "old-cart"),
    ),
)
_BUILDS = (
    (
        QT_TRANSLATE_NOOP("Sample", "acme/web main: build failed"),
        _build(EventState.FAILURE, "main"),
    ),
    (
        QT_TRANSLATE_NOOP("Sample", "acme/web main: build passed"),
        _build(EventState.SUCCESS, "main"),
    ),
    (
        QT_TRANSLATE_NOOP("Sample", "acme/web feature/cart: build failed"),
        _build(EventState.FAILURE, "feature/cart", "noisy"),
    ),
    (
        QT_TRANSLATE_NOOP("Sample", "acme/web main: build cancelled"),
        _build(EventState.CANCELLED, "main"),
    ),
)
_ALERTS = (
    (
        QT_TRANSLATE_NOOP("Sample", "Disk almost full on db1"),
        alert_access("alertmanager", "DiskFull", "alertTriggered", {"severity": "critical"}),
    ),
    (
        QT_TRANSLATE_NOOP("Sample", "Disk almost full on db1: cleared"),
        alert_access("alertmanager", "DiskFull", "alertCleared", {"severity": "critical"}),
    ),
    (
        QT_TRANSLATE_NOOP("Sample", "Slow answers from web3"),
        alert_access("alertmanager", "Latency", "alertTriggered", {"noisy": "yes"}),
    ),
    (
        QT_TRANSLATE_NOOP("Sample", "Kim acknowledged: slow answers from web3"),
        alert_access("alertmanager", "Latency", "alertAcknowledged", {}),
    ),
)
_IMAGES = (
    (
        QT_TRANSLATE_NOOP("Sample", "acme/web:latest was pushed"),
        image_access("docker.io", "acme/web", "latest"),
    ),
    (
        QT_TRANSLATE_NOOP("Sample", "acme/web:1.4.2 was pushed"),
        image_access("docker.io", "acme/web", "1.4.2"),
    ),
    (
        QT_TRANSLATE_NOOP("Sample", "acme/web:1.3.0 was deleted"),
        image_access("docker.io", "acme/web", "1.3.0", deleted=True),
    ),
)
_SUBJECT = (
    QT_TRANSLATE_NOOP("Sample", "Order 17 was paid"),
    subject_access("shop", "order/17", "com.example.order.paid"),
)

SAMPLES: Mapping[SubscriptionKind, tuple[Sample, ...]] = MappingProxyType(
    {
        SubscriptionKind.FLAGS: _samples(*_FLAGS, _SWITCHED),
        SubscriptionKind.CI: _samples(*_BUILDS, _SWITCHED),
        SubscriptionKind.MONITORING: _samples(*_ALERTS, _SWITCHED),
        SubscriptionKind.IMAGE: _samples(*_IMAGES, _SWITCHED),
        SubscriptionKind.OTHER: _samples(_SUBJECT, _FLAGS[0], _BUILDS[0], _ALERTS[0], _SWITCHED),
    }
)
"""Samples by kind of source, with ids below 0."""
