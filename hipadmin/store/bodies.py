"""Values that a column holds as JSON: accesses, messages, and what only one event's view shows."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from hipadmin.domain.access import Access
from hipadmin.domain.event import ClearCause, Event
from hipadmin.domain.message import Message
from hipadmin.domain.notification.message_settings import Color, MessageFormat
from hipadmin.domain.verdict import Held, Verdict

dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Makes compact JSON of a value; what UTF-8 holds stays as it is."""


def accesses_text(accesses: Sequence[Access]) -> str:
    """Accesses as JSON."""
    return dump([_plain(a) for a in accesses])


def accesses_of(text: str) -> tuple[Access, ...]:
    """The accesses again."""
    return tuple(_access(a) for a in json.loads(text))


def _plain(access: Access) -> list[object]:
    tags = {kind: list(names) for kind, names in access.tags.items()}
    known = {kind: dict(values) for kind, values in access.properties.items()}
    return [access.action, access.resource, *([tags, known] if tags or known else [])]


def _access(plain: Sequence[Any]) -> Access:
    return Access(*plain)


def body_text(event: Event) -> str:
    """What a list of events does not need, without what is empty."""
    members = {
        "source_id": event.source_id,
        "details": event.details,
        "series": event.series,
        "correlation": event.correlation,
        "pull_request": event.pull_request,
        "cause": "" if event.cause is ClearCause.CONDITION else event.cause.value,
        "accesses": [_plain(a) for a in event.accesses],
        "facts": event.facts,
    }
    return dump({name: value for name, value in members.items() if value})


def body_of(text: str) -> dict[str, Any]:
    """The members again, ready for Event."""
    found: dict[str, Any] = json.loads(text)
    found["accesses"] = tuple(_access(a) for a in found.get("accesses", ()))
    if "cause" in found:
        found["cause"] = ClearCause(found["cause"])
    return found


def message_text(message: Message) -> str:
    """A message as JSON."""
    members: dict[str, object] = {
        "text": message.text,
        "format": message.format.value,
        "color": message.color.value,
        "notify": message.notify,
        "sender": message.sender,
    }
    if message.card is not None:
        members["card"] = message.card
    if message.template_failed:
        members["template_failed"] = True
    return dump(members)


def message_of(text: str | bytes) -> Message:
    """The message again. What is none: ValueError, TypeError, KeyError."""
    found = json.loads(text)
    return Message(
        found["text"],
        MessageFormat(found["format"]),
        Color(found["color"]),
        found["notify"],
        found["sender"],
        found.get("card"),
        found.get("template_failed", False),
    )


def verdict_of(notification_id: str, recipient: str, held: str | None, params: str) -> Verdict:
    """A verdict from its row."""
    given: Mapping[str, object] = json.loads(params)
    return Verdict(notification_id, recipient, Held(held) if held else None, given)
