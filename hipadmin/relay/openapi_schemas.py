"""What the relay takes and gives over HTTP, as JSON schemas; the limits are the domain's."""

from hipadmin.domain.event_checks import (
    ACCESSES_MAX,
    DETAILS_MAX,
    LINK_MAX,
    TEXT_MAX,
    TITLE_MAX,
    WORD_MAX,
)
from hipadmin.domain.event_state import ClearCause, EventState
from hipadmin.domain.policy.limits import NAME_LENGTH, SPECIFIER_LENGTH
from hipadmin.services.intake.intake import AT_ONCE, Fate

Plain = dict[str, object]

_TIME: Plain = {"anyOf": [{"type": "string", "format": "date-time"}, {"enum": ["", None]}]}


def schemas() -> Plain:
    """Every value that comes in or goes out, by its name."""
    return {
        "Event": _event(),
        "Access": _access(),
        "CloudEvent": _cloud_event(),
        "Taken": _taken(),
        "AllRefused": _all_refused(),
        "Refusal": _refusal(),
        "Health": _health_facts(),
    }


def _event() -> Plain:
    return {
        "type": "object",
        "required": ["title"],
        "additionalProperties": False,
        "properties": {
            "id": _text(TEXT_MAX, "The source's own id; the same again from it is recognised."),
            "source": _text(WORD_MAX, "What sort of source speaks, such as jenkins."),
            "state": {"enum": [*(s.value for s in EventState), None], "default": "changed"},
            "title": {"type": "string", "maxLength": TITLE_MAX, "pattern": "\\S"},
            "details": _text(DETAILS_MAX, "Shown below the title."),
            "link": _text(LINK_MAX, "The event's own page, http or https."),
            "time": _TIME,
            "project": _text(TEXT_MAX, "What a notification's projects are compared with."),
            "branch": _text(TEXT_MAX, ""),
            "series": _text(TEXT_MAX, "Results are compared within it: a workflow's name."),
            "alert": _text(TEXT_MAX, "Joins the trigger and the clear of one alert of its source."),
            "severity": _text(WORD_MAX, ""),
            "actor": _text(TEXT_MAX, "Who did it."),
            "pull_request": {"type": ["boolean", "null"]},
            "cause": {"enum": [*(c.value for c in ClearCause), None]},
            "accesses": {
                "type": ["array", "null"],
                "maxItems": ACCESSES_MAX,
                "items": ref("Access"),
                "description": "What policies judge; derived from the rest if absent.",
            },
            "facts": {"type": ["object", "null"], "description": "Further values."},
        },
    }


def _access() -> Plain:
    tags = {"type": "array", "items": {"type": "string", "maxLength": NAME_LENGTH}}
    flags = {"type": "object", "additionalProperties": {"type": "boolean"}}
    return {
        "type": "object",
        "required": ["action", "resource"],
        "additionalProperties": False,
        "properties": {
            "action": {"type": "string", "minLength": 1, "maxLength": NAME_LENGTH},
            "resource": {"type": "string", "minLength": 1, "maxLength": SPECIFIER_LENGTH},
            "tags": {"type": ["object", "null"], "additionalProperties": tags},
            "properties": {"type": ["object", "null"], "additionalProperties": flags},
        },
    }


def _cloud_event() -> Plain:
    named = {"type": "string", "minLength": 1, "pattern": "\\S"}
    both = {"data": {"not": {"type": "null"}}, "data_base64": {"type": "string"}}
    return {
        "type": "object",
        "required": ["specversion", "id", "source", "type"],
        "not": {"required": list(both), "properties": both},
        "properties": {
            "specversion": {"const": "1.0"},
            **dict.fromkeys(("id", "source", "type"), named),
            "subject": {"type": ["string", "null"]},
            "time": _TIME,
            "datacontenttype": {"type": ["string", "null"]},
            "dataschema": {"type": ["string", "null"]},
            "data": {},
            "data_base64": {
                "type": ["string", "null"],
                "contentEncoding": "base64",
                "pattern": "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
            },
        },
    }


def _taken() -> Plain:
    counts = {fate.value: {"type": "integer", "minimum": 0} for fate in Fate}
    return {
        "type": "object",
        "required": [*counts, "events"],
        "properties": {**counts, "events": {"type": "array", "items": _fate()}},
    }


def _fate() -> Plain:
    problem = {
        "type": "object",
        "required": ["path", "reason"],
        "properties": {"path": {"type": "string"}, "reason": {"type": "string"}},
    }
    return {
        "type": "object",
        "required": ["fate"],
        "properties": {
            "fate": {"enum": [fate.value for fate in Fate]},
            "id": {"type": "integer", "description": "hipadmin's number of the event."},
            "problems": {"type": "array", "items": problem},
        },
    }


def _all_refused() -> Plain:
    return {"allOf": [ref("Taken"), ref("Refusal")]}


def _refusal() -> Plain:
    return {
        "type": "object",
        "required": ["code", "reason"],
        "properties": {
            "code": {"type": "string", "description": "Stable, for programs."},
            "reason": {"type": "string", "description": "A sentence, for people."},
        },
    }


def _health_facts() -> Plain:
    number = {"type": ["integer", "null"]}
    return {
        "type": "object",
        "required": ["status", "version", "store", "delivering"],
        "additionalProperties": False,
        "properties": {
            "status": {"enum": ["ok", "trouble"]},
            "version": {"type": "string"},
            "started_at": {"type": "string", "format": "date-time"},
            "store": {"enum": ["ok", "trouble"]},
            "secrets": {"enum": ["ok", "awaited", "trouble"]},
            "delivering": {"type": "boolean"},
            **dict.fromkeys(("waiting", "failed", "blocked_rooms", "oldest_waiting_s"), number),
            "relays": number,
        },
    }


def _text(most: int, description: str) -> Plain:
    told = {"description": description} if description else {}
    return {"type": ["string", "null"], "maxLength": most, **told}


def ref(name: str) -> Plain:
    """Name a value that is described here."""
    return {"$ref": f"#/components/schemas/{name}"}


def many(name: str) -> Plain:
    """A list of them, as long as may come at once."""
    return {"type": "array", "maxItems": AT_ONCE, "items": ref(name)}


def one_or_many(name: str) -> Plain:
    """One, or a list of them."""
    return {"oneOf": [ref(name), many(name)]}
