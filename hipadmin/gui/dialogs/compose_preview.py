"""What a composed message will look like in the room, and the request that sends it."""

from datetime import UTC, datetime

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.room_address import RoomAddressError
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.read_text import ReadText
from hipadmin.gui.widgets.surface import Stack, Surface
from hipadmin.gui.widgets.tab_words import TabWords
from hipadmin.gui.windows.transcript import Transcript
from hipadmin.hipchat.cards import CardError
from hipadmin.hipchat.errors import MessageRejected
from hipadmin.hipchat.request_text import NotificationRequest, notification_request
from hipadmin.services.rooms.composing import MessageDraft, preview
from hipadmin.services.rooms.targets import Target


class ComposePreview(Surface):
    """Two tabs: **Preview** and **Request**."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "base", "left", parent)
        self.tabs = TabWords(look, self.tr("What is sent"), height=36)
        self.tabs.addTab(self.tr("Preview"))
        self.tabs.addTab(self.tr("Request"))
        self.transcript = Transcript(look)
        self.transcript.setAccessibleName(self.tr("Preview of the message"))
        self.request = ReadText(look, self.tr("Request"))
        self.note = Label(look, "", FontRole.SMALL, "text2", wrap=True)
        self.curl_button = standard(look, self.tr("Copy as curl"), Icon.COPY)
        self.json_button = standard(look, self.tr("Copy JSON"), Icon.COPY)
        self._request: NotificationRequest | None = None
        self._build()
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.curl_button.clicked.connect(self._on_curl_clicked)
        self.json_button.clicked.connect(self._on_json_clicked)

    def _build(self) -> None:
        px = self.look.px
        page = QWidget()
        inner = QVBoxLayout(page)
        inner.setContentsMargins(px(16), px(12), px(16), px(12))
        inner.setSpacing(px(8))
        inner.addWidget(self.request, 1)
        inner.addWidget(self.note)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.curl_button)
        row.addWidget(self.json_button)
        row.addStretch(1)
        inner.addLayout(row)
        self._stack = Stack()
        seen = QWidget()
        above = QVBoxLayout(seen)
        above.setContentsMargins(0, px(12), 0, 0)
        above.addWidget(self.transcript)
        self._stack.addWidget(seen)
        self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(self.look.hair, px(4), 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self._stack, 1)

    def show_message(self, draft: MessageDraft, label: str) -> None:
        """Show the message as the room would; ``label`` is the token's, the sender's first name."""
        self.transcript.show_only(preview(draft, label, datetime.now(UTC)))

    def show_request(self, request: NotificationRequest | None, note: str) -> None:
        """Show the request, or why there is none."""
        self._request = request
        text = request.text if request else ""
        if text != self.request.toPlainText():
            self.request.setPlainText(text)
        self.note.set_text(note)
        self.note.setVisible(bool(note))
        for button in (self.curl_button, self.json_button):
            button.setEnabled(request is not None)

    @Slot()
    def _on_curl_clicked(self) -> None:
        if self._request is not None:
            QGuiApplication.clipboard().setText(self._request.curl)

    @Slot()
    def _on_json_clicked(self) -> None:
        if self._request is not None:
            QGuiApplication.clipboard().setText(self._request.body.decode("ascii"))


def request_of(draft: MessageDraft, target: Target) -> NotificationRequest | None:
    """What would be asked of the server of ``target``; None while the message is not complete."""
    try:
        return notification_request(
            target.server.endpoint,
            target.room,
            draft.message(),
            ca_certificate=target.server.ca_certificate,
            proxy=target.server.proxy,
        )
    except (MessageRejected, CardError, RoomAddressError, HipadminError):
        return None
