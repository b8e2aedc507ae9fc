"""An event that somebody makes up to try a policy with, written as a policy writes resources."""

from collections.abc import Iterable
from dataclasses import dataclass

from hipadmin.domain.policy import Access, Fault, PolicyError, PolicyProblem
from hipadmin.domain.policy.specifier import (
    Specifier,
    SpecifierError,
    check_name,
    parse_specifier,
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What somebody tries; ``id`` lies below those of samples."""

    id: int
    access: Access
    time: None = None

    @property
    def title(self) -> str:
        """What is done; the window says that it is only tried."""
        return self.access.action

    @property
    def accesses(self) -> tuple[Access, ...]:
        """The one access."""
        return (self.access,)


def read_resource(text: str) -> Specifier:
    """Read one thing with its tags behind each pair: ``proj/p:env/e:flag/banner;noisy``.

    Raises PolicyError where it is not written as a policy writes it, or holds a star: an event is
    about one thing.
    """
    try:
        specifier = parse_specifier(text)
    except SpecifierError as error:
        raise _refused(error) from None
    if "*" in text:
        raise _refused(SpecifierError(Fault.OPEN, text.index("*")))
    return specifier


def read_action(text: str) -> str:
    """Read the name of one action; raises PolicyError."""
    try:
        check_name(text)
    except SpecifierError as error:
        raise _refused(error) from None
    if not text or "*" in text:
        raise _refused(SpecifierError(Fault.OPEN if text else Fault.EMPTY))
    return text


def _refused(error: SpecifierError) -> PolicyError:
    return PolicyError([PolicyProblem("", error.fault, error.params, 1, error.offset + 1)])


def access_of(resource: Specifier, action: str) -> Access:
    """What an event reports that does ``action`` to the thing written so."""
    pairs = resource.pairs
    return Access(
        action,
        ":".join(f"{p.kind}/{p.name}" if p.name else p.kind for p in pairs),
        {p.kind: p.tags for p in pairs if p.tags},
        {p.kind: {s.property: s.value for s in p.selectors} for p in pairs if p.selectors},
    )


def written(access: Access) -> str:
    """The text that `read_resource` reads as the thing of ``access``, "" if there is none."""
    parts = []
    for part in access.resource.split(":"):
        kind = part.partition("/")[0]
        marks = [*access.tags.get(kind, ()), *_selectors(access, kind)]
        parts.append(f"{part};{','.join(marks)}" if marks else part)
    text = ":".join(parts)
    try:
        read_resource(text)
    except PolicyError:
        return ""
    return text


def _selectors(access: Access, kind: str) -> Iterable[str]:
    for name, value in access.properties.get(kind, {}).items():
        yield f"{{{name}:{str(value).lower()}}}"
