"""What a room notification can be told: when it speaks, of what, and how its messages look."""

from hipadmin.domain.notification.conditions import Condition, ConditionAction
from hipadmin.domain.notification.message_settings import Color, MessageFormat, MessageSettings
from hipadmin.domain.notification.schedule import Day, Schedule, Span
from hipadmin.domain.notification.when import Branches, OnEach, OnResult, When

__all__ = [
    "Branches",
    "Color",
    "Condition",
    "ConditionAction",
    "Day",
    "MessageFormat",
    "MessageSettings",
    "OnEach",
    "OnResult",
    "Schedule",
    "Span",
    "When",
]
