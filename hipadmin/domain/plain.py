"""Plain data (what JSON and YAML hold) read into types, every wrong place named on the way."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
Members = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PlainProblem:
    """One thing wrong in plain data; ``path`` like ``integrations[0].endpoint``."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text}" if self.path else self.text


def join(path: str, key: str) -> str:
    """The path of a member."""
    return f"{path}.{key}" if path else key


class PlainReader:
    """Reads members; what is wrong goes into ``problems``, and a default is read instead."""

    def __init__(self) -> None:
        self.problems: list[PlainProblem] = []

    def wrong(self, path: str, text: str) -> None:
        """Note a problem."""
        self.problems.append(PlainProblem(path, text))

    def mapping(self, value: object, path: str) -> Members:
        """``value`` as members with names."""
        if isinstance(value, dict) and all(isinstance(k, str) for k in value):
            return value
        self.wrong(path, "Expected members with names here.")
        return {}

    def only(self, value: Members, path: str, known: Set[str]) -> None:
        """Note every member that is not ``known``."""
        for key in value:
            if key not in known:
                names = ", ".join(sorted(known))
                self.wrong(join(path, key), f"Not known here. Possible: {names}.")

    def maps(self, value: Members, path: str, key: str) -> Iterator[tuple[Members, str]]:
        """Each entry of a list of members, with its path."""
        items = value.get(key)
        where = join(path, key)
        if items is not None and not isinstance(items, list):
            self.wrong(where, "Expected a list.")
            return
        for index, item in enumerate(items or ()):
            yield self.mapping(item, f"{where}[{index}]"), f"{where}[{index}]"

    def inner(self, value: Members, path: str, key: str, known: Set[str]) -> tuple[Members, str]:
        """The members of a member, empty where it is not written, and their path."""
        where = join(path, key)
        found = value.get(key)
        inner = {} if found is None else self.mapping(found, where)
        self.only(inner, where, known)
        return inner, where

    def typed(self, value: Members, path: str, key: str, default: T, what: str) -> T:
        """A member of the type of ``default``."""
        found = value.get(key, default)
        if isinstance(found, type(default)):
            return found
        self.wrong(join(path, key), f"Expected {what}.")
        return default

    def text(self, value: Members, path: str, key: str) -> str:
        """A text, "" where none is written."""
        return self.typed(value, path, key, "", "a text")

    def flag(self, value: Members, path: str, key: str, default: bool) -> bool:
        """True or false."""
        return self.typed(value, path, key, default, "true or false")

    def number(self, value: Members, path: str, key: str, default: int) -> int:
        """A whole number."""
        found = value.get(key, default)
        if isinstance(found, int) and not isinstance(found, bool):
            return found
        self.wrong(join(path, key), "Expected a whole number.")
        return default

    def choice(self, value: Members, path: str, key: str, default: E) -> E:
        """One of the values of ``default``'s type."""
        if key not in value:
            return default
        found = value[key]
        for each in type(default):
            if found == each.value and not isinstance(found, bool):
                return each
        names = ", ".join(str(each.value) for each in type(default))
        self.wrong(join(path, key), f"Possible: {names}.")
        return default

    def texts(self, value: Members, path: str, key: str) -> tuple[str, ...]:
        """A list of texts."""
        items = value.get(key, [])
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return tuple(items)
        self.wrong(join(path, key), "Expected a list of texts.")
        return ()


def facts_in(value: object, path: str = "") -> Iterator[str]:
    """Plain data as facts for people, one for each value: ``branches.only: main, next``."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from facts_in(inner, join(path, str(key)))
    elif isinstance(value, list | tuple):
        if any(isinstance(item, Mapping) for item in value):
            for number, item in enumerate(value, 1):
                yield f"{number}: " + ", ".join(facts_in(item))
        elif value:
            yield f"{path}: {', '.join(str(item) for item in value)}"
    else:
        shown = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        yield f"{path}: {shown}"
