"""Subscriptions: the sources of events, and the room notifications that stand in them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from hipadmin.domain.integration import name_problems, room_problems
from hipadmin.domain.notification import Condition, MessageSettings, When
from hipadmin.domain.notification.conditions import condition_problems
from hipadmin.domain.notification.message_settings import message_problems
from hipadmin.domain.notification.when import pattern_problems, when_problems
from hipadmin.domain.problems import QT_TRANSLATE_NOOP, Code, Problem

_WHEN = When()
_LOOK = MessageSettings()


class SubscriptionKind(StrEnum):
    """What kind of source a subscription is."""

    CI = "ci"
    IMAGE = "image"
    MONITORING = "monitoring"
    FLAGS = "flags"
    OTHER = "other"


KIND_NAMES: Mapping[SubscriptionKind, str] = MappingProxyType(
    {
        SubscriptionKind.CI: QT_TRANSLATE_NOOP("Kind", "CI project"),
        SubscriptionKind.IMAGE: QT_TRANSLATE_NOOP("Kind", "Docker image"),
        SubscriptionKind.MONITORING: QT_TRANSLATE_NOOP("Kind", "Monitoring app"),
        SubscriptionKind.FLAGS: QT_TRANSLATE_NOOP("Kind", "Flag project"),
        SubscriptionKind.OTHER: QT_TRANSLATE_NOOP("Kind", "Other source"),
    }
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A source of events: a CI project, a monitored image, a monitoring app, a flag project."""

    id: str
    name: str
    kind: SubscriptionKind = SubscriptionKind.CI
    version: int = 1


@dataclass(frozen=True, slots=True)
class SubscriptionDraft:
    """A subscription as it is being edited."""

    name: str
    kind: SubscriptionKind = SubscriptionKind.CI


def check_subscription(draft: SubscriptionDraft, taken: Collection[str]) -> tuple[Problem, ...]:
    """Every problem of ``draft``; ``taken`` are the other subscriptions' names."""
    return tuple(name_problems(draft.name, taken))


@dataclass(frozen=True, slots=True)
class RoomChoice:
    """Which rooms a notification goes to.

    ``every``: all rooms of the integration, also future ones. Else ``room_ids`` (our ids of the
    integration's rooms). ``own`` names further rooms or people (``@user``) of this notification.
    """

    every: bool = True
    room_ids: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomNotification:
    """Subscription + integration + name + rooms + scope + filters + On/Off: one entity.

    ``projects`` empty means all, case is ignored, ``*`` stands for any characters. ``policy`` is
    JSON text in the custom-role language, or None. Sematext's “back to normal” is the clear that
    ``send_when_clears`` asks for.
    """

    id: str
    subscription_id: str
    integration_id: str
    name: str
    rooms: RoomChoice = RoomChoice()
    projects: tuple[str, ...] = ()
    policy: str | None = None
    send_when_clears: bool = False
    enabled: bool = True
    version: int = 1
    when: When = _WHEN
    conditions: tuple[Condition, ...] = ()
    message: MessageSettings = _LOOK


@dataclass(frozen=True, slots=True)
class NotificationDraft:
    """A room notification as it is being edited."""

    subscription_id: str
    integration_id: str
    name: str
    rooms: RoomChoice = RoomChoice()
    projects: tuple[str, ...] = ()
    policy: str | None = None
    send_when_clears: bool = False
    enabled: bool = True
    when: When = _WHEN
    conditions: tuple[Condition, ...] = ()
    message: MessageSettings = _LOOK


def check_notification(
    draft: NotificationDraft,
    taken: Collection[str],
    integration: str,
    has_rooms: bool,
    policy: Iterable[Problem] | None = None,
) -> tuple[Problem, ...]:
    """Every problem of ``draft``.

    ``taken`` are the other notifications' names in the same subscription; ``integration`` is the
    name of the one chosen, ``has_rooms`` whether it has any room. ``policy`` is what is known to be
    wrong with the policy; None has it read.
    """
    return (
        *name_problems(draft.name, taken),
        *_choice_problems(draft.rooms, integration, has_rooms),
        *pattern_problems(draft.projects, "projects"),
        *(policy_problems(draft.policy) if policy is None else policy),
        *when_problems(draft.when),
        *condition_problems(draft.conditions),
        *message_problems(draft.message, draft.conditions),
    )


def _choice_problems(choice: RoomChoice, integration: str, has_rooms: bool) -> Iterable[Problem]:
    for index, own in enumerate(choice.own):
        yield from room_problems(own, f"rooms.own[{index}]")
    if choice.own or choice.room_ids:
        return
    if not choice.every or not has_rooms:
        yield Problem("rooms", Code.ROOM_NONE, {"integration": integration})


def policy_problems(policy: str | None) -> Iterable[Problem]:
    """Check a policy's text; one that does not validate cannot be saved."""
    if policy is None:
        return
    from hipadmin.domain.policy import Policy, PolicyError  # a list of names needs no parser
    from hipadmin.domain.policy.secrecy import secret_in

    try:
        Policy.parse(policy)
    except PolicyError as error:
        yield policy_problem(error.problems[0])
        return
    secret = secret_in(policy)
    if secret is not None:
        yield policy_problem(secret)


def policy_problem(reason: object) -> Problem:
    """The problem that a policy does not validate; ``reason`` is the first thing wrong with it."""
    return Problem("policy", Code.POLICY_INVALID, {"reason": reason})
