"""The window over a keyring that is locked, asks, or dies: a real one, with a real question."""

import gc
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from hipadmin.app import build
from hipadmin.domain.token import RefState, Secret
from hipadmin.gui.acts.importing import Importer
from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from hipadmin.store import Database
from hipadmin.vault.keyring_vault import KeyringVault
from tests import secret_service
from tests.drills.heart import beating
from tests.gui.fill import add_integration
from tests.gui.find import (
    action,
    button,
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
from tests.prompter import Prompter, prompter
from tests.stopwatch import stopwatch

TOKEN = "CanaryToken0123456789abcdefGHIJKLMNOPqrs"
CANCEL_S = 0.5  # 200 ms, with room for a busy disk
LONG = 20000


@pytest.fixture
def session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[secret_service.SecretService]:
    with secret_service.running_service(tmp_path / "session") as session:
        for key, value in session.env.items():
            monkeypatch.setenv(key, value)
        yield session
    gc.collect()


@pytest.fixture
def vault(store: Database, session: secret_service.SecretService) -> Iterator[KeyringVault]:
    from keyring.backends import SecretService

    from hipadmin.vault.secret_service import SecretServiceKeyring

    backend = SecretServiceKeyring(SecretService.Keyring())
    vault = KeyringVault(f"hipadmin/{store.id}", backend, patience=60.0)
    yield vault
    vault.close()


@pytest.fixture
def services(store: Database, vault: KeyringVault) -> Services:
    return build(store, vault)


@pytest.fixture
def person(session: secret_service.SecretService) -> Iterator[Prompter]:
    with prompter(session) as person:
        yield person
        person.dismiss()


def settled(qtbot: QtBot, window: MainWindow) -> None:
    assert window.context is not None
    jobs = window.context.jobs
    qtbot.waitUntil(lambda: not jobs.busy, timeout=LONG)


def ops_is_listed(qtbot: QtBot, window: MainWindow, services: Services) -> None:
    """The list shows an integration whose room has a token."""
    add_integration(services, "Ops", "1", room_tokens={"1": TOKEN})
    assert window.page is not None
    window.page.reload()
    settled(qtbot, window)


def drafted(qtbot: QtBot, window: MainWindow) -> IntegrationDialog:
    """The dialog with an integration that has a token."""
    click(qtbot, window, "Add Integration")
    add = dialog(qtbot, "Add integration")
    assert isinstance(add, IntegrationDialog)
    settled(qtbot, window)
    enter(qtbot, add, "Name", "Drafted")
    enter(qtbot, add, "API endpoint", "https://hipchat.example.com")
    enter(qtbot, add, "Access token", TOKEN)
    settled(qtbot, window)
    return add


def is_as_drafted(add: IntegrationDialog) -> bool:
    return (
        field(add, "Name").text() == "Drafted"
        and field(add, "Access token").text() == TOKEN
        and button(add, "Save").isEnabled()
        and add.body_widget.isEnabled()
    )


def saves_now(qtbot: QtBot, window: MainWindow, services: Services, add: IntegrationDialog) -> None:
    press(qtbot, add, "Save")
    until(qtbot, lambda: no_dialog("Add integration"), timeout=LONG)
    settled(qtbot, window)
    [row] = services.views.integrations()
    assert services.tokens.reveal(row.integration.token_ref) == Secret(TOKEN)


def opens_again(session: secret_service.SecretService) -> None:
    """Its daemon opens the keyring when it begins."""
    session.end_daemon()
    session.start_daemon()


def nothing_is_there(services: Services) -> bool:
    live = services.store.read(lambda unit: unit.tokens.in_state(RefState.LIVE))
    return not services.views.integrations() and not live


def test_a_locked_keyring_keeps_the_draft(
    qtbot: QtBot, window: MainWindow, services: Services, session: secret_service.SecretService
) -> None:
    add = drafted(qtbot, window)
    session.lock()
    with beating():
        press(qtbot, add, "Save")
        until(qtbot, lambda: "Not saved." in texts(add), timeout=LONG)
    assert "The keyring stayed locked" in texts(add)
    assert "Unlock the keyring and try again." in texts(add)
    assert is_as_drafted(add)
    assert add.focusWidget() is button(add, "Save")
    assert nothing_is_there(services)
    opens_again(session)
    saves_now(qtbot, window, services, add)


def test_a_dismissed_question_keeps_the_draft(
    qtbot: QtBot,
    window: MainWindow,
    services: Services,
    session: secret_service.SecretService,
    person: Prompter,
) -> None:
    add = drafted(qtbot, window)
    session.lock()
    with beating():
        press(qtbot, add, "Save")
        until(qtbot, person.asked.is_set, timeout=LONG)
        person.dismiss()
        until(qtbot, lambda: "Not saved." in texts(add), timeout=LONG)
    assert "its question for the password was dismissed" in texts(add)
    assert is_as_drafted(add)
    assert nothing_is_there(services)
    opens_again(session)
    saves_now(qtbot, window, services, add)


def test_while_the_question_stands_open_the_window_lives_and_saving_can_be_given_up(
    qtbot: QtBot,
    window: MainWindow,
    services: Services,
    session: secret_service.SecretService,
    person: Prompter,
) -> None:
    add = drafted(qtbot, window)
    session.lock()
    with beating():
        press(qtbot, add, "Save")
        until(qtbot, person.asked.is_set, timeout=LONG)
        until(qtbot, lambda: "The keyring may be asking on this screen" in texts(add))
        services.subscriptions.names()
        with stopwatch() as watch:
            press(qtbot, add, "Cancel")
            until(qtbot, lambda: "Saving was cancelled." in texts(add))
        assert watch.seconds < CANCEL_S
    assert is_as_drafted(add)
    person.dismiss()
    settled(qtbot, window)
    assert nothing_is_there(services)
    opens_again(session)
    saves_now(qtbot, window, services, add)


def test_what_was_given_up_is_not_saved_when_the_keyring_answers_after_all(
    qtbot: QtBot,
    window: MainWindow,
    services: Services,
    vault: KeyringVault,
    session: secret_service.SecretService,
) -> None:
    add = drafted(qtbot, window)
    os.kill(session.daemon_pid, signal.SIGSTOP)
    with beating():
        press(qtbot, add, "Save")
        until(qtbot, lambda: "The keyring may be asking on this screen" in texts(add))
        press(qtbot, add, "Cancel")
        until(qtbot, lambda: "Saving was cancelled." in texts(add))
    refs = list(services.store.read(lambda unit: unit.tokens.all()))
    os.kill(session.daemon_pid, signal.SIGCONT)
    until(qtbot, lambda: not services.store.read(lambda unit: unit.tokens.all()), timeout=LONG)
    assert len(refs) == 1
    assert vault.get(refs[0]) is None
    assert not services.views.integrations()
    assert is_as_drafted(add)
    saves_now(qtbot, window, services, add)


def test_a_test_is_cancelled_although_the_question_stands_open(
    qtbot: QtBot,
    window: MainWindow,
    services: Services,
    session: secret_service.SecretService,
    person: Prompter,
) -> None:
    ops_is_listed(qtbot, window, services)
    session.lock()
    select_row(qtbot, table(window, "Integrations"), "Ops")
    settled(qtbot, window)
    with beating():
        click(qtbot, window, "Edit")
        edit = dialog(qtbot, "Edit integration")
        assert isinstance(edit, IntegrationDialog)
        until(qtbot, lambda: edit.body_widget.isEnabled(), timeout=LONG)
        press(qtbot, edit, "Test")
        until(qtbot, person.asked.is_set, timeout=LONG)
        with stopwatch() as watch:
            press(qtbot, edit, "Cancel test")
            until(qtbot, lambda: not edit.trial.running)
        assert watch.seconds < CANCEL_S
    assert "not sent" in edit.strip.text
    press(qtbot, edit, "Cancel")
    person.dismiss()
    settled(qtbot, window)


@pytest.mark.parametrize("how", ["before", "in the middle"])
def test_a_keyring_that_dies_keeps_the_draft(
    qtbot: QtBot,
    window: MainWindow,
    services: Services,
    session: secret_service.SecretService,
    how: str,
) -> None:
    add = drafted(qtbot, window)
    meanwhile: Callable[[], object] = session.end_daemon
    if how == "before":
        session.end_daemon()
        meanwhile = lambda: None  # noqa: E731 - it is dead already
    else:
        os.kill(session.daemon_pid, signal.SIGSTOP)
    with beating():
        press(qtbot, add, "Save")
        until(qtbot, lambda: add.body_widget.isEnabled() is (how == "before"), timeout=LONG)
        meanwhile()
        until(qtbot, lambda: "Not saved." in texts(add), timeout=LONG)
    assert "The keyring does not answer. Start it" in texts(add)
    assert is_as_drafted(add)
    assert nothing_is_there(services)
    session.start_daemon()
    saves_now(qtbot, window, services, add)


def test_what_a_test_needs_from_a_dead_keyring_is_told(
    qtbot: QtBot, window: MainWindow, services: Services, session: secret_service.SecretService
) -> None:
    ops_is_listed(qtbot, window, services)
    session.end_daemon()
    select_row(qtbot, table(window, "Integrations"), "Ops")
    settled(qtbot, window)
    with beating():
        click(qtbot, window, "Test")
        until(qtbot, lambda: "The keyring does not answer" in texts(window), timeout=LONG)
    settled(qtbot, window)


def offering(window: MainWindow) -> list[str]:
    return [bar.text for bar in window.messages.bars]


def test_undo_is_given_up_although_the_question_stands_open(
    qtbot: QtBot,
    window: MainWindow,
    services: Services,
    session: secret_service.SecretService,
    person: Prompter,
) -> None:
    row = add_integration(services, "Ops", "1", room_tokens={"1": TOKEN})
    services.integrations.delete(row.id, row.version)
    session.lock()
    undo = window.actions_.undo
    until(qtbot, lambda: undo.text() == "&Undo Delete Ops")
    with beating():
        undo.trigger()
        until(qtbot, person.asked.is_set, timeout=LONG)
        asking = "Undoing: Delete Ops. The keyring may be asking on this screen."
        until(qtbot, lambda: offering(window) == [asking])
        assert not undo.isEnabled()
        with stopwatch() as watch:
            click(qtbot, window.messages, "Cancel")
            until(qtbot, lambda: not offering(window))
        assert watch.seconds < CANCEL_S
    note = "Not undone: Delete Ops. It was cancelled, and nothing has changed."
    assert window.status.note_label.text() == note
    person.dismiss()
    settled(qtbot, window)
    assert not offering(window)
    assert nothing_is_there(services)
    opens_again(session)
    assert undo.isEnabled()
    undo.trigger()
    until(qtbot, lambda: len(services.views.integrations()) == 1, timeout=LONG)
    [room] = services.views.integrations()[0].integration.rooms
    assert services.tokens.reveal(room.token_ref) == Secret(TOKEN)


def test_what_was_given_up_is_not_undone_when_the_keyring_answers_after_all(
    qtbot: QtBot, window: MainWindow, services: Services, session: secret_service.SecretService
) -> None:
    row = add_integration(services, "Ops", "1", room_tokens={"1": TOKEN})
    services.integrations.delete(row.id, row.version)
    until(qtbot, lambda: window.actions_.undo.text() == "&Undo Delete Ops")
    settled(qtbot, window)
    os.kill(session.daemon_pid, signal.SIGSTOP)
    with beating():
        window.actions_.undo.trigger()
        until(qtbot, lambda: bool(offering(window)))
        click(qtbot, window.messages, "Cancel")
    os.kill(session.daemon_pid, signal.SIGCONT)
    settled(qtbot, window)
    assert nothing_is_there(services)
    assert window.actions_.undo.text() == "&Undo Delete Ops"


def test_copying_is_given_up_although_the_question_stands_open(
    qtbot: QtBot,
    window: MainWindow,
    services: Services,
    session: secret_service.SecretService,
    person: Prompter,
) -> None:
    ops_is_listed(qtbot, window, services)
    select_row(qtbot, table(window, "Integrations"), "Ops")
    settled(qtbot, window)
    session.lock()
    with beating():
        action(window, "Integration", "Duplicate").trigger()
        until(qtbot, person.asked.is_set, timeout=LONG)
        until(qtbot, lambda: bool(offering(window)))
        with stopwatch() as watch:
            click(qtbot, window.messages, "Cancel")
            until(qtbot, lambda: not offering(window))
        assert watch.seconds < CANCEL_S
    assert window.status.note_label.text() == "Ops was not copied."
    person.dismiss()
    settled(qtbot, window)
    assert [row.integration.name for row in services.views.integrations()] == ["Ops"]


FILE = """
version: 1
integrations:
  - {name: Ops, endpoint: "https://hipchat.example.com/v2", token_env: HIPADMIN_TEST_TOKEN}
"""


def given_up(qtbot: QtBot, person: Prompter, asking: QDialog, act: str) -> None:
    """Press ``act``, wait for the question, and cancel before anybody answers it."""
    with beating():
        press(qtbot, asking, act)
        until(qtbot, person.asked.is_set, timeout=LONG)
        until(qtbot, lambda: "The keyring may be asking on this screen." in texts(asking))
        with stopwatch() as watch:
            press(qtbot, asking, "Cancel")
            until(qtbot, lambda: "It was cancelled, and nothing has changed." in texts(asking))
        assert watch.seconds < CANCEL_S
    assert button(asking, act).isEnabled()


def test_an_import_is_given_up_although_the_question_stands_open(
    qtbot: QtBot,
    window: MainWindow,
    services: Services,
    session: secret_service.SecretService,
    person: Prompter,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HIPADMIN_TEST_TOKEN", TOKEN)
    file = tmp_path / "hipadmin.yaml"
    file.write_text(FILE, encoding="utf-8")
    assert window.context is not None
    Importer(window.context, window).preview(str(file))
    asking = dialog(qtbot, "Import")
    until(qtbot, lambda: button(asking, "Import").isEnabled(), timeout=LONG)
    session.lock()
    given_up(qtbot, person, asking, "Import")
    person.dismiss()
    settled(qtbot, window)
    assert nothing_is_there(services)
    opens_again(session)
    press(qtbot, asking, "Import")
    until(qtbot, lambda: no_dialog("Import"), timeout=LONG)
    [row] = services.views.integrations()
    assert services.tokens.reveal(row.integration.token_ref) == Secret(TOKEN)


def test_restoring_is_given_up_although_the_question_stands_open(
    qtbot: QtBot,
    window: MainWindow,
    services: Services,
    session: secret_service.SecretService,
    person: Prompter,
) -> None:
    row = add_integration(services, "Ops", "1", room_tokens={"1": TOKEN})
    services.backups.make()
    services.integrations.delete(row.id, row.version)
    action(window, "File", "Restore a backup").trigger()
    asking = dialog(qtbot, "Restore a backup")
    until(qtbot, lambda: button(asking, "Restore").isEnabled(), timeout=LONG)
    session.lock()
    given_up(qtbot, person, asking, "Restore")
    person.dismiss()
    settled(qtbot, window)
    assert nothing_is_there(services)
    opens_again(session)
    press(qtbot, asking, "Restore")
    until(qtbot, lambda: no_dialog("Restore a backup"), timeout=LONG)
    assert [r.integration.name for r in services.views.integrations()] == ["Ops"]
