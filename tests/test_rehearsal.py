from pathlib import Path

import pytest

from hipadmin.profiles import Profile
from hipadmin.rehearsal import remembered
from hipadmin.sandbox.server import running


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path, sandbox=True)


def test_a_new_profile_remembers_nothing(profile: Profile) -> None:
    assert remembered(profile) is None


def test_what_served_yesterday_is_remembered(profile: Profile) -> None:
    with running(state_file=profile.sandbox_state) as box:
        url, token = box.url, box.tokens.rooms[1]
    known = remembered(profile)
    assert known is not None
    assert known.url == url
    assert known.room_tokens[1].reveal() == token
    assert [room.name for room in known.rooms] == ["Builds", "Ops", "Releases"]


def test_a_broken_file_is_no_sandbox(profile: Profile) -> None:
    profile.sandbox_state.write_text("nonsense")
    assert remembered(profile) is None
