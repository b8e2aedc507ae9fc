"""The card under a message that did not get through."""

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.gui.delegates.paint import rounded
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.activity_trouble import Trouble
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import link, standard
from hipadmin.gui.widgets.icon_view import IconView
from hipadmin.gui.widgets.labels import Label


class ReasonBlock(QWidget):
    """Bold what is wrong, then why, then what helps.

    Signals:
        token_asked, resend_asked, retry_asked: the button of that meaning was pressed.
    """

    token_asked = Signal()
    resend_asked = Signal()
    retry_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._details = ""
        self.what = Label(look, "", FontRole.SECTION, wrap=True)
        self.why = Label(look, "", FontRole.BODY, "text2", wrap=True)
        self.token_button = standard(look, self.tr("Enter a new token"), Icon.KEY)
        self.address_button = standard(look, self.tr("Edit integration"), Icon.PENCIL)
        self.resend_button = standard(look, self.tr("Resend"), Icon.RETRY)
        self.retry_button = standard(look, self.tr("Try again"), Icon.RETRY)
        self.copy_button = link(look, self.tr("Copy details"))
        self._build()
        self.token_button.clicked.connect(self.token_asked)
        self.address_button.clicked.connect(self.token_asked)
        self.resend_button.clicked.connect(self.resend_asked)
        self.retry_button.clicked.connect(self.retry_asked)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.hide()

    def _build(self) -> None:
        px = self.look.px
        head = QHBoxLayout()
        head.setSpacing(px(8))
        mark = IconView(self.look, Icon.X_CIRCLE, "danger")
        head.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(px(8))
        words.addWidget(self.what)
        words.addWidget(self.why)
        words.addLayout(self._buttons())
        head.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(12))
        column.addLayout(head)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(8))
        buttons = (self.token_button, self.address_button, self.resend_button, self.retry_button)
        for button in (*buttons, self.copy_button):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def show_trouble(self, trouble: Trouble) -> None:
        """Say this, with the remedies that help."""
        self._details = trouble.details
        self.what.set_text(trouble.what)
        self.why.set_text(trouble.why)
        self.why.setVisible(bool(trouble.why))
        self.token_button.setVisible(trouble.token)
        self.address_button.setVisible(trouble.address)
        self.resend_button.setVisible(trouble.resend)
        self.retry_button.setVisible(trouble.retry)

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._details)

    def hasHeightForWidth(self) -> bool:
        """Its words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height for all words and buttons."""
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint card and danger bar."""
        painter, look = QPainter(self), self.look
        rect = QRectF(self.rect())
        fill, edge = look.color("base"), look.color("line")
        rounded(painter, rect, look.px(8), fill=fill, border=edge, width=look.hair)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        bar, inset = look.px(3), look.px(8)
        left = self.width() - bar if rtl else 0
        painter.fillRect(left, inset, bar, self.height() - 2 * inset, look.color("danger"))
        painter.end()
