"""A menu about one row of a table in a card, and the button **Test** with what stands beside it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QWidget

from hipadmin.gui.look.icons import Icon, icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.menu import PopupMenu
from hipadmin.gui.widgets.split_button import SplitButton

translate = QCoreApplication.translate

Entry = tuple[str, Icon, Callable[[], object]]


def show_row_menu(table: QWidget, spot: QPoint, entries: Sequence[Entry]) -> None:
    """Show a menu about the current row of ``table`` at a global place."""
    menu = PopupMenu(table.accessibleName(), table)
    for text, sign, run in entries:
        menu.addAction(icon(sign), text).triggered.connect(lambda _checked, run=run: run())
    menu.popup(spot)


def test_words() -> str:
    """The label of what sends the test message."""
    return translate("Integrations", "Test")


def message_words() -> str:
    """The label of what opens the composer."""
    return translate("Integrations", "Send a test message…")


def room_view_words() -> str:
    """The label of what opens a room view."""
    return translate("Integrations", "Open room view")


def test_button(look: Look, compose: Callable[[], object]) -> SplitButton:
    """Make **Test**; its menu opens the composer."""
    more = translate("Integrations", "More ways to test")
    button = SplitButton(look, translate("Integrations", "&Test"), Icon.SEND, more)
    button.add_entry(message_words(), Icon.PENCIL, compose)
    return button
