import json
import os
import signal
import sys

import pytest

from hipadmin.services.sandbox_child import SandboxChild, SandboxFailed, SandboxInfo

COMMAND = [sys.executable, "-m", "hipadmin", "sandbox"]


def test_it_says_where_it_is_and_ends_with_us() -> None:
    child = SandboxChild.start(COMMAND)
    try:
        assert child.alive()
        room = child.info.rooms[0]
        assert child.info.url.startswith("http://127.0.0.1:")
        token = child.info.room_tokens[room.id]
        assert child.info.room_url(room).endswith(
            f"/v2/room/{room.id}/notification?auth_token={token.reveal()}"
        )
        assert {"user", "admin", f"room:{room.id}"} <= set(child.info.named_tokens())
        assert token.reveal() not in repr(child.info)
    finally:
        child.stop()
    assert not child.alive()


def test_a_command_that_fails_is_quoted() -> None:
    with pytest.raises(SandboxFailed, match="no room for me"):
        SandboxChild.start([sys.executable, "-c", "import sys; sys.exit('no room for me')"])


def test_a_command_that_is_not_there() -> None:
    with pytest.raises(SandboxFailed, match="did not start"):
        SandboxChild.start([os.devnull])


@pytest.mark.parametrize("line", ["", "nonsense", "{}", '{"url": 1}', "[]"])
def test_a_line_that_is_none(line: str) -> None:
    with pytest.raises(SandboxFailed):
        SandboxInfo.parse(line)


READY = {
    "url": "http://127.0.0.1:1/v2",
    "rooms": [{"id": 1, "name": "Builds"}],
    "tokens": {"room": {"1": "r"}, "user": "u", "admin": "a"},
}


def test_one_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hipadmin.services.sandbox_child.STOP_LIMIT_S", 0.01)
    deaf = f"import signal; print({json.dumps(READY)!r}, flush=True); signal.pause()"
    child = SandboxChild.start([sys.executable, "-S", "-c", deaf])
    assert child.alive()
    child.stop()
    assert child._process.returncode == -signal.SIGKILL


def test_where_it_answers_by_https() -> None:
    info = SandboxInfo.parse(json.dumps(READY))
    assert info.address(secure=False) == "http://127.0.0.1:1/v2"
    [room] = info.rooms
    assert info.room_url(room, secure=True) == (
        "https://127.0.0.1:1/v2/room/1/notification?auth_token=r"
    )
