"""Undo and redo in the window: the menu, the keys, the bar after a delete, refusals."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.integration import KEEP, Integration, IntegrationDraft, RoomDraft
from hipadmin.domain.subscription import NotificationDraft, RoomChoice
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.several import Chosen
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.find import button, click, dialog, field, table, texts, until
from tests.gui.listing import select, stored, wait_for_rows

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def rows(services: Services) -> list[Integration]:
    return [add_integration(services, name, "Builds") for name in ("Docs", "Ops", "Web")]


def chosen(*rows: Integration) -> list[Chosen]:
    return [Chosen(r.id, r.version, r.name) for r in rows]


def menu(window: MainWindow) -> list[str]:
    """Give Undo and Redo as they read, in brackets if they can do nothing."""
    return [_entry(action) for action in (window.actions_.undo, window.actions_.redo)]


def _entry(action: QAction) -> str:
    text = action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
    return text if action.isEnabled() else f"({text})"


def bars(window: MainWindow) -> list[str]:
    return [bar.text for bar in window.messages.bars]


def press(window: MainWindow, qtbot: QtBot, *, redo: bool = False) -> None:
    """Press Ctrl+Z or Ctrl+Shift+Z in the table of integrations."""
    press_in(table(window, "Integrations"), qtbot, redo=redo)


def press_in(widget: QWidget, qtbot: QtBot, *, redo: bool = False) -> None:
    widget.window().activateWindow()
    widget.setFocus()
    until(qtbot, widget.hasFocus)
    qtbot.keyClick(widget, Qt.Key.Key_Z, CTRL | SHIFT if redo else CTRL)


def test_the_menu_names_what_it_takes_back(
    window: MainWindow, services: Services, rows: list[Integration], qtbot: QtBot
) -> None:
    until(qtbot, lambda: menu(window) == ["Undo Add Web", "(Redo)"])
    wait_for_rows(window, qtbot, "Docs", "Ops", "Web")
    services.integrations.delete_several(chosen(*rows))
    until(qtbot, lambda: menu(window) == ["Undo Delete 3 integrations", "(Redo)"])
    until(qtbot, lambda: "No integrations yet" in texts(window))  # the table has gone
    press_in(button(window, "Add Integration"), qtbot)
    wait_for_rows(window, qtbot, "Docs", "Ops", "Web")
    until(qtbot, lambda: menu(window) == ["Undo Add Web", "Redo Delete 3 integrations"])
    assert window.status.note_label.text() == "Undone: Delete 3 integrations."
    press(window, qtbot, redo=True)
    until(qtbot, lambda: services.views.integrations() == ())
    until(qtbot, lambda: menu(window) == ["Undo Delete 3 integrations", "(Redo)"])
    assert bars(window) == ["Done again: Delete 3 integrations."]


def test_names_are_kept_short_and_their_ampersands(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    add_integration(services, "Q&A")
    until(qtbot, lambda: menu(window)[0] == "Undo Add Q&A")
    add_integration(services, "long " * 20)
    until(qtbot, lambda: menu(window)[0].endswith("…"))
    assert len(menu(window)[0]) <= 50


def test_a_switch_in_the_list_is_taken_back_with_the_key(
    window: MainWindow, services: Services, rows: list[Integration], qtbot: QtBot
) -> None:
    wait_for_rows(window, qtbot, "Docs", "Ops", "Web")
    select(window, "Docs", "Ops")
    click(qtbot, window, "Turn off")
    until(qtbot, lambda: not stored(services, rows[1]).enabled)
    until(qtbot, lambda: menu(window)[0] == "Undo Turn off 2 integrations")
    press(window, qtbot)
    until(qtbot, lambda: stored(services, rows[0]).enabled and stored(services, rows[1]).enabled)
    until(qtbot, lambda: menu(window)[1] == "Redo Turn off 2 integrations")


def test_the_bar_after_a_delete_takes_it_back_and_selects_it(
    window: MainWindow, services: Services, rows: list[Integration], qtbot: QtBot
) -> None:
    wait_for_rows(window, qtbot, "Docs", "Ops", "Web")
    select(window, "Ops")
    click(qtbot, window, "Delete")
    click(qtbot, dialog(qtbot, "Delete integration"), "Yes")
    until(qtbot, lambda: bars(window) == ["Deleted Ops."])
    wait_for_rows(window, qtbot, "Docs", "Web")  # else the row that goes would be selected
    services.integrations.set_enabled(rows[0].id, 1, False)  # the bar knows its own step
    click(qtbot, window.messages, "Undo")
    wait_for_rows(window, qtbot, "Docs", "Ops", "Web")
    until(qtbot, lambda: not bars(window))
    assert services.tokens.reveal(rows[1].token_ref) is not None
    page = window.page
    assert page is not None
    until(qtbot, lambda: [r.integration.name for r in page.frame.selected()] == ["Ops"])
    assert not stored(services, rows[0]).enabled


def test_the_bar_gives_way_to_what_stands_in_the_way_of_its_undo(
    window: MainWindow, other: Services, rows: list[Integration], qtbot: QtBot
) -> None:
    wait_for_rows(window, qtbot, "Docs", "Ops", "Web")
    select(window, "Ops")
    click(qtbot, window, "Delete")
    click(qtbot, dialog(qtbot, "Delete integration"), "Yes")
    until(qtbot, lambda: bars(window) == ["Deleted Ops."])
    add_integration(other, "ops")
    click(qtbot, window.messages, "Undo")
    until(qtbot, lambda: len(bars(window)) == 1 and bars(window)[0].startswith("Not undone: "))


def test_the_bar_goes_when_the_delete_is_taken_back_another_way(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    subscription = add_subscription(services, "web")
    window.navigator.show_subscriptions(subscription.id)
    until(qtbot, lambda: window.places.sidebar.current() == "subscriptions")
    page = window.places.page
    until(qtbot, lambda: page.can("delete"))
    page.delete()
    click(qtbot, dialog(qtbot, "Delete subscription"), "Yes")
    until(qtbot, lambda: bars(window) == ["Deleted web."])
    window.actions_.undo.trigger()
    until(qtbot, lambda: not bars(window))
    until(qtbot, lambda: [r.subscription.name for r in page.frame.selected()] == ["web"])


def test_typing_is_taken_back_before_changes(
    window: MainWindow, services: Services, rows: list[Integration], qtbot: QtBot
) -> None:
    wait_for_rows(window, qtbot, "Docs", "Ops", "Web")
    until(qtbot, lambda: menu(window)[0] == "Undo Add Web")
    edit = field(window, "Filter integrations")
    window.activateWindow()
    edit.setFocus()
    until(qtbot, edit.hasFocus)
    assert menu(window)[0] == "Undo Add Web"
    qtbot.keyClicks(edit, "op")
    assert menu(window)[0] == "(Undo Add Web)"
    while edit.text():
        qtbot.keyClick(edit, Qt.Key.Key_Z, CTRL)
    qtbot.keyClick(edit, Qt.Key.Key_Z, CTRL)  # one too many
    assert window.context is not None
    assert not window.context.jobs.running
    qtbot.keyClick(edit, Qt.Key.Key_Z, CTRL | SHIFT)
    assert edit.text()
    assert len(services.views.integrations()) == 3
    table(window, "Integrations").setFocus()
    assert menu(window)[0] == "Undo Add Web"


def kept(row: Integration, **changes: object) -> IntegrationDraft:
    rooms = tuple(RoomDraft(r.room, KEEP, r.enabled, r.id) for r in row.rooms)
    return replace(IntegrationDraft(row.name, row.endpoint, KEEP, rooms), **changes)  # type: ignore[arg-type]


def test_what_somebody_else_changed_is_said_and_the_rest_taken_back(
    window: MainWindow, services: Services, other: Services, rows: list[Integration], qtbot: QtBot
) -> None:
    services.integrations.set_enabled_several(chosen(*rows), False)
    other.integrations.edit(rows[1].id, 2, kept(rows[1], name="Theirs", enabled=False))
    until(qtbot, lambda: menu(window)[0] == "Undo Turn off 3 integrations")
    window.actions_.undo.trigger()
    until(qtbot, lambda: bool(bars(window)))
    assert bars(window)[0].startswith(
        "Not undone: Turn off 3 integrations. “Theirs” was changed by "
    )
    assert not any(stored(services, row).enabled for row in rows)
    assert menu(window)[0] == "Undo Turn off 2 integrations"
    click(qtbot, window.messages, "Undo the rest")
    until(qtbot, lambda: [stored(services, row).enabled for row in rows] == [True, False, True])
    until(qtbot, lambda: not bars(window))


def test_each_of_several_has_a_line_and_the_keys_stay_in_the_list(
    window: MainWindow, services: Services, other: Services, rows: list[Integration], qtbot: QtBot
) -> None:
    rows.append(add_integration(services, "Zoo"))
    wait_for_rows(window, qtbot, "Docs", "Ops", "Web", "Zoo")
    services.integrations.set_enabled_several(chosen(*rows), False)
    other.integrations.delete(rows[0].id, 2)
    other.integrations.set_enabled(rows[1].id, 2, True)
    until(qtbot, lambda: menu(window)[0] == "Undo Turn off 4 integrations")
    press(window, qtbot)
    until(qtbot, lambda: bool(bars(window)))
    first, *lines = bars(window)[0].split("\n")
    assert first == "Not undone: Turn off 4 integrations."
    assert ["deleted" in lines[0], "“Ops” was changed by" in lines[1]] == [True, True]
    rest = button(window.messages, "Undo the rest")
    rest.setFocus()
    qtbot.keyClick(rest, Qt.Key.Key_Space)
    until(qtbot, lambda: not bars(window))
    assert table(window, "Integrations").hasFocus()


def test_what_stands_in_the_way_is_said_with_a_way_on(
    window: MainWindow, services: Services, rows: list[Integration], qtbot: QtBot
) -> None:
    web = add_subscription(services, "web")
    services.integrations.delete(rows[1].id, 1)
    taken = add_integration(services, "ops")
    services.undo.skip(services.journal.undo.id if services.journal.undo else "")
    until(qtbot, lambda: menu(window)[0] == "Undo Delete Ops")
    window.actions_.undo.trigger()
    expected = (
        "Not undone: Delete Ops. Another one is called “Ops” by now. Rename that one first, then "
        "try again."
    )
    until(qtbot, lambda: bars(window) == [expected])
    services.integrations.edit(taken.id, 1, kept(taken, name="Another"))
    click(qtbot, window.messages, "Try again")
    until(qtbot, lambda: not bars(window))
    assert stored(services, rows[1]).name == "Ops"
    added = add_notification(services, web, rows[0], "theirs")
    assert added.version == 1


def test_where_a_room_notifications_name_is_taken_is_said(
    window: MainWindow, services: Services, rows: list[Integration], qtbot: QtBot
) -> None:
    web, shop = add_subscription(services, "web"), add_subscription(services, "shop")
    for subscription in (web, shop):
        add_notification(services, subscription, rows[1], "failures")
    services.integrations.remove_from_all_and_delete(rows[1].id, 1)
    add_notification(services, shop, rows[0], "failures")
    services.undo.skip(services.journal.undo.id if services.journal.undo else "")
    until(qtbot, lambda: menu(window)[0] == "Undo Remove and delete Ops")
    window.actions_.undo.trigger()
    until(qtbot, lambda: bool(bars(window)))
    assert "Another one of “shop” is called “failures” by now." in bars(window)[0]


def test_a_step_in_the_way_can_be_skipped(
    window: MainWindow, services: Services, other: Services, rows: list[Integration], qtbot: QtBot
) -> None:
    web = add_subscription(services, "web")
    added = add_integration(services, "New", "1")
    other.notifications.add(NotificationDraft(web.id, added.id, "theirs", RoomChoice()))
    until(qtbot, lambda: menu(window)[0] == "Undo Add New")
    window.actions_.undo.trigger()
    until(qtbot, lambda: bool(bars(window)))
    assert "“New” is used by web by now." in bars(window)[0]
    click(qtbot, window.messages, "Skip this step")
    until(qtbot, lambda: menu(window)[0] == "Undo Add web")
    assert not bars(window)


def test_what_comes_back_without_its_token_says_so(
    window: MainWindow, services: Services, rows: list[Integration], qtbot: QtBot
) -> None:
    services.integrations.delete(rows[0].id, 1)
    services.vault.remove(str(rows[0].token_ref))
    until(qtbot, lambda: menu(window)[0] == "Undo Delete Docs")
    window.actions_.undo.trigger()
    expected = (
        "Token needed: “Docs” is back, but the vault no longer has its tokens. Enter them again."
    )
    until(qtbot, lambda: bars(window) == [expected])
    click(qtbot, window.messages, "Show")
    page = window.page
    assert page is not None
    until(qtbot, lambda: [r.integration.name for r in page.frame.selected()] == ["Docs"])
    assert button(window.messages, "Close").isVisible()


def test_it_can_do_nothing_while_it_runs(
    window: MainWindow, services: Services, rows: list[Integration], qtbot: QtBot
) -> None:
    until(qtbot, lambda: menu(window)[0] == "Undo Add Web")
    window.actions_.undo.trigger()
    assert menu(window) == ["(Undo Add Web)", "(Redo)"]
    window.actions_.undo.trigger()
    until(qtbot, lambda: menu(window) == ["Undo Add Ops", "Redo Add Web"])
