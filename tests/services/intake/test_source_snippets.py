"""The snippets run as they stand: by curl, Python and a shell, against a server that listens."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from hipadmin.domain.deciding import Judge
from hipadmin.domain.event import EventState
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.memory import Memory
from hipadmin.domain.subscription import RoomNotification
from hipadmin.services.intake.source_snippets import EXAMPLE, KEY, Target, Way, snippet
from tests.domain.builders import AT, event

SECRET = "a-key-of-the-test"
Heard = tuple[str, str, object]


@contextmanager
def listener() -> Iterator[tuple[str, list[Heard]]]:
    """A server that notes path, authorization and body of what it is sent."""
    heard: list[Heard] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.append((self.path, str(self.headers["Authorization"]), body))
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", heard
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("way", "program", "sent"),
    [
        (Way.CURL, ["sh", "-c"], EXAMPLE),
        (Way.PYTHON, [sys.executable, "-c"], EXAMPLE),
        (
            Way.SHELL,
            ["sh", "-c"],
            {"id": "build-7", "title": "Build 7", "state": "failure"},
        ),
    ],
)
def test_it_works_as_it_stands(way: Way, program: list[str], sent: object) -> None:
    with listener() as (url, heard):
        target = Target(f"{url}/v1/subscriptions/s1/events", "web")
        environment = {**os.environ, KEY: SECRET, "BUILD_NUMBER": "7", "status": "1"}
        command = [*program, snippet(way, target)]
        ran = subprocess.run(command, env=environment, capture_output=True, timeout=20, check=False)

    assert ran.returncode == 0, ran.stderr
    assert heard == [("/v1/subscriptions/s1/events", f"Bearer {SECRET}", sent)]


def test_who_tries_again_sends_another_event() -> None:
    """Nor is every build the same one where its number has another name."""
    assert "id" not in EXAMPLE
    with listener() as (url, heard):
        script = snippet(Way.SHELL, Target(url, "web"))
        environment = {k: v for k, v in os.environ.items() if k != "BUILD_NUMBER"} | {KEY: SECRET}
        subprocess.run(["sh", "-c", script], env=environment, timeout=20, check=True)
    [(_path, _key, sent)] = heard
    assert isinstance(sent, dict)
    assert int(sent["id"].removeprefix("build-")) > 0


def test_the_example_is_sent_by_a_notification_as_it_was_made() -> None:
    made = RoomNotification("n1", "s1", "i1", "all")
    room = Integration("i1", "Chat", "https://chat.example.com/v2", rooms=(Room("r1", "Ops"),))
    first = event(EventState(EXAMPLE["state"]), kind="plain")
    decision = Judge(made, room, lambda _name: UTC).decide(first, Memory(), AT)
    assert [owed.recipient.key for owed in decision.owed] == ["r1"]
    for way in (Way.CURL, Way.PYTHON, Way.NOTIFY):
        text = snippet(way, Target("https://hooks.example.com/x", "web"))
        assert "success" not in text
        assert EXAMPLE["title"] in text


def test_names_are_quoted_for_the_shell() -> None:
    text = snippet(Way.NOTIFY, Target("https://hooks.example.com/x", "web; rm -rf /"))

    assert "hipadmin notify 'web; rm -rf /' \\\n  --title" in text


def test_a_command_finds_these_data_or_is_not_offered() -> None:
    url = "http://127.0.0.1:8790/v1/subscriptions/s1/events"
    own = snippet(Way.NOTIFY, Target(url, "web", ("--data-dir", "/srv/chat data")))
    assert "# on this machine\nhipadmin notify --data-dir '/srv/chat data' web \\\n" in own
    fleeting = snippet(Way.NOTIFY, Target(url, "web", None))
    assert fleeting.startswith(f"# with the key in {KEY}\nhipadmin notify --url {url} ")
    assert "on this machine" not in fleeting
