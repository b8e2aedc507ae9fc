"""Clashes in words: a label, what was entered here, what is stored. Never a token."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from hipadmin.gui.drafts.clashes import Clash
from hipadmin.gui.drafts.entries import RoomEntry, TokenEntry
from hipadmin.gui.look.direction import isolated
from hipadmin.gui.widgets.clash_panel import ClashLine

translate = QCoreApplication.translate


def integration_lines(clashes: Sequence[Clash]) -> list[ClashLine]:
    """The lines of an integration, its rooms included."""
    return [_line(c) for c in clashes]


def _line(clash: Clash) -> ClashLine:
    mine, theirs = clash.mine, clash.theirs
    if clash.place.startswith("room:"):
        return _room_line(clash.place, mine, theirs)
    if isinstance(mine, TokenEntry) and isinstance(theirs, TokenEntry):
        words = (_typed(mine), _stored(theirs))
    else:
        words = (quoted(str(mine)), quoted(str(theirs)))
    return ClashLine(clash.place, _labels()[clash.place], *words)


def _labels() -> dict[str, str]:
    return {
        "name": translate("Clash", "Name"),
        "endpoint": translate("Clash", "API endpoint"),
        "token": translate("Clash", "Access token"),
        "ca_certificate": translate("Clash", "CA certificate"),
        "proxy": translate("Clash", "Proxy"),
    }


def quoted(text: str) -> str:
    """A value as it stands in a field."""
    return f"“{isolated(text)}”" if text else translate("Clash", "nothing")


def _typed(token: TokenEntry) -> str:
    if token.typed is not None:
        return translate("Clash", "a new token")
    return translate("Clash", "no token")


def _stored(token: TokenEntry) -> str:
    if token.ref is not None:
        return translate("Clash", "another token")
    return translate("Clash", "no token")


def _room_line(place: str, mine: object, theirs: object) -> ClashLine:
    here = mine if isinstance(mine, RoomEntry) else None
    there = theirs if isinstance(theirs, RoomEntry) else None
    named = here or there
    label = translate("Clash", "Room {name}").format(name=named.shown if named else "")
    return ClashLine(place, label, _room(here, there, mine=True), _room(there, here, mine=False))


def _room(entry: RoomEntry | None, other: RoomEntry | None, *, mine: bool) -> str:
    """What one side has of a room: as much of it as tells the two apart."""
    if entry is None:
        return translate("Clash", "removed")
    parts = []
    if other is None or entry.room.strip() != other.room.strip():
        parts.append(quoted(entry.room.strip()))
    if other is not None and entry.token != other.token:
        parts.append(_typed(entry.token) if mine else _stored(entry.token))
    if other is None or entry.enabled != other.enabled:
        on = entry.enabled
        parts.append(translate("Clash", "on") if on else translate("Clash", "off"))
    return ", ".join(parts)
