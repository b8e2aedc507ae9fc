"""Qt's dialog for files in the look of the house; the desktop's own where it has one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from hipadmin.gui.theme import Look


class FileChooser(QFileDialog):
    """Asks for one file; ends with its answer."""

    def __init__(self, look: Look, parent: QWidget, title: str, folder: str = "") -> None:
        super().__init__(parent, title, folder)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look.dress_file_dialog(self)
