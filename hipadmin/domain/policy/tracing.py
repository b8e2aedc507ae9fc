"""Why a statement covers an access or not, statement by statement: for one event, not for many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice

from hipadmin.domain.access import Access
from hipadmin.domain.policy.globs import compile_any, compile_glob
from hipadmin.domain.policy.policy import Policy
from hipadmin.domain.policy.specifier import Pair, Specifier
from hipadmin.domain.policy.statement import Effect, Statement


class Reach(StrEnum):
    """How far an access comes in a statement; all but COVERS say what stops it."""

    COVERS = "covers"
    OTHER_KIND = "other_kind"
    NAME = "name"
    TAG = "tag"
    PROPERTY = "property"
    SPARED_RESOURCE = "spared_resource"
    ACTION = "action"
    SPARED_ACTION = "spared_action"


_ORDER = (Reach.OTHER_KIND, Reach.NAME, Reach.TAG, Reach.PROPERTY, Reach.COVERS)


@dataclass(frozen=True, slots=True)
class Step:
    """One statement (``number`` counts from 1) and one access.

    ``wanted`` is the text of the policy that matched, or failed; ``found`` what the access has. A
    statement that covers what it does not name has no ``wanted``.
    """

    number: int
    effect: Effect
    reach: Reach
    wanted: str = ""
    found: str = ""


def trace(statements: Sequence[Statement], access: Access) -> tuple[Step, ...]:
    """Say for each statement whether it covers ``access``, or what is in the way."""
    return tuple(_step(number, each, access) for number, each in enumerate(statements, 1))


def telling(policy: Policy, access: Access, most: int) -> tuple[Step, ...]:
    """Say it for ``most`` statements: those that cover ``access``, then the first of the others."""
    covering = policy.covering(access)
    known = set(covering)
    others = (n for n in range(1, len(policy.statements) + 1) if n not in known)
    numbers = islice(chain(covering, others), most)
    return tuple(_step(number, policy.statements[number - 1], access) for number in numbers)


def _step(number: int, statement: Statement, access: Access) -> Step:
    nearest = max(
        (_compare(specifier, access) for specifier in statement.specifiers),
        key=lambda found: _ORDER.index(found[0]),
    )
    named = nearest[0] is Reach.COVERS
    if nearest[0] is Reach.OTHER_KIND or (not named and statement.resources):
        return Step(number, statement.effect, *nearest)
    if named and statement.not_resources:
        return Step(number, statement.effect, Reach.SPARED_RESOURCE, *nearest[1:])
    wanted = nearest[1] if named else ""
    return Step(number, statement.effect, *_by_action(statement, access, wanted))


def _by_action(statement: Statement, access: Access, wanted: str) -> tuple[Reach, str, str]:
    listed = statement.actions or statement.not_actions
    if compile_any(listed)(access.action) is bool(statement.not_actions):
        reach = Reach.SPARED_ACTION if statement.not_actions else Reach.ACTION
        return reach, ", ".join(listed), access.action
    return Reach.COVERS, wanted, access.resource


def _compare(specifier: Specifier, access: Access) -> tuple[Reach, str, str]:
    pairs = [part.partition("/") for part in access.resource.split(":")]
    if [kind for kind, _, _ in pairs] != [pair.kind for pair in specifier.pairs]:
        return Reach.OTHER_KIND, str(specifier), access.resource
    for pair, (_, _, name) in zip(specifier.pairs, pairs, strict=True):
        if not compile_glob(pair.name)(name):
            return Reach.NAME, _written(pair), f"{pair.kind}/{name}" if name else pair.kind
    return next(_marks(specifier, access), (Reach.COVERS, str(specifier), access.resource))


def _marks(specifier: Specifier, access: Access) -> Iterator[tuple[Reach, str, str]]:
    for pair in specifier.pairs:
        has = access.tags.get(pair.kind, ())
        for tag in pair.tags:
            if not any(map(compile_glob(tag), has)):
                yield Reach.TAG, tag, pair.kind
        for selector in pair.selectors:
            value = access.properties.get(pair.kind, {}).get(selector.property)
            if value is not selector.value:
                yield Reach.PROPERTY, str(selector), pair.kind


def _written(pair: Pair) -> str:
    return f"{pair.kind}/{pair.name}" if pair.name else pair.kind
