"""A run of tests: each result as it comes, and an honest word after Cancel."""

import socket
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from hipadmin.domain.integration import Integration
from hipadmin.gui.acts.room_run import Phase, RoomRun, attempt_details, attempt_mark
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from hipadmin.services.rooms.testing import Sent
from tests.gui.fill import add_integration, add_sandbox_integration, messages_in
from tests.gui.find import click, dialog, select_row, table, texts, until
from tests.gui.listing import wait_for_rows
from tests.stopwatch import stopwatch

if TYPE_CHECKING:
    from hipadmin.sandbox.server import Sandbox


@pytest.fixture
def silent() -> Iterator[str]:
    """The endpoint of a server that takes every request and never answers."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(16)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v2"


def run_of(context: Context, services: Services, integration: Integration) -> RoomRun:
    return RoomRun(context, services.tests.targets(integration.id))


def test_each_room_gets_its_result(
    context: Context, services: Services, sandbox: "Sandbox", qtbot: QtBot
) -> None:
    integration = add_sandbox_integration(services, sandbox, "CI", "1", "2")
    run = run_of(context, services, integration)
    with qtbot.waitSignal(run.finished):
        run.start()
    assert [attempt_mark(a).word for a in run.attempts] == ["configured correctly"] * 2
    assert all(attempt_details(a).startswith("204 in ") for a in run.attempts)
    assert len(messages_in(sandbox, 1)) == len(messages_in(sandbox, 2)) == 1
    assert not run.running


def test_at_most_four_are_under_way(
    context: Context, services: Services, silent: str, qtbot: QtBot
) -> None:
    rooms = [str(n) for n in range(1, 8)]
    integration = add_integration(services, "CI", *rooms, endpoint=silent)
    run = run_of(context, services, integration)
    run.start()
    sending = lambda: [a.phase for a in run.attempts].count(Phase.SENDING)  # noqa: E731
    until(qtbot, lambda: sending() == 4)
    assert [a.phase for a in run.attempts].count(Phase.WAITING) == 3
    with qtbot.waitSignal(run.finished):
        run.cancel()


def test_cancel_says_within_200_ms_whether_it_may_have_been_sent(
    context: Context, services: Services, silent: str, qtbot: QtBot
) -> None:
    rooms = [str(n) for n in range(1, 7)]
    integration = add_integration(services, "CI", *rooms, endpoint=silent)
    run = run_of(context, services, integration)
    run.start()
    until(qtbot, lambda: [a.phase for a in run.attempts].count(Phase.SENDING) == 4)
    with stopwatch() as watch, qtbot.waitSignal(run.finished):
        run.cancel()
    words = [attempt_mark(a).word for a in run.attempts]
    assert words[4:] == ["not sent", "not sent"]
    assert set(words[:4]) <= {"may have been sent", "not sent"}
    assert {a.phase for a in run.attempts} == {Phase.CANCELLED}
    assert watch.seconds < 0.5  # 200 ms, with room for a busy disk


def test_what_never_began_is_not_sent(
    context: Context, services: Services, sandbox: "Sandbox", qtbot: QtBot
) -> None:
    integration = add_sandbox_integration(services, sandbox, "CI", "1")
    run = run_of(context, services, integration)
    gate = [
        context.jobs.run(lambda job: job.cancel_event.wait(10), lane=Lane.NET) for _n in range(4)
    ]
    run.start()
    with qtbot.waitSignal(run.finished):
        run.cancel()
    assert run.attempts[0].sent is Sent.NO
    assert attempt_mark(run.attempts[0]).word == "not sent"
    for job in gate:
        job.cancel()
    until(qtbot, lambda: not context.jobs.busy)
    assert messages_in(sandbox, 1) == []


def test_a_missing_token_is_said_without_a_request(
    context: Context, services: Services, sandbox: "Sandbox", qtbot: QtBot
) -> None:
    integration = add_integration(services, "CI", "1", endpoint=sandbox.url, token="")
    run = run_of(context, services, integration)
    with qtbot.waitSignal(run.finished):
        run.start()
    attempt = run.attempts[0]
    assert attempt_mark(attempt).word == "Token needed"
    assert attempt.token_needed
    assert messages_in(sandbox, 1) == []


def test_the_window_can_cancel_a_test(
    window: MainWindow, services: Services, silent: str, qtbot: QtBot
) -> None:
    assert window.page is not None
    assert window.context is not None
    add_integration(services, "Slow", "1", endpoint=silent)
    window.context.watch.look()
    until(qtbot, lambda: "Slow" in texts(window))
    click(qtbot, window, "Test")
    strip = window.page.side.one.strip
    until(qtbot, lambda: strip.text == "Testing: a message to 1")
    until(qtbot, lambda: window.page.tester.run.attempts[0].phase is Phase.SENDING)
    click(qtbot, strip, "Cancel")
    until(qtbot, lambda: "sent" in strip.text)
    assert strip.text in ("1: may have been sent.", "1: not sent.")


def test_a_second_test_waits_for_the_first(
    window: MainWindow, services: Services, silent: str, qtbot: QtBot
) -> None:
    assert window.page is not None
    assert window.context is not None
    add_integration(services, "Slow", "1", endpoint=silent)
    window.context.watch.look()
    until(qtbot, lambda: "Slow" in texts(window))
    click(qtbot, window, "Test")
    until(qtbot, lambda: bool(window.page.tester.busy))
    first = window.page.tester.run
    window.page.test()
    assert window.page.tester.run is first
    assert not window.page.can("test")
    first.cancel()
    until(qtbot, lambda: not window.page.tester.busy)


def test_the_question_names_the_rooms(
    window: MainWindow, services: Services, silent: str, qtbot: QtBot
) -> None:
    assert window.context is not None
    add_integration(services, "Many", "1", "2", "3", "4", endpoint=silent)
    window.context.watch.look()
    until(qtbot, lambda: "Many" in texts(window))
    click(qtbot, window, "Test")
    opened = dialog(qtbot, "Test")
    assert "Rooms: 1, 2, 3, 4." in texts(opened)
    opened.reject()


def test_back_at_what_is_tested_cancel_is_there_again(
    window: MainWindow, services: Services, silent: str, qtbot: QtBot
) -> None:
    assert window.page is not None
    add_integration(services, "Other", "1", endpoint=silent)
    slow = add_integration(services, "Slow", "1", endpoint=silent)
    wait_for_rows(window, qtbot, "Other", "Slow")
    view = table(window, "Integrations")
    select_row(qtbot, view, "Slow")
    click(qtbot, window, "Test")
    strip = window.page.side.one.strip
    until(qtbot, lambda: strip.text.startswith("Testing:"))
    select_row(qtbot, view, "Other")
    assert strip.text == ""
    window.page.select(slow.id)
    until(qtbot, lambda: strip.text.startswith("Testing:"))
    click(qtbot, strip, "Cancel")
    until(qtbot, lambda: not window.page.tester.busy)
