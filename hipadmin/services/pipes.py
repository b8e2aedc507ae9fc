"""The ends of a child's pipes, which are typed as if there might be none."""

from typing import IO, AnyStr


def pipe(end: IO[AnyStr] | None) -> IO[AnyStr]:
    """That end. Raises ValueError for a child that was started without this pipe."""
    if end is None:
        raise ValueError("the child was started without this pipe")
    return end
