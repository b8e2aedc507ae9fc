"""Columns: what a table shows of a row, fact by fact."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QCoreApplication

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import StateMark, Tone

R = TypeVar("R")

translate = QCoreApplication.translate

ABSENT = "—"
"""What an empty cell says."""


class CellKind(Enum):
    """How the cells of a column are painted and what they do."""

    TEXT = "text"
    NAMES = "names"
    STATE = "state"
    SWITCH = "switch"
    CHECK = "check"
    LINK = "link"
    BARS = "bars"


class Fit(NamedTuple):
    """How wide a column may be, in em of the table's font.

    ``give`` says who shrinks first when room is short: the largest number, 0 never.
    ``stretch`` takes what is left over. ``drop`` says who leaves when not even the least widths
    have room: the largest number first, 0 never.
    """

    least: float = 3.0
    most: float = 24.0
    give: int = 1
    stretch: bool = False
    drop: int = 0


# no slots: Python 3.11 cannot call Column[Row](...) of a frozen class with slots
# no tuple: Qt makes a list of one on its way through a model
@dataclass(frozen=True)
class Column(Generic[R]):
    """One column over rows of type ``R``; every callable gets the row.

    ``text`` is what stands there and, unless ``accessible`` says more, what is read out; a column
    without a title is read out as ``called``.
    ``sort`` answers a comparable value (default: the text without regard to case). ``copied`` is
    what the clipboard gets (default: the text; of a switch, whether it is on).
    ``checked``, ``effective`` and ``busy`` belong to switches (the first and the last one to check
    boxes too), ``names`` to lists of names, ``bars`` to small charts: of each bar, how much went
    well and how much did not.
    """

    key: str
    title: str
    text: Callable[[R], str]
    kind: CellKind = CellKind.TEXT
    sort: Callable[[R], Any] | None = None
    secondary: Callable[[R], str] | None = None
    names: Callable[[R], Sequence[str]] | None = None
    state: Callable[[R], StateMark | None] | None = None
    muted: Callable[[R], bool] | None = None
    icon: Callable[[R], Icon | None] | None = None
    icon_tone: Callable[[R], Tone | None] | None = None
    checked: Callable[[R], bool] | None = None
    effective: Callable[[R], bool] | None = None
    busy: Callable[[R], bool] | None = None
    bars: Callable[[R], Sequence[tuple[int, int]]] | None = None
    tooltip: Callable[[R], str] | None = None
    accessible: Callable[[R], str] | None = None
    copied: Callable[[R], str] | None = None
    strong: bool = False
    mono: bool = False
    fit: Fit = field(default_factory=Fit)
    called: str = ""


def switch_column(
    name: Callable[[R], str],
    checked: Callable[[R], bool],
    *,
    effective: Callable[[R], bool] | None = None,
    busy: Callable[[R], bool] | None = None,
    key: str = "on",
    title: str = "",
) -> Column[R]:
    """Make the On column; its cells are read out as "On, name" or "Off, name"."""
    on, off = translate("Column", "On"), translate("Column", "Off")
    return Column(
        key,
        title or on,
        text=lambda _row: "",
        kind=CellKind.SWITCH,
        sort=lambda row: not checked(row),
        checked=checked,
        effective=effective,
        busy=busy,
        copied=lambda row: on if checked(row) else off,
        accessible=lambda row: f"{on if checked(row) else off}, {name(row)}",
        fit=Fit(give=0),
    )


def check_column(
    name: Callable[[R], str],
    checked: Callable[[R], bool],
    *,
    locked: Callable[[R], bool],
    title: str,
) -> Column[R]:
    """Make a column of check boxes, each read out as ``name``; ``locked`` ones take no click."""
    return Column(
        "chosen",
        title,
        text=lambda _row: "",
        kind=CellKind.CHECK,
        sort=lambda row: not checked(row),
        checked=checked,
        busy=locked,
        accessible=name,
        fit=Fit(give=0),
    )


def state_column(
    state: Callable[[R], StateMark | None],
    *,
    key: str = "status",
    title: str = "",
    fit: Fit | None = None,
) -> Column[R]:
    """Make a column of states; it never elides before others and takes the rest."""

    def word(row: R) -> str:
        mark = state(row)
        return mark.word if mark else ""

    fit = fit or Fit(give=0, stretch=True)
    title = title or translate("Column", "Status")
    return Column(key, title, text=word, kind=CellKind.STATE, state=state, fit=fit)


def link_column(key: str, word: str, name: Callable[[R], str]) -> Column[R]:
    """Make a column of one act ("Edit"); its cells are read out as "Edit name"."""
    return Column(
        key,
        "",
        text=lambda _row: word,
        called=word,
        kind=CellKind.LINK,
        accessible=lambda row: f"{word} {name(row)}",
        fit=Fit(give=0),
    )
