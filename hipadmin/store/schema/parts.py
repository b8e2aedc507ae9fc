"""What the steps are made of."""

from collections.abc import Sequence

Step = Sequence[str]
"""The statements of one step, run one by one in one transaction."""

APPLICATION_ID = 0x48495041
"""“HIPA”: marks the file as ours (SQLite's header, offset 68)."""


def refuse(name: str, event: str, when: str, message: str) -> str:
    """A trigger that refuses ``event`` when ``when`` holds."""
    return f"""CREATE TRIGGER {name} BEFORE {event} WHEN {when}
        BEGIN SELECT RAISE(ABORT, '{message}'); END"""
