"""The tabs of a subscription's dashboard."""

from enum import StrEnum


class Tab(StrEnum):
    """In the order in which they stand."""

    ACTIVITY = "activity"
    ALERTS = "alerts"
    SETTINGS = "settings"
