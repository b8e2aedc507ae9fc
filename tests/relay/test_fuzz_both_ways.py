"""Whatever comes in: the short way and the application's say and do the same about it."""

import base64
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hipadmin.domain.event import Event
from hipadmin.relay.desk import PLAIN_MAX, Begun, Desk
from hipadmin.relay.hosting import Host, listen
from hipadmin.services.intake.reception import sign
from tests.fuzzing import TRY
from tests.relay.serving import LIMIT_S, Served, now, served

DOOR = "/v1/subscriptions/s1/events"
KEPT = ("content-type", "www-authenticate", "retry-after", "allow", "connection")
"""The headers of an answer that a sender may go by."""


class Counting(Desk):
    """Counts what was begun with."""

    begun = 0

    def begin(self, *given: Any) -> Begun | None:
        found = super().begin(*given)
        self.begun += found is not None
        return found


class Closed(Desk):
    """Leaves everything to the application."""

    def begin(self, *_given: Any) -> None:
        return None


@dataclass(slots=True)
class Way:
    """A relay that goes one way, with data of its own: ids of events are those of the other."""

    site: Served
    host: Host
    desk: Desk
    address: tuple[str, int]

    def ask(self, request: "Request") -> tuple[object, ...]:
        """The answer to a request, and what became of it."""
        with socket.create_connection(self.address, timeout=LIMIT_S) as peer:
            peer.sendall(request.data(self.site))
            told = b"".join(iter(lambda: peer.recv(65_536), b""))
        head, _, body = told.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n").partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        kept = {name: headers.get(name) for name in KEPT}
        found = json.loads(body) if body and "json" in (headers["content-type"]) else len(body)
        return status.lower(), kept, found, self.recorded(found), sorted(self.site.noted())

    def recorded(self, answer: Any) -> list[Event]:
        """The events that an answer names, as they are stored."""
        named = answer.get("events", []) if isinstance(answer, dict) else []
        found = [self.site.desk.hub.activity.event(each["id"]) for each in named if "id" in each]
        return [_comparable(each.event) for each in found]


BEGAN = now()


def _comparable(event: Event) -> Event:
    """Without what tells of the clock and of the key."""
    signed = event.source_id.startswith("signed ")
    source_id = event.source_id.split()[-1] if signed else event.source_id
    return replace(event, received_at=BEGAN, source_id=source_id)


@dataclass(frozen=True, slots=True)
class Request:
    """A request of which only the key is still to be filled in."""

    method: str = "POST"
    path: str = DOOR
    version: str = "1.1"
    proof: str = "bearer"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    body: bytes = b'{"title": "x"}'
    chunk: int = 0

    def data(self, site: Served) -> bytes:
        key = site.desk.key.reveal()
        pairs = [*self.headers, *PROOFS[self.proof](site, self.body)]
        body = self.body
        if self.chunk:
            pairs.append(("Transfer-Encoding", "chunked"))
            pieces = [body[at : at + self.chunk] for at in range(0, len(body), self.chunk)]
            body = b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in [*pieces, b""])
        else:
            pairs.append(("Content-Length", str(len(body))))
        lines = "".join(f"{name}: {value}\r\n" for name, value in [*pairs, ("Connection", "close")])
        start = f"{self.method} {self.path.replace('KEY', key)} HTTP/{self.version}\r\n"
        return (start + lines + "\r\n").encode("latin-1") + body


def _bearer(site: Served, _body: bytes) -> list[tuple[str, str]]:
    return [("Authorization", f"bEaReR  {site.desk.key.reveal()}")]


def _basic(site: Served, _body: bytes) -> list[tuple[str, str]]:
    pair = base64.b64encode(f"x:{site.desk.key.reveal()}".encode()).decode()
    return [("Authorization", f"Basic {pair}")]


def _signed(site: Served, body: bytes) -> list[tuple[str, str]]:
    at = str(int(BEGAN.timestamp()))
    made = sign(site.desk.key, at, body)
    # the same for both, or one would tell a repeat where the other does not
    return [("X-Hipadmin-Timestamp", at), ("X-Hipadmin-Signature", f"sha256={made}")]


PROOFS: dict[str, Callable[[Served, bytes], list[tuple[str, str]]]] = {
    "bearer": _bearer,
    "basic": _basic,
    "signed": _signed,
    "signed badly": lambda site, body: _signed(site, body + b" "),
    "twice": lambda site, body: _bearer(site, body) * 2,
    "wrong": lambda _site, _body: [("Authorization", "Bearer wrong")],
    "odd": lambda _site, _body: [("Authorization", "Basic \xe9\xe9==")],
    "none": lambda _site, _body: [],
}
PATHS = (
    *(DOOR, DOOR, DOOR, f"{DOOR}?", f"{DOOR}?key=KEY", f"{DOOR}?a=b", f"{DOOR}/", f"/{DOOR}"),
    *(DOOR.replace("s1", "%731"), DOOR.replace("/events", "%2Fevents"), f"{DOOR}#part"),
    *(f"http://elsewhere{DOOR}", f"//elsewhere{DOOR}", f"{DOOR}%00", f"{DOOR};a=b", f"{DOOR}%3Fa"),
    *(DOOR.replace("s1", "nobody"), DOOR.replace("s1", "."), DOOR.replace("s1", "\xe9")),
    *(DOOR.replace("events", name) for name in ("plain", "github", "cloudevents", "no", "%FF")),
    *("/v1/subscriptions/s1", "/v1/subscriptions/", "/openapi.json", "/", "*"),
)
TYPES = (
    *("application/json", "application/json", "application/json; charset=UTF-8", ""),
    *("application/json; charset=latin-1", "text/plain", "application/x-www-form-urlencoded"),
    *("application/cloudevents+json", "application/cloudevents-batch+json", "\xe9"),
)
MORE = (
    *(("Content-Encoding", "identity"), ("Content-Encoding", "gzip"), ("Content-Encoding", "")),
    *(("Expect", "100-continue"), ("Expect", "more"), ("Host", "a b"), ("Upgrade", "h2c")),
    *(("ce-id", "1"), ("ce-source", "s"), ("ce-type", "build.failed"), ("ce-specversion", "1.0")),
    *(("X-GitHub-Event", "ping"), ("X-GitHub-Event", "push"), ("Content_Type", "text/plain")),
    *(("X-Hipadmin-Timestamp", "nan"), ("X-Hub-Signature-256", "sha256=00"), ("Te", "trailers")),
)
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["one", "", "é", "x" * 600, 5, None]),
        "id": st.sampled_from(["a", "b", "c", "", 7]),
        "state": st.sampled_from(["failure", "success", "triggered", "cleared", "no"]),
        "correlation": st.sampled_from(["c1", "c2"]),
        "details": st.sampled_from(["", "d" * (PLAIN_MAX + 1), "\u0000"]),
        "at": st.sampled_from(["2026-03-02T12:00:00Z", "soon"]),
        "more": st.just(1),
    },
)
BODIES = st.one_of(
    EVENTS.map(json.dumps).map(str.encode),
    st.lists(EVENTS, max_size=12).map(json.dumps).map(str.encode),
    st.sampled_from(
        [b"", b"{", b"\xff", b"null", b"[[]]", b'{"title": "a", "title": "b"}', b"[" * 99_999]
    ),
    st.binary(max_size=30),
)
HEADERS = st.builds(
    lambda kind, more: (("Content-Type", kind), *more),
    st.sampled_from(TYPES),
    st.lists(st.sampled_from(MORE), max_size=3),
)
NEARLY_PLAIN = st.builds(Request, headers=st.just(Request().headers) | HEADERS, body=BODIES)
ANY = st.builds(
    Request,
    st.sampled_from(["POST", "POST", "POST", "GET", "HEAD", "PUT", "OPTIONS", "BREW"]),
    st.sampled_from(PATHS),
    st.sampled_from(["1.1", "1.1", "1.0"]),
    st.sampled_from(["bearer", "bearer", "bearer", *PROOFS]),
    HEADERS,
    BODIES,
    st.sampled_from([0, 0, 7, 4096]),
)


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Way, Way]]:
    with (
        served(tmp_path_factory.mktemp("short")) as short,
        served(tmp_path_factory.mktemp("long")) as long,
    ):
        both = _way(short, Counting(short.site)), _way(long, Closed(long.site))
        yield both
        for each in both:
            each.host.stop()


def _way(site: Served, desk: Desk) -> Way:
    site.noted()
    listening = listen("127.0.0.1", 0)
    host = Host(site.site, listening)
    host._server.desk = desk
    return Way(site, host, desk, listening.getsockname())


def test_both_ways_say_and_do_the_same(ways: tuple[Way, Way]) -> None:
    @TRY
    @given(NEARLY_PLAIN | ANY)
    @example(Request())
    @example(Request(proof="signed"))
    @example(Request(body=b'[{"id": "a"}, {"title": "x", "id": "a"}, {"title": "y", "id": "a"}]'))
    @example(Request(chunk=5))
    @example(Request(version="1.0"))
    @example(Request(headers=(*Request().headers, ("Expect", "100-continue"))))
    def same(request: Request) -> None:
        short, long = ways
        assert short.ask(request) == long.ask(request)

    same()
    short = ways[0].desk
    assert isinstance(short, Counting)
    assert short.begun > 20  # or nothing was compared
