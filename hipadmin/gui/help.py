"""F1: which page of Help belongs to what a person is looking at."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from hipadmin.gui.theme import Look

if TYPE_CHECKING:
    from hipadmin.gui.dialogs.help_view import HelpView

START = "start"
TOPICS = (
    *(START, "integrations", "integration", "test", "delete", "subscriptions"),
    *(
        "room-notifications",
        "room-notification",
        "policy",
        "activity",
        "alerts",
        "audit-log",
        "preferences",
        "moving",
    ),
    *("sandbox", "room-view", "trouble"),
)
"""Files in ``resources/help``, in the order in which they are offered."""

_PROPERTY = "help_topic"
_BY_CLASS = {
    "FirstRun": START,
    "NotOpened": "trouble",
    "IntegrationsPage": "integrations",
    "IntegrationDialog": "integration",
    "TokensDialog": "integration",
    "BrowseRooms": "integration",
    "RoomPrompt": "test",
    "ComposeDialog": "test",
    "DeleteRefused": "delete",
    "SubscriptionsPage": "subscriptions",
    "SubscriptionDialog": "subscriptions",
    "ActivityPage": "activity",
    "AlertsPage": "alerts",
    "AssignDialog": "alerts",
    "ConnectSource": "activity",
    "DashboardPage": "room-notifications",
    "RoomNotificationDialog": "room-notification",
    "PolicyEditor": "policy",
    "AuditLogPage": "audit-log",
    "PreferencesPage": "preferences",
    "ImportDialog": "moving",
    "ExportDone": "moving",
    "RestoreDialog": "moving",
    "SandboxBand": "sandbox",
    "RoomView": "room-view",
    "LogView": "trouble",
    "DiagnosticsDialog": "trouble",
    "CrashReportDialog": "trouble",
}
"""By name, so that nothing is loaded only to be compared."""


def belongs_to(widget: QWidget, topic: str) -> None:
    """Let F1 in ``widget``, and below it, open ``topic``."""
    widget.setProperty(_PROPERTY, topic)


def topic_of(widget: QWidget | None) -> str:
    """The topic of ``widget`` or of what it stands in; a question's is that of its window."""
    while widget is not None:
        topic = widget.property(_PROPERTY) or _BY_CLASS.get(type(widget).__name__)
        if topic:
            return str(topic)
        widget = _above(widget)
    return START


def _above(widget: QWidget) -> QWidget | None:
    parent = widget.parentWidget()
    # a dialog stands before what has the focus in the window below it
    is_over = isinstance(widget, QDialog) and parent is not None
    return (parent.window().focusWidget() or parent) if is_over and parent else parent


def show_help(look: Look, window: QWidget) -> "HelpView":
    """Open Help beside ``window``, at what its focus is in."""
    from hipadmin.gui.dialogs.help_view import HelpView  # opened once in a while

    view = HelpView(look, topic_of(window.focusWidget() or window), window)
    view.show()
    return view
