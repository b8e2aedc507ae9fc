"""Says whether a dialog is on its way that is built in several turns before it opens."""

from PySide6.QtWidgets import QApplication

from hipadmin.gui.widgets.built_dialog import BuiltDialog


def is_one_coming() -> bool:
    """Whether a dialog is still being built."""
    dialogs = [top for top in QApplication.topLevelWidgets() if isinstance(top, BuiltDialog)]
    return any(dialog.is_being_built for dialog in dialogs)
