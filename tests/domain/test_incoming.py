"""Requests as they came in: their type, their JSON, and what is no JSON."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.incoming import DEPTH_MAX, Incoming, NotRead, Unread, read_json

AT = datetime(2026, 3, 1, tzinfo=UTC)


def sent(body: bytes = b"{}", content_type: str = "application/json") -> Incoming:
    return Incoming({"content-type": content_type}, body, AT)


@pytest.mark.parametrize(
    ("content_type", "media_type", "is_json"),
    [
        ("application/json", "application/json", True),
        ("Application/JSON; charset=utf-8", "application/json", True),
        ("application/cloudevents+json", "application/cloudevents+json", True),
        ("text/json", "text/json", True),
        ("text/plain", "text/plain", False),
        ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded", False),
        ("", "", False),
    ],
)
def test_types(content_type: str, media_type: str, is_json: bool) -> None:
    incoming = sent(content_type=content_type)
    assert (incoming.media_type, incoming.is_json) == (media_type, is_json)


def test_a_header_that_was_not_sent_is_empty() -> None:
    assert sent().header("x-nothing") == ""


@pytest.mark.parametrize("charset", ["utf-8", '"UTF-8"', "us-ascii"])
def test_utf_8_by_any_of_its_names(charset: str) -> None:
    assert sent('{"a": "ü"}'.encode(), f"application/json; charset={charset}").json == {"a": "ü"}


def test_another_charset_is_not_taken() -> None:
    with pytest.raises(NotRead) as caught:
        _ = sent(b"{}", "application/json; q=1; charset=utf-16").json
    assert caught.value.code is Unread.MEDIA_TYPE


def test_json_is_parsed_once() -> None:
    incoming = sent(b'{"a": []}')
    assert incoming.json is incoming.json


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def test_how_deep_it_may_be() -> None:
    read_json(nested(DEPTH_MAX))
    read_json(b"[" + b",".join([nested(DEPTH_MAX - 1)] * 3) + b"]")
    mixed = b'{"a":' * DEPTH_MAX + b"1" + b"}" * DEPTH_MAX
    read_json(mixed)
    for deep in (nested(DEPTH_MAX + 1), b"[" + mixed + b"]", nested(200_000)):
        with pytest.raises(NotRead) as caught:
            read_json(deep)
        assert caught.value.code is Unread.TOO_DEEP


@pytest.mark.parametrize(
    ("data", "code", "text"),
    [
        (b'{"a": "\xff"}', Unread.BAD_UTF8, "Byte 7 is not UTF-8."),
        (b"{}\xc3", Unread.BAD_UTF8, "Byte 2"),
        (b"", Unread.BAD_JSON, "This is not JSON at line 1, column 1. There is nothing in it."),
        (b'{"a": 1,\n}', Unread.BAD_JSON, "line 1, column 8. A comma stands before “}”."),
        (b"[1,\n" + b" " * 100_000, Unread.BAD_JSON, "This is not JSON at line 2, column 100001."),
        (b"NaN", Unread.BAD_JSON, "out of range"),
        (b"-Infinity", Unread.BAD_JSON, "out of range"),
        (b"1e999", Unread.BAD_JSON, "out of range"),
        (b"9" * 5_000, Unread.BAD_JSON, "out of range"),
        (b"{} {}", Unread.BAD_JSON, "line 1, column 4. Something follows after its end."),
        (b'{"a": 1,\n "a": 1}', Unread.BAD_JSON, "written twice at line 2, column 2. Keep one"),
        (b'[{"x": {"b": 1, "\\u0062": 2}}]', Unread.BAD_JSON, "twice at line 1, column 17."),
        (b'{"a": 1, "a": 2}' + b" " * 100_000, Unread.BAD_JSON, "A member is written twice. Keep"),
        (b'{"token": Abc}', Unread.BAD_JSON, "line 1, column 11. Here JSON needs a value."),
    ],
)
def test_what_is_no_json(data: bytes, code: Unread, text: str) -> None:
    with pytest.raises(NotRead) as caught:
        read_json(data)
    assert caught.value.code is code
    assert text in caught.value.text


def test_numbers_are_numbers() -> None:
    assert read_json(b"[1.5, 2, -1e3]") == [1.5, 2, -1000.0]


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_json(b"\xef\xbb\xbf[1]") == [1]


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_not_read(data: bytes) -> None:
    try:
        value = read_json(data)
    except NotRead:
        return
    assert read_json(json.dumps(value).encode()) == value
