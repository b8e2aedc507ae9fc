"""Change records: who did what, with before and after, and never a secret in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Action(StrEnum):
    """The administrator's verbs; the names are those a policy can select."""

    CREATE_INTEGRATION = "createIntegration"
    UPDATE_CONFIGURATION = "updateConfiguration"
    UPDATE_ON = "updateOn"
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


class Entity(StrEnum):
    """What a change record is about."""

    INTEGRATION = "integration"
    SUBSCRIPTION = "subscription"
    NOTIFICATION = "notification"


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
