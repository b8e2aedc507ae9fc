"""The middleware that spoils answers as the faults say. Only the API suffers, not ``/sandbox``."""

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from werkzeug.wsgi import get_current_url

from hipadmin.sandbox.errors import error_body
from hipadmin.sandbox.faults import Faults

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PARKED = "sandbox.parked"
RESET = "sandbox.reset"
"""Members of the environment: a context in which to wait, and what resets the connection."""
_INSTEAD = ("hang", "reset", "redirect", "html", "500", "503")
_AFTERWARDS = ("cut-off", "wrong-json")
_PAGE = b"<!DOCTYPE html>\n<html><head><title>%s</title></head><body><h1>%s</h1></body></html>\n"
_UNFINISHED = b'{\n  "items": [\n    {"id": 1, "name": "half a r'
_LOOK = re.compile(r"/v2/room/[^/]+(/history(/[^/]+)?)?")
_HTML = "text/html; charset=utf-8"


class Broken(Exception):
    """The connection ends here, without an answer or in the middle of one."""


class Spoiler:
    """Wraps ``application``; does nothing while no fault is on."""

    def __init__(
        self,
        application: "WSGIApplication",
        faults: Faults,
        dumps: Callable[[object], str],
    ) -> None:
        self._application = application
        self._faults = faults
        self._dumps = dumps

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer, well or ill."""
        if not environ.get("PATH_INFO", "").startswith("/v2") or not self._faults.on():
            return self._application(environ, start_response)
        self._delay(environ, "slow")
        if not _may_stay_plain(environ) and self._faults.use("self-signed"):
            start_response("301 Moved Permanently", [("Location", _secure_url(environ))])
            return []
        instead = self._faults.use(*_INSTEAD)
        if instead is None:
            return self._afterwards(environ, start_response)
        name, value = instead
        if name == "hang":
            self._wait(environ, name, value)
            raise Broken
        if name == "reset":
            environ.get(RESET, _nothing)()
            raise Broken
        status, headers, body = self._substitute(name, value)
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _delay(self, environ: "WSGIEnvironment", name: str) -> None:
        used = self._faults.use(name)
        if used is not None:
            self._wait(environ, *used)

    def _wait(self, environ: "WSGIEnvironment", name: str, value: object) -> None:
        counted = name not in self._faults.on()
        with environ.get(PARKED, contextlib.nullcontext)():
            seconds = value if isinstance(value, float) else 0.0
            self._faults.wait(name, seconds, counted=counted)

    def _substitute(self, name: str, value: object) -> tuple[str, list[tuple[str, str]], bytes]:
        if name == "redirect":
            return "302 Found", [("Content-Type", _HTML), ("Location", str(value))], b""
        if name == "html":
            return "200 OK", [("Content-Type", _HTML)], _PAGE % (b"Welcome", b"Please sign in")
        if name == "503":
            page = _PAGE % ((b"503 Service Temporarily Unavailable",) * 2)
            return "503 Service Unavailable", [("Content-Type", _HTML)], page
        body = self._dumps(error_body(500, "This fault was asked for")).encode()
        return "500 Internal Server Error", [("Content-Type", "application/json")], body

    def _afterwards(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        used = self._faults.use(*_AFTERWARDS)
        if used is None:
            return self._application(environ, start_response)
        status, headers, body = _answer(self._application, environ)
        if not body:
            status, body = "200 OK", b"{}" + b" " * 62
        others = [h for h in headers if h[0].lower() not in ("content-length", "content-type")]
        headers = [*others, ("Content-Type", "application/json")]
        if used[0] == "wrong-json":
            start_response(status, [*headers, ("Content-Length", str(len(_UNFINISHED)))])
            return [_UNFINISHED]
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return _half(body)


def _may_stay_plain(environ: "WSGIEnvironment") -> bool:
    """Whether a request is left alone by self-signed TLS.

    One that came by https is, and who looks into a room: a room view beside it, which knows no
    certificate, goes on showing what arrives.
    """
    looks = _LOOK.fullmatch(environ.get("PATH_INFO", "")) is not None
    return environ.get("wsgi.url_scheme") == "https" or (
        looks and environ.get("REQUEST_METHOD") == "GET"
    )


def _secure_url(environ: "WSGIEnvironment") -> str:
    return f"https{get_current_url(environ).removeprefix('http')}"


def _nothing() -> None:
    """Do nothing: there is no connection to reset."""


def _half(body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    raise Broken


def _answer(
    application: "WSGIApplication", environ: "WSGIEnvironment"
) -> tuple[str, list[tuple[str, str]], bytes]:
    started: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], _info: object = None) -> Any:
        started[:] = [status, headers]
        return _nothing

    answer = application(environ, start)
    try:
        body = b"".join(answer)
    finally:
        close = getattr(answer, "close", _nothing)
        close()
    return started[0], started[1], body
