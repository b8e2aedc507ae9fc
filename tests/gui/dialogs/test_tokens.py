"""The dialog Tokens, over the real sandbox."""

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from hipadmin.domain.integration import KEEP, IntegrationDraft, RoomDraft, TokenEdit
from hipadmin.domain.token import Secret
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.tokens import TokensDialog
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration, messages_in
from tests.gui.find import button, click, select_row, shown, table, texts, until
from tests.gui.find import dialog as dialog_called
from tests.gui.integration_dialog import (
    CANARY,
    closed,
    enter,
    everything_said,
    opened,
    press,
)
from tests.stopwatch import within

if TYPE_CHECKING:
    from hipadmin.sandbox.server import Sandbox


def test_each_token_is_told_with_what_mends_it(
    qtbot: QtBot, context: Context, services: Services, sandbox: "Sandbox"
) -> None:
    own = {"1": sandbox.tokens.rooms[1], "2": CANARY}
    integration = add_integration(
        services,
        "Ops",
        *("1", "2"),
        endpoint=sandbox.url,
        token=sandbox.tokens.user,
        room_tokens=own,
    )
    led, edited = list[QUrl](), list[str]()
    dialog = TokensDialog(context, integration, None, opener=led.append)
    dialog.edit_asked.connect(edited.append)
    dialog.open()
    tokens = table(dialog, "Tokens")
    until(qtbot, lambda: tokens.model().rowCount() == 3)
    assert shown(tokens, "Token of 1", "Status") == "not checked"

    click(qtbot, dialog, "Check tokens")
    until(qtbot, lambda: shown(tokens, "Token of 2", "Status") == "not valid")
    until(qtbot, lambda: shown(tokens, "Token of 1", "Status") == "may post")
    until(qtbot, lambda: shown(tokens, "Access token", "Status") == "may post")
    until(qtbot, lambda: not context.jobs.busy)
    assert shown(tokens, "Token of 1", "What it is").startswith("Room token “")
    whose = "User token “Sandbox user” of Robin Reed"
    assert shown(tokens, "Access token", "What it is") == whose
    select_row(qtbot, tokens, "Token of 1")
    assert "A room token may post and nothing else." in texts(dialog)
    assert "It has send_notification." in texts(dialog)
    assert "Room token “Builds alerts” of room Builds. A room token" in texts(dialog)
    click(qtbot, dialog, "Open the page for tokens")
    home = sandbox.url.removesuffix("/v2")
    select_row(qtbot, tokens, "Access token")
    click(qtbot, dialog, "Open the page for tokens")
    assert [url.toString() for url in led] == [f"{home}/rooms/tokens/1", f"{home}/account/api"]
    assert CANARY not in everything_said(dialog)
    click(qtbot, dialog, "Edit integration")
    assert edited == [integration.id]
    until(qtbot, lambda: not shiboken6.isValid(dialog))


def test_a_token_is_revoked_after_its_users_were_named(
    qtbot: QtBot, context: Context, services: Services, sandbox: "Sandbox"
) -> None:
    value, url = sandbox.tokens.rooms[1], sandbox.url
    ops = add_integration(services, "Ops", "1", endpoint=url, token="", room_tokens={"1": value})
    add_integration(services, "Deploys", "1", endpoint=url, token=value)
    tokens_dialog = TokensDialog(context, ops, None)
    tokens_dialog.open()
    tokens = table(tokens_dialog, "Tokens")
    until(qtbot, lambda: tokens.model().rowCount() == 1)

    click(qtbot, tokens_dialog, "Revoke token…")
    question = dialog_called(qtbot, "Revoke token")
    assert button(question, "Cancel").hasFocus()
    assert "Deploys: Access token\n•  Ops: 1" in texts(question)
    click(qtbot, question, "Cancel")
    until(qtbot, lambda: not context.jobs.busy)
    assert sandbox.state.find_token(value) is not None

    click(qtbot, tokens_dialog, "Revoke token…")
    click(qtbot, dialog_called(qtbot, "Revoke token"), "Revoke token")
    until(qtbot, lambda: "Token of 1 is revoked." in tokens_dialog.strip.text)
    until(qtbot, lambda: shown(tokens, "Token of 1", "Status") == "Token needed")
    assert sandbox.state.find_token(value) is None
    assert not button(tokens_dialog, "Revoke token…").isEnabled()
    assert value not in everything_said(tokens_dialog)
    click(qtbot, tokens_dialog, "Close")
    until(qtbot, lambda: not shiboken6.isValid(tokens_dialog) and not context.jobs.busy)


def test_a_draft_is_told_what_its_token_is_and_nothing_is_sent(
    qtbot: QtBot, context: Context, sandbox: "Sandbox"
) -> None:
    adding = opened(qtbot, context)
    enter(qtbot, adding, "Access token", sandbox.tokens.user)
    press(qtbot, adding, "Check token")
    until(qtbot, lambda: "The token is valid. Nothing was sent." in adding.strip.text)
    assert "User token “Sandbox user” of Robin Reed, may send notifications" in texts(adding)
    enter(qtbot, adding, "Access token", CANARY)
    press(qtbot, adding, "Check token")
    until(qtbot, lambda: "Token not confirmed." in adding.strip.text)
    assert CANARY not in everything_said(adding)

    press(qtbot, adding, "Add room")
    enter(qtbot, adding, "Room ID or name", "1")
    assert adding.form.rooms.panel.check_link.isHidden(), "it has none of its own"
    enter(qtbot, adding, "Room token", sandbox.tokens.rooms[1])
    press(qtbot, adding, "Check room token")
    until(qtbot, lambda: "The token is valid. Nothing was sent." in adding.strip.text)
    assert "Room token “Builds alerts” of room Builds" in texts(adding)
    assert adding.editing.rooms[0].known_name == "Builds"
    assert adding.editing.account is None, "of the access token nothing was told"
    enter(qtbot, adding, "Room token", CANARY)
    assert "Room token “Builds alerts”" not in texts(adding)
    press(qtbot, adding, "Check room token")
    until(qtbot, lambda: "Token not confirmed." in adding.strip.text)
    assert CANARY not in everything_said(adding)
    assert messages_in(sandbox) == []
    closed(qtbot, adding)


def test_a_deleted_integration_is_told_and_what_cannot_work_is_off(
    qtbot: QtBot, context: Context, services: Services, other: Services, sandbox: "Sandbox"
) -> None:
    ops = add_integration(services, "Ops", "1", endpoint=sandbox.url, token=sandbox.tokens.user)
    dialog = TokensDialog(context, ops, None)
    dialog.open()
    tokens = table(dialog, "Tokens")
    until(qtbot, lambda: tokens.model().rowCount() == 1)
    acts = [button(dialog, name) for name in ("Check tokens", "Revoke token…", "Edit integration")]
    assert all(act.isEnabled() for act in acts)

    other.integrations.delete(ops.id, ops.version)
    within(qtbot, 2.0, lambda: "Deleted meanwhile. “Ops” was deleted by" in texts(dialog))
    assert not any(act.isEnabled() for act in acts)
    assert "It was deleted meanwhile." in texts(dialog)

    other.undo.undo()
    until(qtbot, lambda: all(act.isEnabled() for act in acts))
    assert "Deleted meanwhile." not in texts(dialog)
    click(qtbot, dialog, "Close")
    until(qtbot, lambda: not shiboken6.isValid(dialog) and not context.jobs.busy)


def test_an_integration_that_was_gone_before_the_dialog_opened_is_told(
    qtbot: QtBot, context: Context, services: Services
) -> None:
    ops = add_integration(services, "Ops", "1")
    services.integrations.delete(ops.id, ops.version)
    dialog = TokensDialog(context, ops, None)
    dialog.open()
    until(qtbot, lambda: "Deleted meanwhile." in texts(dialog))
    assert not button(dialog, "Edit integration").isEnabled()
    dialog.leave()
    until(qtbot, lambda: not shiboken6.isValid(dialog) and not context.jobs.busy)


def test_the_tokens_follow_what_somebody_else_edits(
    qtbot: QtBot, context: Context, services: Services, other: Services, sandbox: "Sandbox"
) -> None:
    ops = add_integration(services, "Ops", "1", endpoint=sandbox.url, token=CANARY)
    dialog = TokensDialog(context, ops, None)
    dialog.open()
    tokens = table(dialog, "Tokens")
    until(qtbot, lambda: tokens.model().rowCount() == 1)
    click(qtbot, dialog, "Check tokens")
    until(qtbot, lambda: shown(tokens, "Access token", "Status") == "not valid")

    own = TokenEdit.to(Secret(sandbox.tokens.rooms[1]))
    rooms = (RoomDraft("1", own, id=ops.rooms[0].id),)
    edited = IntegrationDraft("Builds", sandbox.url, KEEP, rooms)
    other.integrations.edit(ops.id, ops.version, edited)
    until(qtbot, lambda: tokens.model().rowCount() == 2)
    assert dialog.windowTitle() == dialog.accessibleName() == "Tokens of Builds"
    assert shown(tokens, "Access token", "Status") == "not valid", "it is the same token"
    click(qtbot, dialog, "Check tokens")
    until(qtbot, lambda: shown(tokens, "Token of 1", "Status") == "may post")
    dialog.leave()
    until(qtbot, lambda: not shiboken6.isValid(dialog) and not context.jobs.busy)
