"""Answers are read as the library reads them, and a plain 204 without its parser for mail."""

import http.client
import socket
from http.client import HTTPMessage, HTTPResponse

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hipadmin.hipchat.heads import Response

TAKEN = b"HTTP/1.1 204 No Content\r\n"
PLAIN = b"Content-Length: 0\r\nX-Ratelimit-Limit:\t 100\r\nDate:\r\nServer: a, b ; c \r\n\r\n"
STATUS_LINES = st.sampled_from(
    [TAKEN] * 6
    + [b"HTTP/1.1 204\r\n", b"HTTP/1.1 204  No  Content \r\n", b"HTTP/1.1 204 \xe9\r\n"]
    + [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 304 Not Modified\r\n", b"HTTP/1.0 204 No Content\r\n"]
    + [b"HTTP/1.1 100 Continue\r\n\r\n" + TAKEN, b"HTTP/1.1 204\n", b"HTTP/1.1 2041 x\r\n", b""]
)
NAMES = st.sampled_from(
    b"Content-Length|Connection|Transfer-Encoding|transfer-encoding|X|From ||Ol\xe9".split(b"|")
)
VALUES = st.sampled_from(
    b"0| 100|-1|\t a b ||\xe9|a\rb|x:y|\x0b".split(b"|")
    + b" close| Keep-Alive, CLOSE| keep-alive| chunked".split(b"|")
)
ENDS = st.sampled_from([b"\r\n"] * 6 + [b"\n", b"\r", b"\r\n ", b""])
LINES = st.builds(
    lambda name, colon, value, end: name + colon + value + end,
    *(NAMES, st.sampled_from([b":", b":", b": ", b" "]), VALUES, ENDS),
)


def told(kind: type[HTTPResponse], *pieces: bytes) -> object:
    """All that is asked of an answer, and what is left to be read after its head."""
    here, there = socket.socketpair()
    with here, there:
        answer = kind(here)
        for piece in pieces[:-1]:
            there.sendall(piece)
            answer.fp.peek()
        there.sendall(pieces[-1])
        there.shutdown(socket.SHUT_WR)
        try:
            answer.begin()
        except http.client.HTTPException as error:
            return type(error), str(error)
        with answer.fp as rest:
            return *facts(answer), rest.read()


def facts(answer: HTTPResponse) -> tuple[object, ...]:
    """What the library and urllib3 ask of an answer whose head was read."""
    head = answer.headers
    assert type(head) is HTTPMessage
    assert answer.msg is head
    line = (answer.version, answer.status, answer.code, answer.reason)
    body = (answer.chunked, answer.length, answer.will_close)
    defects = [str(defect) for defect in head.defects]
    return line, body, head.items(), head.get_payload(), head.is_multipart(), defects


@given(STATUS_LINES, st.lists(LINES, max_size=5).map(b"".join) | st.binary(max_size=40))
@example(TAKEN, PLAIN)
@example(TAKEN, b"")
@example(TAKEN, b"\r\n")
@example(TAKEN, b"A: 1\r\n continued\r\n\r\n")
@example(TAKEN, b"From here\r\nA: 1\r\n\r\n")
@example(TAKEN, b"A: 1\r\nno colon\r\n\r\n")
@example(TAKEN, b"A: " + b"x" * 65_531 + b"\r\n\r\n")
@example(TAKEN, b"A: " + b"x" * 65_532 + b"\r\n\r\n")
@example(TAKEN, b"A: " + b"x" * 70_000)
@example(TAKEN, b"A: 1\r\n" * 90 + b"\r\n")
@example(TAKEN, b"A: 1\r\n" * 99 + b"\r\n")
@example(TAKEN, b"A: 1\r\n" * 100 + b"\r\n")
@example(TAKEN, b"A: 1\r\n" * 200)
@example(TAKEN, b"A:" + b" " * 4000 + b"\r\n" * 2)
@example(TAKEN, b"A:  \r\n" * 90 + b"\x00")
@example(TAKEN, b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n")
@example(b"HTTP/1.1 204 " + b"x" * 70_000, b"\r\n\r\n")
def test_every_answer_is_what_it_is_to_the_library(line: bytes, start: bytes) -> None:
    for raw in (line + start, line + start + b"\r\n", line + start + b"\r\n\r\nbody"):
        assert told(Response, raw) == told(HTTPResponse, raw)


@pytest.mark.parametrize("at", range(1, len(TAKEN + PLAIN)))
def test_an_answer_that_comes_in_pieces_is_the_same(at: int) -> None:
    raw = TAKEN + PLAIN
    assert told(Response, raw[:at], raw[at:]) == told(HTTPResponse, raw)


def test_a_plain_answer_needs_no_mail_parser(monkeypatch, answer, connect, send) -> None:
    reply = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nX-RateLimit-Remaining: 7\r\n\r\n"

    def refuse(*_args, **_kwargs):
        pytest.fail("the head went through the parser for mail")

    monkeypatch.setattr(http.client, "parse_headers", refuse)
    with connect(answer(reply, reply).url) as each:
        assert send(each).status == 204
        assert each.rate.general.remaining == 7
