"""A policy as a whole: read, asked and printed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from hipadmin.domain.access import Access
from hipadmin.domain.policy.evaluator import Evaluator, Verdict, Why
from hipadmin.domain.policy.json_reader import read_json
from hipadmin.domain.policy.nodes import from_python
from hipadmin.domain.policy.problem import PolicyProblem
from hipadmin.domain.policy.reader import read_statements
from hipadmin.domain.policy.statement import Statement


@dataclass(frozen=True, slots=True)
class Policy:
    """A valid filter of events; without statements there is no policy and every event passes.

    Two policies are equal if their statements are; ``warnings`` are what is accepted all the same
    but worth a look.
    """

    statements: tuple[Statement, ...]
    warnings: tuple[PolicyProblem, ...] = field(default=(), compare=False)
    _evaluator: Evaluator = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_evaluator", Evaluator(self.statements))

    @classmethod
    def parse(cls, value: object) -> "Policy":
        """Read JSON text (any ``str``) or parsed JSON; None and [] mean that there is no policy.

        Raises PolicyError, and nothing else, for everything that is no policy. Only text gives
        problems a line and column.
        """
        if isinstance(value, str):
            root, twice = read_json(value)
            return cls(*read_statements(root, twice))
        return cls(*read_statements(from_python(value)))

    @property
    def is_empty(self) -> bool:
        """Whether there is no policy."""
        return not self.statements

    def allows(self, accesses: Iterable[Access]) -> bool:
        """Whether an event with these accesses passes: one allowed access is enough."""
        return not self.statements or self._evaluator.allows(accesses)

    def explain(self, accesses: Iterable[Access]) -> Verdict:
        """Answer as ``allows`` does, and say which statement decided."""
        if self.is_empty:
            return Verdict(True, Why.NO_POLICY)
        return self._evaluator.explain(accesses)

    def covering(self, access: Access) -> list[int]:
        """Give the statements that cover ``access``, counted from 1, in their order."""
        return self._evaluator.covering(access)

    def to_json(self, indent: int | None = 2) -> str:
        """Print the canonical text, ``null`` for no policy; reading it gives an equal policy."""
        if self.is_empty:
            return "null"
        return json.dumps([s.to_json() for s in self.statements], indent=indent)
