"""`hipadmin notify` as a build calls it: real processes, a real relay."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hipadmin.services.relay.child import RelayChild
from tests.relay.children import COMMAND, Field, field, until
from tests.secret_service import secret_service

pytestmark = pytest.mark.shares("hosting.py")  # the relay keeps connections to the sandbox
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    with field(tmp_path_factory.mktemp("notify")) as found:
        yield found


@pytest.fixture(scope="module")
def child(ground: Field) -> Iterator[RelayChild]:
    with ground.relay() as running:
        yield running


def notify(*arguments: str, code: int = 0, given: str = "", **env: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "hipadmin", "notify", *arguments],
        env={**os.environ, **NO_KEYRING, **env},
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_with_key_and_address_no_data_are_needed(
    ground: Field, child: RelayChild, tmp_path: Path
) -> None:
    env = {"HIPADMIN_KEY": ground.key.reveal(), "HIPADMIN_DATA_DIR": str(tmp_path / "none")}
    door = f"{child.url}/v1/subscriptions/s1/events"
    said = notify("--url", door, "--title", "from a build", "--state", "failure", **env)
    assert said == "Accepted: 1. Known already: 0. Refused: 0.\n"
    [room, *_] = ground.chat.room_ids()
    until(lambda: "<b>Failed:</b> from a build" in ground.told(room))
    assert not (tmp_path / "none").exists()


def test_a_running_relay_is_found_and_details_come_from_a_pipe(
    ground: Field, child: RelayChild
) -> None:
    env = {"HIPADMIN_KEY": ground.key.reveal(), "HIPADMIN_DATA_DIR": str(ground.folder)}
    flags = ("web", "--title", "piped", "--details", "-", "--id", "piped-1")
    assert "Accepted: 1" in notify(*flags, given="a long story", **env)
    assert "Known already: 1" in notify(*flags, given="a long story", **env)
    [room, *_] = ground.chat.room_ids()
    until(lambda: any("a long story" in text for text in ground.chat.heard(room)))


def test_events_from_a_file(ground: Field, child: RelayChild, tmp_path: Path) -> None:
    env = {"HIPADMIN_KEY": ground.key.reveal(), "HIPADMIN_URL": child.url}
    events = [{"title": "one"}, {"title": ""}, {"title": "two", "colour": "red"}]
    said = notify("s1", "--json", "-", given=json.dumps(events), code=1, **env)
    assert "Accepted: 1. Known already: 0. Refused: 2." in said
    assert "colour" in said
    missing = notify("s1", "--json", str(tmp_path / "no.json"), code=1, **env)
    assert "no.json cannot be read" in missing


def test_what_stands_in_the_way_is_said(ground: Field, child: RelayChild) -> None:
    here = {"HIPADMIN_DATA_DIR": str(ground.folder)}
    assert "no subscription “nobody”" in notify("nobody", "--title", "x", code=1, **here)
    assert "HIPADMIN_KEY" in notify("web", "--title", "x", code=1, **here)
    assert "HIPADMIN_KEY" in notify("--title", "x", code=1, **here)
    wrong = notify("s1", "--title", "x", "--url", child.url, code=1, HIPADMIN_KEY="wrong")
    assert "not made with a key of this subscription" in wrong
    assert "wrong" not in wrong.replace("wrong_key", "")
    notify("web", code=2)
    notify("web", "--title", "x", "--json", "-", code=2)


@pytest.mark.slow
def test_a_subscription_from_a_file_needs_no_window(ground: Field, tmp_path: Path) -> None:
    """Applied, served and told of from shells alone; the key is made when it is wanted."""
    file = tmp_path / "hipadmin.yaml"
    file.write_text("version: 1\nsubscriptions:\n  - {name: web, kind: ci}\n", encoding="utf-8")
    data = ("--data-dir", str(tmp_path / "data"))
    with secret_service(tmp_path) as env:
        hipadmin = [sys.executable, "-m", "hipadmin"]
        subprocess.run([*hipadmin, "apply", *data, str(file)], env=env, check=True, timeout=60)
        command = [*COMMAND, *data, "--port", "0"]
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as relay:
            assert relay.stdout is not None
            assert json.loads(relay.stdout.readline())["url"]
            for number in (1, 2):
                done = subprocess.run(
                    [*hipadmin, "notify", *data, "web", "--title", f"shell {number}"],
                    env=env,
                    capture_output=True,
                    text=True,
                    timeout=60,
                )
                assert (done.returncode, done.stderr) == (0, "")
                assert "Accepted: 1" in done.stdout
            relay.terminate()
