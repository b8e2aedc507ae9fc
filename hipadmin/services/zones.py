"""Time zones by name, from the system's database or the one that is installed with us."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from hipadmin.domain.notification import Schedule
from hipadmin.domain.problems import Code, Problem


def zone(name: str) -> tzinfo:
    """The zone of a name, the machine's own for "". Raises ValueError for an unknown one."""
    if not name:
        own = datetime.now().astimezone().tzinfo
        return own if own is not None else ZoneInfo("UTC")
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):  # it may be a folder, or lead out of the database
        raise ValueError(f"there is no time zone {name!r}") from None


def check_zone(schedule: Schedule) -> Sequence[Problem]:
    """The problem of a schedule whose zone this machine does not know."""
    try:
        zone(schedule.zone)
    except ValueError:
        return [Problem("when.schedule.zone", Code.ZONE_UNKNOWN, {"zone": schedule.zone})]
    return []
