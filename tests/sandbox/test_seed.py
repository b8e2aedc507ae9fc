"""A sandbox that starts with what a file says."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from hipadmin.sandbox.seed import SeedError
from hipadmin.sandbox.server import running

ROOM_TOKEN = "Seeded0RoomToken0Seeded0RoomToken0Seeded"
SEED = {
    "users": [
        {"name": "Kim Keller", "mention_name": "kim", "password": "s3cret", "is_group_admin": True},
        {"name": "Lee Long", "mention_name": "lee", "email": "lee@corp.test"},
    ],
    "rooms": [
        {"name": "Night shift", "topic": "quiet", "privacy": "private", "members": ["@lee"]},
        {"name": "Attic", "is_archived": True, "owner": "lee@corp.test"},
    ],
    "tokens": [
        {"kind": "room", "room": "Night shift", "label": "CI", "token": ROOM_TOKEN},
        {"kind": "user", "user": "@lee", "label": "lee", "scopes": ["view_room"]},
        {"kind": "admin", "label": "root", "expires_in": 60},
    ],
    "addons": [
        {"name": "Lamp", "scopes": ["view_room"], "oauth_id": "lamp", "oauth_secret": "light"}
    ],
    "limits": {"people": 7, "sends": 3},
}


def written(path: Path, content: Any) -> Path:
    file = path / "seed.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


def test_everything_of_a_seed_is_there(tmp_path: Path) -> None:
    with running(seed=written(tmp_path, SEED)) as box:
        assert [person.name for person in box.state.people()] == ["Kim Keller", "Lee Long"]
        assert [room.name for room in box.state.rooms()] == ["Night shift", "Attic"]
        assert box.tokens.rooms[1] == ROOM_TOKEN
        url = f"{box.url}/room/Night%20shift/notification?auth_token={ROOM_TOKEN}"
        sent = requests.post(url, json={"message": "x"}, timeout=10)
        assert sent.status_code == 204
        assert sent.headers["X-FloodControl-Limit"] == "3"
        lee = {"Authorization": f"Bearer {box.tokens.user}"}
        seen = requests.get(f"{box.url}/room/1", headers=lee, timeout=10)
        assert seen.headers["X-Ratelimit-Limit"] == "7"
        assert requests.get(f"{box.url}/user", headers=lee, timeout=10).status_code == 403
        asked = {"grant_type": "client_credentials"}
        got = requests.post(f"{box.url}/oauth/token", asked, auth=("lamp", "light"), timeout=10)
        assert got.status_code == 200
        asked = {"grant_type": "password", "username": "@kim", "password": "s3cret"}
        assert requests.post(f"{box.url}/oauth/token", asked, timeout=10).status_code == 200


def test_a_seed_and_a_state_file_go_together(tmp_path: Path) -> None:
    seed, kept = written(tmp_path, SEED), tmp_path / "state.json"
    with running(seed=seed, state_file=kept) as first:
        tokens = sorted(token.value for token in first.state.tokens())
    with running(seed=seed, state_file=kept) as second:
        assert sorted(token.value for token in second.state.tokens()) == tokens
        assert len(second.state.people()) == len(second.state.rooms()) == 2
        assert len(second.state.clients()) == 1


def test_an_empty_seed_leaves_the_usual(tmp_path: Path) -> None:
    with running(seed=written(tmp_path, {})) as box:
        assert [room.name for room in box.state.rooms()] == ["Builds", "Ops", "Releases"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("shopping", "not a seed file"),
        ([], "not of type 'object'"),
        ({"roms": []}, "Additional field 'roms'"),
        ({"users": [{"name": "K"}]}, "users\\[0\\].mention_name"),
        ({"rooms": [{"name": "R", "colour": "red"}]}, "rooms\\[0\\].colour"),
        ({"rooms": [{"name": "two\nlines"}]}, "rooms\\[0\\].name.*one line"),
        ({"rooms": [{"name": "R", "owner": "@nobody"}]}, "there is no user @nobody"),
        ({"tokens": [{"kind": "room"}]}, "needs a room"),
        ({"tokens": [{"kind": "room", "room": "x"}]}, "there is no room x"),
        ({"tokens": [{"kind": "user", "scopes": ["fly"]}]}, "scopes\\[0\\]"),
        ({"limits": {"people": "many"}}, "limits.people"),
        *(({"limits": {"sends": n}}, "limits.sends.*'integer'") for n in (-5, 1.5, True, 10**10)),
        ({"users": [{"name": "K", "mention_name": "k", "email": "a@b"}] * 2}, None),
        (
            {"users": [{"name": n, "mention_name": n, "email": "a@b"} for n in "kl"]},
            "called a@b already",
        ),
    ],
)
def test_an_unfit_seed_is_said(tmp_path: Path, content: Any, text: str | None) -> None:
    seed = written(tmp_path, content)
    if text is None:
        with running(seed=seed) as box:
            assert len(box.state.people()) == 1
        return
    with pytest.raises(SeedError, match=text), running(seed=seed):
        pass


def test_a_missing_seed_is_said(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="cannot read"), running(seed=tmp_path / "none.json"):
        pass
