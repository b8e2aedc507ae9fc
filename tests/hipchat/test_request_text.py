"""The request in words is the request that is made: the client's, and curl's."""

import http.server
import json
import os
import shlex
import subprocess
import threading
from collections.abc import Iterator

import pytest

from hipadmin.domain.message import Message
from hipadmin.domain.notification.message_settings import Color, MessageFormat
from hipadmin.domain.room_address import RoomAddressError
from hipadmin.hipchat.client import HipChatClient
from hipadmin.hipchat.errors import MessageRejected
from hipadmin.hipchat.request_text import NotificationRequest, notification_request
from hipadmin.sandbox.server import running
from tests.needs import needs

TOKEN = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd"
CARD = {"style": "application", "id": "1", "title": 'It’s $HOME `x` "y" \\z'}
MESSAGES = [
    Message("hello"),
    Message("it's\n$(x) `x` \"é😀\\", MessageFormat.TEXT, Color.RED, notify=True, sender="a 'b'"),
    Message("<b>card</b>", card=CARD),
]
ROOMS = ["17", "Night shift", "a/b & 'c' #1", ".."]


class Recorder(http.server.BaseHTTPRequestHandler):
    """Keeps what it is asked and answers 204."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        kept = ("Authorization", "Content-Type")
        head = {name: self.headers[name] for name in kept}
        self.server.asked.append((self.path, head, self.rfile.read(length)))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def recorder() -> Iterator[http.server.HTTPServer]:
    server = http.server.HTTPServer(("127.0.0.1", 0), Recorder)
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


def by_client(endpoint: str, room: str, message: Message) -> None:
    with HipChatClient(endpoint, TOKEN) as client:
        client.send_notification(
            room,
            message.text,
            color=message.color,
            notify=message.notify,
            message_format=message.format,
            sender=message.sender or None,
            card=message.card,
        )


def by_curl(request: NotificationRequest) -> None:
    command = f"{request.curl} --silent --noproxy '*'"
    env = {"PATH": os.environ["PATH"], "HIPCHAT_TOKEN": TOKEN}
    subprocess.run(["bash", "-c", command], check=True, env=env, timeout=30)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("message", MESSAGES, ids=["plain", "quotes", "card"])
def test_client_and_curl_ask_the_same(
    recorder: http.server.HTTPServer, room: str, message: Message
) -> None:
    needs("curl", "bash")
    endpoint = f"http://127.0.0.1:{recorder.server_address[1]}/v2"
    request = notification_request(endpoint, room, message)
    by_client(endpoint, room, message)
    by_curl(request)
    first, second = recorder.asked  # type: ignore[attr-defined]
    assert first == second
    assert request.url.endswith(first[0])
    assert first[1] == {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    assert first[2] == request.body


def test_the_request_is_shown_for_reading() -> None:
    shown = notification_request("https://h.test/v2", "17", Message("é", sender="me")).text
    head, _, body = shown.partition("\n\n")
    assert head == (
        "POST https://h.test/v2/room/17/notification\n"
        "Authorization: Bearer $HIPCHAT_TOKEN\n"
        "Content-Type: application/json"
    )
    assert '"message": "é"' in body
    assert json.loads(body)["from"] == "me"


def test_certificate_and_proxy_go_along() -> None:
    request = notification_request(
        "https://h.test/v2", "17", Message("x"), ca_certificate="/a b/ca.pem", proxy="http://p:1"
    )
    words = shlex.split(request.curl)
    assert words[words.index("--cacert") + 1] == "/a b/ca.pem"
    assert words[words.index("--proxy") + 1] == "http://p:1"


def test_what_hipchat_refuses_has_no_request() -> None:
    with pytest.raises(MessageRejected):
        notification_request("https://h.test/v2", "17", Message(""))
    with pytest.raises(RoomAddressError):
        notification_request("https://h.test/v2", "", Message("x"))


def test_a_sandbox_takes_what_curl_sends() -> None:
    needs("curl", "bash")
    with running(unlimited=True) as box:
        request = notification_request(box.url, "Ops", MESSAGES[1])
        env = {"PATH": os.environ["PATH"], "HIPCHAT_TOKEN": box.tokens.rooms[2]}
        line = f"{request.curl} --silent --noproxy '*'"
        subprocess.run(["bash", "-c", line], check=True, env=env, timeout=30)
        [message] = box.state.history(2)
    assert message.text == MESSAGES[1].text
