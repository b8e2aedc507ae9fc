"""Names for things a person did not name."""

from collections.abc import Collection

from hipadmin.domain.integration import NAME_MAX


def free_name(wanted: str, taken: Collection[str]) -> str:
    """``wanted``, or ``wanted 2``, ``wanted 3`` … whichever is free (case ignored, ≤ 100 long)."""
    keys = {t.casefold() for t in taken}
    name, number = wanted[:NAME_MAX], 1
    while name.casefold() in keys:
        number += 1
        tail = f" {number}"
        name = wanted[: NAME_MAX - len(tail)] + tail
    return name
