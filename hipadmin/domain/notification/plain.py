"""The settings of a notification as plain data, for files, records and the database alike.

Only what differs from the defaults is written, so that a default that grows in a later version
reaches those who never chose.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hipadmin.domain.event_state import EventState
from hipadmin.domain.notification.conditions import Condition, ConditionAction
from hipadmin.domain.notification.message_settings import Color, MessageFormat, MessageSettings
from hipadmin.domain.notification.schedule import (
    ALWAYS_ACTIVE,
    DAY,
    WEEK,
    Day,
    Schedule,
    Span,
    clock_text,
    minutes,
)
from hipadmin.domain.notification.when import Branches, OnEach, OnResult, When
from hipadmin.domain.plain import Members, PlainReader, join

Plain = dict[str, object]
MEMBERS = frozenset({"when", "conditions", "message"})
"""The members that hold the settings."""
_WHEN = {"on_success", "on_failure", "on_cancel", "on_start", "on_pull_request", "branches"}
_WHEN |= {"sources", "at_most_every", "threshold", "schedule", "expire_after"}
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d{1,9})([smhd]?)")
_STANDARD = When()
_LOOK = MessageSettings()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a notification can be told beside where it goes and its policy."""

    when: When = _STANDARD
    conditions: tuple[Condition, ...] = ()
    message: MessageSettings = _LOOK


STANDARD = Settings()


def settings_plain(when: When, conditions: Sequence[Condition], message: MessageSettings) -> Plain:
    """The members that differ from the defaults; ``read_settings`` gives the same again."""
    members = {
        "when": _when_plain(when),
        "conditions": [_condition_plain(row) for row in conditions],
        "message": _message_plain(message),
    }
    return {key: value for key, value in members.items() if value}


def _when_plain(when: When) -> Plain:
    plain: Plain = {}
    for name in ("on_success", "on_failure", "on_cancel", "on_start", "on_pull_request"):
        value = getattr(when, name)
        if value != getattr(_STANDARD, name):
            plain[name] = value.value
    branches = {"only": list(when.branches.only), "except": list(when.branches.but)}
    if found := {key: value for key, value in branches.items() if value}:
        plain["branches"] = found
    if when.sources:
        plain["sources"] = list(when.sources)
    for name in ("at_most_every", "threshold", "expire_after"):
        if getattr(when, name):
            plain[name] = getattr(when, name)
    if when.schedule != ALWAYS_ACTIVE:
        plain["schedule"] = _schedule_plain(when.schedule)
    return plain


def _schedule_plain(schedule: Schedule) -> Plain:
    spans = [
        {"days": [d.value for d in s.days], "from": clock_text(s.start), "to": clock_text(s.end)}
        for s in schedule.active
    ]
    return ({"zone": schedule.zone} if schedule.zone else {}) | {"active": spans}


def _condition_plain(row: Condition) -> Plain:
    plain: Plain = {"action": row.action.value}
    if row.attribute:
        plain["attribute"] = row.attribute
    plain["pattern"] = row.pattern
    if row.target:
        plain["target"] = row.target
    return plain


def _message_plain(message: MessageSettings) -> Plain:
    plain: Plain = {}
    if message.format is not MessageFormat.HTML:
        plain["format"] = message.format.value
    if message.notify:
        plain["notify"] = True
    if message.color:
        plain["color"] = message.color.value
    if message.colors:
        plain["colors"] = {state.value: color.value for state, color in message.colors}
    if message.sender:
        plain["sender"] = message.sender
    if message.template:
        plain["template"] = message.template
    return plain


def read_settings(value: Members, path: str, reader: PlainReader) -> Settings:
    """Read the members ``when``, ``conditions`` and ``message`` of ``value`` strictly.

    Bounds are not looked at here: `check_notification` does that.
    """
    rows = tuple(_condition(m, p, reader) for m, p in reader.maps(value, path, "conditions"))
    return Settings(_when(value, path, reader), rows, _message(value, path, reader))


def _when(value: Members, path: str, reader: PlainReader) -> When:
    inner, where = reader.inner(value, path, "when", _WHEN)
    std = _STANDARD
    cancel = inner.get("on_cancel") is not None
    return When(
        on_success=reader.choice(inner, where, "on_success", std.on_success),
        on_failure=reader.choice(inner, where, "on_failure", std.on_failure),
        on_cancel=reader.choice(inner, where, "on_cancel", OnResult.ALWAYS) if cancel else None,
        on_start=reader.choice(inner, where, "on_start", OnEach.NEVER),
        on_pull_request=reader.choice(inner, where, "on_pull_request", OnEach.ALWAYS),
        branches=_branches(inner, where, reader),
        sources=reader.texts(inner, where, "sources"),
        at_most_every=_duration(inner, where, "at_most_every", reader),
        threshold=reader.number(inner, where, "threshold", 0),
        schedule=_schedule(inner, where, reader),
        expire_after=_duration(inner, where, "expire_after", reader),
    )


def _branches(value: Members, path: str, reader: PlainReader) -> Branches:
    inner, where = reader.inner(value, path, "branches", {"only", "except"})
    return Branches(reader.texts(inner, where, "only"), reader.texts(inner, where, "except"))


def _duration(value: Members, path: str, key: str, reader: PlainReader) -> int:
    """Seconds, written as a number or as ``90s``, ``10m``, ``2h``, ``1d``."""
    found = value.get(key, 0)
    if isinstance(found, str) and (parts := _DURATION.fullmatch(found.strip())):
        return int(parts[1]) * _UNITS[parts[2]]
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    reader.wrong(join(path, key), "Expected seconds, or a time like 10m, 2h or 1d.")
    return 0


def _schedule(value: Members, path: str, reader: PlainReader) -> Schedule:
    inner, where = reader.inner(value, path, "schedule", {"zone", "active"})
    spans = tuple(_span(m, p, reader) for m, p in reader.maps(inner, where, "active"))
    return Schedule(spans, reader.text(inner, where, "zone"))


def _span(value: Members, path: str, reader: PlainReader) -> Span:
    reader.only(value, path, {"days", "from", "to"})
    start = _minutes(value, path, "from", 0, reader)
    return Span(_days(value, path, reader), start, _minutes(value, path, "to", DAY, reader))


def _minutes(value: Members, path: str, key: str, default: int, reader: PlainReader) -> int:
    found = value.get(key)
    if found is None:
        return default
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= DAY:
        return found  # YAML 1.1 reads an unquoted 18:00 in base 60, which is just that
    read = minutes(found) if isinstance(found, str) else None
    if read is None:
        reader.wrong(join(path, key), "Expected a time of day like 08:30.")
        return default
    return read


def _days(value: Members, path: str, reader: PlainReader) -> tuple[Day, ...]:
    if "days" not in value:
        return WEEK
    given = reader.texts(value, path, "days")
    if unknown := [day for day in given if day not in WEEK]:
        names = ", ".join(WEEK)
        reader.wrong(join(path, "days"), f"“{unknown[0]}” is no day. Possible: {names}.")
    return tuple(day for day in WEEK if day in given)


def _condition(value: Members, path: str, reader: PlainReader) -> Condition:
    reader.only(value, path, {"action", "attribute", "pattern", "target"})
    return Condition(
        reader.choice(value, path, "action", ConditionAction.SUBMIT),
        reader.text(value, path, "pattern"),
        reader.text(value, path, "attribute"),
        reader.text(value, path, "target"),
    )


def _message(value: Members, path: str, reader: PlainReader) -> MessageSettings:
    known = {"format", "notify", "color", "colors", "sender", "template"}
    inner, where = reader.inner(value, path, "message", known)
    color = inner.get("color") is not None
    return MessageSettings(
        format=reader.choice(inner, where, "format", MessageFormat.HTML),
        notify=reader.flag(inner, where, "notify", False),
        color=reader.choice(inner, where, "color", Color.YELLOW) if color else None,
        colors=_colors(inner, where, reader),
        sender=reader.text(inner, where, "sender"),
        template=reader.text(inner, where, "template"),
    )


def _colors(value: Members, path: str, reader: PlainReader) -> tuple[tuple[EventState, Color], ...]:
    inner, where = reader.inner(value, path, "colors", {state.value for state in EventState})
    return tuple(
        (state, reader.choice(inner, where, state.value, Color.YELLOW))
        for state in EventState
        if state.value in inner
    )
