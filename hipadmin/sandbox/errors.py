"""Refusals in HipChat's own words, and the JSON that carries them."""

from collections.abc import Sequence
from http import HTTPStatus

AUTH_PAGE = "https://www.hipchat.com/docs/apiv2/auth"
_SHOWN = 60


class ApiError(Exception):
    """A request the server refuses; ``extra`` are further members of the error object."""

    def __init__(self, status: int, message: str, **extra: object) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.extra = extra


def error_body(status: int, message: str, **extra: object) -> dict[str, object]:
    """Give the error envelope: code, message, type and whatever the refusal adds."""
    error = {"code": status, "message": message, "type": HTTPStatus(status).phrase, **extra}
    return {"error": dict(sorted(error.items()))}


def legacy_repr(value: object) -> str:
    """Write a value as the service did, whose texts show that it ran on Python 2."""
    return f"u{value!a}" if isinstance(value, str) else ascii(value)


def _shown(value: str) -> str:
    return legacy_repr(value if len(value) <= _SHOWN else value[:_SHOWN] + "...")


def no_token() -> ApiError:
    """Refuse a request without a token."""
    text = f"Authenticated requests only. See {AUTH_PAGE} for more information."
    return ApiError(401, text)


def bad_token() -> ApiError:
    """Refuse a token that is unknown, expired, or of the first API."""
    return ApiError(401, "Invalid OAuth session")


def no_such_token() -> ApiError:
    """Refuse to speak of a token that is not known (the service's answer is not recorded)."""
    return ApiError(404, "Token not found")


def foreign_token() -> ApiError:
    """Refuse to revoke somebody else's token (our own words)."""
    return ApiError(403, "A token may only be revoked by itself")


def bad_client() -> ApiError:
    """Refuse an add-on that is not installed (any more), or a wrong secret."""
    return ApiError(401, "Invalid OAuth client credentials")


def bad_grant() -> ApiError:
    """Refuse a password, a refresh token or a code that is not good."""
    return ApiError(401, "Invalid OAuth grant")


def missing_scope(scopes: Sequence[str]) -> ApiError:
    """Refuse a valid token that holds none of ``scopes``."""
    names = ", ".join(legacy_repr(scope) for scope in scopes)
    return ApiError(403, f"This action requires one of the following scopes: [{names}]")


def foreign_room() -> ApiError:
    """Refuse a room token outside its own room (the service's text is not recorded)."""
    return ApiError(403, "This token may only be used for its own room")


def no_such_room(name: str) -> ApiError:
    """Refuse a room that is not there; clients look for "Room ... not found"."""
    return ApiError(404, f"Room {name} not found")


def no_such_user(name: str) -> ApiError:
    """Refuse a person who is not there."""
    return ApiError(404, f"User {name} not found")


def no_such_message(message_id: str) -> ApiError:
    """Refuse a message that is not kept (any more)."""
    return ApiError(404, f"Message {message_id} not found")


def needs_a_person() -> ApiError:
    """Refuse a token that speaks for nobody where somebody must speak (our own words)."""
    return ApiError(403, "This method needs the token of a user")


def room_name_taken() -> ApiError:
    """Refuse a second room of the same name; the service's text is known, its status is not."""
    return ApiError(400, "Another room exists with that name.")


def too_many_requests() -> ApiError:
    """Refuse a request over the rate limit or the flood control of a room."""
    return ApiError(429, "Rate Limit exceeded")


def too_large(limit: int) -> ApiError:
    """Refuse a body over ``limit`` bytes."""
    return ApiError(413, f"The request body must not be larger than {limit} bytes")


def bad_content_type(content_type: str | None) -> ApiError:
    """Refuse a body nobody said how to read, or in a way nobody knows."""
    return ApiError(400, f"Invalid content type: {content_type}")


def bad_json(why: str) -> ApiError:
    """Refuse a body that is not JSON though it says so."""
    return ApiError(400, f"The request body cannot be parsed as valid JSON: {why}")


def missing_field(field: str) -> ApiError:
    """Refuse a body without a required member."""
    text = f"Required field '{field}' is missing"
    return ApiError(400, text, field=field, validation="optional", value=None)


def unknown_field(field: str) -> ApiError:
    """Refuse a member where the schema allows no others."""
    text = f"Additional field '{field}' is not allowed"
    return ApiError(400, text, field=field, validation="additionalProperties")


def wrong_type(field: str, value: object, expected: str) -> ApiError:
    """Refuse a member of another type."""
    shown = value if isinstance(value, str | int | float | bool) else None
    return ApiError(
        400,
        f"Value {legacy_repr(value)} for field '{field}' is not of type '{expected}'",
        field=field,
        validation="type",
        value=shown,
        expected_type=expected,
    )


def not_an_option(field: str, value: str, options: Sequence[str]) -> ApiError:
    """Refuse a text that is none of ``options``."""
    return ApiError(
        400,
        f"Value {legacy_repr(value)} for field '{field}' is not in the enumeration: "
        f"{list(options)!r}",
        field=field,
        validation="enum",
        value=value,
        options=list(options),
    )


def wrong_length(field: str, value: str, bound: int, *, most: bool) -> ApiError:
    """Refuse a text that is too long (``most``) or too short."""
    side = "less" if most else "greater"
    return ApiError(
        400,
        f"Length of value {_shown(value)} for field '{field}' must be {side} than or equal to "
        f"{bound}",
        field=field,
        validation="maxLength" if most else "minLength",
    )


def not_a_name(field: str, value: str) -> ApiError:
    """Refuse a room's name that is blank or holds control characters (our own words)."""
    text = f"Value {_shown(value)} for field '{field}' must be one line of text"
    return ApiError(400, text, field=field, validation="pattern")


def out_of_range(field: str, value: int, bound: int, *, most: bool) -> ApiError:
    """Refuse a number that is too large (``most``) or too small."""
    side, rule = ("greater", "maximum") if most else ("less", "minimum")
    return ApiError(
        400,
        f"Value {value} for field '{field}' is {side} than {rule} value: {bound}",
        field=field,
        validation=rule,
        value=value,
    )
