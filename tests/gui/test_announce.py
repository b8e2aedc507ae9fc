"""What happens without the focus moving is read out: problems, results, bars, notes."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.announce import announce
from hipadmin.gui.context import Context
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.fields import LineEdit
from hipadmin.gui.widgets.form import Form, FormRow
from hipadmin.gui.widgets.message_bar import Act, Message, MessageArea
from hipadmin.gui.window import MainWindow
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from tests.gui.fill import add_notification, add_sandbox_integration, add_subscription
from tests.gui.find import cell, click, click_cell, shown, table, texts, until
from tests.gui.heard import Said, listening
from tests.gui.integration_dialog import closed, enter, opened, paste
from tests.gui.listing import select, wait_for_rows


@pytest.fixture
def heard() -> Iterator[list[Said]]:
    """What was read out so far."""
    with listening() as heard:
        yield heard


@pytest.fixture
def row(look: Look, qtbot: QtBot) -> Iterator[FormRow]:
    """A row of a form, in its window."""
    form = Form(look)
    yield form.add_row("Name", LineEdit(look))
    form.close()


@pytest.fixture
def area(look: Look) -> Iterator[MessageArea]:
    """Where bars show."""
    holder = QWidget()
    area = MessageArea(look, holder)
    holder.show()
    yield area
    holder.close()


def nothing() -> None:
    """Bars of this test act on nothing."""


def test_an_empty_text_is_not_read_out(heard: list[Said], area: MessageArea) -> None:
    announce(area, "")
    assert heard == []


@pytest.mark.parametrize("what", ["set_problem", "set_warning", "set_ok"])
def test_a_note_beside_a_field_is_read_out_when_it_changes(
    row: FormRow, heard: list[Said], what: str
) -> None:
    say = getattr(row, what)
    for text in ("first", "first", None, "second"):
        say(text)
    assert [said.text for said in heard] == ["first", "second"]


@pytest.mark.parametrize("tone", [Tone.OK, Tone.INFO, Tone.WARN, Tone.DANGER])
def test_a_bar_is_read_out_and_trouble_interrupts(
    area: MessageArea, heard: list[Said], tone: Tone
) -> None:
    area.show_bar("a", Message(tone, "Deleted 3 integrations.", "Undo brings them back."))
    urgent = tone in (Tone.WARN, Tone.DANGER)
    assert heard == [Said("Deleted 3 integrations. Undo brings them back.", urgent)]


def test_a_bar_that_changes_is_read_out_again(area: MessageArea, heard: list[Said]) -> None:
    for left in (3, 3, 2):
        area.show_bar("a", Message(Tone.INFO, "Deleting Ops:", f"{left} of 3 left."))
    assert [said.text for said in heard] == [
        "Deleting Ops: 3 of 3 left.",
        "Deleting Ops: 2 of 3 left.",
    ]


def test_of_progress_only_beginning_and_end_are_read_out(
    area: MessageArea, heard: list[Said]
) -> None:
    for done in (0, 1, 2):
        area.show_bar("a", Message(Tone.INFO, "Testing:", f"{done} of 3.", progress=True))
    area.show_bar("a", Message(Tone.OK, "Configured correctly."))
    assert [said.text for said in heard] == ["Testing: 0 of 3.", "Configured correctly."]


def test_the_focus_stays_on_the_act_of_a_bar_that_changes(area: MessageArea, qtbot: QtBot) -> None:
    for done in (0, 1):
        acts = (Act("Next", nothing), Act("Cancel", nothing))
        area.show_bar("a", Message(Tone.INFO, "Testing:", f"{done} of 3.", acts))
        if not done:
            area.window().activateWindow()
            qtbot.waitUntil(area.window().isActiveWindow)
            area.bars[0].buttons["Cancel"].setFocus()
    assert area.bars[0].buttons["Cancel"].hasFocus()
    area.show_bar("a", Message(Tone.OK, "Done.", "", (Act("Close", nothing),)))
    assert area.bars[0].buttons["Close"].hasFocus()


def test_a_note_in_the_status_bar_is_read_out(window: MainWindow, heard: list[Said]) -> None:
    window.navigator.note("Deleted web.")
    assert Said("Deleted web.", False) in heard


def test_a_dialog_reads_out_what_it_took_what_is_wrong_and_how_the_test_went(
    context: Context, sandbox: Sandbox, heard: list[Said], qtbot: QtBot
) -> None:
    dialog = opened(qtbot, context)
    url = f"{sandbox.url}/room/1/notification?auth_token={sandbox.tokens.rooms[1]}"
    paste(qtbot, dialog, "Room URL", url)
    until(qtbot, lambda: any("Took the endpoint" in said.text for said in heard))
    enter(qtbot, dialog, "Name", "x" * 101)
    enter(qtbot, dialog, "API endpoint", sandbox.url)
    until(qtbot, lambda: any("100" in said.text for said in heard))
    click(qtbot, dialog, "Test")
    until(qtbot, lambda: any(said.text.startswith("Configured correctly.") for said in heard))
    assert not any(sandbox.tokens.rooms[1] in said.text for said in heard)
    closed(qtbot, dialog)


def test_a_test_of_several_is_read_out_at_its_end(
    window: MainWindow, services: Services, sandbox: Sandbox, heard: list[Said], qtbot: QtBot
) -> None:
    for name in ("A", "B"):
        add_sandbox_integration(services, sandbox, name, "1")
    wait_for_rows(window, qtbot, "A", "B")
    select(window, "A", "B")
    click(qtbot, window, "Test")
    until(qtbot, lambda: "2 of 2 rooms done" in texts(window))
    until(qtbot, lambda: Said("Test. 2 of 2 rooms done", False) in heard)


def test_what_is_switched_is_read_out(
    window: MainWindow, services: Services, sandbox: Sandbox, heard: list[Said], qtbot: QtBot
) -> None:
    made = [add_sandbox_integration(services, sandbox, name, "1") for name in ("A", "B")]
    add_notification(services, add_subscription(services), made[0], "deploys")
    wait_for_rows(window, qtbot, "A", "B")
    select(window, "A")
    view = table(window, "Integrations")

    def press_space(said: str, status: str) -> None:
        qtbot.keyClick(view, Qt.Key.Key_Space)
        until(qtbot, lambda: Said(said, False) in heard)
        until(qtbot, lambda: shown(view, "A", "Status") == status)

    for name, row in (("Rooms", "1"), ("Room notifications", "deploys")):
        part = table(window, name)
        until(qtbot, lambda part=part: part.model().rowCount() == 1)
        click_cell(qtbot, part, cell(part, row, "On"))
        until(qtbot, lambda row=row: Said(f"{row} is off.", False) in heard)
    until(qtbot, lambda: shown(view, "A", "Status") == "Off: room is off")
    press_space("A is off.", "Off")
    press_space("A is on.", "Off: room is off")
    select(window, "A", "B")
    press_space("2 are off.", "Off")
    assert len(heard) == len(set(heard))
