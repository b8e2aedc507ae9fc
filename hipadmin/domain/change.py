"""Change records: who did what, with before and after, and never a secret in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import product


class Action(StrEnum):
    """The administrator's verbs; the names are those a policy can select."""

    CREATE_INTEGRATION = "createIntegration"
    UPDATE_CONFIGURATION = "updateConfiguration"
    UPDATE_ON = "updateOn"
    REVOKE_TOKEN = "revokeToken"  # noqa: S105  (the name of an act, no password)
    VALIDATE_CONNECTION = "validateConnection"
    DELETE_INTEGRATION = "deleteIntegration"
    RESTORE_INTEGRATION = "restoreIntegration"
    CREATE_SUBSCRIPTION = "createSubscription"
    UPDATE_SUBSCRIPTION = "updateSubscription"
    DELETE_SUBSCRIPTION = "deleteSubscription"
    RESTORE_SUBSCRIPTION = "restoreSubscription"
    CREATE_NOTIFICATION = "createNotification"
    UPDATE_NOTIFICATION = "updateNotification"
    DELETE_NOTIFICATION = "deleteNotification"
    RESTORE_NOTIFICATION = "restoreNotification"
    ACKNOWLEDGE_ALERT = "acknowledgeAlert"
    ASSIGN_ALERT = "assignAlert"
    MUTE_ALERT = "muteAlert"
    CLOSE_ALERT = "closeAlert"
    CREATE_KEY = "createKey"
    ROTATE_KEY = "rotateKey"
    DELETE_KEY = "deleteKey"


class Entity(StrEnum):
    """What a change record is about."""

    INTEGRATION = "integration"
    SUBSCRIPTION = "subscription"
    NOTIFICATION = "notification"
    ALERT = "alert"
    KEY = "key"


class Turn(StrEnum):
    """What an UPDATE_ON switched: the thing itself on or off, or one of an integration's rooms."""

    ON = "on"
    OFF = "off"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class ActKind:
    """What was done to what, finer than an action where people see a difference."""

    action: Action
    entity: Entity
    turn: Turn | None = None

    @property
    def key(self) -> str:
        """Its one spelling in a query, such as ``updateOn:integration:off``."""
        return f"{self.action}:{self.entity}:{self.turn or ''}"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row.

    ``before`` and ``after`` are JSON-ready and without secrets; None where there is none.
    ``batch`` joins the records of one act; ``id`` is 0 until the store gave a number.
    """

    at: datetime
    actor: str
    action: Action
    entity: Entity
    entity_id: str
    name: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    batch: str
    id: int = 0

    @property
    def kind(self) -> ActKind:
        """What was done to what."""
        return ActKind(self.action, self.entity, self._turn())

    def _turn(self) -> Turn | None:
        if self.action is not Action.UPDATE_ON:
            return None
        before, after = self.before or {}, self.after or {}
        if before.get("enabled") == after.get("enabled"):
            return Turn.ROOM
        return Turn.ON if after.get("enabled") else Turn.OFF


def every_kind() -> tuple[ActKind, ...]:
    """Every act there is, in the order of the verbs."""
    plain = [ActKind(a, _entity_of(a)) for a in Action if a is not Action.UPDATE_ON]
    switched = product((Entity.INTEGRATION, Entity.NOTIFICATION), (Turn.ON, Turn.OFF))
    turns = [ActKind(Action.UPDATE_ON, entity, turn) for entity, turn in switched]
    return (*plain, *turns, ActKind(Action.UPDATE_ON, Entity.INTEGRATION, Turn.ROOM))


def _entity_of(action: Action) -> Entity:
    if action in (Action.UPDATE_CONFIGURATION, Action.REVOKE_TOKEN, Action.VALIDATE_CONNECTION):
        return Entity.INTEGRATION
    return next(e for e in Entity if action.lower().endswith(e))


@dataclass(frozen=True, slots=True)
class Word:
    """A word to look for (folded); acts whose own words hold it are ``kinds``."""

    text: str
    kinds: frozenset[ActKind] = frozenset()


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which records are wanted; each part that is given narrows.

    Every one of ``words`` must be in actor, action or name, or be a word of the act. ``kinds`` None
    means all. ``since`` is inclusive.
    """

    words: tuple[Word, ...] = ()
    kinds: frozenset[ActKind] | None = None
    actor: str = ""
    since: datetime | None = None
    batch: str = ""


EVERY_CHANGE = ChangeFilter()


@dataclass(frozen=True, slots=True)
class Thing:
    """What stands behind an id, deleted or not.

    The other ids belong to a room notification, that of the subscription to an alert too.
    """

    name: str
    live: bool
    subscription_id: str = ""
    integration_id: str = ""
