"""What every port speaks of: time, identifiers, and the topics whose changes are counted."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

Clock = Callable[[], datetime]
"""Now, aware, in UTC."""
NewId = Callable[[], str]
"""A fresh random identifier."""


class Topic(StrEnum):
    """What a revision counts; views reload only topics that moved."""

    INTEGRATIONS = "integrations"
    SUBSCRIPTIONS = "subscriptions"
    NOTIFICATIONS = "notifications"
    RESULTS = "results"
    TOKENS = "tokens"
    AUDIT = "audit"
    EVENTS = "events"
    DELIVERIES = "deliveries"
    ALERTS = "alerts"
    RELAY = "relay"
