"""From nodes to statements: every rule about the form of a policy, and the warnings."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from hipadmin.domain.policy import limits
from hipadmin.domain.policy.faults import Fault, Type
from hipadmin.domain.policy.globs import compile_glob, is_literal
from hipadmin.domain.policy.kinds import ACTIONS, TAGGED
from hipadmin.domain.policy.nodes import Node
from hipadmin.domain.policy.problem import PolicyError, PolicyProblem, shown
from hipadmin.domain.policy.specifier import (
    Specifier,
    SpecifierError,
    check_name,
    parse_specifier,
)
from hipadmin.domain.policy.statement import Effect, Statement

_MEMBERS = ("effect", "resources", "notResources", "actions", "notActions")
_EXAMPLES = {"resources": "proj/*:env/*:flag/*", "actions": "*"}

Read = tuple[tuple[Statement, ...], tuple[PolicyProblem, ...]]


def read_statements(root: Node, twice: Iterable[PolicyProblem] = ()) -> Read:
    """Give the statements and the warnings; no statements means no policy.

    Raises PolicyError with every problem (up to ``limits.PROBLEMS``), ``twice`` among them.
    """
    reader = _Reader(twice)
    statements = reader.policy(root)
    if reader.problems:
        problems = sorted(reader.problems, key=_in_text)[: limits.PROBLEMS]
        raise PolicyError(problems, reader.warnings[: limits.PROBLEMS])
    return statements, tuple(reader.warnings[: limits.PROBLEMS])


def _in_text(problem: PolicyProblem) -> tuple[int, int]:
    return problem.line or 0, problem.column or 0


class _Reader:
    """Collects problems instead of stopping at the first."""

    def __init__(self, twice: Iterable[PolicyProblem]) -> None:
        self.problems = list(twice)
        self.warnings: list[PolicyProblem] = []

    def policy(self, root: Node) -> tuple[Statement, ...]:
        if root.type is Type.NULL:
            return ()
        if root.type is not Type.ARRAY:
            fault = Fault.BARE_STATEMENT if root.type is Type.OBJECT else Fault.NOT_ARRAY
            self._fault(root, "", fault, found=root.type)
            return ()
        if len(root.items) > limits.STATEMENTS:
            self._fault(root, "", Fault.TOO_MANY_STATEMENTS, limit=limits.STATEMENTS)
            return ()
        statements = self._statements(root.items)
        self._warn_of_whole(root, statements)
        return statements

    def _statements(self, items: tuple[Node, ...]) -> tuple[Statement, ...]:
        statements = []
        for index, item in enumerate(items):
            statement = self._statement(item, f"[{index}]")
            if statement is not None:
                statements.append(statement)
            if len(self.problems) >= limits.PROBLEMS:
                break
        return tuple(statements)

    def _statement(self, node: Node, path: str) -> Statement | None:
        if node.type is not Type.OBJECT:
            self._fault(node, path, Fault.NOT_STATEMENT, found=node.type)
            return None
        members = self._members(node, path)
        effect = self._effect(node, members.get("effect"), path)
        lists = {name: self._list(members, name, path) for name in _MEMBERS[1:]}
        specifiers = self._specifiers(lists, path)
        self._actions(lists, path)
        for name in ("resources", "actions"):
            self._one_form(node, lists, name, path)
        if effect is None or self.problems:
            return None
        statement = _built(effect, lists, specifiers)
        self._warn_of(node, statement, lists, path)
        return statement

    def _members(self, node: Node, path: str) -> dict[str, Node]:
        members: dict[str, Node] = {}
        for name, value in node.members:
            if name.text in _MEMBERS and name.type is Type.STRING:
                members[name.text] = value
            else:
                self._unknown(name, path)
        return members

    def _unknown(self, name: Node, path: str) -> None:
        where = shown(name.text)
        near = get_close_matches(where, _MEMBERS, n=1)
        if near:
            self._warning(name, f"{path}.{where}", Fault.MEMBER_NEAR, name=where, example=near[0])
        else:
            self._warning(name, f"{path}.{where}", Fault.MEMBER_UNKNOWN, name=where)

    def _effect(self, node: Node, value: Node | None, path: str) -> Effect | None:
        if value is None:
            self._fault(node, path, Fault.EFFECT_MISSING)
            return None
        if value.type is Type.STRING and value.text in tuple(Effect):
            return Effect(value.text)
        found = f"“{shown(value.text)}”" if value.type is Type.STRING else value.type
        self._fault(value, f"{path}.effect", Fault.EFFECT_UNKNOWN, found=found)
        return None

    def _list(self, members: Mapping[str, Node], name: str, path: str) -> tuple[Node, ...] | None:
        """The entries of a list, () if it is absent, None if it is no list of texts."""
        node = members.get(name)
        if node is None:
            return ()
        where = f"{path}.{name}"
        if node.type is not Type.ARRAY:
            self._fault(node, where, Fault.LIST_EXPECTED, name=name, found=node.type)
            return None
        wrong = [(i, n) for i, n in enumerate(node.items) if n.type is not Type.STRING]
        for index, item in wrong[: limits.PROBLEMS]:
            at = f"{where}[{index}]"
            self._fault(item, at, Fault.TEXT_EXPECTED, found=item.type)
        return None if wrong else node.items

    def _one_form(self, node: Node, lists: "_Lists", one: str, path: str) -> None:
        """Exactly one of a list and its not-form is filled."""
        other = _not_form(one)
        entries, inverse = lists[one], lists[other]
        if entries and inverse:
            self._fault(node, path, Fault.BOTH_FORMS, one=one, other=other)
        elif entries == () and inverse == ():
            self._fault(node, path, Fault.NO_FORM, one=one, other=other, example=_EXAMPLES[one])

    def _specifiers(self, lists: "_Lists", path: str) -> dict[str, tuple[Specifier, ...]]:
        found = {}
        for name in ("resources", "notResources"):
            found[name] = self._parsed(lists[name] or (), f"{path}.{name}")
        return found

    def _parsed(self, nodes: tuple[Node, ...], path: str) -> tuple[Specifier, ...]:
        specifiers: list[Specifier] = []
        for index, node in enumerate(nodes):
            if len(self.problems) >= limits.PROBLEMS:
                break
            where = f"{path}[{index}]"
            try:
                specifiers.append(parse_specifier(node.text))
            except SpecifierError as error:
                self._refuse(node, where, error)
                continue
            self._same_kind(node, where, specifiers[0], specifiers[-1])
        return tuple(specifiers)

    def _same_kind(self, node: Node, path: str, first: Specifier, this: Specifier) -> None:
        if this.signature != first.signature:
            params = {"found": shown(str(this)), "first": shown(str(first))}
            self._fault(node, path, Fault.MIXED_KINDS, **params)

    def _actions(self, lists: "_Lists", path: str) -> None:
        for name in ("actions", "notActions"):
            for index, node in enumerate(lists[name] or ()):
                if len(self.problems) >= limits.PROBLEMS:
                    return
                self._action(node, f"{path}.{name}[{index}]")

    def _action(self, node: Node, path: str) -> None:
        if not node.text:
            self._fault(node, path, Fault.EMPTY)
            return
        try:
            check_name(node.text)
        except SpecifierError as error:
            self._refuse(node, path, error)

    def _warn_of_whole(self, root: Node, statements: tuple[Statement, ...]) -> None:
        if not root.items:
            self._warning(root, "", Fault.NO_STATEMENTS)
        elif not self.problems and all(s.effect is Effect.DENY for s in statements):
            self._warning(root, "", Fault.ONLY_DENIES)

    def _warn_of(self, node: Node, statement: Statement, lists: "_Lists", path: str) -> None:
        if statement.not_resources and statement.not_actions:
            self._warning(node, path, Fault.BOTH_INVERSE)
        self._warn_of_tags(node, statement, path)
        for name in ("actions", "notActions"):
            for index, entry in enumerate(lists[name] or ()):
                self._warn_of_action(entry, statement.kind, f"{path}.{name}[{index}]")

    def _warn_of_tags(self, node: Node, statement: Statement, path: str) -> None:
        pairs = (p for s in statement.specifiers for p in s.pairs if p.tags)
        for kind in dict.fromkeys(p.kind for p in pairs if p.kind not in TAGGED):
            self._warning(node, path, Fault.TAGS_UNKNOWN, kind=kind)

    def _warn_of_action(self, node: Node, kind: str, path: str) -> None:
        known = ACTIONS.get(kind, ())
        if not known or len(self.warnings) >= limits.PROBLEMS or _is_known(node.text, known):
            return
        params = {"kind": kind, "found": shown(node.text)}
        example = next((k for k in known if k.lower() == node.text.lower()), "")
        if example:
            self._warning(node, path, Fault.ACTION_CASE, **params, example=example)
        else:
            self._warning(node, path, Fault.ACTION_UNKNOWN, **params)

    def _refuse(self, node: Node, path: str, error: SpecifierError) -> None:
        self.problems.append(node.problem(path, error.fault, error.params, error.offset))

    def _fault(self, node: Node, path: str, fault: Fault, **params: object) -> None:
        self.problems.append(node.problem(path, fault, params))

    def _warning(self, node: Node, path: str, fault: Fault, **params: object) -> None:
        if len(self.warnings) < limits.PROBLEMS:
            self.warnings.append(node.problem(path, fault, params))


_Lists = Mapping[str, tuple[Node, ...] | None]


def _not_form(name: str) -> str:
    return f"not{name.capitalize()}"


def _built(
    effect: Effect, lists: _Lists, specifiers: Mapping[str, tuple[Specifier, ...]]
) -> Statement:
    return Statement(
        effect,
        specifiers["resources"],
        specifiers["notResources"],
        tuple(n.text for n in lists["actions"] or ()),
        tuple(n.text for n in lists["notActions"] or ()),
    )


def _is_known(action: str, known: tuple[str, ...]) -> bool:
    """Whether an action, or any action a glob stands for, is in the vendor's list."""
    if is_literal(action) and action in known:
        return True
    written = compile_glob(action)
    return any(written(k) or compile_glob(k)(action) for k in known)
