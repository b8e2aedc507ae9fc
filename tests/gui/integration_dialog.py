"""Opens the integration dialog and works in it as people do."""

import contextlib

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTableView, QWidget
from pytestqt.exceptions import TimeoutError as QtTimeoutError
from pytestqt.qtbot import QtBot

from hipadmin.domain.integration import Integration
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.gui.dialogs.token_help import Opener
from hipadmin.gui.widgets.message_bar import MessageBar
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration
from tests.gui.find import all_named, button, field

CANARY = "CanaryToken0123456789abcdefGHIJKLMNOPqrs"
assert len(CANARY) == 40
ROOM_TOKEN = "RoomToken0123456789abcdefGHIJKLMNOPqrstu"


@pytest.fixture
def integration(services: Services) -> Integration:
    """One with an account token, a room with its own and a room without."""
    return add_integration(
        services, "CI and images", "17", "Ops", token=CANARY, room_tokens={"17": ROOM_TOKEN}
    )


def stored(services: Services, integration: Integration) -> Integration:
    """The integration as it is kept now."""
    return services.store.read(lambda unit: unit.integrations.get(integration.id))


def token_of(services: Services, ref: str | None) -> str:
    """The token behind a reference, "" for none."""
    secret = services.tokens.reveal(ref)
    return secret.reveal() if secret else ""


def opened(
    qtbot: QtBot, context: Context, integration_id: str = "", opener: Opener | None = None
) -> IntegrationDialog:
    """Open the dialog and wait until it has read what it needs."""
    dialog = IntegrationDialog(context, None, integration_id, opener=opener)
    dialog.open()
    qtbot.waitUntil(lambda: not context.jobs.busy and dialog.body_widget.isEnabled())
    return dialog


def closed(qtbot: QtBot, dialog: IntegrationDialog) -> None:
    """Close without asking, and wait until nothing of it runs any more."""
    dialog.leave()
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog))


def enter(qtbot: QtBot, dialog: QWidget, name: str, text: str) -> QLineEdit:
    """Type ``text`` into a field instead of what stands there."""
    edit = field(dialog, name)
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    return edit


def paste(qtbot: QtBot, dialog: QWidget, name: str, text: str) -> QLineEdit:
    """Paste ``text`` into a field with the keyboard."""
    edit = field(dialog, name)
    edit.setFocus()
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    return edit


def tab(qtbot: QtBot, widget: QWidget) -> None:
    """Leave a field by Tab."""
    qtbot.keyClick(widget, Qt.Key.Key_Tab)


def press(qtbot: QtBot, root: QWidget, name: str) -> None:
    """Press a button with the keyboard; it need not be in sight.

    What a layout has just got is shown a turn later.
    """
    with contextlib.suppress(QtTimeoutError):
        qtbot.waitUntil(lambda: bool(all_named(root, name, QAbstractButton)))
    found: QAbstractButton = button(root, name)
    assert found.isEnabled(), f"“{name}” is disabled"
    found.setFocus()
    qtbot.keyClick(found, Qt.Key.Key_Space)


def column(view: QTableView, position: int) -> list[str]:
    """Give what stands in a column."""
    model = view.model()
    return [str(model.index(row, position).data()) for row in range(model.rowCount())]


def saved(qtbot: QtBot, dialog: IntegrationDialog) -> str:
    """Press Save, wait until it is stored, and give the id."""
    with qtbot.waitSignal(dialog.saved) as signal:
        press(qtbot, dialog, "Save")
    return str(signal.args[0])


def everything_said(root: QWidget) -> str:
    """Give every text a widget or its assistive twin holds: a token must not be among them."""
    facts: list[str] = []
    for widget in [root, *root.findChildren(QWidget)]:
        facts += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        facts += [widget.windowTitle(), widget.objectName(), widget.whatsThis()]
        if isinstance(widget, QLineEdit):
            facts += [widget.displayText(), widget.placeholderText()]
        elif isinstance(widget, QAbstractButton | QLabel):
            facts.append(widget.text())
        elif isinstance(widget, MessageBar):
            facts.append(widget.text)
        if isinstance(widget, QTableView):
            facts += _cells(widget)
    return "\n".join(facts)


def _cells(view: QTableView) -> list[str]:
    model, roles = view.model(), Qt.ItemDataRole
    wanted = (roles.DisplayRole, roles.ToolTipRole, roles.AccessibleTextRole)
    return [
        str(model.index(row, position).data(role) or "")
        for row in range(model.rowCount())
        for position in range(model.columnCount())
        for role in wanted
    ]
