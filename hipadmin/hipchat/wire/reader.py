"""Reading JSON objects: what is missing or of the wrong type is not HipChat's."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hipadmin.hipchat.answers import Answer, not_hipchat


class Reader:
    """A JSON object with typed access; every mismatch is NotHipChat with the member's name."""

    def __init__(self, value: Any, answer: Answer, where: str = "answer") -> None:
        if not isinstance(value, dict):
            raise not_hipchat(answer, f"its {where} is not an object")
        self._value: Mapping[str, Any] = value
        self._answer = answer
        self._where = where

    def _wrong(self, name: str) -> Exception:
        return not_hipchat(self._answer, f"its {self._where} has no usable “{name}”")

    def text(self, name: str) -> str:
        """Give a member that must be text; halves of surrogate pairs become question marks."""
        value = self._value.get(name)
        if not isinstance(value, str):
            raise self._wrong(name)
        return value.encode("utf-8", "replace").decode("utf-8")

    def optional_text(self, name: str) -> str | None:
        """Give a member that is text, null or absent."""
        return None if self._value.get(name) is None else self.text(name)

    def integer(self, name: str) -> int:
        """Give a member that must be a whole number of at most 63 bits."""
        value = self._value.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**63:
            raise self._wrong(name)
        return value

    def optional_integer(self, name: str) -> int | None:
        """Give a member that is a whole number, null or absent."""
        return None if self._value.get(name) is None else self.integer(name)

    def optional_flag(self, name: str) -> bool | None:
        """Give a member that is true, false, null or absent."""
        value = self._value.get(name)
        if value is not None and not isinstance(value, bool):
            raise self._wrong(name)
        return value

    def date(self, name: str) -> datetime:
        """Give a member that must be an ISO date; without a zone UTC is meant."""
        try:
            moment = datetime.fromisoformat(self.text(name))
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self._wrong(name) from None

    def moment(self, name: str) -> datetime | None:
        """Give a member that is an ISO date, unix seconds as text or number, null or absent.

        Text that is none of them counts as absent: servers of different age disagree here.
        """
        value = self._value.get(name)
        text = str(value) if isinstance(value, str | int) else ""
        try:
            if text.lstrip("-").isdecimal() and len(text) < 12:
                return datetime.fromtimestamp(int(text), UTC)
            moment = datetime.fromisoformat(text)
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            return None

    def number_or_digits(self, name: str) -> int | None:
        """Give a member that is a whole number, its digits as text, null or absent."""
        value = self._value.get(name)
        if isinstance(value, str) and value.isdecimal() and len(value) < 19:
            return int(value)
        return self.optional_integer(name)

    def members(self, name: str) -> list[Any]:
        """Give a member that must be a list."""
        value = self._value.get(name)
        if not isinstance(value, list):
            raise self._wrong(name)
        return value

    def texts(self, name: str) -> list[str]:
        """Give a member that must be a list of texts."""
        values = self.members(name)
        if not all(isinstance(each, str) for each in values):
            raise self._wrong(name)
        return values

    def objects(self, name: str) -> "list[Reader]":
        """Give a member that must be a list of objects."""
        return [Reader(each, self._answer, f"“{name}”") for each in self.members(name)]

    def loose_objects(self, name: str) -> "list[Reader]":
        """Give the objects in a list; whatever else stands there counts as absent."""
        value = self._value.get(name)
        members = value if isinstance(value, list) else []
        found = [each for each in members if isinstance(each, dict)]
        return [Reader(each, self._answer, f"“{name}”") for each in found]

    def loose_object(self, name: str) -> "Reader | None":
        """Give a member that is an object; anything else counts as absent."""
        value = self._value.get(name)
        return Reader(value, self._answer, f"“{name}”") if isinstance(value, dict) else None

    def count(self, name: str) -> int | None:
        """Say how many things a list holds; None for what is no list."""
        value = self._value.get(name)
        return len(value) if isinstance(value, list) else None

    def loose_integer(self, name: str) -> int | None:
        """Give a member that is a whole number of at most 63 bits and not negative, else None."""
        value = self._value.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return value if 0 <= value < 2**63 else None

    def first_text(self, *names: str) -> str:
        """Give the first of several members that is text and not empty, or an empty text."""
        found = (self.text(name) for name in names if self.is_text(name))
        return next((text for text in found if text), "")

    def optional_object(self, name: str) -> "Reader | None":
        """Give a member that is an object, null or absent."""
        value = self._value.get(name)
        return None if value is None else Reader(value, self._answer, f"“{name}”")

    def names(self) -> list[str]:
        """Give the names of all members."""
        return [each.encode("utf-8", "replace").decode("utf-8") for each in self._value]

    def has(self, name: str) -> bool:
        """Tell whether a member is there and not null."""
        return self._value.get(name) is not None

    def is_text(self, name: str) -> bool:
        """Tell whether a member is text."""
        return isinstance(self._value.get(name), str)
