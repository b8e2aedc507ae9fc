"""The page that stands in the window while the profile could not be opened."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import Button, primary, standard
from hipadmin.gui.widgets.states import EmptyState

translate = QCoreApplication.translate


class WaysOut(NamedTuple):
    """What a person can do about it; None: that would not help."""

    quit: Callable[[], object]
    retry: Callable[[], object] | None = None
    restore: Callable[[], object] | None = None


class NotOpened(EmptyState):
    """Says why, with a button for each way out; `first` is the most helpful one."""

    def __init__(self, look: Look, text: str, ways: WaysOut) -> None:
        found: list[Button] = []
        if ways.restore is not None:
            words = translate("Restore", "Restore a backup…")
            found.append(_wired(primary(look, words, Icon.HISTORY), ways.restore))
        if ways.retry is not None:
            words = translate("MainWindow", "Try again")
            found.append(_wired(standard(look, words, Icon.RETRY), ways.retry))
        found.append(_wired(standard(look, translate("MainWindow", "Quit")), ways.quit))
        title = translate("MainWindow", "The database could not be opened")
        super().__init__(look, title, text, icons=(Icon.ALERT_CIRCLE,), buttons=found)
        self.first = found[0]


def _wired(button: Button, run: Callable[[], object]) -> Button:
    button.clicked.connect(lambda: run())
    return button
