"""A policy as a form holds it: statements whose entries may still be wrong, and the way to JSON."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hipadmin.domain.policy.faults import Fault, Type
from hipadmin.domain.policy.json_reader import read_json
from hipadmin.domain.policy.nodes import Node
from hipadmin.domain.policy.policy import Policy
from hipadmin.domain.policy.printing import broken, printed, printed_texts
from hipadmin.domain.policy.problem import PolicyError, PolicyProblem
from hipadmin.domain.policy.reader import read_statements
from hipadmin.domain.policy.secrecy import secret_in
from hipadmin.domain.policy.statement import Effect

_STATEMENT, _MEMBER = " " * 2, " " * 4
_PLACE = re.compile(r"\[(\d+)\](?:\.(\w+)(?:\[(\d+)\])?)?")


class Part(StrEnum):
    """The two lists of a statement."""

    RESOURCES = "resources"
    ACTIONS = "actions"


@dataclass(frozen=True, slots=True)
class Entries:
    """A list as it is entered; ``inverse`` is the "not" form: everything but these."""

    texts: tuple[str, ...] = ()
    inverse: bool = False

    def member(self, part: Part) -> str:
        """The name the list has in JSON."""
        return f"not{part.value.capitalize()}" if self.inverse else part.value


@dataclass(frozen=True, slots=True)
class Sketch:
    """One statement as it is entered."""

    effect: Effect = Effect.ALLOW
    resources: Entries = Entries()
    actions: Entries = Entries()
    _printed: str = field(default="", init=False, repr=False, compare=False)

    @property
    def printed(self) -> str:
        """Its text within a policy; made once, so that a change of one prints no others anew.

        An empty list is kept, because it is where entries will be.
        """
        if not self._printed:
            object.__setattr__(self, "_printed", self._print())
        return self._printed

    def _print(self) -> str:
        members = [f'"effect": "{self.effect.value}"']
        for part in Part:
            entries = self.entries(part)
            start = f'"{entries.member(part)}": '
            before = len(_MEMBER) + len(start)
            members.append(start + printed_texts(entries.texts, _MEMBER, before))
        return broken("{}", members, _STATEMENT)

    def entries(self, part: Part) -> Entries:
        """One of the two lists."""
        return self.resources if part is Part.RESOURCES else self.actions


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the form a problem belongs: ``statement`` counts from 0; None is all of it."""

    statement: int | None = None
    part: Part | None = None
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says, as far as it can be understood.

    ``policy`` is None while there are ``problems``; ``sketches`` is None where a form cannot show
    the text. Blank text is no policy.
    """

    text: str
    policy: Policy | None
    problems: tuple[PolicyProblem, ...] = ()
    warnings: tuple[PolicyProblem, ...] = ()
    sketches: tuple[Sketch, ...] | None = ()

    @classmethod
    def of(cls, text: str) -> "Reading":
        """Read ``text``; never raises."""
        if not text.strip():
            return cls(text, Policy(()))
        try:
            root, twice = read_json(text)
        except PolicyError as error:
            return cls(text, None, error.problems, sketches=None)
        sketches = None if twice else sketches_of(root)
        try:
            policy = Policy(*read_statements(root, twice))
        except PolicyError as error:
            return cls(text, None, error.problems, error.warnings, sketches)
        secret = secret_in(text)
        if secret is not None:
            return cls(text, None, (secret,), policy.warnings, sketches)
        return cls(text, policy, warnings=policy.warnings, sketches=sketches)

    @property
    def kept(self) -> str | None:
        """What is stored: None for no policy; unknown members are left out of a valid one."""
        if self.policy is not None and self.policy.is_empty:
            return None
        unknown = any(w.fault in (Fault.MEMBER_UNKNOWN, Fault.MEMBER_NEAR) for w in self.warnings)
        return text_of(self.sketches) if unknown and self.sketches else self.text


def sketches_of(root: Node) -> tuple[Sketch, ...] | None:
    """Give the statements of parsed text, or None where a form cannot show them."""
    if root.type is Type.NULL:
        return ()
    if root.type is not Type.ARRAY:
        return None
    found = [_sketch(item) for item in root.items]
    return None if None in found else tuple(sketch for sketch in found if sketch is not None)


def text_of(sketches: Iterable[Sketch]) -> str:
    """Print statements; reading gives the same again. No statements are an empty text."""
    entries = [sketch.printed for sketch in sketches]
    return broken("[]", entries, "") if entries else ""


def formatted(text: str) -> str:
    """Print JSON anew with line breaks and indents; raises PolicyError where it is no JSON."""
    return printed(read_json(text)[0])


def readable(text: str) -> str:
    """``text`` as it is shown first: JSON in one line is broken anew, as nobody wrote it so."""
    if "\n" in text.strip():
        return text
    try:
        return formatted(text)
    except PolicyError:
        return text


def wrapped(text: str) -> str:
    """Put a single statement into an array; raises PolicyError where it is no JSON."""
    return formatted(f"[{text}]")


def spot_of(problem: PolicyProblem) -> Spot:
    """Give the place in the form where ``problem`` is to be told."""
    found = _PLACE.fullmatch(problem.path)
    if found is None:
        return Spot()
    statement, member, entry = found.groups()
    name = member or str(problem.params.get("one", ""))
    part = next((p for p in Part if name.lower().endswith(p.value)), None)
    return Spot(int(statement), part, int(entry) if entry else None)


def _sketch(node: Node) -> Sketch | None:
    members = {name.text: value for name, value in node.members}
    effect = members.get("effect")
    if effect is None or effect.type is not Type.STRING or effect.text not in tuple(Effect):
        return None
    resources = _entries(members, Part.RESOURCES)
    actions = _entries(members, Part.ACTIONS)
    if resources is None or actions is None:
        return None
    return Sketch(Effect(effect.text), resources, actions)


def _entries(members: Mapping[str, Node], part: Part) -> Entries | None:
    plain, inverse = (members.get(Entries(inverse=i).member(part)) for i in (False, True))
    lists = [node for node in (plain, inverse) if node is not None]
    if any(node.type is not Type.ARRAY for node in lists):
        return None
    if any(item.type is not Type.STRING for node in lists for item in node.items):
        return None
    filled = [node for node in lists if node.items]
    if len(filled) > 1:
        return None
    shown = filled[0] if filled else (lists[0] if lists else None)
    texts = tuple(item.text for item in shown.items) if shown else ()
    return Entries(texts, shown is not None and shown is inverse)
