"""Says whether a page or a dialog is on its way that is built in several turns before it opens."""

from PySide6.QtWidgets import QApplication

from hipadmin.gui.widgets.built_dialog import BuiltDialog
from hipadmin.gui.window import MainWindow


def is_one_coming() -> bool:
    """Whether a page is still to be shown, or a dialog being built."""
    tops = QApplication.topLevelWidgets()
    if any(top.places.is_one_coming for top in tops if isinstance(top, MainWindow)):
        return True
    return any(top.is_being_built for top in tops if isinstance(top, BuiltDialog))
