"""Heads of answers are read as the library reads them, and plain ones without its parser."""

import http.client
from http.client import HTTPMessage
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hipadmin.hipchat.heads import head_of

PLAIN = b"Content-Length: 0\r\nX-Ratelimit-Limit:\t 100\r\nDate:\r\nServer: a, b ; c \r\n\r\n"
NAMES = st.sampled_from([b"Content-Length", b"X", b"x-ratelimit-limit", b"From ", b"", b"Ol\xe9"])
VALUES = st.sampled_from([b"0", b" 100", b"\t a b ", b"", b"\xe9", b"a\rb", b"x:y", b"\x0b"])
ENDS = st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b"\r\n ", b""])
LINES = st.builds(
    lambda name, colon, value, end: name + colon + value + end,
    *(NAMES, st.sampled_from([b":", b":", b": ", b" "]), VALUES, ENDS),
)


def told(read, raw: bytes) -> object:
    """All that the library asks of a head, and what is left to be read after it."""
    stream = BytesIO(raw)
    try:
        found = read(stream)
    except http.client.HTTPException as error:
        return type(error), str(error)
    assert type(found) is HTTPMessage
    defects = [str(defect) for defect in found.defects]
    return found.items(), found.get_payload(), found.is_multipart(), defects, stream.read()


@given(st.lists(LINES, max_size=5).map(b"".join) | st.binary(max_size=40))
@example(PLAIN)
@example(b"")
@example(b"\r\n")
@example(b"A: 1\r\n continued\r\n\r\n")
@example(b"From here\r\nA: 1\r\n\r\n")
@example(b"A: 1\r\nno colon\r\n\r\n")
@example(b"A: " + b"x" * 65_531 + b"\r\n\r\n")
@example(b"A: " + b"x" * 65_532 + b"\r\n\r\n")
@example(b"A: " + b"x" * 70_000)
@example(b"A: 1\r\n" * 99 + b"\r\n")
@example(b"A: 1\r\n" * 100 + b"\r\n")
@example(b"A: 1\r\n" * 200)
def test_every_head_is_what_it_is_to_the_library(start: bytes) -> None:
    for raw in (start, start + b"\r\n", start + b"\r\n\r\nbody"):
        assert told(head_of, raw) == told(http.client.parse_headers, raw)


def test_a_plain_answer_needs_no_mail_parser(monkeypatch, answer, connect, send) -> None:
    reply = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nX-RateLimit-Remaining: 7\r\n\r\n"

    def refuse(*_args, **_kwargs):
        pytest.fail("the head went through the parser for mail")

    monkeypatch.setattr(http.client, "parse_headers", refuse)
    with connect(answer(reply, reply).url) as each:
        assert send(each).status == 204
        assert each.rate.general.remaining == 7
