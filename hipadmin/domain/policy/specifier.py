"""Specifiers: which resources a statement concerns, as pairs of kind and name from parent to child.

specifier = alone | pair *( ":" pair )
pair      = kind "/" name [ ";" mark *( "," mark ) ]
mark      = tag | "{" property ":" ( "true" | "false" ) "}"
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hipadmin.domain.policy import limits
from hipadmin.domain.policy.faults import Fault
from hipadmin.domain.policy.kinds import ALONE, KINDS, MISTAKEN, PROPERTIES, SIGNATURES
from hipadmin.domain.policy.problem import shown

_NAME = re.compile(r"[A-Za-z0-9._*-]*")
_PART = re.compile(r"[^:{]*(?:\{[^}]*(?:\}|$)[^:{]*)*")
_MARK = re.compile(r"[^,{]*(?:\{[^}]*(?:\}|$)[^,{]*)*")
_SELECTOR = re.compile(r"\{([^{}:]*):([^{}:]*)\}")


@dataclass(frozen=True, slots=True)
class Selector:
    """Tests a yes/no property of the pair's resource."""

    property: str
    value: bool

    def __str__(self) -> str:
        return f"{{{self.property}:{str(self.value).lower()}}}"


Mark = str | Selector
"""A tag (a glob) or a selector."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One link of the chain; ``name`` is a glob, "" for kinds that stand alone."""

    kind: str
    name: str
    marks: tuple[Mark, ...] = ()

    def __str__(self) -> str:
        if not self.name:
            return self.kind
        marks = ",".join(map(str, self.marks))
        return f"{self.kind}/{self.name}" + (f";{marks}" if marks else "")

    @property
    def tags(self) -> tuple[str, ...]:
        """The marks that are tags."""
        return tuple(m for m in self.marks if isinstance(m, str))

    @property
    def selectors(self) -> tuple[Selector, ...]:
        """The marks that test a property."""
        return tuple(m for m in self.marks if isinstance(m, Selector))


@dataclass(frozen=True, slots=True)
class Specifier:
    """A valid chain of pairs; ``str`` gives the text it was parsed from."""

    pairs: tuple[Pair, ...]

    def __str__(self) -> str:
        return ":".join(map(str, self.pairs))

    @property
    def signature(self) -> str:
        """The chain without names, a key of ``SIGNATURES``."""
        return _signature(self.pairs)

    @property
    def kind(self) -> str:
        """The kind of the resources meant."""
        return self.pairs[-1].kind


class SpecifierError(ValueError):
    """The text is no specifier, from character ``offset`` (counted from 0) on."""

    def __init__(self, fault: Fault, offset: int = 0, **params: object) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.offset = offset
        self.params = params


def parse_specifier(text: str) -> Specifier:
    """Parse one specifier; raises SpecifierError at the first thing wrong."""
    _check_whole(text)
    pairs: list[Pair] = []
    for offset, part in _split(_PART, text, 0):
        pairs.append(_pair(part, offset, pairs))
    if _signature(pairs) not in SIGNATURES:
        raise _wrong_chain(pairs)
    return Specifier(tuple(pairs))


def check_name(text: str, offset: int = 0) -> None:
    """Check a name, tag or action; raises SpecifierError."""
    if len(text) > limits.NAME_LENGTH:
        raise SpecifierError(Fault.NAME_LONG, offset, length=len(text), limit=limits.NAME_LENGTH)
    found = _NAME.match(text)
    end = found.end() if found else 0
    if end < len(text):
        raise _wrong_character(text[end], offset + end)


def _check_whole(text: str) -> None:
    if len(text) > limits.SPECIFIER_LENGTH:
        raise SpecifierError(Fault.TOO_LONG, length=len(text), limit=limits.SPECIFIER_LENGTH)
    if not text:
        raise SpecifierError(Fault.EMPTY)
    if not text.strip("*"):
        raise SpecifierError(Fault.LONE_STAR)
    if "${" in text:
        raise SpecifierError(Fault.ROLE_ATTRIBUTE, text.index("${"))


def _pair(part: str, offset: int, before: list[Pair]) -> Pair:
    head, semicolon, marks = part.partition(";")
    kind, slash, name = head.partition("/")
    if not slash:
        _check_alone(head, offset, bool(before), before[-1].tags if before else ())
        if semicolon:
            raise SpecifierError(Fault.STANDS_ALONE, offset, found=kind)
        return Pair(kind, "")
    _check_kind(kind, part, offset)
    if kind in ALONE:
        raise SpecifierError(Fault.STANDS_ALONE, offset, found=kind)
    if not name:
        raise SpecifierError(Fault.NAME_MISSING, offset, found=f"{kind}/", example=f"{kind}/*")
    check_name(name, offset + len(kind) + 1)
    if not semicolon:
        return Pair(kind, name)
    return Pair(kind, name, tuple(_marks(kind, marks, offset + len(head) + 1)))


def _check_alone(head: str, offset: int, below: bool, tags_before: tuple[str, ...]) -> None:
    """Check a pair without a slash: only few kinds are written so."""
    if head in ALONE:
        return
    if tags_before[-1:] == ("view",):
        raise SpecifierError(Fault.VIEW, offset)
    if below and head and not head.strip("*"):
        raise SpecifierError(Fault.STAR_BELOW, offset, found=head, example="proj/*:env/*:flag/*")
    if head in KINDS:
        raise SpecifierError(Fault.NAME_MISSING, offset, found=head, example=f"{head}/*")
    _check_kind(head, head, offset)


def _check_kind(kind: str, part: str, offset: int) -> None:
    if kind in KINDS:
        return
    if not kind:
        fault = Fault.SLASH_FIRST if part.startswith("/") else Fault.EMPTY
        raise SpecifierError(fault, offset, found=shown(part), example=shown(part.lstrip("/")))
    blank = next((i for i, c in enumerate(kind) if c.isspace()), -1)
    if blank >= 0:
        raise SpecifierError(Fault.CHARACTER_BLANK, offset + blank)
    meant = _meant(kind)
    if meant:
        raise SpecifierError(Fault.KIND_MISTAKEN, offset, found=shown(kind), example=meant)
    raise SpecifierError(Fault.KIND_UNKNOWN, offset, found=shown(kind))


def _meant(kind: str) -> str:
    """Guess the kind somebody meant, "" if there is no guess."""
    lower = kind.lower()
    return lower if lower in KINDS else MISTAKEN.get(lower, "")


def _marks(kind: str, text: str, offset: int) -> Iterator[Mark]:
    for at, mark in _split(_MARK, text, offset):
        if not mark:
            raise SpecifierError(Fault.MARK_EMPTY, at)
        if "{" in mark or "}" in mark:
            yield _selector(kind, mark, at)
        else:
            _check_tag(mark, at)
            yield mark


def _check_tag(tag: str, offset: int) -> None:
    if ";" in tag:
        raise SpecifierError(Fault.SECOND_SEMICOLON, offset + tag.index(";"))
    check_name(tag, offset)


def _selector(kind: str, mark: str, offset: int) -> Selector:
    found = _SELECTOR.fullmatch(mark)
    if found is None:
        raise SpecifierError(Fault.BRACE, offset)
    name, value = found.groups()
    if name not in PROPERTIES.get(kind, ()):
        fault = Fault.VIEW if name == "view" else Fault.PROPERTY_UNKNOWN
        raise SpecifierError(fault, offset + 1, kind=kind, found=shown(name))
    if value not in ("true", "false"):
        raise SpecifierError(Fault.PROPERTY_VALUE, offset + found.start(2), found=shown(value))
    return Selector(name, value == "true")


def _split(piece: re.Pattern[str], text: str, offset: int) -> Iterator[tuple[int, str]]:
    """Split at the separator ``piece`` stops at, except within braces."""
    at = 0
    while at <= len(text):
        found = piece.match(text, at)
        end = found.end() if found else len(text)
        yield offset + at, text[at:end]
        at = end + 1


def _signature(pairs: "list[Pair] | tuple[Pair, ...]") -> str:
    return ":".join(f"{p.kind}/" if p.name else p.kind for p in pairs)


def _wrong_chain(pairs: list[Pair]) -> SpecifierError:
    found = shown(":".join(f"{p.kind}/*" if p.name else p.kind for p in pairs))
    last = pairs[-1].kind
    written = [c for c in SIGNATURES.values() if c.split(":")[-1] in (f"{last}/*", last)]
    written = written or [c for c in SIGNATURES.values() if f"{last}/*" in c.split(":")]
    return SpecifierError(Fault.CHAIN_MISPLACED, found=found, example=" or ".join(written))


def _wrong_character(character: str, offset: int) -> SpecifierError:
    if character.isspace():
        return SpecifierError(Fault.CHARACTER_BLANK, offset)
    fault = Fault.CHARACTER_GLOB if character in "?[]" else Fault.CHARACTER
    return SpecifierError(fault, offset, found=shown(character))
