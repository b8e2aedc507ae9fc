"""The body of the request at hand, and its members as what they stand for."""

from collections.abc import Mapping

from flask import request

from hipadmin.sandbox import errors
from hipadmin.sandbox.bodies import Body, read_body


def body() -> Body:
    """Read the body by its content type; raises ``ApiError`` 400."""
    return read_body(request.headers.get("Content-Type"), request.get_data(cache=False))


def members() -> Mapping[str, object]:
    """Give the members of the body; raises ``ApiError`` 400."""
    return body().members


def optional_members() -> Mapping[str, object]:
    """Give the members of the body, none if there is no body at all; raises ``ApiError`` 400."""
    data = request.get_data(cache=False)
    return read_body(request.headers.get("Content-Type"), data).members if data else {}


def json_members() -> Mapping[str, object]:
    """Give the members of a JSON body; raises ``ApiError`` 400 for every other content type."""
    kind = request.headers.get("Content-Type")
    if request.mimetype != "application/json":
        raise errors.bad_content_type(kind or None)
    return body().members


def text(values: Mapping[str, object], name: str, default: str = "") -> str:
    """Give a member that is a text, or ``default``."""
    value = values.get(name)
    return value if isinstance(value, str) else default


def flag(values: Mapping[str, object], name: str) -> bool:
    """Give a member that is a yes or no; what is missing is a no."""
    return values.get(name) in (True, "true")


def maybe_flag(values: Mapping[str, object], name: str) -> bool | None:
    """Give a member that is a yes, a no, or null."""
    return None if values.get(name) is None else flag(values, name)
