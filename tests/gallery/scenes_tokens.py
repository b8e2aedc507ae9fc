"""What is asked of tokens: the rooms they see, what they may do."""

import time

from PySide6.QtWidgets import QWidget

from hipadmin.gui.dialogs.browse_rooms import BrowseRooms
from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.gui.dialogs.tokens import TokensDialog
from hipadmin.gui.widgets.dialog_frame import Question
from tests.gallery.scene import House, Scene, scenes
from tests.gallery.stage import Stage, until
from tests.gui.fill import add_integration

TOPICS = (
    "Every build of every branch, and who broke it",
    "Alerts and who looks after them",
    "",
    "What goes out this week",
    "Lunch",
    "Ask here before you touch the load balancers; somebody is always about",
)


def browse_rooms(stage: Stage) -> QWidget:
    _furnish(stage)
    browse = _browse(stage, stage.sandbox.tokens.user)
    browse.archived.setChecked(True)
    until(lambda: any(c.isdigit() for c in browse.progress_label.text()), "archived rooms too")
    stage.settle()
    browse.table.select_positions([2, 3])
    for position in (2, 5):
        browse.table.toggle_requested.emit(browse.table.model().index(position, 0))
    browse.table.setFocus()
    stage.settle()
    return browse


def browse_rooms_filtered(stage: Stage) -> QWidget:
    browse = _browse(stage, stage.sandbox.tokens.user)
    until(lambda: any(c.isdigit() for c in browse.progress_label.text()), "the rooms")
    browse.search.setText("nobody calls a room this")
    stage.settle()
    return browse


def browse_rooms_refused(stage: Stage) -> QWidget:
    browse = _browse(stage, stage.sandbox.tokens.rooms[1])
    until(lambda: bool(browse.strip.text), "why it may not")
    stage.settle()
    return browse


def add_integration_token_checked(stage: Stage) -> QWidget:
    dialog = stage.show(IntegrationDialog(stage.context, stage.window))
    stage.field(dialog, "API endpoint").setText(stage.sandbox.url)
    stage.field(dialog, "Access token").setText(stage.sandbox.tokens.user)
    stage.button(dialog, "Check token").click()
    until(lambda: dialog.editing.account is not None, "what the token is")
    stage.settle()
    return dialog


def add_integration_room_token_checked(stage: Stage) -> QWidget:
    dialog = stage.show(IntegrationDialog(stage.context, stage.window))
    token = stage.sandbox.tokens.rooms[1]
    dialog.form.url_edit.take_text(f"{stage.sandbox.url}/room/1/notification?auth_token={token}")
    stage.button(dialog, "Check room token").click()
    until(lambda: dialog.editing.rooms[0].info is not None, "what the token is")
    stage.settle()
    return dialog


def tokens(stage: Stage) -> QWidget:
    own = {"1": stage.sandbox.tokens.rooms[1], "2": "Ab1" * 13 + "x"}
    integration = add_integration(
        stage.services,
        f"Everything {time.monotonic_ns()}",
        *("1", "2", "3"),
        endpoint=stage.sandbox.url,
        token=stage.sandbox.tokens.user,
        room_tokens=own,
    )
    dialog = stage.show(TokensDialog(stage.context, integration, stage.window))
    dialog.check()
    stage.settle()
    stage.services.integrations.delete(integration.id, integration.version)
    return dialog


def revoke_token(stage: Stage) -> QWidget:
    value, names = stage.sandbox.tokens.rooms[1], ("Nightly builds", "Pages of the night shift")
    added = [
        add_integration(
            stage.services, name, "1", endpoint=stage.sandbox.url, room_tokens={"1": value}
        )
        for name in names
    ]
    dialog = stage.show(TokensDialog(stage.context, added[0], stage.window))
    dialog.table.select_positions([1])
    dialog.revoke_button.click()
    question = stage.opened(Question)
    for each in added:
        stage.services.integrations.delete(each.id, each.version)
    return question


def _furnish(stage: Stage) -> None:
    state = stage.sandbox.state
    [owner, *_] = state.people()
    if len(state.rooms()) > 10:
        return
    for number in range(24):
        archived, private = number % 9 == 4, number % 5 == 2
        state.add_room(
            f"Project {number + 1}: {'rollout' if number % 2 else 'planning'}",
            owner,
            topic=TOPICS[number % len(TOPICS)],
            privacy="private" if private else "public",
            is_archived=archived,
        )


def _browse(stage: Stage, token: str) -> BrowseRooms:
    dialog = stage.show(IntegrationDialog(stage.context, stage.window))
    stage.field(dialog, "API endpoint").setText(stage.sandbox.url)
    stage.field(dialog, "Access token").setText(token)
    stage.button(dialog, "Add room").click()
    stage.field(dialog, "Room ID or name").setText("1")
    stage.button(dialog, "Browse rooms…").click()
    return stage.opened(BrowseRooms)


TOKENS: tuple[Scene, ...] = scenes(
    House.FILLED,
    browse_rooms,
    browse_rooms_filtered,
    browse_rooms_refused,
    tokens,
    revoke_token,
    add_integration_token_checked,
    add_integration_room_token_checked,
)
