"""Tokens: in the header they belong in, and nowhere else."""

import logging
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from hipadmin.hipchat.client import HipChatClient
from hipadmin.hipchat.errors import (
    BadToken,
    HipChatError,
    MessageRejected,
    NotHipChat,
)

E = "http://chat.test/v2"
N = f"{E}/room/17/notification"
T = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6lM9o"


def error(code: int, message: str, **more: object) -> dict[str, object]:
    return {"error": {"code": code, "message": message, "type": "t", **more}}


def test_without_a_token_no_header_is_sent(wire) -> None:
    wire.post(N, status=401, json=error(401, "Authenticated requests only."))
    with HipChatClient(E, None) as client, pytest.raises(BadToken, match="there is none"):
        client.send_notification(17, "m")
    assert "Authorization" not in wire.calls[0].request.headers


@pytest.mark.parametrize("token", ["a b", "tökén", "a\nb", "a\x7f"])
def test_a_token_no_header_can_hold_is_not_sent(wire, token) -> None:
    with HipChatClient(E, token) as client, pytest.raises(BadToken) as caught:
        client.send_notification(17, "m")
    assert token not in str(caught.value)
    assert len(wire.calls) == 0


@pytest.mark.parametrize("token", [T, "a/b%c+dE=&x", "x9Z"])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_a_token_the_server_echoes_stays_out_of_errors(wire, token, status) -> None:
    encoded = quote(token, safe="")
    spellings = f"{token} or {encoded} or {encoded.lower()} or {quote(encoded)}"
    text = f"bad {spellings} at /oauth/token/{encoded}?auth_token={token}"
    wire.post(N, status=status, json=error(status, text, field=token))
    with HipChatClient(E, token) as client, pytest.raises(HipChatError) as caught:
        client.send_notification(17, "m")
    shown = f"{caught.value!r} {caught.value} {caught.value.details} {vars(caught.value)}"
    assert token not in shown
    assert encoded not in shown
    assert caught.value.__context__ is None


def test_a_token_pasted_as_the_room_stays_out_of_errors(client, wire) -> None:
    with pytest.raises(MessageRejected, match="looks like a token") as caught:
        client.send_notification(T, "m")
    assert T not in f"{caught.value!r} {vars(caught.value)}"
    assert not wire.calls


def test_a_netrc_file_does_not_replace_the_token(answer, tmp_path, monkeypatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password pw\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server = answer(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
    with HipChatClient(server.url, T) as client:
        client.send_notification(17, "m")
    assert f"Authorization: Bearer {T}".encode() in server.seen[0]


@pytest.mark.logs("^urllib3.connection: Failed to parse headers")
def test_no_log_record_holds_the_token(answer, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    server = answer(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nBad Header\r\n\r\n{}")
    with HipChatClient(server.url, T) as client, pytest.raises(NotHipChat):
        client.introspect()
    assert "/oauth/token/" in caplog.text
    assert T not in caplog.text
    assert all(T not in str(vars(record)) for record in caplog.records)


def test_repr_names_the_endpoint_only(client) -> None:
    assert repr(client) == f"HipChatClient({E})"


def test_errors_come_without_the_http_library() -> None:
    code = "import sys, hipadmin.hipchat.errors; sys.exit('requests' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
