"""Globs over whole names: ``*`` stands for any run of characters, everything else for itself.

Matching looks for the fixed parts from left to right and never goes back, so no pattern can make
it slow.
"""

from collections.abc import Callable, Sequence
from functools import partial

Test = Callable[[str], bool]
"""Says whether a name is meant."""


def is_literal(pattern: str) -> bool:
    """Whether ``pattern`` names one thing only."""
    return "*" not in pattern


def names_all(pattern: str) -> bool:
    """Whether ``pattern`` names everything (``**`` means the same as ``*``)."""
    return not pattern.strip("*") and bool(pattern)


def compile_glob(pattern: str) -> Test:
    """Make the test for one pattern; case matters, and ``*`` may stand for nothing."""
    if is_literal(pattern):
        return pattern.__eq__
    if names_all(pattern):
        return _always
    first, *inner, last = pattern.split("*")
    return partial(_matches, first, tuple(filter(None, inner)), last)


def compile_any(patterns: Sequence[str]) -> Test:
    """Make the test that holds if one of ``patterns`` matches; plain names cost one look-up."""
    if any(map(names_all, patterns)):
        return _always
    names = frozenset(filter(is_literal, patterns))
    globs = tuple(compile_glob(p) for p in patterns if not is_literal(p))
    if not globs:
        return names.__contains__
    return lambda name: name in names or any(glob(name) for glob in globs)


def _always(name: str) -> bool:  # noqa: ARG001
    return True


def _matches(first: str, inner: tuple[str, ...], last: str, name: str) -> bool:
    end = len(name) - len(last)
    if end < len(first) or not name.startswith(first) or not name.endswith(last):
        return False
    at = len(first)
    for part in inner:
        found = name.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
