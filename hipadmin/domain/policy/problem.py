"""One thing wrong with a policy at one place, and the error that carries all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hipadmin.domain.policy.faults import HINTS, REASONS, Fault

SHOWN_LENGTH = 60
"""How many characters of a wrong text a sentence repeats."""


def shown(text: str) -> str:
    """Make ``text`` fit for a sentence: short, and nothing invisible in it."""
    cut = text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """One thing wrong, or to be warned of, at one place of a policy.

    ``path`` is the place in the JSON value (``[0].resources[1]``, "" for the whole); ``line`` and
    ``column`` count characters from 1 and are None where the input was no text.
    """

    path: str
    fault: Fault
    params: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None
    column: int | None = None

    @property
    def reason(self) -> str:
        """What is wrong, in English; the window translates ``REASONS[fault]`` instead."""
        return REASONS[self.fault].format(**self.params)

    @property
    def hint(self) -> str:
        """What to do about it, or "" where the reason says it all."""
        return HINTS.get(self.fault, "").format(**self.params)

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """Place, reason and hint in one line."""
        return f"{self.place}: {self.reason} {self.hint}".removeprefix(": ").rstrip()

    @property
    def place(self) -> str:
        """Line and column if there are any, else the path."""
        if self.line is None:
            return self.path
        return f"line {self.line}, column {self.column}"


class PolicyError(ValueError):
    """A policy is refused; ``problems`` say where and why, in the order of the text.

    ``warnings`` are what was noticed beside them.
    """

    def __init__(
        self, problems: Sequence[PolicyProblem], warnings: Sequence[PolicyProblem] = ()
    ) -> None:
        self.problems = tuple(problems)
        self.warnings = tuple(warnings)
        more = len(self.problems) - 1
        super().__init__(self.problems[0].text + (f" (and {more} more)" if more else ""))
