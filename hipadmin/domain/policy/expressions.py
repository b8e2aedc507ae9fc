"""Statements of one chain of kinds as one regular expression over the line of an access.

One match answers at once for all of them. Every glob is written so that it never goes back: fixed
parts are looked for from left to right and kept, so no policy can make it slow.
"""

import re
from collections.abc import Iterable, Sequence

from hipadmin.domain.access import ACT, MARK, NAME, PAIR, TAG
from hipadmin.domain.policy.globs import names_all
from hipadmin.domain.policy.specifier import Pair, Specifier
from hipadmin.domain.policy.statement import Effect, Statement

MOST_ENTRIES = 60
"""Resources and actions beyond which an expression costs more than it saves."""


def expression(statements: Sequence[Statement]) -> re.Pattern[str] | None:
    """Make the expression that matches what passes; None where there are too many entries."""
    entries = sum(len(s.specifiers) + len(s.actions or s.not_actions) for s in statements)
    if entries > MOST_ENTRIES:
        return None
    allowed = [_covered(s) for s in statements if s.effect is Effect.ALLOW]
    denied = [_covered(s) for s in statements if s.effect is Effect.DENY]
    if not allowed:
        return re.compile("(?!)")
    refused = f"(?!{_any(denied)})" if denied else ""
    return re.compile(refused + _any(allowed))


def _covered(statement: Statement) -> str:
    resources = _any(_specifier(s) for s in statement.specifiers)
    if statement.not_resources:
        resources = f"(?!{resources})"
    return _actions(statement) + resources


def _actions(statement: Statement) -> str:
    listed = statement.actions or statement.not_actions
    named = "" if any(map(names_all, listed)) else _any(_glob(action, ACT) for action in listed)
    anything = f"[^{ACT}]*+{ACT}"
    if statement.not_actions:
        return f"(?!{named}){anything}" if named else "(?!)"
    return named or anything


def _specifier(specifier: Specifier) -> str:
    pairs = "".join(map(_pair, specifier.pairs))
    # what no longer asks for anything needs no reading to the end
    return pairs.removesuffix(f"[^{PAIR}]*+{PAIR}")


def _pair(pair: Pair) -> str:
    name = "" if not pair.name or names_all(pair.name) else _glob(pair.name, NAME)
    if not pair.marks:
        return f"{name}[^{PAIR}]*+{PAIR}"
    name = name or f"[^{NAME}]*+{NAME}"
    # a tag begins behind the name or behind another tag; properties come after all tags
    tags = "".join(f"(?=(?:[^{TAG}{PAIR}]*+{TAG})*?{_glob(tag, TAG)})" for tag in pair.tags)
    tests = "".join(
        f"(?=(?:[^{TAG}{PAIR}]*+{TAG})*+(?:[^{MARK}{PAIR}]*+{MARK})*?"
        f"{re.escape(str(s).strip('{}'))}{MARK})"
        for s in pair.selectors
    )
    return f"{name}{tags}{tests}[^{PAIR}]*+{PAIR}"


def _glob(pattern: str, end: str) -> str:
    """One glob over a whole text that ``end`` closes."""
    within = f"[^{ACT}{PAIR}{NAME}{TAG}{MARK}]"
    first, *parts = pattern.split("*")
    if not parts:
        return re.escape(first) + end
    *inner, last = parts
    found = "".join(f"(?>{within}*?{re.escape(part)})" for part in inner if part)
    tail = f"(?>{within}*?{re.escape(last)}{end})" if last else f"{within}*+{end}"
    return f"(?>{re.escape(first)}{found}{tail})"


def _any(expressions: Iterable[str]) -> str:
    return f"(?:{'|'.join(expressions)})"
