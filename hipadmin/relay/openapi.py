"""The description of the relay's HTTP side, OpenAPI 3.1; tests hold it to its word."""

from collections.abc import Sequence

from hipadmin import __version__
from hipadmin.relay.openapi_schemas import Plain, many, one_or_many, ref, schemas
from hipadmin.services.relay.settings import DOOR

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
        "components": {"schemas": schemas(), "securitySchemes": _keys()},
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
                "application/json": {"schema": one_or_many("Event")},
                "application/cloudevents+json": {"schema": ref("CloudEvent")},
                "application/cloudevents-batch+json": {"schema": many("CloudEvent")},
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


def _answer(text: str, schema: str) -> Plain:
    return {"description": text, "content": {"application/json": {"schema": ref(schema)}}}
