"""The field Room URL by itself: no way of bringing a token in leaves a trace of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from hipadmin.domain.room_address import RoomAddress
from hipadmin.gui.dialogs.room_url import RoomUrlEdit, holds_token, without_tokens
from hipadmin.gui.theme import Look

CANARY = "CanaryToken0123456789abcdefGHIJKLMNOPqrs"
CLEAN = "https://hipchat.example.com/v2/room/17/notification"
URL = f"{CLEAN}?auth_token={CANARY}"


@pytest.fixture
def edit(qtbot: QtBot, look: Look) -> RoomUrlEdit:
    edit = RoomUrlEdit(look)
    qtbot.addWidget(edit)
    edit.show()
    edit.setFocus()
    return edit


@pytest.fixture
def taken(edit: RoomUrlEdit) -> list[RoomAddress]:
    found: list[RoomAddress] = []
    edit.took.connect(found.append)
    return found


@pytest.mark.parametrize(
    "text",
    [
        URL,
        f"auth_token={CANARY}",
        f"AUTH_TOKEN={CANARY}&x=1",
        f"curl -H 'Authorization: Bearer {CANARY}' x",
        f"curl --oauth2-bearer {CANARY} x",
        f'{{"auth_token": "{CANARY}"}}',
    ],
)
def test_tokens_are_recognised_and_taken_out(text: str) -> None:
    assert holds_token(text)
    assert CANARY not in without_tokens(text)


def test_what_holds_none_is_left_alone() -> None:
    assert not holds_token(CLEAN)
    assert without_tokens(CLEAN) == CLEAN


def test_typing_is_hidden_from_the_first_letter_of_a_token(
    qtbot: QtBot, edit: RoomUrlEdit, taken: list[RoomAddress]
) -> None:
    qtbot.keyClicks(edit, f"{CLEAN}?auth_token=")
    assert edit.echoMode() is QLineEdit.EchoMode.Normal
    qtbot.keyClicks(edit, CANARY)
    assert edit.echoMode() is QLineEdit.EchoMode.Password
    assert not taken
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert [(a.room, a.token) for a in taken] == [("17", CANARY)]
    assert (edit.displayText(), edit.isUndoAvailable()) == (CLEAN, False)


def test_hidden_typing_stays_hidden_until_it_is_gone(qtbot: QtBot, edit: RoomUrlEdit) -> None:
    qtbot.keyClicks(edit, "auth_token=ab")
    qtbot.keyClick(edit, Qt.Key.Key_Home)
    for _letter in "auth_token=":
        qtbot.keyClick(edit, Qt.Key.Key_Delete)
    assert edit.echoMode() is QLineEdit.EchoMode.Password
    edit.clear()
    assert edit.echoMode() is QLineEdit.EchoMode.Normal


def test_a_bare_token_is_covered_however_it_came(qtbot: QtBot, edit: RoomUrlEdit) -> None:
    QGuiApplication.clipboard().setText(CANARY)
    qtbot.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert edit.text() == CANARY
    assert CANARY not in edit.displayText()
    edit.clear()
    qtbot.keyClicks(edit, CANARY)
    assert CANARY not in edit.displayText()


def test_a_token_pasted_at_the_end_of_a_typed_address_is_taken(
    qtbot: QtBot, edit: RoomUrlEdit, taken: list[RoomAddress]
) -> None:
    qtbot.keyClicks(edit, f"{CLEAN}?auth_token=")
    QGuiApplication.clipboard().setText(CANARY)
    qtbot.keyClick(edit, Qt.Key.Key_Insert, Qt.KeyboardModifier.ShiftModifier)
    assert [a.token for a in taken] == [CANARY]
    assert edit.text() == CLEAN


def test_an_input_method_commits_a_whole_address(
    edit: RoomUrlEdit, taken: list[RoomAddress]
) -> None:
    event = QInputMethodEvent()
    event.setCommitString(URL)
    edit.inputMethodEvent(event)
    assert [a.token for a in taken] == [CANARY]
    assert edit.text() == CLEAN


def test_each_address_is_taken_once(
    qtbot: QtBot, edit: RoomUrlEdit, taken: list[RoomAddress]
) -> None:
    edit.setText(URL)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert not edit.settle()
    assert len(taken) == 1


def test_enter_on_a_settled_field_is_left_to_the_dialog(qtbot: QtBot, edit: RoomUrlEdit) -> None:
    with qtbot.waitSignal(edit.returnPressed):
        qtbot.keyClick(edit, Qt.Key.Key_Return)


def test_pasting_nothing_changes_nothing(qtbot: QtBot, edit: RoomUrlEdit) -> None:
    edit.setText(CLEAN)
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert edit.text() == CLEAN
