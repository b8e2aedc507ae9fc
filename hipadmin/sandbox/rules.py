"""A small schema language: what a member of a request may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from unicodedata import category

from hipadmin.sandbox import errors

_UNFIT = ("Cc", "Cs")
"""Categories of Unicode: control characters, and halves of pairs."""


class Rule(Protocol):
    """Something a value must satisfy; raises ``ApiError`` 400 naming the field when not."""

    def check(self, field: str, value: object) -> None:
        """Refuse ``value`` unless it fits."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string of ``low`` to ``high`` code points, or one of ``options``."""

    low: int = 0
    high: int | None = None
    options: tuple[str, ...] = ()

    def check(self, field: str, value: object) -> None:
        """Refuse other types, lengths and options."""
        if not isinstance(value, str):
            raise errors.wrong_type(field, value, "string")
        if self.options and value not in self.options:
            raise errors.not_an_option(field, value, self.options)
        self._check_length(field, value)

    def _check_length(self, field: str, value: str) -> None:
        if len(value) < self.low:
            raise errors.wrong_length(field, value, self.low, most=False)
        if self.high is not None and len(value) > self.high:
            raise errors.wrong_length(field, value, self.high, most=True)


@dataclass(frozen=True, slots=True)
class RoomName:
    """What a room can be called: 1-50 characters in one line, not all of them blank.

    Rooms are known to XMPP as well, whose XML cannot hold control characters.
    """

    def check(self, field: str, value: object) -> None:
        """Refuse other types and lengths, blanks, control characters and half characters."""
        Text(1, 50).check(field, value)
        name = str(value)
        if not name.strip() or any(category(c) in _UNFIT for c in name):
            raise errors.not_a_name(field, name)


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean, or the words "true" and "false", which well-known senders use."""

    def check(self, field: str, value: object) -> None:
        """Refuse everything else."""
        if not isinstance(value, bool) and value not in ("true", "false"):
            raise errors.wrong_type(field, value, "boolean")


@dataclass(frozen=True, slots=True)
class Number:
    """A JSON number."""

    def check(self, field: str, value: object) -> None:
        """Refuse everything else; JSON's true and false are no numbers."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise errors.wrong_type(field, value, "number")


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole JSON number from ``low`` to ``high``."""

    low: int
    high: int

    def check(self, field: str, value: object) -> None:
        """Refuse everything else; JSON's true and false are no numbers."""
        if isinstance(value, bool) or not isinstance(value, int) or not self._fits(value):
            raise errors.wrong_type(field, value, "integer")

    def _fits(self, value: int) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Identifier:
    """A person: a number, or a text that holds a number, an e-mail address or an @mention."""

    def check(self, field: str, value: object) -> None:
        """Refuse everything else."""
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise errors.wrong_type(field, value, "string")
        if isinstance(value, str):
            Text(1, 100).check(field, value)


@dataclass(frozen=True, slots=True)
class Items:
    """A list whose every item satisfies ``rule``."""

    rule: Rule

    def check(self, field: str, value: object) -> None:
        """Refuse other types and the first item that does not fit."""
        if not isinstance(value, list):
            raise errors.wrong_type(field, value, "array")
        for index, item in enumerate(value):
            self.rule.check(f"{field}[{index}]", item)


@dataclass(frozen=True, slots=True)
class Record:
    """An object; members not named here are welcome unless it is ``closed``."""

    members: Mapping[str, Rule]
    required: tuple[str, ...] = ()
    closed: bool = False

    def check(self, field: str, value: object) -> None:
        """Refuse other types, missing and unfit members. An empty ``field`` is the body itself."""
        if not isinstance(value, dict):
            raise errors.wrong_type(field or "_data", value, "object")
        for name in self.required:
            if name not in value:
                raise errors.missing_field(_inner(field, name))
        for name, item in value.items():
            self._check_member(_inner(field, name), name, item)

    def _check_member(self, path: str, name: str, item: object) -> None:
        rule = self.members.get(name)
        if rule is not None:
            rule.check(path, item)
        elif self.closed:
            raise errors.unknown_field(path)


@dataclass(frozen=True, slots=True)
class TextOrRecord:
    """A string, or an object saying more."""

    text: Text
    record: Record

    def check(self, field: str, value: object) -> None:
        """Refuse what fits neither."""
        (self.record if isinstance(value, dict) else self.text).check(field, value)


@dataclass(frozen=True, slots=True)
class Nullable:
    """JSON null, or what ``rule`` says."""

    rule: Rule

    def check(self, field: str, value: object) -> None:
        """Refuse what ``rule`` refuses."""
        if value is not None:
            self.rule.check(field, value)


def _inner(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name
