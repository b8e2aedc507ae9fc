"""What was decided about an event: passed, or the first test that failed and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from hipadmin.domain.problems import QT_TRANSLATE_NOOP


class Held(StrEnum):
    """The tests of an event, in the order in which they are made; one of them held it back."""

    NO_ROOM = "no_room"
    INTEGRATION_OFF = "integration_off"
    ROOM_OFF = "room_off"
    NOTIFICATION_OFF = "notification_off"
    UNREADABLE = "unreadable"
    OTHER_PROJECT = "other_project"
    OTHER_SOURCE = "other_source"
    START = "start"
    PULL_REQUEST = "pull_request"
    RESULT = "result"
    NO_CHANGE = "no_change"
    BRANCH = "branch"
    CLEAR_UNWANTED = "clear_unwanted"
    TRIGGER_NOT_SENT = "trigger_not_sent"
    POLICY_DENIES = "policy_denies"
    POLICY_ALLOWS_NOT = "policy_allows_not"
    CONDITION = "condition"
    REPEAT = "repeat"
    TOO_SOON = "too_soon"
    OUT_OF_HOURS = "out_of_hours"
    ACKNOWLEDGED = "acknowledged"
    CLOSED_BY_HAND = "closed_by_hand"
    MUTED = "muted"


SENTENCES: Mapping[Held, str] = MappingProxyType(
    {
        Held.NO_ROOM: QT_TRANSLATE_NOOP("Verdict", "Goes to no room."),
        Held.INTEGRATION_OFF: QT_TRANSLATE_NOOP("Verdict", "The integration is off."),
        Held.ROOM_OFF: QT_TRANSLATE_NOOP("Verdict", "The room is off."),
        Held.NOTIFICATION_OFF: QT_TRANSLATE_NOOP("Verdict", "The room notification is off."),
        Held.UNREADABLE: QT_TRANSLATE_NOOP(
            "Verdict", "The room notification cannot be understood: {reason}"
        ),
        Held.OTHER_PROJECT: QT_TRANSLATE_NOOP(
            "Verdict", "The project “{project}” is not one of those chosen."
        ),
        Held.OTHER_SOURCE: QT_TRANSLATE_NOOP(
            "Verdict", "The source “{kind}” is not one of those chosen."
        ),
        Held.START: QT_TRANSLATE_NOOP("Verdict", "The start of a build is never sent."),
        Held.PULL_REQUEST: QT_TRANSLATE_NOOP(
            "Verdict", "The build of a pull request is never sent."
        ),
        Held.RESULT: QT_TRANSLATE_NOOP("Verdict", "The result “{state}” is never sent."),
        Held.NO_CHANGE: QT_TRANSLATE_NOOP(
            "Verdict", "The result “{state}” is sent on a change only, and this is none."
        ),
        Held.BRANCH: QT_TRANSLATE_NOOP("Verdict", "The branch “{branch}” is not wanted."),
        Held.CLEAR_UNWANTED: QT_TRANSLATE_NOOP("Verdict", "Clears are not sent."),
        Held.TRIGGER_NOT_SENT: QT_TRANSLATE_NOOP(
            "Verdict", "The alert that cleared was not sent here."
        ),
        Held.POLICY_DENIES: QT_TRANSLATE_NOOP(
            "Verdict", "Statement {statement} of the policy denies {action} on {resource}."
        ),
        Held.POLICY_ALLOWS_NOT: QT_TRANSLATE_NOOP(
            "Verdict", "No statement of the policy allows {action} on {resource}."
        ),
        Held.CONDITION: QT_TRANSLATE_NOOP("Verdict", "Row {row} of the conditions filters it."),
        Held.REPEAT: QT_TRANSLATE_NOOP(
            "Verdict", "Alert {number} was sent already and is still open."
        ),
        Held.TOO_SOON: QT_TRANSLATE_NOOP(
            "Verdict", "Sent {ago} s ago, and at most every {every} s."
        ),
        Held.OUT_OF_HOURS: QT_TRANSLATE_NOOP("Verdict", "Outside the schedule’s hours."),
        Held.ACKNOWLEDGED: QT_TRANSLATE_NOOP(
            "Verdict", "Alert {number} is acknowledged by {assignee}."
        ),
        Held.CLOSED_BY_HAND: QT_TRANSLATE_NOOP(
            "Verdict", "Alert {number} was closed by hand and has not cleared since."
        ),
        Held.MUTED: QT_TRANSLATE_NOOP("Verdict", "Alert {number} is muted until {until}."),
    }
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one notification makes of one event.

    ``recipient`` is the key of the room it is about, "" when it is the same for all of them;
    ``held`` None means passed. ``params`` fill the sentence; times in them are ISO texts.
    """

    notification_id: str
    recipient: str = ""
    held: Held | None = None
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether a message is owed."""
        return self.held is None

    @property
    def text(self) -> str:
        """The reason in English, "" if it passed; the window translates SENTENCES instead."""
        return SENTENCES[self.held].format(**self.params) if self.held else ""
