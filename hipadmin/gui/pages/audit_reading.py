"""Reads the audit log in pages and puts names in the place of ids. Runs off the GUI thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hipadmin.gui.changes import differences
from hipadmin.gui.models.change_columns import ChangeLine
from hipadmin.services.views import Change, Views

PAGE = 100
"""Changes read at once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to read: changes older than number ``before`` (None: the newest) that match ``text``."""

    text: str = ""
    before: int | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class Found:
    """What was read; ``more`` says whether older ones follow."""

    wanted: Wanted
    lines: tuple[ChangeLine, ...]
    more: bool


def read_changes(views: Views, wanted: Wanted) -> Found:
    """Read one page. Raises StoreTrouble."""
    found = views.changes(limit=wanted.limit + 1, before=wanted.before, text=wanted.text)
    page = found[: wanted.limit]
    names = {**_names_in(page), **_names_now(views)}
    lines = tuple(
        ChangeLine(change, differences(change, lambda key: names.get(key, _short(key))))
        for change in page
    )
    return Found(wanted, lines, more=len(found) > len(page))


def _names_now(views: Views) -> Mapping[str, str]:
    names = {row.id: row.subscription.name for row in views.subscriptions()}
    for row in views.integrations():
        names[row.id] = row.integration.name
        names.update({room.id: room.shown for room in row.integration.rooms})
    return names


def _names_in(changes: Sequence[Change]) -> Mapping[str, str]:
    """Names of things that may be gone by now: the newest name first."""
    return {change.entity_id: change.name for change in reversed(changes)}


def _short(key: str) -> str:
    # an id of 32 hexadecimal digits says nothing; its beginning still tells two apart
    return key[:8] if len(key) == 32 else key
