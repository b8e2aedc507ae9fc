"""The compiled form of a policy and its answers.

Statements are kept by chain of kinds. Whether an event passes is one match of one expression for
each access; why it does is asked of rules, denials first: the first that covers it decides.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hipadmin.domain.access import Access, chain
from hipadmin.domain.policy.expressions import expression
from hipadmin.domain.policy.globs import Test, compile_any, compile_glob, names_all
from hipadmin.domain.policy.specifier import Pair, Specifier
from hipadmin.domain.policy.statement import Effect, Statement


class Why(StrEnum):
    """The ground of a verdict."""

    NO_POLICY = "no_policy"
    ALLOWED = "allowed"
    DENIED = "denied"
    NOT_ALLOWED = "not_allowed"
    NO_ACCESS = "no_access"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an event passes, and which statement decided it.

    ``statement`` counts from 1 and is None where no statement covers the event; ``access`` is the
    access that statement was asked for.
    """

    passes: bool
    why: Why
    statement: int | None = None
    access: Access | None = None


class Evaluator:
    """Answers for one list of statements."""

    __slots__ = ("_asked", "_matches", "_rules", "_statements")

    def __init__(self, statements: Sequence[Statement]) -> None:
        rules: dict[str, list[_Rule]] = {}
        for number, statement in enumerate(statements, 1):
            rules.setdefault(statement.signature, []).append(_Rule(number, statement))
        self._rules = {key: sorted(rs, key=lambda r: not r.denies) for key, rs in rules.items()}
        self._statements = statements
        self._asked: set[str] = set()
        self._matches: dict[str, Callable[[str], object] | None] = dict.fromkeys(("", *rules))

    def allows(self, accesses: Iterable[Access]) -> bool:
        """Whether at least one access is allowed and not denied."""
        matches = self._matches
        for access in accesses:
            match = matches.get(access.signature, _never)
            if match(access.line) if match is not None else self._permits(access):
                return True
        return False

    def _permits(self, access: Access) -> bool:
        """Answer by the rules, and have the quick answer ready for the next time."""
        signature = access.signature
        if signature not in self._asked:
            self._asked.add(signature)
            own = [s for s in self._statements if s.signature == signature]
            found = expression(own) if own else None
            if found is not None:
                self._matches[signature] = found.match
        rule = self._decide(access)
        return rule is not None and not rule.denies

    def explain(self, accesses: Iterable[Access]) -> Verdict:
        """Say why; an allowed access decides over denied ones, those over others."""
        held = Verdict(False, Why.NO_ACCESS)
        for access in accesses:
            rule = self._decide(access)
            if rule is not None and not rule.denies:
                return Verdict(True, Why.ALLOWED, rule.number, access)
            if rule is not None and held.why is not Why.DENIED:
                held = Verdict(False, Why.DENIED, rule.number, access)
            elif held.why is Why.NO_ACCESS:
                held = Verdict(False, Why.NOT_ALLOWED, None, access)
        return held

    def _decide(self, access: Access) -> "_Rule | None":
        return next(self._covering(access), None)

    def covering(self, access: Access) -> list[int]:
        """Give the statements that cover ``access``, counted from 1, in their order."""
        return sorted(rule.number for rule in self._covering(access))

    def _covering(self, access: Access) -> "Iterator[_Rule]":
        signature, names = chain(access.resource)
        return (rule for rule in self._rules.get(signature, ()) if rule.covers(access, names))


def _never(_line: str) -> None:
    return None


class _Rule:
    """One compiled statement; the chain of kinds has been compared already."""

    __slots__ = ("_action", "_inverse_action", "_inverse_resource", "_targets", "denies", "number")

    def __init__(self, number: int, statement: Statement) -> None:
        self.number = number
        self.denies = statement.effect is Effect.DENY
        self._targets = tuple(map(_Target, statement.specifiers))
        self._inverse_resource = bool(statement.not_resources)
        self._action = compile_any(statement.actions or statement.not_actions)
        self._inverse_action = bool(statement.not_actions)

    def covers(self, access: Access, names: Sequence[str]) -> bool:
        if self._action(access.action) is self._inverse_action:
            return False
        named = any(target.names(access, names) for target in self._targets)
        return named is not self._inverse_resource


class _Target:
    """One compiled specifier: only what can fail is tested."""

    __slots__ = ("_names", "_selectors", "_tags")

    def __init__(self, specifier: Specifier) -> None:
        pairs = specifier.pairs
        self._names = tuple(_name_tests(pairs))
        self._tags = tuple((p.kind, compile_glob(tag)) for p in pairs for tag in p.tags)
        self._selectors = tuple((p.kind, s) for p in pairs for s in p.selectors)

    def names(self, access: Access, names: Sequence[str]) -> bool:
        return (
            all(test(names[index]) for index, test in self._names)
            and all(any(map(test, access.tags.get(kind, ()))) for kind, test in self._tags)
            and all(
                access.properties.get(kind, {}).get(s.property) is s.value
                for kind, s in self._selectors
            )
        )


def _name_tests(pairs: Sequence[Pair]) -> Iterable[tuple[int, Test]]:
    for index, pair in enumerate(pairs):
        if pair.name and not names_all(pair.name):
            yield index, compile_glob(pair.name)
