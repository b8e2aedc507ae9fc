"""Values as plain data and back: dataclasses, enums, tuples and what JSON knows by itself.

Made for drafts, which are read by the version that wrote them or a later one: members that are
missing take their defaults, members that are not known are passed over.
"""

import dataclasses
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from hipadmin.domain.token import Secret

T = TypeVar("T")


class Unreadable(ValueError):
    """The data is not of that kind."""


def to_plain(value: object) -> object:
    """``value`` as JSON can hold it. A `Secret` is left out wherever it is.

    Raises TypeError for anything else than a dataclass, an enum, a tuple or a plain value.
    """
    if value is None or isinstance(value, Secret):
        return None
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {field.name: to_plain(getattr(value, field.name)) for field in fields}
    raise TypeError(f"{type(value).__name__} has no plain form")


def from_plain(kind: type[T], data: object) -> T:
    """A value of ``kind`` from what `to_plain` made of one. Raises Unreadable."""
    value: T = _read(kind, data)
    return value


def _read(kind: Any, data: object) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _read_one_of(get_args(kind), data)
    if origin is tuple:
        return _read_tuple(get_args(kind), data)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _read_dataclass(kind, data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _read_enum(kind, data)
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if isinstance(kind, type) and type(data) is kind:
        return data
    raise Unreadable(f"{data!r:.40} is no {getattr(kind, '__name__', kind)}")


def _read_one_of(kinds: tuple[Any, ...], data: object) -> Any:
    if data is None and NoneType in kinds:
        return None
    for kind in kinds:
        if kind is not NoneType:
            try:
                return _read(kind, data)
            except Unreadable:
                continue
    raise Unreadable(f"{data!r:.40} is none of {kinds}")


def _read_tuple(kinds: tuple[Any, ...], data: object) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise Unreadable("no list")
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_read(kinds[0], item) for item in data)
    if len(kinds) != len(data):
        raise Unreadable("a list of another length")
    return tuple(_read(kind, item) for kind, item in zip(kinds, data, strict=True))


def _read_dataclass(kind: type[Any], data: object) -> Any:
    if not isinstance(data, dict):
        raise Unreadable("no members")
    hints = get_type_hints(kind)
    known = [f.name for f in dataclasses.fields(kind) if f.init and f.name in data]
    try:
        return kind(**{name: _read(hints[name], data[name]) for name in known})
    except (TypeError, ValueError) as error:
        raise Unreadable(f"no {kind.__name__}: {error}") from None


def _read_enum(kind: type[Enum], data: object) -> Enum:
    try:
        return kind(data)
    except ValueError:
        raise Unreadable(f"{data!r:.40} is no {kind.__name__}") from None
