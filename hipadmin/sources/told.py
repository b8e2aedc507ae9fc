"""Reads foreign JSON that may lack anything: what is missing or of another type is empty."""

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from hipadmin.domain.event_checks import is_known_time
from hipadmin.domain.incoming import Incoming
from hipadmin.domain.rfc3339 import read_time

NOTHING: Mapping[str, object] = MappingProxyType({})
_OBJECTS = (dict, MappingProxyType)
"""What objects of JSON are here. To ask for any Mapping takes ten times as long."""


class Told:
    """An object of JSON; members are named by their way down."""

    def __init__(self, members: object) -> None:
        self.members: Mapping[str, object] = members if isinstance(members, _OBJECTS) else NOTHING

    def __contains__(self, name: str) -> bool:
        return name in self.members

    def value(self, *way: str) -> object:
        """What stands there, None if nothing does."""
        found: object = self.members
        for name in way:
            found = found.get(name) if isinstance(found, _OBJECTS) else None
        return found

    def told(self, *way: str) -> "Told":
        """The object there, an empty one if there is none."""
        return Told(self.value(*way))

    def text(self, *way: str) -> str:
        """The text or number there, "" if there is neither."""
        found = self.value(*way)
        if isinstance(found, int | float) and not isinstance(found, bool):
            return format(found)
        return found.strip() if isinstance(found, str) else ""

    def first(self, *names: str) -> str:
        """The first of these members that says something."""
        return next((text for name in names if (text := self.text(name))), "")

    def tolds(self, *way: str) -> Iterator["Told"]:
        """The objects of the list there; what else it holds is passed over."""
        found = self.value(*way)
        for each in found if isinstance(found, list) else ():
            if isinstance(each, _OBJECTS):
                yield Told(each)

    def texts(self, *way: str) -> list[str]:
        """The texts of the list there."""
        found = self.value(*way)
        return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []

    def labels(self, *way: str) -> dict[str, str]:
        """The members there whose values are texts or numbers, as texts."""
        found = self.told(*way)
        return {name: text for name in found.members if (text := found.text(name))}

    def number(self, *way: str) -> float | None:
        """The number there, also one that is written as text."""
        found = self.value(*way)
        if isinstance(found, bool) or not isinstance(found, int | float | str):
            return None
        try:
            number = float(found)
        except (ValueError, OverflowError):
            return None
        return number if math.isfinite(number) else None


def told_by(incoming: Incoming, *names: str) -> Told | None:
    """The body, if it is an object sent as JSON; with one of ``names``, if there are any.

    Raises NotRead if it only claims to be JSON.
    """
    members = incoming.members
    if members is None or (names and members.keys().isdisjoint(names)):
        return None
    return Told(members)


def time_of_epoch(number: float | None, per_second: int = 1) -> datetime | None:
    """A time counted from 1970 in UTC, None if nothing was reported then."""
    if number is None:
        return None
    try:
        return _known(datetime.fromtimestamp(number / per_second, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def written_time(text: str) -> datetime | None:
    """A time in RFC 3339, or with UTC or GMT behind it; None for every other, or before 1970."""
    day, _, zone = text.rpartition(" ")
    try:
        return _known(read_time(f"{day}Z" if zone in ("UTC", "GMT") else text))
    except ValueError:
        return None


def _known(at: datetime) -> datetime | None:
    """An event is not lost for a time that cannot be its own."""
    return at if is_known_time(at) else None
