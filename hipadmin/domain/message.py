"""The message an event becomes: title linked to the event's own page, context, details, colour.

Rooms read English, whatever language the window speaks: messages are written by a relay without
a person before it.
"""

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from hipadmin.domain.event import Event
from hipadmin.domain.event_state import ClearCause, EventState
from hipadmin.domain.hypertext import text_to_html
from hipadmin.domain.notification.message_settings import (
    COLORS,
    Color,
    MessageFormat,
    MessageSettings,
)
from hipadmin.domain.shortening import shorten

MESSAGE_MAX = 10_000
"""HipChat v2: a message is 1-10000 characters."""
TITLE_SHOWN = 500
"""Characters; HipChat v2: a card's title is at most 500."""
CARD_DESCRIPTION = 1_000
"""HipChat v2: a card's description is at most 1000 characters."""
VALUE_SHOWN = 100
"""Characters of a project, branch or name in a message."""

WORDS: Mapping[EventState, str] = MappingProxyType(
    {
        EventState.TRIGGERED: "Triggered",
        EventState.CLEARED: "Cleared",
        EventState.STARTED: "Started",
        EventState.SUCCESS: "Passed",
        EventState.FAILURE: "Failed",
        EventState.CANCELLED: "Cancelled",
        EventState.CHANGED: "",
        EventState.TEST: "Test",
    }
)
"""How each state begins a message, so that colour alone never tells it."""
_LOZENGES = MappingProxyType({Color.GREEN: "lozenge-success", Color.RED: "lozenge-error"})


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent to a room or person. ``format`` is HTML or TEXT; ``card`` is HipChat's JSON.

    ``template_failed``: it has the built-in words in place of what its template was to say.
    """

    text: str
    format: MessageFormat = MessageFormat.HTML
    color: Color = Color.YELLOW
    notify: bool = False
    sender: str = ""
    card: Mapping[str, object] | None = None
    template_failed: bool = False


@dataclass(frozen=True, slots=True)
class Extras:
    """What a message says beside its event.

    ``number`` is the alert's, 0 for none; ``held`` events about the same thing were held back
    before; ``wording`` is what a template made of the event (in the message's format), "" for the
    built-in words.
    """

    number: int = 0
    mentions: Sequence[str] = ()
    held: int = 0
    wording: str = ""


NO_EXTRAS = Extras()


def compose(event: Event, settings: MessageSettings, extras: Extras = NO_EXTRAS) -> Message:
    """The message about ``event``, at most MESSAGE_MAX characters and cut visibly."""
    plain = settings.format is MessageFormat.TEXT
    body = extras.wording or (_text(event, extras) if plain else _html(event, extras))
    spoken = MessageFormat.TEXT if plain else MessageFormat.HTML
    return Message(
        shorten(_with_mentions(body, extras.mentions), MESSAGE_MAX, spoken.value),
        spoken,
        settings.color_of(event.state) or default_color(event),
        settings.notify,
        settings.sender.strip(),
        _card(event, extras) if settings.format is MessageFormat.CARD else None,
    )


def default_color(event: Event) -> Color:
    """The colour of an event nobody chose one for; of a change, by what was done."""
    if event.state is not EventState.CHANGED:
        return COLORS[event.state]
    action = event.accesses[0].action if event.accesses else ""
    word = action.lower()
    if "delete" in word or "archive" in word:
        return Color.RED
    if "create" in word or "pushed" in word:
        return Color.GREEN
    if action == "updateOn":
        return Color.YELLOW if " off" in str(event.facts.get("verb", "")) else Color.GREEN
    return Color.PURPLE


def heading(event: Event, number: int = 0) -> str:
    """How the message begins: ``Triggered #12``, ``Failed``, or nothing for a mere change."""
    alert = f"#{number}" if number else ""
    return " ".join(part for part in (WORDS[event.state], alert) if part)


def _with_mentions(body: str, mentions: Sequence[str]) -> str:
    return f"{' '.join(mentions)} {body}" if mentions else body


def _html(event: Event, extras: Extras) -> str:
    start = heading(event, extras.number)
    title = html.escape(shorten(event.title, TITLE_SHOWN, "text"))
    if event.link:
        title = f'<a href="{html.escape(event.link)}">{title}</a>'
    first = f"<b>{start}:</b> {title}" if start else title
    rest = [html.escape(" · ".join(context(event))), *map(html.escape, _notes(event, extras))]
    details = [text_to_html(event.details)] if event.details else []
    return "<br>".join([first, *(line for line in rest if line), *details])


def _text(event: Event, extras: Extras) -> str:
    start = heading(event, extras.number)
    title = shorten(event.title, TITLE_SHOWN, "text")
    first = f"{start}: {title}" if start else title
    lines = [first, event.link, " · ".join(context(event)), *_notes(event, extras), event.details]
    return "\n".join(line for line in lines if line)


def context(event: Event) -> Iterator[str]:
    """Where, how bad, by whom and when, as far as the event tells."""
    for value in (event.project, event.branch, event.severity):
        if value:
            yield shorten(value, VALUE_SHOWN, "text")
    if event.actor:
        yield f"by {shorten(event.actor, VALUE_SHOWN, 'text')}"
    yield time_text(event.time)


def time_text(at: datetime) -> str:
    """``2026-03-01 08:00 UTC``: a message may be read long after, and anywhere."""
    return f"{at.astimezone(UTC).isoformat(' ', 'minutes')[:16]} UTC"


def _notes(event: Event, extras: Extras) -> Iterator[str]:
    if event.state is EventState.CLEARED and event.cause is ClearCause.RULE_CHANGE:
        yield "Cleared because its rule was changed."
    if extras.held:
        more = "event was" if extras.held == 1 else "events were"
        yield f"{extras.held} more {more} held back before this."


def _card(event: Event, extras: Extras) -> Mapping[str, object]:
    """An application card that says all the message says, details as far as they fit."""
    start, title = heading(event, extras.number), event.title
    card: dict[str, object] = {
        "style": "application",
        "id": f"hipadmin-{event.id}",
        "title": shorten(f"{start}: {title}" if start else title, TITLE_SHOWN, "text"),
        "format": "medium",
        "date": int(event.time.timestamp()),
        "attributes": list(_attributes(event)),
    }
    if event.link:
        card["url"] = event.link
    described = "\n".join([*_notes(event, extras), *([event.details] if event.details else [])])
    if described:
        value = shorten(described, CARD_DESCRIPTION, "text")
        card["description"] = {"value": value, "format": "text"}
    return card


def _attributes(event: Event) -> Iterator[Mapping[str, object]]:
    if word := WORDS[event.state]:
        style = _LOZENGES.get(COLORS[event.state], "lozenge-current")
        yield {"label": "State", "value": {"label": word, "style": style}}
    facts = {
        "Project": event.project,
        "Branch": event.branch,
        "Severity": event.severity,
        "By": event.actor,
        "Time": time_text(event.time),
    }
    for label, value in facts.items():
        if value:
            yield {"label": label, "value": {"label": shorten(value, VALUE_SHOWN, "text")}}
