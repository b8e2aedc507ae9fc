"""Commands over a keyring that is locked or dead: what, why and what to do, and nothing half."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.secret_service import SecretService, running_service
from tests.test_cli import Shell

TOKEN = "CanaryToken0123456789abcdefGHIJKLMNOPqrs"
FILE = """
version: 1
integrations:
  - {name: NAME, endpoint: "http://127.0.0.1:9", token_env: THE_TOKEN, rooms: [{room: 1}]}
"""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[SecretService]:
    with running_service(tmp_path / "session") as session:
        yield session


@pytest.fixture
def hipadmin(tmp_path: Path, session: SecretService) -> Shell:
    shell = Shell(tmp_path)
    shell.env = {**session.env, "HIPADMIN_DATA_DIR": str(tmp_path / "data")}
    for name in ("Ops", "New"):
        (tmp_path / name).write_text(FILE.replace("NAME", name))
    shell("apply", str(tmp_path / "Ops"), THE_TOKEN=TOKEN)
    return shell


def locked(session: SecretService) -> str:
    session.lock()
    return "The keyring stayed locked: its question for the password was dismissed or could not be"


def dead(session: SecretService) -> str:
    session.end_daemon()
    return "Install and unlock a Secret Service such as gnome-keyring"


def test_a_locked_keyring_is_told_and_a_file_changes_nothing(
    hipadmin: Shell, session: SecretService
) -> None:
    listed = hipadmin("list")
    said = locked(session)
    told = hipadmin("apply", str(hipadmin.folder / "New"), code=1, THE_TOKEN=TOKEN)
    assert said in told
    assert "Unlock the keyring and try again." in told
    assert said in hipadmin("test", "Ops", code=1)
    assert f"FAILED  vault: {said}" in hipadmin("doctor", code=1)
    assert hipadmin("list") == listed
    session.end_daemon()
    session.start_daemon()
    assert "add: integration New" in hipadmin(
        "apply", str(hipadmin.folder / "New"), THE_TOKEN=TOKEN
    )
    assert "token" not in hipadmin("test", "Ops", code=1)


def test_without_its_daemon_a_stored_token_is_needed_not_lost(
    hipadmin: Shell, session: SecretService
) -> None:
    said = dead(session)
    told = hipadmin("test", "Ops", code=1)
    assert "Not sent: the vault has no token" in told
    assert said in told
    session.start_daemon()
    assert "Token needed" not in hipadmin("list")
    assert "nothing listens there" in hipadmin("test", "Ops", code=1)
