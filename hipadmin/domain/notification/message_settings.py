"""How the messages of a notification look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from hipadmin.domain.event_state import EventState
from hipadmin.domain.names import control_problems, has_control
from hipadmin.domain.notification.conditions import Condition, ConditionAction
from hipadmin.domain.problems import Code, Problem
from hipadmin.domain.redaction import holds_secret

SENDER_MAX = 64
"""HipChat v2: ``from`` is at most 64 characters."""
TEMPLATE_MAX = 20_000
"""Characters of a template's text; what it yields is cut to a message's 10,000."""


class MessageFormat(StrEnum):
    """HTML with a link; text, in which mentions and emoticons work; or a card with facts."""

    HTML = "html"
    TEXT = "text"
    CARD = "card"


class Color(StrEnum):
    """HipChat v2: the colours of a notification."""

    YELLOW = "yellow"
    GREEN = "green"
    RED = "red"
    PURPLE = "purple"
    GRAY = "gray"
    RANDOM = "random"


COLORS: Mapping[EventState, Color] = MappingProxyType(
    {
        EventState.TRIGGERED: Color.RED,
        EventState.CLEARED: Color.GREEN,
        EventState.STARTED: Color.GRAY,
        EventState.SUCCESS: Color.GREEN,
        EventState.FAILURE: Color.RED,
        EventState.CANCELLED: Color.YELLOW,
        EventState.CHANGED: Color.PURPLE,
        EventState.TEST: Color.GRAY,
    }
)
"""The colour of each state unless told otherwise; no vendor documents its own."""


@dataclass(frozen=True, slots=True)
class MessageSettings:
    """How messages look.

    ``color`` is one for all states, else ``colors`` replace those of COLORS by state. ``sender``
    stands beside the token's label. ``template`` is Jinja2 text that replaces title and details,
    "" for the built-in wording.
    """

    format: MessageFormat = MessageFormat.HTML
    notify: bool = False
    color: Color | None = None
    colors: tuple[tuple[EventState, Color], ...] = ()
    sender: str = ""
    template: str = ""

    def color_of(self, state: EventState) -> Color | None:
        """The colour a person chose for ``state``, None if nobody did."""
        return self.color or dict(self.colors).get(state)


def message_problems(
    message: MessageSettings, conditions: Iterable[Condition]
) -> Iterable[Problem]:
    """Check lengths and tokens; mentions that could not notify anybody are a warning."""
    if len(message.sender) > SENDER_MAX or has_control(message.sender):
        yield Problem("message.sender", Code.TEXT_LONG, {"limit": SENDER_MAX})
    elif holds_secret(message.sender):
        yield Problem("message.sender", Code.TOKEN_MISPLACED)
    if len(message.template) > TEMPLATE_MAX:
        yield Problem("message.template", Code.TEXT_LONG, {"limit": TEMPLATE_MAX})
    elif holds_secret(message.template):
        yield Problem("message.template", Code.TOKEN_MISPLACED)
    # a line end of another system is none
    yield from control_problems("message.template", message.template.replace("\r\n", "\n"))
    mentions = any(row.action is ConditionAction.MENTION for row in conditions)
    if mentions and message.format is not MessageFormat.TEXT:
        yield Problem("message.format", Code.MENTION_NEEDS_TEXT, blocking=False)
