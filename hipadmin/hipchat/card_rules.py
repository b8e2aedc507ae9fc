"""What the parts of a card are checked with, and how they become JSON and back."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any


class CardError(ValueError):
    """A card HipChat would refuse; ``member`` is the path at fault, ``limit`` its length limit."""

    def __init__(self, member: str, problem: str, *, limit: int | None = None) -> None:
        super().__init__(f"“{member}” {problem}." if member != "card" else f"A card {problem}.")
        self.member = member
        self.problem = problem
        self.limit = limit


@contextmanager
def inside(prefix: str, old: str = "", new: str = "") -> Iterator[None]:
    """Name the place of what goes wrong inside: below ``prefix``, or ``new`` instead of ``old``."""
    try:
        yield
    except CardError as error:
        if prefix and error.member.startswith(prefix):
            raise
        member = f"{prefix}.{error.member}" if prefix else error.member.replace(old, new, 1)
        raise CardError(member, error.problem, limit=error.limit) from None


def check_text(
    member: str, value: object, *, most: int | None = None, optional: bool = False
) -> None:
    """Refuse what is not text of 1 to ``most`` code points; None passes when ``optional``."""
    if value is None and optional:
        return
    if not isinstance(value, str):
        raise CardError(member, "must be text")
    if not value:
        raise CardError(member, "must not be empty", limit=1)
    if most is not None and len(value) > most:
        problem = f"has {len(value)} characters; HipChat takes at most {most}"
        raise CardError(member, problem, limit=most)
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise CardError(member, "is not valid Unicode")


def check_choice(
    member: str, value: object, choices: Sequence[str], *, optional: bool = False
) -> None:
    """Refuse what is none of ``choices``."""
    if value is None and optional:
        return
    if not isinstance(value, str) or value not in choices:
        raise CardError(member, f"must be one of {', '.join(choices)}")


def settle(
    part: object, name: str, kind: type[StrEnum], member: str = "", *, optional: bool = False
) -> None:
    """Make the word in ``part``'s ``name`` one of ``kind``, refusing any other."""
    value = getattr(part, name)
    check_choice(member or name, value, tuple(kind), optional=optional)
    if value is not None:
        object.__setattr__(part, name, kind(value))


def check_number(member: str, value: object) -> None:
    """Refuse what is neither None nor a finite number."""
    if value is None:
        return
    known = isinstance(value, int | float) and not isinstance(value, bool)
    if not known or value in (math.inf, -math.inf) or value != value:  # the last is NaN
        raise CardError(member, "must be a number")


def check_kind(member: str, value: object, kind: type) -> None:
    """Refuse what is neither None nor of ``kind``."""
    if value is not None and not isinstance(value, kind):
        raise CardError(member, f"must be {_article(kind)}")


def check_parts(member: str, value: object, kind: type) -> None:
    """Refuse what is not a tuple of ``kind``."""
    if not isinstance(value, tuple) or not all(isinstance(each, kind) for each in value):
        raise CardError(member, f"must be a tuple, each {_article(kind)}")


def _article(kind: type) -> str:
    name = kind.__name__
    return f"an {name}" if name[0] in "AI" else f"a {name}"


def object_at(member: str, value: object) -> Mapping[str, Any]:
    """Give an object of JSON, refusing everything else."""
    if not isinstance(value, Mapping):
        problem = "is missing" if value is None else "must be an object"
        raise CardError(member, problem)
    return value


def unpack(value: Mapping[str, Any], names: Sequence[str]) -> tuple[dict[str, Any], str]:
    """Give the members named that are not null, and the others as JSON text."""
    known = {name: value[name] for name in names if value.get(name) is not None}
    rest = {name: each for name, each in value.items() if name not in names}
    return known, _dumped(rest) if rest else ""


def _dumped(rest: Mapping[str, Any]) -> str:
    try:
        if not all(isinstance(name, str) for name in rest):
            raise ValueError("a member's name is not text")
        text = json.dumps(rest, allow_nan=False, ensure_ascii=False, sort_keys=True)
        text.encode("utf-8")
    except (TypeError, ValueError, RecursionError):
        raise CardError("card", "must be something JSON can hold") from None
    return text


def check_more(member: str, more: object, names: Sequence[str]) -> None:
    """Refuse further members that are no JSON object, or name a member the part has itself."""
    if more == "":
        return
    where = f"{member}.more" if member else "more"
    try:
        value = json.loads(more) if isinstance(more, str) else None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise CardError(where, "must be a JSON object")
    if taken := [name for name in names if name in value]:
        raise CardError(where, f"must not hold “{taken[0]}”")
    _dumped(value)


def put(members: Mapping[str, Any], more: str = "") -> dict[str, Any]:
    """Put together a part's JSON: the members that are there, then the further ones."""
    there = {name: each for name, each in members.items() if each is not None}
    return there | (json.loads(more) if more else {})
