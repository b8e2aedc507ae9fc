"""Yesterday's port, rooms, tokens and messages are there today."""

import json
import os
import socket
import stat
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from hipadmin.sandbox.model import Message, Person, Promise, TokenKind, Webhook
from hipadmin.sandbox.persistence import VERSION, Keeper, StateFileError, load, save
from hipadmin.sandbox.presence import with_member
from hipadmin.sandbox.server import Sandbox, running
from hipadmin.sandbox.state import State, chat


def notify(box: Sandbox, text: str) -> int:
    url = f"{box.url}/room/1/notification?auth_token={box.tokens.rooms[1]}"
    card = {"style": "link", "title": "t", "id": "1"}
    return requests.post(url, json={"message": text, "card": card}, timeout=10).status_code


def history(box: Sandbox) -> list[dict[str, object]]:
    url = f"{box.url}/room/1/history/latest?auth_token={box.tokens.user}"
    items: list[dict[str, object]] = requests.get(url, timeout=10).json()["items"]
    return items


def test_everything_is_there_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "sandbox.json"
    with running(state_file=path) as first:
        assert notify(first, "yesterday @RobinReed") == 204
        said = history(first)
    with running(state_file=path) as second:
        assert (second.url, second.tokens) == (first.url, first.tokens)
        assert second.ready_line() == first.ready_line()
        assert history(second) == said
        assert notify(second, "today") == 204


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.json"
    with running(state_file=path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    left = sorted(entry.name for entry in tmp_path.iterdir())
    assert left == ["sandbox.json", "sandbox.json.lock"]


def test_another_port_serves_when_the_old_one_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.json"
    with running(state_file=path) as box:
        port = urlsplit(box.url).port
    with socket.create_server(("127.0.0.1", port or 0)), running(state_file=path) as other:
        assert urlsplit(other.url).port != port
        assert other.tokens == box.tokens
    with running(state_file=path) as again:
        assert again.url == box.url


def test_an_expired_token_gets_a_successor(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.json"
    with running(state_file=path, clock=lambda: 1_000_000_000.0) as old:
        pass
    with running(state_file=path) as new:
        assert new.tokens.user != old.tokens.user
        assert notify(new, "x") == 204


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"version": 99}', '{"version": "1"}', '{"version": 1, "people": 3}'],
)
def test_a_file_that_is_none_of_ours_stays_as_it_is(tmp_path: Path, content: str) -> None:
    path = tmp_path / "sandbox.json"
    path.write_text(content)

    with pytest.raises(StateFileError, match=r"sandbox\.json"), running(state_file=path):
        pass

    assert path.read_text() == content


def test_a_file_is_replaced_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.json"
    with running(state_file=path) as box:
        before = path.stat().st_ino
        notify(box, "changes something")
    assert path.stat().st_ino != before
    assert json.loads(path.read_text())["version"] == VERSION


def test_an_unreadable_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(StateFileError, match="cannot read"):
        load(tmp_path, State())


def test_a_disk_that_fails_is_said_once_and_survived(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data"
    with running(state_file=folder / "sandbox.json") as box:
        folder.rename(tmp_path / "moved away")
        folder.touch()
        keeper = Keeper(folder / "sandbox.json", box.state, 1)
        keeper.close()
        assert notify(box, "x") == 204
    said = capsys.readouterr().err.splitlines()
    assert said == [f"cannot write {folder / 'sandbox.json'}: File exists"] * 2


def test_a_change_is_written_while_it_serves(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.json"
    state = State()
    room = state.add_room("Ops", state.add_person("Kim", "kim"))
    keeper = Keeper(path, state, 1, pause=0.01)
    try:
        before = path.stat().st_ino
        state.post(room.id, Message("", "", "news", label="bot"))
        limit = time.monotonic() + 10
        while path.stat().st_ino == before and time.monotonic() < limit:
            os.sched_yield()
        assert "news" in path.read_text()
    finally:
        keeper.close()


def test_a_write_that_fails_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.json"
    save(path, {"version": 1})

    with pytest.raises(TypeError):
        save(path, {"version": 1, "port": object()})

    assert json.loads(path.read_text()) == {"version": 1}
    assert list(tmp_path.iterdir()) == [path]


def test_a_kept_person_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.json"
    state = State()
    person = state.put_person(Person(7, "Kim", "kim", "kim@example.test", "ABCDEFGH"))
    token = state.add_token(TokenKind.USER, "mine", ("view_room",), person=person)
    with running(state_file=path, state=state):
        pass
    again = State()

    saved = load(path, again)

    assert saved is not None
    assert again.person(7) == person
    assert again.find_token(token.value) == token


def test_add_ons_refreshes_members_and_chats_come_back(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.json"
    state = State()
    kim, lee = state.add_person("Kim", "kim", password="p"), state.add_person("Lee", "lee")
    room = state.add_room("Den", kim, privacy="private")
    state.alter_room(room.id, lambda now: with_member(now, lee.id, ["room_admin"]))
    client = state.add_client("Lamp", ("view_room",), room=room)
    token = state.add_token(TokenKind.ADDON, "Lamp", ("view_room",), client=client, room=room)
    promise = state.put_promise(Promise("value", client.id, "Lamp", ("view_room",), kim.id))
    owner = replace(token, value="")
    hook = state.hooks.add(Webhook(0, "http://x.test", "room_enter", owner, "now", key="k"))
    said = state.post(chat(lee.id, kim.id), Message("", "", "psst", person=kim.id))
    with running(state_file=path, state=state):
        pass
    again = State()

    load(path, again)

    assert again.person(kim.id) == kim
    assert again.room(room.id) == state.room(room.id)
    assert again.find_client(client.id) == client
    assert again.find_token(token.value) == token
    assert again.find_promise("value") == promise
    assert again.hooks.all() == [hook]
    assert again.history(chat(kim.id, lee.id)) == [said]


def test_a_file_of_the_first_version_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.json"
    person = {"id": 101, "name": "K", "mention_name": "k", "email": "k@x.test", "version": "A"}
    room = {"id": 7, "name": "Old", "owner": 101, "created": "2020-01-01", "version": "B"}
    content = {"version": 1, "port": 1, "people": [person], "rooms": [room], "tokens": []}
    path.write_text(json.dumps(content | {"history": {"7": []}}))
    state = State()

    load(path, state)

    assert [found.name for found in state.rooms()] == ["Old"]
