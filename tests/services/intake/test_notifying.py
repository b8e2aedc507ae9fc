"""Speaking to a door: real HTTP, and a relay that is not there yet."""

import contextlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from hipadmin.domain.token import Secret
from hipadmin.services.intake.notifying import PAUSES_S, Door, NotTaken, Taken, notify
from hipadmin.services.intake.reception import sign

KEY = Secret("CanaryKeyAbcdefghij0123456789")
TAKEN = {"accepted": 1, "repeated": 0, "refused": 0, "events": [{"fate": "accepted", "id": 7}]}
BODY = b'{"title": "x"}'


def clock() -> datetime:
    return datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@contextlib.contextmanager
def answering(*answers: tuple[int, Any]) -> Iterator[tuple[str, list[Any]]]:
    """A server that gives these answers, and what it was asked."""
    asked: list[Any] = []
    left = iter(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            asked.append((dict(self.headers), self.rfile.read(length)))
            status, body = next(left)
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_given: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/subscriptions/s1/events", asked
        finally:
            server.shutdown()
            thread.join()


def test_it_is_signed_and_the_key_stays_here() -> None:
    with answering((202, TAKEN)) as (url, asked):
        assert notify(Door(url, KEY), BODY, clock) == Taken(1, 0, 0)
    [(headers, body)] = asked
    stamp = headers["x-hipadmin-timestamp"]
    assert stamp == str(int(clock().timestamp()))
    assert headers["x-hipadmin-signature"] == f"sha256={sign(KEY, stamp, body)}"
    assert "Authorization" not in headers
    assert KEY.reveal() not in repr(asked)


def test_a_relay_that_is_busy_is_asked_again() -> None:
    pauses: list[float] = []
    busy = (503, {"code": "closed", "reason": "Not yet."})
    with answering(busy, busy, (202, TAKEN)) as (url, _asked):
        assert notify(Door(url, KEY), BODY, clock, pause=pauses.append).accepted == 1
    assert tuple(pauses) == PAUSES_S[:2]


def test_it_gives_up_with_the_last_reason() -> None:
    busy = (503, {"code": "closed", "reason": "Not yet."})
    with (
        answering(*[busy] * 4) as (url, asked),
        pytest.raises(NotTaken, match=r"nothing in: Not yet\.$"),
    ):
        notify(Door(url, KEY), BODY, clock, pause=lambda _s: None)
    assert len(asked) == 4
    with pytest.raises(NotTaken, match=r"No relay answers at .*hipadmin relay"):
        notify(Door(url, KEY), BODY, clock, pause=lambda _s: None)


def test_refused_events_are_told() -> None:
    problem = {"path": "title", "reason": "is missing"}
    plain = {**TAKEN, "accepted": 0, "refused": 1, "events": [{"problems": [problem]}]}
    with answering((422, {**plain, "code": "invalid", "reason": "All."})) as (url, _asked):
        assert notify(Door(url, KEY), BODY, clock) == Taken(0, 0, 1, ("title: is missing",))


def test_of_several_events_it_is_told_which_were_refused() -> None:
    wrong = [
        {"path": "title", "reason": "is missing."},
        {"path": "", "reason": "Expected members."},
    ]
    events = [{"fate": "accepted", "id": 1}, *({"problems": [each]} for each in wrong)]
    with answering((202, {**TAKEN, "refused": 2, "events": events})) as (url, _asked):
        told = notify(Door(url, KEY), BODY, clock).problems
    assert told == ("event 2: title: is missing.", "event 3: Expected members.")


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, {"code": "wrong_key", "reason": "The key is wrong."}, "The key is wrong."),
        (200, b"<html>", "no hipadmin relay"),
        (202, {"events": 1}, "no hipadmin relay"),
        (302, b"", "no hipadmin relay"),
        (404, [1], "no hipadmin relay"),
    ],
)
def test_what_else_may_answer(status: int, body: Any, said: str) -> None:
    with answering((status, body)) as (url, asked), pytest.raises(NotTaken, match=said):
        notify(Door(url, KEY), BODY, clock)
    assert len(asked) == 1


@pytest.mark.parametrize("url", ["nonsense", "127.0.0.1:8793/v1", "ftp://127.0.0.1/", "http://"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(NotTaken, match=r"is no address\. That of a relay"):
        notify(Door(url, KEY), BODY, clock)


def test_an_address_with_https_where_http_is_spoken() -> None:
    with answering() as (url, asked), pytest.raises(NotTaken) as caught:
        notify(Door(url.replace("http:", "https:"), KEY), BODY, clock, pause=pytest.fail)
    assert "does not speak TLS" in caught.value.text
    assert asked == []
