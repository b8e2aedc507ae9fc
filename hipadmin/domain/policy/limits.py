"""How large a policy may be. The vendor names no limits; these keep every answer quick."""

from hipadmin.domain.access import NAME_LENGTH, SPECIFIER_LENGTH

__all__ = [
    "DEPTH",
    "NAME_LENGTH",
    "PROBLEMS",
    "SPECIFIER_LENGTH",
    "STATEMENTS",
    "TEXT_LENGTH",
    "VALUES",
]

TEXT_LENGTH = 4_000_000
"""Characters of JSON text."""

DEPTH = 32
"""Brackets open at once."""

VALUES = 100_000
"""JSON values in the whole policy."""

STATEMENTS = 10_000
"""Statements of a policy."""

PROBLEMS = 100
"""Problems (and warnings) that are reported; what comes after them is not looked for."""
