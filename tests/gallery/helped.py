"""Whether F1 has something to say of what is shown."""

from PySide6.QtWidgets import QDialog, QMainWindow, QWidget

from hipadmin.assets import resource
from hipadmin.gui.dialogs.help import AboutDialog, KeysDialog
from hipadmin.gui.dialogs.help_view import HelpView
from hipadmin.gui.dialogs.topics import TopicDialog
from hipadmin.gui.help import START, topic_of
from hipadmin.gui.windows.room_view import RoomView

_EXPLAIN = (HelpView, KeysDialog, AboutDialog, TopicDialog)
"""What explains itself."""


def faults_of_help(window: QWidget) -> list[str]:
    """Say whether ``window`` has no topic of its own, or one without a page."""
    if not isinstance(window, QMainWindow | QDialog | RoomView) or isinstance(window, _EXPLAIN):
        return []
    topic = topic_of(window.focusWidget() or window)
    if not resource("help", "en", f"{topic}.md").is_file():
        return [f"there is no help called {topic}"]
    is_start = isinstance(window, QMainWindow) and topic == START
    return ["it has no help of its own"] if topic == START and not is_start else []
