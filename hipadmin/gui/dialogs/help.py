"""Help: the keyboard shortcuts, and what this program is."""

import platform
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSysInfo, qVersion
from PySide6.QtWidgets import QGridLayout, QWidget

from hipadmin import __version__
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.labels import Label

translate = QCoreApplication.translate


class _Told(DialogFrame):
    """A dialog that only tells; Close is all it has."""

    def __init__(self, look: Look, title: str, parent: QWidget | None) -> None:
        super().__init__(look, title, width=560, parent=parent)
        self.close_button = standard(look, translate("Help", "Close"))
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.leave)
        self.footer.add_right(self.close_button)
        self.close_button.setFocus()

    def add_pairs(self, pairs: Sequence[tuple[str, str]], role: FontRole) -> None:
        """Show pairs of words, the first ones in the font of ``role``."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.look.px(24))
        grid.setVerticalSpacing(self.look.px(8))
        grid.setColumnStretch(1, 1)
        for row, (left, right) in enumerate(pairs):
            grid.addWidget(Label(self.look, left, role), row, 0)
            grid.addWidget(Label(self.look, right, FontRole.BODY, "text2", wrap=True), row, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)


class KeysDialog(_Told):
    """Every keyboard shortcut."""

    def __init__(
        self, look: Look, keys: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, translate("Help", "Keyboard shortcuts"), parent)
        self.add_pairs(keys, FontRole.NAME)


class AboutDialog(_Told):
    """Name, purpose and versions."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, translate("Help", "About hipadmin"), parent)
        self.body.addWidget(Label(look, f"hipadmin {__version__}", FontRole.OBJECT_TITLE))
        text = translate(
            "Help",
            "Says which systems may post into which HipChat rooms, and shows at once whether "
            "it works. Free software under the MIT licence.",
        )
        self.body.addWidget(Label(look, text, FontRole.BODY, "text2", wrap=True))
        versions = (
            ("Python", platform.python_version()),
            ("Qt", qVersion() or ""),
            (translate("Help", "System"), QSysInfo.prettyProductName()),
        )
        self.add_pairs(versions, FontRole.NAME)
