"""The main flows by label through the accessibility bus, in the running window."""

import contextlib
import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from hipadmin.sandbox.server import Sandbox, running
from tests.e2e.desktop import Driver, child, desktop, driver, hipadmin

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

NAME = "CI and images"
DIALOG = {"role": "dialog"}


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    with desktop(tmp_path_factory.mktemp("desktop")) as env:
        yield env


@contextlib.contextmanager
def program(env: Mapping[str, str], *arguments: str) -> Iterator[Driver]:
    with child(hipadmin(*arguments), env=env) as process, driver(env, process.pid) as window:
        yield window


@pytest.fixture
def window(env: Mapping[str, str], tmp_path: Path) -> Iterator[Driver]:
    with program(env, "--sandbox", "--data-dir", str(tmp_path / "data")) as window:
        window.sees("No integrations yet")
        yield window


def stored(env: Mapping[str, str], data: Path) -> list[dict[str, Any]]:
    """What the command line lists of the same data."""
    command = hipadmin("list", "--json", "--data-dir", str(data))
    text = subprocess.run(command, env=env, check=True, capture_output=True, timeout=60).stdout
    found = json.loads(text)
    rows: list[dict[str, Any]] = found["integrations"] if isinstance(found, dict) else found
    return rows


def add_by_pasted_url(window: Driver) -> None:
    window.menu("Sandbox", "Copy room URL", "Builds")
    window.sees("Room URL of Builds on the clipboard")
    window.press("Add Integration")
    window.sees("Add integration", **DIALOG)
    window.type("Name", NAME)
    window.ask("click", name="Room URL", role="text")
    window.ask("find", name="Room URL", role="text", state="focused")
    window.ask("keys", keys=["Control_L", "v"])
    window.sees("Took the endpoint")


def add_subscription(window: Driver, name: str) -> None:
    window.goes_to("Subscriptions")
    window.press("Add Subscription")
    window.sees("Add subscription", **DIALOG)
    window.type("Name", name)
    window.press("Save")
    window.row("Subscriptions", name, "Name")


def test_adding_testing_and_saving(window: Driver, env: Mapping[str, str], tmp_path: Path) -> None:
    add_by_pasted_url(window)
    window.press("Test")
    window.sees("Configured correctly.")
    label = window.row("Rooms", "1", "Label", says="Builds alerts")
    assert "Room token “Builds alerts”" in label["name"]
    window.press("Save")
    window.has_gone(**DIALOG)
    window.row("Integrations", NAME, "Rooms", says="Builds")
    (row,) = stored(env, tmp_path / "data")
    assert row["name"] == NAME


def test_name_and_token_alone_are_enough_and_can_be_edited(window: Driver) -> None:
    window.press("Add Integration")
    window.write("Name", NAME)
    window.write("Access token", "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd")
    window.press("Save")
    window.row("Integrations", NAME, "Rooms", says="No room yet")
    window.click_cell("Integrations", NAME, "Name")
    window.press("Edit")
    window.sees("Edit integration", **DIALOG)
    window.write("Name", "Everything")
    window.press("Save")
    window.row("Integrations", "Everything", "Name")


def test_a_token_stays_hidden_and_its_look_is_explained(window: Driver) -> None:
    window.press("Add Integration")
    window.type("Access token", "abcdef0123")
    window.sees("This looks like an OAuth1 token")
    assert "abcdef" not in window.ask("text", name="Access token", role="password text")
    window.press("Where do I get this?")
    window.sees("Personal token")
    window.sees("Open API access", role="push button")


def test_the_switches_turn_by_pointer_and_by_space(window: Driver) -> None:
    add_by_pasted_url(window)
    window.press("Save")
    window.row("Integrations", NAME, "On", state="checked")
    window.click_cell("Integrations", NAME, "On")
    window.row("Integrations", NAME, "On", not_state="checked", says="Off")
    window.row("Integrations", NAME, "Status", says="Off")
    window.click_cell("Integrations", NAME, "Name")
    window.ask("keys", keys=["space"])
    window.row("Integrations", NAME, "On", state="checked")
    window.row("Rooms", "1", "On", state="checked")
    window.click_cell("Rooms", "1", "On")
    window.row("Rooms", "1", "On", not_state="checked")


def test_a_used_integration_goes_after_its_subscription_has_let_go(
    window: Driver, env: Mapping[str, str], tmp_path: Path
) -> None:
    add_by_pasted_url(window)
    window.press("Save")
    window.row("Integrations", NAME, "Name")
    add_subscription(window, "web")
    window.choose("Subscription", "web")
    window.sees("No integrations in web yet", role="label")
    window.press("Add Integration")
    window.sees("Add room notification to web", **DIALOG)
    window.sees("pull request builds of web to all rooms")
    window.press("Save")
    window.row("Room notifications", NAME, "Status")

    window.press("Account Settings")
    window.goes_to("Integrations")
    window.click_cell("Integrations", NAME, "Name")
    window.row("Room notifications", NAME, "Subscription", says="web")
    window.press("Delete")
    window.sees(f"{NAME} is still used by 1 subscription", role="label")
    window.press("web")
    window.sees(f"Deleting {NAME}: 1 of 1 subscription left.")
    window.click_cell("Room notifications", NAME, "Name")
    window.press("Delete")
    window.press("Yes")
    window.sees(f"Delete {NAME}?", role="label")
    window.press("Yes")
    window.sees("No integrations yet")
    assert stored(env, tmp_path / "data") == []


def test_whoever_tests_sees_the_message_in_the_room(window: Driver) -> None:
    add_by_pasted_url(window)
    window.press("Save")
    window.press("Open room view")
    window.sees("Nothing has been said here yet")
    window.press("Test")
    window.sees("Configured correctly:")
    window.sees("Transcript of Builds", role="list")
    window.sees("Builds alerts", role="list item")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A server of its own: the window is the real one, not the sandbox's."""
    with running(unlimited=True) as box:
        yield box


def test_the_real_keyring_keeps_the_token_over_a_restart(
    env: Mapping[str, str], tmp_path: Path, sandbox: Sandbox
) -> None:
    data = tmp_path / "data"
    with program(env, "--data-dir", str(data)) as window:
        window.press("Add Integration")
        window.type("Name", NAME)
        window.write("Room URL", room_url(sandbox))
        window.sees("Took the endpoint")
        window.sees("Kept in the keyring")
        window.press("Test")
        window.sees("Room 1 answered 204")
        window.press("Save")
        window.row("Integrations", NAME, "Name")
    assert token_of(sandbox) not in everything_in(data)

    with program(env, "--data-dir", str(data)) as window:
        window.click_cell("Integrations", NAME, "Name")
        window.press("Test")
        window.sees("Configured correctly:")
        window.row("Integrations", NAME, "Last result", says="204")
        window.press("Delete")
        window.press("Yes")
        window.sees("No integrations yet")
    assert len(sandbox.state.history(1)) == 2


def token_of(sandbox: Sandbox) -> str:
    return sandbox.tokens.rooms[1]


def room_url(sandbox: Sandbox) -> str:
    return f"{sandbox.url}/room/1/notification?auth_token={token_of(sandbox)}"


def everything_in(folder: Path) -> str:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return "".join(file.read_bytes().decode("latin-1") for file in files)
