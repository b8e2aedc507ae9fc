"""The crash report: one text a person can read, judge and pass on."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from hipadmin.recovery.facts import Fact

TITLE = "hipadmin crash report"
BYTES_MOST = 64 * 1024
"""Of one report, the native trace of every thread included."""
_CUT = "\n… cut here: the report was longer …\n"


class Trouble(NamedTuple):
    """What happened. ``where`` says in which part; ``ended`` whether the run ended by it."""

    at: datetime
    where: str
    text: str
    ended: bool


def compose(trouble: Trouble, facts: Sequence[Fact]) -> str:
    """The whole report, at most `BYTES_MOST` bytes of UTF-8."""
    outcome = "the program ended" if trouble.ended else "the program went on"
    head = (
        ("When", f"{trouble.at:%Y-%m-%d %H:%M:%S} UTC"),
        ("Where", f"{trouble.where}; {outcome}"),
        *facts,
    )
    lines = [TITLE, "", *(f"{name}: {value}" for name, value in head), "", trouble.text.strip(), ""]
    return cut("\n".join(lines))


def cut(text: str, most: int = BYTES_MOST) -> str:
    """Leave the middle out of a text that is too long: both ends say more."""
    data = text.encode(errors="replace")
    if len(data) <= most:
        return data.decode()
    half = (most - len(_CUT.encode())) // 2
    start, end = data[:half].decode(errors="ignore"), data[-half:].decode(errors="ignore")
    return f"{start}{_CUT}{end}"
