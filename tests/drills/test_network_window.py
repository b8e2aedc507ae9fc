"""Test in the window against servers and proxies that fail: each has its sentence; Cancel works."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.gui.window import MainWindow
from hipadmin.sandbox.server import running
from hipadmin.services.bundle import Services
from tests.drills.heart import Heart, beating
from tests.gui.fill import add_integration
from tests.gui.find import all_named, button, click, dialog, field, select_row, table, texts, until
from tests.gui.integration_dialog import enter, press
from tests.hipchat.conftest import answer, free_port, serve
from tests.stopwatch import stopwatch

__all__ = ["answer", "free_port", "serve"]

TOKEN = "CanaryToken0123456789abcdefGHIJKLMNOPqrs"
CANCEL_S = 0.5  # 200 ms, with room for a busy disk
SETTLED_IN = 60
"""Beats after which a test has been waiting for its server for a while."""
TRIES = 3
PROXY_407 = b"HTTP/1.1 407 x\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def tokens() -> list[str]:
    """Tokens that may be used, the best one last."""
    return [TOKEN]


@pytest.fixture
def wrong(
    stack: ExitStack, free_port: int, answer: Callable, tokens: list[str]
) -> Callable[[str], tuple[str, str]]:
    """Give endpoint and proxy of what is wrong in that way."""

    def make(what: str) -> tuple[str, str]:
        if what == "refused":
            return f"http://127.0.0.1:{free_port}", ""
        if what == "dns":
            return "http://chat.hipadmin.invalid", ""
        if what == "no proxy":
            return "http://chat.test", f"http://127.0.0.1:{free_port}"
        if what == "proxy password":
            return "http://chat.test", f"http://127.0.0.1:{answer(PROXY_407).port}"
        if what == "tls":
            return stack.enter_context(running(unlimited=True, tls=True)).url, ""
        fault, _, value = what.partition("=")
        box = stack.enter_context(running(unlimited=True, faults={fault: value or None}))
        tokens.append(box.tokens.user)  # some faults come after a request was carried out
        return box.url, ""

    return make


def opened(qtbot: QtBot, window: MainWindow, endpoint: str, proxy: str = "") -> IntegrationDialog:
    click(qtbot, window, "Add Integration")
    add = dialog(qtbot, "Add integration")
    assert isinstance(add, IntegrationDialog)
    assert window.context is not None
    jobs = window.context.jobs
    qtbot.waitUntil(lambda: not jobs.busy)
    enter(qtbot, add, "Name", "Drafted")
    enter(qtbot, add, "API endpoint", endpoint)
    enter(qtbot, add, "Access token", TOKEN)
    press(qtbot, add, "Add room")
    enter(qtbot, add, "Room ID or name", "1")
    if proxy:
        add.form.advanced.set_open(True)
        enter(qtbot, add, "Proxy", proxy)
    return add


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("refused", "nothing listens there. See whether the port is right"),
        ("dns", "chat.hipadmin.invalid"),
        (
            "no proxy",
            "refused the connection: nothing listens there. See whether it is right under",
        ),
        ("proxy password", "The proxy wants a user name and password"),
        ("tls", "signed by itself. Enter the server's CA certificate."),
        ("wrong-json", "Check the API endpoint."),
        ("html", "Check the API endpoint."),
        ("redirect=https://other.example.com/v2", "another host (other.example.com), which does"),
        ("reset", "broke before the answer was complete. It may have been carried out"),
        ("500", "has trouble of its own (status 500). Try again later."),
        ("503", "has trouble of its own (status 503). Try again later."),
    ],
)
def test_what_went_wrong_is_said_and_the_draft_stays(
    qtbot: QtBot,
    window: MainWindow,
    wrong: Callable[[str], tuple[str, str]],
    tokens: list[str],
    what: str,
    said: str,
) -> None:
    endpoint, proxy = wrong(what)
    token = tokens[-1]
    add = opened(qtbot, window, endpoint, proxy)
    enter(qtbot, add, "Access token", token)
    with beating():
        press(qtbot, add, "Test")
        until(qtbot, lambda: bool(add.strip.text) and not add.trial.running, timeout=15000)
    assert said in add.strip.text
    assert field(add, "Name").text() == "Drafted"
    assert field(add, "Access token").text() == token
    assert add.focusWidget() is button(add, "Test")
    assert button(add, "Test").isEnabled()
    assert button(add, "Save").isEnabled()
    add.leave()


def waits_a_while(qtbot: QtBot, heart: Heart) -> None:
    since = heart.beats
    until(qtbot, lambda: heart.beats > since + SETTLED_IN)


def median(found: list[float]) -> float:
    return sorted(found)[len(found) // 2]


def test_a_server_that_hangs_for_30_seconds_is_given_up_within_200_ms(
    qtbot: QtBot, window: MainWindow, stack: ExitStack
) -> None:
    box = stack.enter_context(running(unlimited=True, faults={"hang": 30.0}))
    add = opened(qtbot, window, box.url)
    took = []
    with beating() as heart:
        for _ in range(TRIES):
            press(qtbot, add, "Test")
            waits_a_while(qtbot, heart)
            assert add.trial.running
            with stopwatch() as watch:
                press(qtbot, add, "Cancel test")
                until(qtbot, lambda: not add.trial.running)
            took.append(watch.seconds)
            assert "may have been sent" in add.strip.text
    assert median(took) < CANCEL_S, took
    assert field(add, "Name").text() == "Drafted"
    add.leave()


def test_a_list_under_test_is_given_up_within_200_ms(
    qtbot: QtBot, window: MainWindow, services: Services, stack: ExitStack
) -> None:
    box = stack.enter_context(running(unlimited=True, faults={"hang": 30.0}))
    tokens = {str(room): token for room, token in box.tokens.rooms.items()}
    add_integration(services, "Ops", "1", "2", "3", endpoint=box.url, token="", room_tokens=tokens)
    assert window.page is not None
    window.page.reload()
    until(qtbot, lambda: "Ops" in texts(window) or window.page.count == 1)
    select_row(qtbot, table(window, "Integrations"), "Ops")
    took = []
    with beating() as heart:
        for _ in range(TRIES):
            click(qtbot, window, "Test")
            waits_a_while(qtbot, heart)
            tester = window.page.tester
            assert tester is not None
            assert tester.busy
            with stopwatch() as watch:
                click(qtbot, window, "Cancel")
                until(qtbot, lambda tester=tester: not tester.busy)
            took.append(watch.seconds)
    assert median(took) < CANCEL_S, took
    assert all_named(window, "Test", type(button(window, "Account Settings")))


def test_closing_the_dialog_ends_the_wait(
    qtbot: QtBot, window: MainWindow, stack: ExitStack, tmp_path: Path
) -> None:
    box = stack.enter_context(running(unlimited=True, faults={"hang": 30.0}))
    add = opened(qtbot, window, box.url)
    assert window.context is not None
    jobs = window.context.jobs
    with beating() as heart:
        press(qtbot, add, "Test")
        waits_a_while(qtbot, heart)
        add.leave()
        until(qtbot, lambda: not jobs.running)
