"""An event in the window's words: its state, and why it was sent or not."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.activity import NamedVerdict
from hipadmin.domain.event_state import EventState
from hipadmin.domain.own_acts import KIND as OWN_KIND
from hipadmin.domain.verdict import SENTENCES, Verdict
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.gui.words.texts import clock_or_day
from hipadmin.services.history.stories import Story

translate = QCoreApplication.translate

_EVENTS: Mapping[EventState, tuple[Icon, Tone]] = MappingProxyType(
    {
        EventState.TRIGGERED: (Icon.BELL_RING, Tone.DANGER),
        EventState.CLEARED: (Icon.CHECK, Tone.OK),
        EventState.STARTED: (Icon.PLAY, Tone.INFO),
        EventState.SUCCESS: (Icon.CHECK_CIRCLE, Tone.OK),
        EventState.FAILURE: (Icon.X_CIRCLE, Tone.DANGER),
        EventState.CANCELLED: (Icon.BAN, Tone.NEUTRAL),
        EventState.CHANGED: (Icon.CHANGED, Tone.INFO),
        EventState.TEST: (Icon.FLASK, Tone.VIOLET),
    }
)


def event_word(state: EventState) -> str:
    """The state of an event."""
    return {
        EventState.TRIGGERED: translate("Activity", "triggered"),
        EventState.CLEARED: translate("Activity", "cleared"),
        EventState.STARTED: translate("Activity", "started"),
        EventState.SUCCESS: translate("Activity", "success"),
        EventState.FAILURE: translate("Activity", "failure"),
        EventState.CANCELLED: translate("Activity", "cancelled"),
        EventState.CHANGED: translate("Activity", "changed"),
        EventState.TEST: translate("Activity", "test"),
    }[state]


def event_mark(state: EventState) -> StateMark:
    """How the state of an event looks and reads."""
    return StateMark(*_EVENTS[state], event_word(state))


def held_mark() -> StateMark:
    """How a verdict that held an event back looks and reads."""
    return StateMark(Icon.MINUS_CIRCLE, Tone.NEUTRAL, translate("Activity", "Held back"))


def sent_mark() -> StateMark:
    """How a verdict that let an event pass looks and reads."""
    return StateMark(Icon.ARROW_RIGHT, Tone.OK, translate("Activity", "Sent"))


def reason(verdict: Verdict) -> str:
    """Why a notification held an event back, "" if it did not."""
    if verdict.held is None:
        return ""
    params = {name: _shown(value) for name, value in verdict.params.items()}
    return translate("Verdict", SENTENCES[verdict.held]).format(**params)


def _shown(value: object) -> object:
    if not isinstance(value, str) or "T" not in value:
        return value
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    return clock_or_day(at) if at.tzinfo else value


def _unheard(story: Story) -> str:
    """Why nobody was asked: what a person does to an alert goes only where the alert went."""
    if story.row.kind == OWN_KIND and story.row.alert:
        return translate("Activity", "No room hears of this alert")
    return translate("Activity", "No room notification was there")


def why_event(story: Story) -> str:
    """Who sent an event, and who held it back and why, in one line."""
    sent = _names(named for named in story.verdicts if named.verdict.passed)
    held = [named for named in story.verdicts if not named.verdict.passed]
    if not story.verdicts:
        return _unheard(story)
    if not held:
        return translate("Activity", "Sent by {names}").format(names=_and(sent))
    kept = _held_words(held)
    if not sent:
        return kept
    words = translate("Activity", "Sent by {names}; {held}")
    return words.format(names=_and(sent), held=kept[:1].lower() + kept[1:])


def _held_words(held: Sequence[NamedVerdict]) -> str:
    names = _names(held)
    reasons = list(dict.fromkeys(reason(named.verdict) for named in held))
    if len(reasons) == 1:
        words = translate("Activity", "Held back by {names}: {reason}")
        return words.format(names=_and(names), reason=reasons[0])
    words = translate("Activity", "Held back by {names}, each for its own reason")
    return words.format(names=_and(names))


def _names(named: Iterator[NamedVerdict] | Sequence[NamedVerdict]) -> list[str]:
    gone = translate("Activity", "a deleted room notification")
    return list(dict.fromkeys(each.notification or gone for each in named))


def _and(names: Sequence[str]) -> str:
    if len(names) > 3:
        most = ", ".join(names[:2])
        return translate("Activity", "{names} and {count} more").format(
            names=most, count=len(names) - 2
        )
    if len(names) < 2:
        return "".join(names)
    first = ", ".join(names[:-1])
    return translate("Activity", "{names} and {last}").format(names=first, last=names[-1])


def verdict_lines(story: Story) -> list[str]:
    """Every verdict in full, one a line."""
    return [verdict_line(named) for named in story.verdicts]


def verdict_line(named: NamedVerdict) -> str:
    """One verdict in full."""
    [name] = _names([named])
    who = f"{name}, {named.room}" if named.room else name
    said = reason(named.verdict) or translate("Activity", "Sent.")
    return f"{who}: {said}"
