"""JSON values that know where they stand in the text, and the way to them from parsed JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hipadmin.domain.policy import limits
from hipadmin.domain.policy.faults import Fault, Type
from hipadmin.domain.policy.problem import PolicyError, PolicyProblem

POLICY_DEPTH = 4
"""Array, statement, list, text: deeper values of parsed JSON are never looked at."""


@dataclass(frozen=True, slots=True)
class Node:
    """One value: ``text`` of strings, ``items`` of arrays, ``members`` of objects.

    ``plain`` says that a string has no escapes, so that its characters can be counted in the text.
    """

    type: Type
    text: str = ""
    items: tuple["Node", ...] = ()
    members: tuple[tuple["Node", "Node"], ...] = ()
    line: int | None = None
    column: int | None = None
    plain: bool = True

    def problem(
        self, path: str, fault: Fault, params: Mapping[str, object] | None = None, offset: int = 0
    ) -> PolicyProblem:
        """Make the problem at this node, or ``offset`` characters into its string."""
        column = self.column
        if column is not None and self.type is Type.STRING and self.plain and offset:
            column += 1 + offset
        return PolicyProblem(path, fault, params or {}, self.line, column)


def from_python(value: object) -> Node:
    """Make a node of parsed JSON.

    Anything that JSON does not know becomes a node of type FOREIGN. Values nested in themselves do
    no harm. Raises PolicyError beyond ``limits.VALUES`` values.
    """
    return _Converter().node(value, POLICY_DEPTH)


class _Converter:
    def __init__(self) -> None:
        self._left = limits.VALUES

    def node(self, value: object, depth: int) -> Node:
        self._left -= 1
        if self._left < 0:
            raise PolicyError([PolicyProblem("", Fault.TOO_MANY_VALUES, {"limit": limits.VALUES})])
        if isinstance(value, str):
            return Node(Type.STRING, text=value)
        if isinstance(value, Mapping):
            return Node(Type.OBJECT, members=self._members(value.items(), depth - 1))
        if isinstance(value, list | tuple):
            return Node(Type.ARRAY, items=self._items(value, depth - 1))
        return Node(_scalar(value))

    def _items(self, values: Iterable[object], depth: int) -> tuple[Node, ...]:
        if depth == 0:
            return ()
        return tuple(self.node(v, depth) for v in values)

    def _members(
        self, pairs: Iterable[tuple[object, object]], depth: int
    ) -> tuple[tuple[Node, Node], ...]:
        if depth == 0:
            return ()
        return tuple((self.node(k, 1), self.node(v, depth)) for k, v in pairs)


def _scalar(value: object) -> Type:
    if value is None:
        return Type.NULL
    if isinstance(value, bool):
        return Type.BOOLEAN
    return Type.NUMBER if isinstance(value, int | float) else Type.FOREIGN
