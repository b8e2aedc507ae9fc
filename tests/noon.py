"""A time zone in which it is noon: "23:59" becomes "yesterday" in no test's middle."""

import time

NOON = 12


def zone(hour: int | None = None) -> str:
    """Name the zone, as TZ wants it, where it is noon when it is ``hour`` o'clock in UTC.

    Without ``hour``: now.
    """
    ahead = NOON - (time.gmtime().tm_hour if hour is None else hour)
    return f"<{ahead:+03d}>{-ahead:+d}"
