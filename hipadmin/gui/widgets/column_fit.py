"""Column widths from contents: who gets what when there is too little or too much room."""

from collections.abc import Sequence
from typing import NamedTuple


class Wish(NamedTuple):
    """What one column wants, in px. ``give`` and ``drop`` as in `Fit`."""

    least: int
    wanted: int
    give: int
    stretch: bool
    drop: int = 0


def leaving(wishes: Sequence[Wish], room: int) -> set[int]:
    """Choose who leaves so that the least widths of the others fit into ``room`` px."""
    gone: set[int] = set()
    for place in sorted(range(len(wishes)), key=lambda i: -wishes[i].drop):
        least = sum(wish.least for i, wish in enumerate(wishes) if i not in gone)
        if least <= room or not wishes[place].drop:
            break
        gone.add(place)
    return gone


def fitted(wishes: Sequence[Wish], room: int, breath: int) -> list[int]:
    """Share ``room`` px among columns.

    Too little: columns shrink to their least width, those that give most first. Too much: every
    column gets up to ``breath`` px more, and the stretching one what is left.
    """
    widths = [wish.wanted for wish in wishes]
    spare = room - sum(widths)
    if spare < 0:
        return _shrunk(wishes, widths, -spare)
    return _grown(wishes, widths, spare, breath)


def _shrunk(wishes: Sequence[Wish], widths: list[int], missing: int) -> list[int]:
    for level in sorted({wish.give for wish in wishes if wish.give}, reverse=True):
        givers = [i for i, wish in enumerate(wishes) if wish.give == level]
        missing = _take(wishes, widths, givers, missing)
    return widths


def _take(wishes: Sequence[Wish], widths: list[int], givers: list[int], missing: int) -> int:
    slack = [max(0, widths[i] - wishes[i].least) for i in givers]
    total = sum(slack)
    if not total or missing <= 0:
        return missing
    share = min(1.0, missing / total)
    for i, part in zip(givers, slack, strict=True):
        taken = min(part, -int(-part * share // 1))
        widths[i] -= taken
        missing -= taken
    return missing


def _grown(wishes: Sequence[Wish], widths: list[int], spare: int, breath: int) -> list[int]:
    airy = [i for i, wish in enumerate(wishes) if wish.give and not wish.stretch]
    more = min(breath, spare // (len(airy) + 1)) if airy else 0
    for i in airy:
        widths[i] += more
    stretching = [i for i, wish in enumerate(wishes) if wish.stretch] or [len(wishes) - 1]
    left = spare - more * len(airy)
    for i in stretching:
        widths[i] += left // len(stretching)
    return widths
