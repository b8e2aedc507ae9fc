"""Links and files, shared with rooms and people."""

import json
from email import message_from_bytes
from email.message import Message

import pytest

from hipadmin.hipchat.errors import MessageRejected
from hipadmin.hipchat.sharing import SharedFile

E = "http://chat.test/v2"
LINK = "https://x.test/a"


def parts_of(request) -> list[Message]:
    """Read multipart/related with the standard library's own reader."""
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    whole = message_from_bytes(head + request.body)
    assert whole.get_content_type() == "multipart/related"
    assert whole.defects == []
    parts = whole.get_payload()
    assert isinstance(parts, list)
    return parts


def test_a_link(client, wire) -> None:
    wire.post(f"{E}/room/17/share/link", status=204)
    wire.post(f"{E}/user/@jo/share/link", status=204)
    client.share_link(17, LINK)
    assert json.loads(wire.calls[-1].request.body) == {"link": LINK}
    client.share_link(17, "h" * 10, message="é" * 1000)
    client.share_link_privately("@jo", "h" * 1000, "look")
    assert json.loads(wire.calls[-1].request.body) == {"link": "h" * 1000, "message": "look"}


@pytest.mark.parametrize(
    ("link", "message", "field"),
    [("http://x.", "", "link"), ("h" * 1001, "", "link"), (LINK, "x" * 1001, "message")],
)
def test_links_have_limits(client, wire, link, message, field) -> None:
    for call in (client.share_link, client.share_link_privately):
        with pytest.raises(MessageRejected) as caught:
            call(17, link, message)
        assert caught.value.field == field
    assert len(wire.calls) == 0


@pytest.mark.parametrize(
    "content", [b"", b"plain", b"\r\n--x--\r\n\0\xff" * 50, bytes(range(256)) * 300]
)
def test_a_file_arrives_as_it_is(client, wire, content) -> None:
    wire.post(f"{E}/room/17/share/file", status=204)
    file = SharedFile("plan é.png", content, "image/png")
    assert client.share_file(17, file, "look: é").status == 204
    words, sent = parts_of(wire.calls[0].request)
    assert json.loads(words.get_payload()) == {"message": "look: é"}
    assert words["Content-Type"] == "application/json; charset=UTF-8"
    assert words["Content-Disposition"] == 'attachment; name="metadata"'
    assert sent.get_content_type() == "image/png"
    assert sent.get_param("name", header="Content-Disposition") == "file"
    body = wire.calls[0].request.body
    assert body.endswith(b"--\r\n")
    assert b"\r\n\r\n" + content + b"\r\n--hipadmin-" in body
    assert 'filename="plan é.png"'.encode() in body


def test_a_file_without_words_for_a_person(client, wire) -> None:
    wire.post(f"{E}/user/jo@x.test/share/file", status=204)
    client.share_file_privately("jo@x.test", SharedFile('a "b" \\c.txt', b"x"))
    (sent,) = parts_of(wire.calls[0].request)
    assert sent.get_filename() == 'a "b" \\c.txt'
    assert sent.get_content_type() == "application/octet-stream"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        *(("", b"x", "a/b"), ("x" * 256, b"", "a/b"), ("a/b", b"", "a/b"), ("a\r\nb", b"", "a/b")),
        *((5, b"", "a/b"), ("a", "text", "a/b"), ("a", bytes(50_000_001), "a/b")),
        *(("a", b"", kind) for kind in ("", "png", "a/b\r\nX: y", "é/b", "a/b; c", None)),
    ],
)
def test_files_that_cannot_be_shared(name, content, kind) -> None:
    with pytest.raises(MessageRejected) as caught:
        SharedFile(name, content, kind)
    assert caught.value.field == "file"


def test_a_file_keeps_to_the_limit_of_words(client, wire) -> None:
    with pytest.raises(MessageRejected, match="1000"):
        client.share_file(17, SharedFile("a", b""), "x" * 1001)
    assert "plain" not in repr(SharedFile("a", b"plain"))
    assert len(wire.calls) == 0
