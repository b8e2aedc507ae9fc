"""Import: the steps first, the change only after a yes, and trouble in words."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QDialog
from pytestqt.qtbot import QtBot

from hipadmin.domain.ports import Topic
from hipadmin.domain.subscription import RoomChoice
from hipadmin.gui.acts.importing import Importer
from hipadmin.gui.jobs import Lane
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.find import (
    all_named,
    button,
    click,
    column_of,
    dialog,
    no_dialog,
    shown,
    table,
    texts,
    until,
)

FILE = """
version: 1
integrations:
  - name: Ops rooms
    endpoint: https://hipchat.example.com/v2
    token_env: HIPADMIN_TEST_MISSING
    rooms: [{room: Ops}]
subscriptions:
  - name: web
    kind: ci
    notifications: [{name: failures, integration: Ops rooms}]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that adds three things."""
    file = tmp_path / "hipadmin.yaml"
    file.write_text(FILE, encoding="utf-8")
    return file


@pytest.fixture
def importer(window: MainWindow) -> Importer:
    assert window.context is not None
    return Importer(window.context, window)


def previewed(qtbot: QtBot, importer: Importer, file: Path, says: str = "3 changes") -> QDialog:
    importer.preview(str(file))
    opened = dialog(qtbot, "Import")
    until(qtbot, lambda: says in texts(opened))
    return opened


def refused(qtbot: QtBot, importer: Importer, file: Path) -> QDialog:
    return previewed(qtbot, importer, file, "Nothing was imported")


def test_the_steps_are_shown_and_nothing_has_changed(
    importer: Importer, window: MainWindow, services: Services, file: Path, qtbot: QtBot
) -> None:
    opened = previewed(qtbot, importer, file)
    steps = table(opened, "Steps")
    assert steps.model().rowCount() == 3
    assert shown(steps, "add", "Change") == "add"
    needed = "Ops rooms: token needed; HIPADMIN_TEST_MISSING is not set in the environment."
    assert shown(table(opened, "Warnings"), needed, "What to see to") == needed
    click(qtbot, opened, "Cancel")
    until(qtbot, lambda: no_dialog("Import"))
    assert services.views.integrations() == ()


def test_a_file_that_names_nothing_shows_no_empty_table(
    importer: Importer, window: MainWindow, file: Path, qtbot: QtBot
) -> None:
    file.write_text("version: 1\n", encoding="utf-8")
    opened = previewed(qtbot, importer, file, "Nothing to change")

    assert "The file names nothing" in texts(opened)
    assert "Steps" not in texts(opened)


def test_import_applies_the_file(
    importer: Importer, window: MainWindow, services: Services, file: Path, qtbot: QtBot
) -> None:
    opened = previewed(qtbot, importer, file)
    click(qtbot, opened, "Import")
    until(qtbot, lambda: len(services.views.integrations()) == 1)
    until(qtbot, lambda: [b.text for b in window.messages.bars] == ["Imported 3 changes."])
    until(qtbot, lambda: "Ops rooms" in texts(window))
    opened = previewed(qtbot, importer, file, "Nothing to change")
    assert not button(opened, "Import").isEnabled()
    opened.reject()


def test_the_steps_follow_what_somebody_else_changes(
    importer: Importer, window: MainWindow, other: Services, file: Path, qtbot: QtBot
) -> None:
    opened = previewed(qtbot, importer, file)
    assert "Undo takes all of it back, until hipadmin is closed." in texts(opened)
    context = window.context
    assert context is not None
    add_integration(other, "Elsewhere")  # the file does not speak of it
    context.watch.look()
    until(qtbot, lambda: not context.jobs.busy)
    assert "Changed meanwhile." not in texts(opened)
    add_subscription(other, "web")
    context.watch.look()
    until(qtbot, lambda: "2 changes" in texts(opened))
    assert "Changed meanwhile. The steps are what would happen now." in texts(opened)
    assert button(opened, "Import").isEnabled()
    opened.reject()


def test_what_changes_while_the_file_is_read_is_not_missed(
    importer: Importer, window: MainWindow, other: Services, file: Path, qtbot: QtBot
) -> None:
    context = window.context
    assert context is not None
    context.watch.stop()  # and looks once only, below
    read = threading.Event()
    importer.preview(str(file))
    context.jobs.run(lambda _job: read.set(), lane=Lane.VAULT)
    assert read.wait(10)  # and nobody has been told yet
    add_subscription(other, "web")
    context.watch.moved.emit(frozenset((Topic.SUBSCRIPTIONS,)))
    opened = dialog(qtbot, "Import")
    until(qtbot, lambda: "2 changes" in texts(opened))
    opened.reject()


def test_nothing_is_imported_but_what_was_shown(
    importer: Importer,
    window: MainWindow,
    services: Services,
    other: Services,
    file: Path,
    qtbot: QtBot,
) -> None:
    assert window.context is not None
    window.context.watch.stop()  # Import comes before the next look
    opened = previewed(qtbot, importer, file)
    add_subscription(other, "web")
    click(qtbot, opened, "Import")
    until(qtbot, lambda: "2 changes" in texts(opened))
    assert "Changed meanwhile. The steps are what would happen now." in texts(opened)
    assert services.views.integrations() == ()
    click(qtbot, opened, "Import")
    until(qtbot, lambda: len(services.views.integrations()) == 1)
    until(qtbot, lambda: no_dialog("Import"))


def test_it_is_left_while_it_is_found_out_what_would_happen_now(
    importer: Importer, window: MainWindow, other: Services, file: Path, qtbot: QtBot
) -> None:
    assert window.context is not None
    window.context.watch.stop()  # Import comes before the next look
    opened = previewed(qtbot, importer, file)
    add_subscription(other, "web")
    jobs, answered = window.context.jobs, threading.Event()
    click(qtbot, opened, "Import")
    jobs.run(lambda _job: answered.wait(60), lane=Lane.VAULT)  # the keyring asks
    until(qtbot, lambda: jobs.running == ())
    click(qtbot, opened, "Cancel")
    left = no_dialog("Import")
    answered.set()
    assert left


def test_all_that_is_wrong_is_listed_with_its_place(
    importer: Importer, services: Services, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(
        "version: 1\n"
        "integrations:\n"
        "  - {name: Ops, endpoint: 'ftp://x'}\n"
        "  - {name: ops, endpoint: https://a.example.com, rooms: [{room: yes}]}\n",
        encoding="utf-8",
    )
    opened = refused(qtbot, importer, file)
    problems = table(opened, "Problems")
    told = "“ops” and “Ops” differ by case, width or blanks only."
    assert problems.model().rowCount() == 3
    endpoint = "HipChat addresses start with https:// or http://."
    assert shown(problems, endpoint, "Place") == "integrations[0].endpoint"
    assert shown(problems, told, "Line") == "4"
    assert shown(problems, told, "Column") == "6"
    assert shown(problems, told, "Place") == "integrations[1].name"
    assert "3 problems stand in the way." in texts(opened)
    assert not all_named(opened, "Import", QAbstractButton)

    click(qtbot, opened, "Copy problems")
    copied = QGuiApplication.clipboard().text()
    assert "\nline 4, column 6, integrations[1].name: “ops” and “Ops”" in copied
    assert len(copied.splitlines()) == 3
    click(qtbot, opened, "Close")
    assert services.views.integrations() == ()


def test_a_mended_file_is_read_again(
    importer: Importer, window: MainWindow, services: Services, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "hipadmin.yaml"
    file.write_text("version: 2\n", encoding="utf-8")
    opened = refused(qtbot, importer, file)
    assert shown(table(opened, "Problems"), "version", "Line") == "1"
    file.write_text(FILE, encoding="utf-8")

    click(qtbot, opened, "Read again")

    until(qtbot, lambda: "3 changes" in texts(opened))
    click(qtbot, opened, "Import")
    until(qtbot, lambda: [b.text for b in window.messages.bars] == ["Imported 3 changes."])
    assert len(services.views.integrations()) == 1


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "does not exist"),
        (lambda path: path.mkdir(), "it is a folder"),
        (lambda path: os.mkfifo(path), "it is no ordinary file"),
        (lambda path: path.symlink_to("/dev/zero"), "it is no ordinary file"),
        (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\0"), "Byte 1 is not UTF-8"),
        (lambda path: path.write_bytes(b"x" * 9_000_000), "larger than 8 MiB"),
        (lambda path: path.write_bytes(b""), "The file is empty."),
        (lambda path: path.write_bytes(b"a: !!python/object:os.system x"), "The tag !!python"),
    ],
)
def test_what_is_no_such_file_is_said_in_the_dialog(
    importer: Importer,
    tmp_path: Path,
    qtbot: QtBot,
    make: Callable[[Path], object],
    says: str,
) -> None:
    file = tmp_path / "file.yaml"
    make(file)
    opened = refused(qtbot, importer, file)
    problems = table(opened, "Problems")
    column = column_of(problems, "Problem")
    assert says in str(problems.model().index(0, column).data())
    opened.reject()


def test_steps_tell_what_changes_and_what_stays(
    importer: Importer, services: Services, file: Path, qtbot: QtBot
) -> None:
    add_integration(services, "Ops rooms", "Ops", endpoint="https://old.example.com/v2")
    add_subscription(services, "web")

    opened = previewed(qtbot, importer, file, "2 changes; 1 thing stays as it is")
    steps = table(opened, "Steps")
    told = shown(steps, "Ops rooms", "Details")
    assert told.startswith("API endpoint: https://old.example.com/v2 → https://hipchat.example.com")
    assert shown(steps, "failures", "What") == "room notification of web"
    assert shown(steps, "failures", "Details") == "Subscription: web; Integration: Ops rooms"
    assert shown(steps, "web", "Change") == "stays as it is"
    opened.reject()


def test_leaving_ends_the_reading(
    importer: Importer, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "long.yaml"
    file.write_text("version: 1\nintegrations:\n" + "  - {name: a}\n" * 50_000, encoding="utf-8")
    importer.preview(str(file))
    assert window.context is not None
    jobs = window.context.jobs
    assert [job.title for job in jobs.running] == ["Reading the file"]

    click(qtbot, dialog(qtbot, "Import"), "Cancel")

    assert jobs.running == ()
    until(qtbot, lambda: no_dialog("Import"))


def test_a_change_in_between_is_told_and_nothing_imported(
    importer: Importer, window: MainWindow, services: Services, tmp_path: Path, qtbot: QtBot
) -> None:
    assert window.context is not None
    window.context.watch.stop()  # Import comes before the next look
    web = add_subscription(services, "web")
    moved = "version: 1\nintegrations: [{name: Ops, endpoint: a.example.com, rooms: [{room: 2}]}]"
    ops = add_integration(services, "Ops", "1")
    file = tmp_path / "hipadmin.yaml"
    file.write_text(moved, encoding="utf-8")
    opened = previewed(qtbot, importer, file, "1 change")
    uses = RoomChoice(every=False, room_ids=(ops.rooms[0].id,))
    add_notification(services, web, ops, "all", rooms=uses)

    click(qtbot, opened, "Import")

    until(qtbot, lambda: "Nothing was imported" in texts(opened))
    problems = table(opened, "Problems")
    assert shown(problems, "“1” is still used by 1 subscription: web.", "Line") == "2"
    [row] = services.views.integrations()
    assert [room.room for room in row.integration.rooms] == ["1"]
    opened.reject()
