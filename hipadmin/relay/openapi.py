"""The description of the relay's HTTP side, OpenAPI 3.1; tests hold it to its word."""

from collections.abc import Sequence

from hipadmin import __version__
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
from hipadmin.services.relay.settings import DOOR

Plain = dict[str, object]

_REFUSED: dict[int, str] = {
    400: "The body is not JSON, not UTF-8, nested too deeply, or in no known form;"
    " or an object in it has two members of one name.",
    401: "No key, a wrong one, or a signature that is wrong or too old.",
    404: "There is no such source, or the key is good and there is no such subscription.",
    408: "The sender took too long.",
    413: "More than 1 MiB, or more than 1,000 events.",
    415: "The media type or encoding is not taken.",
    431: "The headers are too large.",
    503: "Nothing can be taken in at present. Send it again later.",
}


_TIME: Plain = {"anyOf": [{"type": "string", "format": "date-time"}, {"enum": ["", None]}]}
_ID: Plain = {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}
_SECURITY: list[Plain] = [{"bearer": []}, {"basic": []}, {"query": []}, {"signature": []}]


def document(sources: Sequence[str]) -> Plain:
    """The whole description, as JSON; ``sources`` are the names of webhook formats."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "hipadmin relay",
            "version": __version__,
            "description": "Takes events in; what it answers with 202 is on disk.",
        },
        "paths": {
            f"{DOOR}/{{subscription_id}}/events": {"post": _post()},
            f"{DOOR}/{{subscription_id}}/{{source}}": {"post": _webhook(sources)},
            "/healthz": {"get": _health()},
            "/metrics": {"get": _metrics()},
            "/openapi.json": {"get": _described()},
        },
        "components": {"schemas": _schemas(), "securitySchemes": _keys()},
    }


def _post() -> Plain:
    return {
        "operationId": "postEvents",
        "summary": "Report one event or several.",
        "description": (
            "One event or a list, in hipadmin's own form or as CloudEvents 1.0 (structured, batch,"
            " or binary: attributes as ce-* headers). Instead of a key a request may carry"
            " X-Hipadmin-Timestamp (seconds since 1970, at most 5 minutes off) and"
            " X-Hipadmin-Signature: sha256= and the hexadecimal HMAC-SHA256 over the timestamp, a"
            " dot and the body, made with the key."
        ),
        "security": _SECURITY,
        "parameters": [_in_path("subscription_id", _ID)],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": _one_or_many("Event")},
                "application/cloudevents+json": {"schema": _ref("CloudEvent")},
                "application/cloudevents-batch+json": {"schema": _many("CloudEvent")},
            },
        },
        "responses": _fates(),
    }


def _webhook(sources: Sequence[str]) -> Plain:
    return {
        "operationId": "postWebhook",
        "summary": "Report in the form of a known source.",
        "description": (
            "For programs that send their own form. Without a key a request may carry the"
            " source's own proof, made with a secret that the subscription was given."
        ),
        "security": [*_SECURITY, {}],
        "parameters": [
            _in_path("subscription_id", _ID),
            _in_path("source", {"enum": list(sources)}),
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {}}}},
        "responses": _fates(),
    }


def _in_path(name: str, schema: Plain) -> Plain:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _fates() -> Plain:
    taken = "What was accepted is on disk; a repeat is one that came before."
    return {
        "202": _answer(taken, "Taken"),
        "422": _answer("Every event was refused.", "AllRefused"),
        **{str(status): _answer(text, "Refusal") for status, text in _REFUSED.items()},
    }


def _health() -> Plain:
    return {
        "operationId": "getHealth",
        "summary": "Whether it lives and can take events in and deliver them.",
        "security": [],
        "responses": {
            "200": _answer("It works.", "Health"),
            "503": _answer("Something is in the way.", "Health"),
        },
    }


def _metrics() -> Plain:
    return {
        "operationId": "getMetrics",
        "summary": "Figures for Prometheus.",
        "security": [],
        "responses": {
            "200": {
                "description": "The figures of this relay, and what waits in the store.",
                "content": {"text/plain": {"schema": {"type": "string"}}},
            }
        },
    }


def _described() -> Plain:
    return {
        "operationId": "getDescription",
        "summary": "This description.",
        "security": [],
        "responses": {
            "200": {
                "description": "OpenAPI 3.1.",
                "content": {"application/json": {"schema": {"type": "object"}}},
            }
        },
    }


def _keys() -> Plain:
    header = {"type": "apiKey", "in": "header", "name": "X-Hipadmin-Signature"}
    return {
        "bearer": {"type": "http", "scheme": "bearer", "description": "The intake key."},
        "basic": {"type": "http", "scheme": "basic", "description": "The key as password."},
        "query": {
            "type": "apiKey",
            "in": "query",
            "name": "key",
            "description": "For sources that can send no header: addresses end up in logs.",
        },
        "signature": header,
    }


def _schemas() -> Plain:
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
            "alert": _text(TEXT_MAX, "Joins the trigger and the clear of one alert."),
            "severity": _text(WORD_MAX, ""),
            "actor": _text(TEXT_MAX, "Who did it."),
            "pull_request": {"type": ["boolean", "null"]},
            "cause": {"enum": [*(c.value for c in ClearCause), None]},
            "accesses": {
                "type": ["array", "null"],
                "maxItems": ACCESSES_MAX,
                "items": _ref("Access"),
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
    return {"allOf": [_ref("Taken"), _ref("Refusal")]}


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


def _ref(name: str) -> Plain:
    return {"$ref": f"#/components/schemas/{name}"}


def _many(name: str) -> Plain:
    return {"type": "array", "maxItems": AT_ONCE, "items": _ref(name)}


def _one_or_many(name: str) -> Plain:
    return {"oneOf": [_ref(name), _many(name)]}


def _answer(text: str, schema: str) -> Plain:
    return {"description": text, "content": {"application/json": {"schema": _ref(schema)}}}
