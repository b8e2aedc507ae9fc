"""How large a policy may be. The vendor names no limits; these keep every answer quick."""

TEXT_LENGTH = 4_000_000
"""Characters of JSON text."""

DEPTH = 32
"""Brackets open at once."""

VALUES = 100_000
"""JSON values in the whole policy."""

STATEMENTS = 10_000
"""Statements of a policy."""

SPECIFIER_LENGTH = 4_000
"""Characters of one specifier, tags included."""

NAME_LENGTH = 1_000
"""Characters of one name, tag or action."""

PROBLEMS = 100
"""Problems (and warnings) that are reported; what comes after them is not looked for."""
