"""What the table of Activity shows, column by column."""

from functools import singledispatch

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.delivery import DeliveryState
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.activity_lines import DeliveryLine, EventLine, HeldLine, Line
from hipadmin.gui.models.columns import CellKind, Column, Fit
from hipadmin.gui.models.delivery_words import delivery_mark, tries_text, why_delivery
from hipadmin.gui.models.event_words import event_mark, held_mark, reason, verdict_lines, why_event
from hipadmin.gui.models.roles import StateMark
from hipadmin.gui.words.texts import clock_or_day, full_time

translate = QCoreApplication.translate

TIME, WHAT, STATE, WHY, TRIES = "time", "what", "state", "why", "tries"


def activity_columns() -> tuple[Column[Line], ...]:
    """Time, Event and room, State, Why, Tries."""
    return (
        Column(
            TIME,
            translate("Activity", "Time"),
            text=_time,
            icon=_chevron,
            tooltip=_full_time,
            accessible=_time_said,
            muted=lambda line: not isinstance(line, EventLine),
            fit=Fit(least=6, give=0),
        ),
        Column(
            WHAT,
            translate("Activity", "Event and room"),
            text=what,
            secondary=_about,
            icon=_sign,
            tooltip=lambda line: what(line),
            strong=True,
            fit=Fit(least=10, most=28, give=2),
        ),
        Column(
            STATE,
            translate("Activity", "State"),
            text=lambda line: mark_of(line).word,
            kind=CellKind.STATE,
            state=mark_of,
            fit=Fit(give=0),
        ),
        Column(
            WHY,
            translate("Activity", "Why"),
            text=why,
            muted=lambda _line: True,
            tooltip=_why_in_full,
            fit=Fit(least=8, most=60, give=3, stretch=True),
        ),
        Column(
            TRIES,
            translate("Activity", "Tries"),
            text=lambda line: tries_text(line.carrier) if isinstance(line, DeliveryLine) else "",
            muted=lambda _line: True,
            fit=Fit(give=0, drop=1),
        ),
    )


def is_alarming(line: Line) -> bool:
    """Whether the reason wants a person's eye."""
    return isinstance(line, DeliveryLine) and line.carrier.state is DeliveryState.FAILED


def _time(line: Line) -> str:
    if isinstance(line, EventLine):
        return clock_or_day(line.story.row.received_at)
    if isinstance(line, DeliveryLine):
        row = line.carrier
        at = row.settled_at or (row.last.at if row.last else None)
        return clock_or_day(at) if at else ""
    return ""


def _full_time(line: Line) -> str:
    if isinstance(line, EventLine):
        row = line.story.row
        received = translate("Activity", "Received {time}").format(time=full_time(row.received_at))
        if row.at is None:
            return received
        happened = translate("Activity", "Happened {time}").format(time=full_time(row.at))
        return f"{happened}\n{received}"
    if isinstance(line, DeliveryLine) and line.carrier.settled_at:
        return full_time(line.carrier.settled_at)
    return ""


def _chevron(line: Line) -> Icon | None:
    if not isinstance(line, EventLine) or line.opened is None:
        return None
    return Icon.CHEVRON_DOWN if line.opened else Icon.CHEVRON_RIGHT


def _time_said(line: Line) -> str:
    if not isinstance(line, EventLine) or line.opened is None:
        return _time(line)
    if line.opened:
        return translate("Activity", "{time}, expanded").format(time=_time(line))
    return translate("Activity", "{time}, collapsed").format(time=_time(line))


def what(line: Line) -> str:
    """The title of an event, the room of a message, or who held back."""
    if isinstance(line, EventLine):
        return line.story.row.title
    if isinstance(line, DeliveryLine):
        return line.delivery.room
    named = line.named
    return named.room or named.notification or translate("Activity", "a deleted room notification")


def _sign(line: Line) -> Icon | None:
    in_a_room = isinstance(line, DeliveryLine) or (isinstance(line, HeldLine) and line.named.room)
    return Icon.ROOM if in_a_room else None


def _about(line: Line) -> str:
    if isinstance(line, EventLine):
        row = line.story.row
        return ", ".join(part for part in (row.project, row.branch, row.severity) if part)
    name = line.delivery.notification if isinstance(line, DeliveryLine) else ""
    if isinstance(line, HeldLine) and line.named.room:
        name = line.named.notification
    return translate("Activity", "by {name}").format(name=name) if name else ""


@singledispatch
def mark_of(line: object) -> StateMark:
    """The state of an event or a message, or that something was held back."""
    raise TypeError(line)


@mark_of.register
def _(line: EventLine) -> StateMark:
    return event_mark(line.story.row.state)


@mark_of.register
def _(line: DeliveryLine) -> StateMark:
    return delivery_mark(line.delivery.state)


@mark_of.register
def _(_line: HeldLine) -> StateMark:
    return held_mark()


def why(line: Line) -> str:
    """The reason, in one line."""
    if isinstance(line, EventLine):
        return why_event(line.story)
    if isinstance(line, DeliveryLine):
        return why_delivery(line.delivery, line.carrier)
    return reason(line.named.verdict)


def _why_in_full(line: Line) -> str:
    return "\n".join(verdict_lines(line.story)) if isinstance(line, EventLine) else why(line)
