"""The window over a database in trouble: it says so in its place, keeps the draft, and lives."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from hipadmin.gui.threads.turns import Rota
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from hipadmin.services.files.config_file import read_config
from hipadmin.store import Database
from tests.drills.another import damage, writing_to
from tests.drills.heart import beating
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.find import (
    all_named,
    button,
    cell,
    click,
    dialog,
    field,
    no_dialog,
    select_row,
    table,
    texts,
    until,
)
from tests.gui.integration_dialog import enter, press
from tests.places import small_disk
from tests.stopwatch import within

Trouble = Callable[[], AbstractContextManager[None]]
FULL, LOCKED, GONE = "full", "another program is writing to it", "moved, deleted or replaced"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk.folder


@pytest.fixture(params=["full", "locked", "gone"])
def trouble(request: pytest.FixtureRequest, store: Database) -> tuple[Trouble, str]:
    """A trouble that begins and ends, and what is said of it."""

    @contextmanager
    def full() -> Iterator[None]:
        from tests.places import Disk, Limited

        kind = Disk if store.path.parent.is_mount() else Limited
        disk = kind(store.path.parent)
        disk.fill()
        try:
            yield
        finally:
            disk.free()

    @contextmanager
    def locked() -> Iterator[None]:
        with writing_to(store.path):
            yield

    @contextmanager
    def gone() -> Iterator[None]:
        aside = store.path.with_name("aside")
        store.path.rename(aside)
        try:
            yield
        finally:
            aside.rename(store.path)

    kinds = {"full": (full, FULL), "locked": (locked, LOCKED), "gone": (gone, GONE)}
    return kinds[request.param]


def settled(qtbot: QtBot, window: MainWindow) -> None:
    assert window.context is not None
    jobs = window.context.jobs
    qtbot.waitUntil(lambda: not jobs.busy and not Rota.of_the_window().busy, timeout=15000)


def left(services: Services) -> dict[str, object]:
    """Everything that a save could leave half done."""
    rows = services.views.integrations()
    return {
        "rows": [(r.integration.name, r.integration.version) for r in rows],
        "refs": services.store.read(lambda unit: unit.tokens.all()),
        "changes": services.store.read(lambda unit: unit.changes.count()),
    }


def test_a_save_that_fails_keeps_the_draft_and_works_afterwards(
    qtbot: QtBot, window: MainWindow, services: Services, trouble: tuple[Trouble, str]
) -> None:
    begin, said = trouble
    add_integration(services, "Ops", "1")
    before = left(services)
    click(qtbot, window, "Add Integration")
    add = dialog(qtbot, "Add integration")
    settled(qtbot, window)
    enter(qtbot, add, "Name", "Drafted")
    enter(qtbot, add, "API endpoint", "https://hipchat.example.com")
    enter(qtbot, add, "Access token", "CanaryToken0123456789abcdefGHIJKLMNOPqrs")
    settled(qtbot, window)
    with begin():
        with beating():
            press(qtbot, add, "Save")
            until(qtbot, lambda: "Not saved." in texts(add), timeout=15000)
            settled(qtbot, window)
        assert said in texts(add)
        assert "again" in texts(add)
        assert field(add, "Name").text() == "Drafted"
        assert field(add, "Access token").text().startswith("Canary")
        assert add.focusWidget() is button(add, "Save")
        assert button(add, "Save").isEnabled()
    assert left(services) == before
    press(qtbot, add, "Save")
    until(qtbot, lambda: no_dialog("Add integration"))
    settled(qtbot, window)
    assert [r.integration.name for r in services.views.integrations()] == ["Drafted", "Ops"]


def test_a_switch_a_delete_or_an_undo_that_fails_is_a_bar_and_the_row_stays(
    qtbot: QtBot, window: MainWindow, services: Services, trouble: tuple[Trouble, str]
) -> None:
    begin, said = trouble
    add_integration(services, "Ops", "1")
    assert window.page is not None
    window.page.reload()
    settled(qtbot, window)
    listed = table(window, "Integrations")
    select_row(qtbot, listed, "Ops")
    settled(qtbot, window)
    before = left(services)
    with begin(), beating():
        listed.setFocus()
        qtbot.keyClick(listed, Qt.Key.Key_Space)
        until(qtbot, lambda: "Not turned off." in texts(window.messages), timeout=15000)
        assert said in texts(window.messages)
        settled(qtbot, window)
    click(qtbot, window.messages, "Close")
    assert left(services) == before
    window.page.reload()
    settled(qtbot, window)
    on = cell(table(window, "Integrations"), "Ops", "On")
    assert on.data(Qt.ItemDataRole.CheckStateRole) in (2, Qt.CheckState.Checked)
    with beating():
        click(qtbot, window, "Delete")
        question = dialog(qtbot, "Delete integration")
        with begin():
            click(qtbot, question, "Yes")
            until(qtbot, lambda: "Not deleted." in texts(window.messages), timeout=15000)
            assert said in texts(window.messages)
            settled(qtbot, window)
            window.actions_.undo.trigger()
            until(qtbot, lambda: "Not undone: Add Ops." in texts(window.messages), timeout=15000)
            settled(qtbot, window)
    assert left(services) == before


@pytest.mark.parametrize("what", ["subscription", "notification"])
def test_the_other_dialogs_say_it_and_keep_what_was_entered(
    qtbot: QtBot,
    window: MainWindow,
    services: Services,
    trouble: tuple[Trouble, str],
    what: str,
) -> None:
    begin, said = trouble
    web = add_subscription(services, "web")
    add_integration(services, "Ops", "1")
    opened = (
        _subscription(qtbot, window)
        if what == "subscription"
        else _notification(qtbot, window, web.id)
    )
    enter(qtbot, opened, "Name", "Drafted")
    with begin():
        with beating():
            press(qtbot, opened, "Save")
            until(qtbot, lambda: "Not saved." in texts(opened), timeout=15000)
            settled(qtbot, window)
        assert said in texts(opened)
        assert field(opened, "Name").text() == "Drafted"
    press(qtbot, opened, "Save")
    until(qtbot, lambda: not shiboken6.isValid(opened))
    settled(qtbot, window)


def _subscription(qtbot: QtBot, window: MainWindow) -> QDialog:
    window.navigator.show_subscriptions()
    settled(qtbot, window)
    head = all_named(window, "Add Subscription", type(button(window, "Account Settings")))
    assert head
    click(qtbot, window, "Add Subscription")
    opened = dialog(qtbot, "Add subscription")
    settled(qtbot, window)
    return opened


def _notification(qtbot: QtBot, window: MainWindow, subscription_id: str) -> QDialog:
    window.navigator.show_subscription_integrations(subscription_id)
    settled(qtbot, window)
    click(qtbot, window.places.page, "Add Integration")
    opened = dialog(qtbot, "Add room notification to web")
    settled(qtbot, window)
    return opened


def test_lists_that_cannot_be_read_say_so_and_try_again(
    qtbot: QtBot, window: MainWindow, services: Services, store: Database
) -> None:
    ops, web = add_integration(services, "Ops", "1"), add_subscription(services, "web")
    add_notification(services, web, ops)
    places = {
        "Integrations": window.navigator.show_integrations,
        "Subscriptions": window.navigator.show_subscriptions,
        "Room notifications": lambda: window.navigator.show_subscription_integrations(web.id),
        "Audit log": lambda: window.places.show_account("audit", focus=True),
    }
    aside = store.path.with_name("aside")
    for name, go in places.items():
        store.path.rename(aside)
        with beating():
            go()
            until(qtbot, lambda: not Rota.of_the_window().busy)
            page = window.places.page
            page.reload()
            until(qtbot, lambda page=page: "The list could not be read" in texts(page))
        assert GONE in texts(page), name
        aside.rename(store.path)
        click(qtbot, page, "Try again")
        until(qtbot, lambda page=page: "The list could not be read" not in texts(page))
        settled(qtbot, window)


def test_damage_is_told_with_the_way_back(
    qtbot: QtBot, window: MainWindow, services: Services, store: Database
) -> None:
    add_integration(services, "Ops", "1")
    settled(qtbot, window)
    damage(store.path, "integration")
    assert window.page is not None
    with beating():
        window.page.reload()
        until(qtbot, lambda: "is damaged" in texts(window))
    assert "start it again: then it offers to restore a backup" in texts(window)


def test_an_import_that_fails_changes_nothing(
    qtbot: QtBot,
    window: MainWindow,
    services: Services,
    trouble: tuple[Trouble, str],
    tmp_path: Path,
) -> None:
    begin, said = trouble
    from hipadmin.gui.acts.importing import Importer

    file = tmp_path / "file.yaml"
    file.write_text("version: 1\nintegrations: [{name: New, endpoint: 'http://127.0.0.1:9'}]\n")
    assert read_config(file.read_bytes()).integrations
    before = left(services)
    assert window.context is not None
    Importer(window.context, window).preview(str(file))
    preview = dialog(qtbot, "Import")
    settled(qtbot, window)
    with begin(), beating():
        click(qtbot, preview, "Import")
        until(qtbot, lambda: "Nothing was imported" in texts(preview), timeout=15000)
        settled(qtbot, window)
        problems = table(preview, "Problems")
        assert said in str(problems.model().index(0, 3).data())
        assert preview.focusWidget() is button(preview, "Read again")
    assert left(services) == before
    click(qtbot, preview, "Read again")
    settled(qtbot, window)
    click(qtbot, preview, "Import")
    until(qtbot, lambda: no_dialog("Import"))
    settled(qtbot, window)


def test_a_database_that_goes_is_told_within_two_seconds_and_forgotten_when_it_is_back(
    qtbot: QtBot, window: MainWindow, services: Services, store: Database
) -> None:
    add_integration(services, "Ops", "1")
    aside = store.path.with_name("aside")
    with beating():
        store.path.rename(aside)
        within(qtbot, 2.0, lambda: "What you see may be old." in texts(window))
        assert GONE in texts(window)
        settled(qtbot, window)
        aside.rename(store.path)
        within(qtbot, 2.0, lambda: "What you see may be old." not in texts(window))
    settled(qtbot, window)
    assert "Ops" in [r.integration.name for r in services.views.integrations()]
