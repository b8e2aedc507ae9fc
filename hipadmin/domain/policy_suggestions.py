"""What a form offers while a resource or an action is being entered."""

from collections.abc import Iterable, Iterator, Sequence

from hipadmin.domain.access import Access
from hipadmin.domain.policy.kinds import ACTIONS, CHAINS, PROPERTIES
from hipadmin.domain.policy.specifier import SpecifierError, parse_specifier

EVENTS = 200
"""Recent events that are looked through."""
OFFERED = 400
"""Suggestions of one sort."""


def suggested_resources(accesses: Iterable[Access], first: str = "") -> tuple[str, ...]:
    """Specifiers: ``first``, what recent events speak of, and every chain there is."""
    seen = [text for access in accesses for text in _of_access(access) if _is_valid(text)]
    return tuple(dict.fromkeys(filter(None, (first, *seen[:OFFERED], *CHAINS))))


def suggested_actions(kind: str, accesses: Iterable[Access]) -> tuple[str, ...]:
    """Actions of resources of ``kind``: any, those seen, those known."""
    seen = [a.action for a in accesses if _last_kind(a.resource) == kind]
    known = ACTIONS.get(kind, ())
    return tuple(dict.fromkeys(("*", *seen[:OFFERED], *known)))


def kind_of(specifiers: Sequence[str]) -> str:
    """The kind that a list of specifiers is about, "" if it has none yet."""
    return _last_kind(specifiers[0].partition(";")[0]) if specifiers else ""


def _of_access(access: Access) -> Iterator[str]:
    """The chain with one name kept and all others open, its tags and properties, and itself."""
    pairs = [part.partition("/")[::2] for part in access.resource.split(":")]
    for at, (kept, name) in enumerate(pairs):
        marks = ["", *(f";{tag}" for tag in access.tags.get(kept, ()))]
        wanted = PROPERTIES.get(kept, frozenset())
        marks += [f";{{{p}:true}}" for p in sorted(wanted & set(access.properties.get(kept, {})))]
        for mark in marks:
            yield _chain(pairs, at, name if not mark else "*", mark)
    yield access.resource


def _chain(pairs: Sequence[tuple[str, str]], at: int, name: str, mark: str) -> str:
    parts = [f"{kind}/*" if has else kind for kind, has in pairs]
    kind, has = pairs[at]
    parts[at] = f"{kind}/{name}{mark}" if has else kind
    return ":".join(parts)


def _is_valid(text: str) -> bool:
    try:
        parse_specifier(text)
    except SpecifierError:
        return False
    return True


def _last_kind(resource: str) -> str:
    return resource.rpartition(":")[2].partition("/")[0]
