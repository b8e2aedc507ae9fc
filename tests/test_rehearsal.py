from pathlib import Path

import pytest

from hipadmin.app import open_sandbox
from hipadmin.profiles import Profile
from hipadmin.rehearsal import remembered, serving
from hipadmin.sandbox.server import running


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path, sandbox=True)


def test_a_new_profile_remembers_nothing(profile: Profile) -> None:
    assert remembered(profile) is None
    assert serving(profile) is None


def test_what_served_yesterday_is_remembered_but_does_not_serve(profile: Profile) -> None:
    with running(state_file=profile.sandbox_state) as box:
        url, token = box.url, box.tokens.rooms[1]
    known = remembered(profile)
    assert known is not None
    assert known.url == url
    assert known.room_tokens[1].reveal() == token
    assert [room.name for room in known.rooms] == ["Builds", "Ops", "Releases"]
    assert serving(profile) is None


def test_another_server_on_the_port_is_not_ours(profile: Profile) -> None:
    with running(state_file=profile.sandbox_state) as box:
        port = int(box.url.split(":")[2].split("/")[0])
    with running(port):
        assert serving(profile) is None


def test_a_second_window_shares_the_first_one_s_server(profile: Profile) -> None:
    with running(state_file=profile.sandbox_state) as box:
        second = open_sandbox(profile)
        try:
            assert second.sandbox is not None
            assert second.sandbox.url == box.url
        finally:
            second.close()
        assert serving(profile) is not None


def test_without_one_the_window_starts_its_own_and_ends_it(profile: Profile) -> None:
    first = open_sandbox(profile)
    assert first.sandbox is not None
    assert serving(profile) is not None
    first.close()
    assert serving(profile) is None


def test_a_broken_file_is_no_sandbox(profile: Profile) -> None:
    profile.sandbox_state.write_text("nonsense")
    assert remembered(profile) is None
