"""The relay in the window: hosted as a real child, said in bars, ended with the window."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from hipadmin.app import clock
from hipadmin.domain.activity import RelayInfo
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.settings import Settings
from hipadmin.gui.theme import Look
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from hipadmin.services.relay.service_unit import NAME
from hipadmin.services.relay.user_service import UserService
from hipadmin.services.session import Session
from tests.gui.fill import add_subscription
from tests.gui.find import all_named, click, dialog, texts
from tests.services.systemctl import user_service

_CHILD = """
import json, os, sys
print(json.dumps({"url": f"http://child/{os.getpid()}"}), flush=True)
for line in sys.stdin:
    pass
"""
_BROKEN = "import sys; sys.exit('Port 8790 is taken.')"
CHILD, BROKEN = ((sys.executable, "-S", "-c", code) for code in (_CHILD, _BROKEN))
STOPPED = "Relay is stopped: nothing is delivered."


def opened(
    qtbot: QtBot,
    parts: tuple[Look, Jobs, Settings, Services],
    folder: Path,
    command: tuple[str, ...],
    background: Callable[[], UserService] | None = None,
) -> MainWindow:
    look, jobs, settings, services = parts
    window = MainWindow(look, jobs, settings)
    qtbot.addWidget(window)
    window.resize(look.px(1200), look.px(760))
    window.show()
    session = Session(services, folder, None, lambda: None, command, background)
    with qtbot.waitSignal(window.furnished, timeout=20_000):
        window.show_session(session)
    return window


@pytest.fixture
def parts(
    look: Look, jobs: Jobs, settings: Settings, services: Services
) -> tuple[Look, Jobs, Settings, Services]:
    return look, jobs, settings, services


@pytest.fixture
def window(
    qtbot: QtBot, parts: tuple[Look, Jobs, Settings, Services], tmp_path: Path
) -> Iterator[MainWindow]:
    window = opened(qtbot, parts, tmp_path, CHILD)
    yield window
    window.quitting.insist()
    window.close()


def relay(window: MainWindow) -> str:
    return window.status.relay.text()


def bars(window: MainWindow) -> list[str]:
    return [bar.text for bar in window.messages.bars]


def pid(window: MainWindow) -> int:
    assert window.relay is not None
    assert window.relay.seen is not None
    return int(window.relay.seen.state.url.rpartition("/")[2])


def start(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: relay(window) == "Relay: stopped", timeout=20_000)
    window.status.relay.click()
    click(qtbot, window.messages, "Start relay")
    qtbot.waitUntil(lambda: relay(window) == "Relay: running, nothing waiting", timeout=20_000)


def test_a_dashboard_says_that_nothing_is_delivered_until_it_is(
    qtbot: QtBot, window: MainWindow, services: Services
) -> None:
    web = add_subscription(services)
    qtbot.waitUntil(lambda: relay(window) == "Relay: stopped", timeout=20_000)
    assert bars(window) == []
    window.navigator.show_activity(web.id)
    qtbot.waitUntil(lambda: window.places.subscription_id == web.id)
    assert bars(window) == [STOPPED]

    click(qtbot, window.messages, "Start relay")

    qtbot.waitUntil(lambda: relay(window) == "Relay: running, nothing waiting", timeout=20_000)
    assert bars(window) == []
    window.status.relay.click()
    assert bars(window)[0].startswith("The relay runs in this window:")
    click(qtbot, window.messages, "Stop relay")
    qtbot.waitUntil(lambda: relay(window) == "Relay: stopped", timeout=20_000)
    assert STOPPED in bars(window)


def test_one_that_dies_is_started_again_and_that_is_said(qtbot: QtBot, window: MainWindow) -> None:
    start(qtbot, window)
    first = pid(window)

    os.kill(first, signal.SIGKILL)

    again = "The relay ended and is started again:"
    qtbot.waitUntil(lambda: any(text.startswith(again) for text in bars(window)), timeout=20_000)
    assert "Restart 1 of 5" in bars(window)[0]


@pytest.mark.slow
def test_one_that_hangs_is_said_not_to_answer_and_outlives_nobody(
    qtbot: QtBot, parts: tuple[Look, Jobs, Settings, Services], tmp_path: Path
) -> None:
    command = (sys.executable, "-m", "hipadmin", "relay", "--data-dir", str(tmp_path))
    window = opened(qtbot, parts, tmp_path, command)
    start(qtbot, window)
    [first] = parts[3].relays.running()
    os.kill(first.pid, signal.SIGSTOP)

    qtbot.waitUntil(lambda: relay(window) == "Relay: does not answer", timeout=60_000)
    [bar] = bars(window)
    assert bar.startswith("The relay does not answer: it takes in no events and delivers nothing")
    click(qtbot, window.messages, "Restart relay")

    qtbot.waitUntil(lambda: relay(window) == "Relay: running, nothing waiting", timeout=60_000)
    assert bars(window) == []
    [second] = parts[3].relays.running()
    assert second.pid != first.pid

    os.kill(second.pid, signal.SIGSTOP)
    qtbot.waitUntil(lambda: relay(window) == "Relay: does not answer", timeout=60_000)
    window.quitting.insist()
    window.close()
    with pytest.raises(ProcessLookupError):  # it would not have noticed
        qtbot.waitUntil(lambda: os.kill(second.pid, 0) is not None, timeout=5_000)


def test_one_without_a_window_that_hangs_is_said_not_to_answer(
    qtbot: QtBot, window: MainWindow, services: Services
) -> None:
    heard = clock() - timedelta(seconds=20)
    alone = RelayInfo("alone", "desk", 4711, "http://a", "1", False, heard, heard)
    with services.signs.held("alone"):
        services.store.write(lambda unit: unit.relays.register(alone))
        qtbot.waitUntil(lambda: relay(window) == "Relay: does not answer", timeout=20_000)
        [bar] = bars(window)
        why = "it delivers nothing until process 4711 ends or is restarted."
        assert bar == f"A relay on desk does not answer: {why}"
    qtbot.waitUntil(lambda: relay(window) == "Relay: stopped", timeout=20_000)


@pytest.mark.logs("^hipadmin.services.relay.host: the relay was given up")
def test_one_that_cannot_start_says_why(
    qtbot: QtBot, parts: tuple[Look, Jobs, Settings, Services], tmp_path: Path
) -> None:
    window = opened(qtbot, parts, tmp_path, BROKEN)
    qtbot.waitUntil(lambda: relay(window) == "Relay: stopped", timeout=20_000)

    window.status.relay.click()
    click(qtbot, window.messages, "Start relay")

    qtbot.waitUntil(lambda: relay(window) == "Relay: given up", timeout=20_000)
    assert "Port 8790 is taken." in bars(window)[0]
    window.close()


def test_closing_says_that_the_relay_ends_too(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, settings: Settings
) -> None:
    start(qtbot, window)
    child = pid(window)
    assert not window.close()
    question = dialog(qtbot, "Quit hipadmin")
    assert "The relay ends with this window" in texts(question)
    click(qtbot, question, "Cancel")
    assert window.isVisible()

    assert not window.close()
    with qtbot.waitSignal(window.closed, timeout=20_000):
        click(qtbot, dialog(qtbot, "Quit hipadmin"), "Quit")

    qtbot.waitUntil(lambda: not jobs.busy, timeout=20_000)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert settings.text("relay/hosted") == "yes"


def test_a_service_goes_on_when_the_window_is_closed(
    qtbot: QtBot, parts: tuple[Look, Jobs, Settings, Services], tmp_path: Path, settings: Settings
) -> None:
    service = user_service(tmp_path)
    window = opened(qtbot, parts, tmp_path, CHILD, lambda: service)
    start(qtbot, window)
    child = pid(window)
    qtbot.waitUntil(lambda: window.relay is not None and not window.relay.service.trouble)

    assert not window.close()
    with qtbot.waitSignal(window.closed, timeout=20_000):
        question = dialog(qtbot, "Quit hipadmin")
        assert "until you log out" in texts(question)
        click(qtbot, question, "Keep delivering in background")

    assert (tmp_path / "units" / NAME).exists()
    assert (tmp_path / "active").exists()
    assert settings.text("relay/hosted") == "no"
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_what_ran_when_the_window_closed_runs_when_it_opens(
    qtbot: QtBot, parts: tuple[Look, Jobs, Settings, Services], tmp_path: Path, settings: Settings
) -> None:
    settings.set_text("relay/hosted", "yes")
    window = opened(qtbot, parts, tmp_path, CHILD)
    qtbot.waitUntil(lambda: relay(window) == "Relay: running, nothing waiting", timeout=20_000)
    assert not all_named(window.messages, "Start relay", type(window.status.relay))
    window.quitting.insist()
    window.close()
