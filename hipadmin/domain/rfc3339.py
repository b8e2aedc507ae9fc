"""Times as webhooks write them: RFC 3339, the profile of ISO 8601 for the internet."""

import re
from datetime import UTC, datetime, timedelta, timezone

_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d):(\d\d)(?:\.(\d{1,30}))?(?:[Zz]|([+-])(\d\d):(\d\d))",
    re.ASCII,
)


def read_time(text: str) -> datetime:
    """The time that ``text`` tells, aware. A leap second is the second after it.

    Digits beyond microseconds are dropped. Raises ValueError for anything but RFC 3339.
    """
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("is not a time such as 2026-03-01T08:00:00Z.")
    day, minute, second, fraction, sign, hours, minutes = found.groups()
    leap = second == "60"
    try:
        zone = _zone(sign, hours, minutes)
        whole = f"{day}T{minute}:{'59' if leap else second}.{(fraction or '')[:6]:0<6}"
        at = datetime.fromisoformat(whole).replace(tzinfo=zone)
        return at + timedelta(seconds=int(leap))
    except (ValueError, OverflowError):
        raise ValueError("is not a time that exists.") from None


def _zone(sign: str | None, hours: str, minutes: str) -> timezone:
    if sign is None:
        return UTC
    if int(minutes) > 59:
        raise ValueError
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(offset if sign == "+" else -offset)
