"""A bar that says how far a long piece of work has come, with a button to stop it."""

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.icon_view import IconView
from hipadmin.gui.widgets.labels import ElidedLabel
from hipadmin.gui.widgets.rows import ThinProgress


class WorkBar(QWidget):
    """Looks like a message bar of the tone info; its texts change in place, so a focus stays.

    Signals:
        cancelled: the button was pressed.
    """

    cancelled = Signal()

    def __init__(self, look: Look, icon: Icon, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._name = name
        self.label = ElidedLabel(look, name)
        self.progress = ThinProgress(look, name)
        self.cancel_button = standard(look, self.tr("Cancel"), small=True)
        self.cancel_button.setProperty("onTone", True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._build(icon)
        self.cancel_button.clicked.connect(self.cancelled)
        self.hide()

    def _build(self, icon: Icon) -> None:
        px = self.look.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(24), px(8), px(16), px(8))
        row.setSpacing(px(10))
        row.addWidget(IconView(self.look, icon, Tone.INFO.token))
        row.addWidget(self.label)
        row.addWidget(self.progress)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        self.setMinimumHeight(px(44))

    def show_step(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` are done; a total of 0 says that nobody knows yet."""
        locale = QLocale()
        text = self.tr("{work}: {done} of {total}").format(
            work=self._name, done=locale.toString(done), total=locale.toString(total)
        )
        self.label.set_text(text if total else self._name)
        self.progress.show_step(done, total)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, tone bar and line."""
        look, rect = self.look, self.rect()
        painter = QPainter(self)
        painter.fillRect(rect, look.color(Tone.INFO.background))
        hair, bar = look.hair, look.px(3)
        painter.fillRect(0, rect.height() - hair, rect.width(), hair, look.color("line"))
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = rect.width() - bar if rtl else 0
        painter.fillRect(left, 0, bar, rect.height(), look.color(Tone.INFO.token))
        painter.end()
