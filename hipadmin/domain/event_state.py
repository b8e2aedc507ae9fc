"""The states of events, for those who need no more of them."""

from enum import StrEnum


class EventState(StrEnum):
    """What happened, the only states there are."""

    TRIGGERED = "triggered"
    CLEARED = "cleared"
    STARTED = "started"
    SUCCESS = "success"
    FAILURE = "failure"
    CANCELLED = "cancelled"
    CHANGED = "changed"
    TEST = "test"

    @property
    def is_result(self) -> bool:
        """Whether a build ended with it, so that the next result is compared with it."""
        return self in (EventState.SUCCESS, EventState.FAILURE, EventState.CANCELLED)


class ClearCause(StrEnum):
    """Why an alert cleared: its condition holds no longer, or its rule was changed or removed."""

    CONDITION = "condition"
    RULE_CHANGE = "rule_change"
