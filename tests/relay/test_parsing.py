"""Requests that one program reads so and another otherwise, or that take long to read: none is."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from waitress.adjustments import Adjustments

from hipadmin.relay.parsing import HEAD_MAX, Parser
from tests.relay.serving import Served, served
from tests.stopwatch import stopwatch

BODY = b'{"title": "x"}'
CHUNKS = b"e\r\n" + BODY + b"\r\n0\r\n\r\n"
QUICK_S = 0.5
"""Far more than the longest head takes; what these tests guard against took four seconds."""
DRIPPING_S = 2.0
"""So, too, for one that comes byte by byte: of five seconds there were five looking for one LF."""


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("parsing")) as found:
        yield found


@pytest.fixture
def site(one: Served) -> Served:
    one.noted()
    return one


def parsed(data: bytes, step: int = 0) -> tuple[Parser, bytes]:
    """What a parser makes of ``data`` that comes ``step`` bytes at a time, and what is left."""
    parser = Parser(Adjustments(max_request_header_size=HEAD_MAX))
    while data and not parser.completed:
        piece = data[: step or len(data)]
        data = data[parser.received(piece) :]
    return parser, data


def post(headers: bytes, body: bytes, version: bytes = b"1.1") -> bytes:
    return b"POST /x HTTP/%s\r\n%s\r\n%s" % (version, headers, body)


CODED = b"Transfer-Encoding: chunked\r\n"
KEPT = b"Connection: keep-alive\r\n"


@pytest.mark.parametrize(
    "data",
    [
        post(KEPT + CODED, CHUNKS, b"1.0"),
        post(KEPT + CODED + b"Content-Length: 3\r\n", CHUNKS, b"1.0"),
        post(KEPT + CODED, CHUNKS, b"1.9"),
        post(KEPT + CODED, CHUNKS, b"2.0"),
        post(b"Transfer-Encoding: chunked, chunked\r\n", CHUNKS),
        post(CODED + CODED, CHUNKS),
        post(b"Transfer-Encoding:\r\n chunked\r\n", CHUNKS),
        post(b"Transfer-Encoding: \r\nContent-Length: 14\r\n", BODY),
        post(b"Transfer-Encoding: ,\r\nContent-Length: 14\r\n", BODY),
        post(b"tRANSFER-eNCODING: identity\r\nContent-Length: 14\r\n", BODY),
        post(CODED + b"Content-Length: 14\r\n", CHUNKS),
        post(b"Content-Length: 14\r\nContent-Length: 14\r\n", BODY),
        post(b"Content-Length: 14\r\nContent-Length: 0\r\n", BODY),
        post(b"Content-Length: 1\r\n 4\r\n", BODY),
        post(b"Content-Length : 14\r\n", BODY),
        post(b"Content-Length: +14\r\n", BODY),
        post(b"Content-Length: " + b"0" * 5000 + b"14\r\n", BODY),
        post(CODED, b"e\n\r\n" + BODY + b"\r\n0\r\n\r\n"),
        post(CODED, b"e;a\n\r\n" + BODY + b"\r\n0\r\n\r\n"),
        post(CODED, b"\r\ne\r\n" + BODY + b"\r\n0\r\n\r\n"),
        post(CODED, b"e\r\n" + BODY + b"\r\n\r\n0\r\n\r\n"),
        post(CODED, b"e\r\n" + BODY + b"XX0\r\n\r\n"),
        post(CODED, b"0xe\r\n" + BODY + b"\r\n0\r\n\r\n"),
        post(CODED, b"0\r\nA: b\n\nPOST /y HTTP/1.1\r\n\r\n"),
        b"POST http://[x HTTP/1.1\r\n\r\n",
        b"POST  /x HTTP/1.1\r\n\r\n",
        b"POST /x HTTP/1.1 x\r\n\r\n",
        b"GET / HTTP/1.1\r\n A: b\r\n\r\n",
    ],
)
@pytest.mark.parametrize("step", [0, 1])
def test_what_could_be_read_in_two_ways_is_refused(data: bytes, step: int) -> None:
    parser, _ = parsed(data, step)
    assert parser.completed
    assert parser.error is not None


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (post(b"Content-Length: 14\r\n", BODY), BODY),
        (post(b"Content-Length: 14\r\n", BODY, b"1.0"), BODY),
        (post(CODED, CHUNKS), BODY),
        (post(b"TRANSFER-ENCODING:\t Chunked \r\n", CHUNKS), BODY),
        (
            post(CODED, b'5;a="b;c"\r\n' + BODY[:5] + b"\r\n00009\r\n" + BODY[5:] + CHUNKS[-7:]),
            BODY,
        ),
        (post(CODED, CHUNKS[:-2] + b"A: b\r\n\r\n"), BODY),
        (post(b"A:" + b" \t" * 100 + b"b   c\r\nContent-Length: 14\r\n", BODY), BODY),
    ],
)
@pytest.mark.parametrize("step", [0, 1, 3])
def test_what_can_be_read_in_one_way_only_is_read(data: bytes, body: bytes, step: int) -> None:
    parser, left = parsed(data + b"GET", step)
    assert parser.error is None
    assert parser.completed
    assert parser.get_body_stream().read() == body
    assert left == b"GET"
    assert parser.headers.get("A", "b   c") == "b   c"


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=5), st.integers(1, 70))
@settings(max_examples=100)
def test_chunks_are_read_the_same_however_they_arrive(pieces: list[bytes], step: int) -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    parser, left = parsed(post(CODED, chunks + b"0\r\n\r\n") + b"next", step)
    assert parser.error is None
    assert parser.get_body_stream().read() == b"".join(pieces)
    assert left == b"next"


@pytest.mark.parametrize(
    "data",
    [
        b"GET a://" + b"x" * 32_000 + b" y\r\n\r\n",
        b"GET a://" + b"x" * 32_000 + b" HTTP/1.1 y\r\n\r\n",
        b"GET a://" + b"x" * 32_000 + b" HTTP/x\r\n\r\n",
        b"GET / HTTP/1.1\r\nA:" + b" " * 32_000 + b"b\r\n\r\n",
        b"GET / HTTP/1.1\r\nA:" + b" " * 32_000 + b"\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nA:\r\n" + b"\t" * 32_000 + b"\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nA:" + b"b " * 16_000 + b"\x00\r\n\r\n",
        b"GET a://" + b"\t" * 32_000 + b" y\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A" * 32_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nTransfer-Encoding:" + b" " * 32_000 + b"\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nConnection:" + b"\t " * 16_000 + b"close\r\n\r\n",
    ],
)
def test_no_head_takes_long_to_read(data: bytes) -> None:
    """While one is read, nobody else is heard."""
    with stopwatch() as watch:
        parser, _ = parsed(data)
    assert parser.completed
    assert watch.seconds < QUICK_S


def test_a_head_that_comes_byte_by_byte_does_not_take_long_either() -> None:
    with stopwatch() as watch:
        parser, _ = parsed(b"GET / HTTP/1.1\r\nA: " + b"x" * HEAD_MAX, 1)
    assert parser.completed
    assert watch.seconds < DRIPPING_S


@pytest.mark.parametrize(
    "data",
    [
        b"GET a://x y\r\n\r\n",
        b"POST http://[x HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: " + b"1" * 5000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: few\r\n\r\n",
        b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n" + CODED + b"\r\n",
    ],
)
def test_the_sender_hears_so(site: Served, data: bytes) -> None:
    head, _, body = site.speak(data).partition(b"\r\n\r\n")
    assert b" 400 " in head.splitlines()[0]
    assert json.loads(body)["code"] == "bad_request"
    assert site.noted() == [("", "bad_request")]


def test_nothing_is_taken_for_a_request_within_a_body(site: Served) -> None:
    """One on the way that knows chunks in HTTP/1.0 lets the inner request pass as a body."""
    before = site.desk.hub.events()
    inner = site.head(Content_Length="14") + BODY
    size = b"%x\r\n" % len(inner)
    outer = site.head(
        Content_Length=str(len(size)), Transfer_Encoding="chunked", Connection="keep-alive"
    )
    outer = outer.replace(b"HTTP/1.1", b"HTTP/1.0")
    told = site.speak(outer + size + inner + b"\r\n0\r\n\r\n")
    assert told.count(b"HTTP/1.") == 1
    assert b" 400 " in told.splitlines()[0]
    assert site.desk.hub.events() == before


def test_who_asks_first_and_brings_nothing_is_answered(site: Served) -> None:
    """He is not told to go on: his next request would be taken for more of this one."""
    ask = site.head(Expect="100-continue")
    last = site.head(Content_Length="14", Connection="close") + BODY
    told = site.speak(ask + last)
    assert told.startswith(b"HTTP/1.1 400 ")
    assert told.count(b"HTTP/1.1 202 ") == 1
