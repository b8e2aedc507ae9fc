"""What is said when somebody else was faster: who did what and when, what is true now, a way on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.integration import Integration
from hipadmin.domain.subscription import RoomNotification
from hipadmin.gui.context import Done, Navigator
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.message_bar import Act, Message
from hipadmin.gui.words.steps import meanwhile_words
from hipadmin.gui.words.texts import line_by_line
from hipadmin.services.configuration.several import Chosen, Fate

translate = QCoreApplication.translate

KEY = "overtaken"
"""The bar's key: what is said of one act gives way to what is said of the next."""
MOST_NAMED = 3
"""Rows that one bar names."""


def fate_words(fate: Fate) -> str:
    """Why nothing was done to a row."""
    if fate.overtaken:
        return meanwhile_words(fate.chosen.name, fate.by, gone=fate.row is None)
    return fate.error.text if fate.error is not None else ""


def fates_words(fates: Sequence[Fate]) -> str:
    """Why nothing was done to rows; a long list is cut, and begins with what others did."""
    news = sorted(fates, key=lambda f: not f.overtaken)
    words = [fate_words(f) for f in news[:MOST_NAMED]]
    if len(fates) > MOST_NAMED:
        left = len(fates) - MOST_NAMED
        words.append(translate("Meanwhile", "{count} more stayed too.").format(count=left))
    return line_by_line(words)


def again(fate: Fate) -> Chosen | None:
    """The row as it is now, to try once more; None if it is gone."""
    if fate.row is None:
        return None
    return Chosen(fate.row.id, fate.row.version, fate.row.name)


def say_deleted(navigator: Navigator, fates: Sequence[Fate], many: str, one: str = "") -> None:
    """Say in a bar what was deleted, with Undo, and what stayed and why.

    ``many`` is the sentence for several, with their ``{count}``; ``one`` that for a single one,
    with its ``{name}``, where the name alone does not say what was deleted.
    """
    stayed = [f for f in fates if f.error is not None]
    gone = [f.chosen for f in fates if f.error is None]
    text, tone = fates_words(stayed), Tone.WARN if stayed else Tone.OK
    if not gone:
        close = Act(translate("Meanwhile", "Close"), lambda: navigator.unsay(KEY))
        navigator.say(KEY, Message(tone, not_deleted(), text, (close,)))
        return
    cause = many.format(count=len(gone))
    if len(gone) == 1:
        single = one or translate("Meanwhile", "Deleted {name}.")
        cause = single.format(name=gone[0].name)
    navigator.offer_undo(Done(cause, [c.id for c in gone], text, tone))


def not_deleted() -> str:
    """That a delete did nothing."""
    return translate("Meanwhile", "Not deleted.")


@dataclass(frozen=True, slots=True)
class Switch:
    """What a switch was asked: ``on`` or off; ``room_id`` if of one room of an integration."""

    on: bool
    room_id: str = ""

    def state(self, fate: Fate) -> bool | None:
        """Whether the thing is on now; None if it is gone."""
        row = fate.row
        if isinstance(row, Integration) and self.room_id:
            room = row.room(self.room_id)
            return room.enabled if room is not None else None
        return row.enabled if isinstance(row, Integration | RoomNotification) else None


def say_not_switched(
    navigator: Navigator,
    switch: Switch,
    fates: Sequence[Fate],
    retry: Callable[[Sequence[Chosen]], object],
) -> None:
    """Say in a bar that others were faster than a switch, and what is true now.

    What is not yet as wanted can be switched again: ``retry`` gets it as it is now.
    """
    left = [f for f in fates if f.overtaken and switch.state(f) is (not switch.on)]
    acts = [Act(translate("Meanwhile", "Close"), lambda: navigator.unsay(KEY))]
    if left:
        chosen = [c for c in map(again, left) if c is not None]
        acts.insert(0, Act(_verb(switch), lambda: retry(chosen)))
    if all(switch.state(f) is switch.on for f in fates):
        tone, cause, now = Tone.INFO, _already(switch), ""
    else:
        tone, cause, now = Tone.WARN, not_switched(switch), _now(switch, fates)
    text = " ".join(filter(None, (fates_words(fates), now)))
    navigator.say(KEY, Message(tone, cause, text, tuple(acts)))


def _already(switch: Switch) -> str:
    if switch.on:
        return translate("Meanwhile", "Already on.")
    return translate("Meanwhile", "Already off.")


def _verb(switch: Switch) -> str:
    if switch.on:
        return translate("Meanwhile", "Turn on")
    return translate("Meanwhile", "Turn off")


def not_switched(switch: Switch) -> str:
    """That a switch did nothing."""
    if switch.on:
        return translate("Meanwhile", "Not turned on.")
    return translate("Meanwhile", "Not turned off.")


def _now(switch: Switch, fates: Sequence[Fate]) -> str:
    state = switch.state(fates[0])
    if len(fates) > 1 or state is None:
        return ""
    if switch.room_id:
        return (
            translate("Meanwhile", "The room is on now.")
            if state
            else translate("Meanwhile", "The room is off now.")
        )
    if state:
        return translate("Meanwhile", "It is on now.")
    return translate("Meanwhile", "It is off now.")
