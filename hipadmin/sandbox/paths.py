"""Paths as clients send them, made fit for routing without losing what was encoded."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from werkzeug.routing import BaseConverter

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SLASHES = re.compile("/{2,}")
_NO_ROOM = "/v2/room/"
"""What is left of ``/v2/room/#name/...``: posting there was answered with 405, not with a room."""
_KEPT = re.compile("%(25|2[fF])")


class Segment(BaseConverter):
    """One path segment; an encoded slash inside it comes out as a slash."""

    def to_python(self, value: str) -> str:
        """Undo the second layer that ``RoutablePaths`` put on."""
        return unquote(value)


class RoutablePaths:
    """Middleware: joins doubled slashes, drops a last one, keeps ``%2F`` apart from ``/``.

    The server decodes a path before routing, which would turn a room named "a/b" into two
    segments; so encoded slashes (and per cents) get a second layer that ``Segment`` takes off.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass the request on with its path mended."""
        raw = environ.get("REQUEST_URI")
        if raw is not None:
            environ["PATH_INFO"] = routable(raw)
        return self._application(environ, start_response)


def routable(target: str) -> str:
    """Give the path of a request target in the form WSGI wants it."""
    path = target.partition("?")[0] if target.startswith("/") else _absolute(target)
    path = _SLASHES.sub("/", path)
    path = path if path.endswith(_NO_ROOM) else path.rstrip("/") or "/"
    path = _KEPT.sub(r"%25\1", path)
    return unquote_to_bytes(path.encode("latin-1", "replace")).decode("latin-1")


def _absolute(target: str) -> str:
    try:
        return urlsplit(target).path
    except ValueError:
        return "/"
