"""Help: short pages in the window's words, shipped with the program."""

from PySide6.QtCore import QCoreApplication, Qt, QUrl, Slot
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextFrameFormat
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QWidget

from hipadmin.assets import read_text
from hipadmin.gui.help import START, TOPICS
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import ghost, standard
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.fields import ComboBox
from hipadmin.gui.widgets.labels import Label

translate = QCoreApplication.translate

WIDTH, HEIGHT = 680, 560
LANGUAGE = "en"


class HelpView(DialogFrame):
    """Shows one topic at a time, beside the window that asked; it blocks nothing."""

    def __init__(self, look: Look, topic: str, parent: QWidget | None = None) -> None:
        title = translate("Help", "Help")
        super().__init__(look, title, width=WIDTH, min_height=HEIGHT, parent=parent)
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._before: list[str] = []
        self._topic = START
        self.topics = ComboBox(look)
        self.back = ghost(look, self.tr("&Back"), Icon.UNDO)
        self.page = _Page(look, self)
        self._arrange()
        self._connect()
        self._go(topic if topic in TOPICS else START)
        self.page.setFocus()

    @property
    def topic(self) -> str:
        """The topic shown."""
        return self._topic

    def _arrange(self) -> None:
        px = self.look.px
        for name in TOPICS:
            self.topics.addItem(_title(name), name)
        label = Label(self.look, self.tr("&Topic"), FontRole.BODY, "text2")
        label.setBuddy(self.topics)
        self.topics.setAccessibleName(self.tr("Topic"))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        for widget in (label, self.topics):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.back)
        self.page.setAccessibleName(self.windowTitle())
        self.body.addLayout(row)
        self.body.addWidget(self.page, 1)
        self.close_button = standard(self.look, self.tr("Close"))
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.leave)
        self.footer.add_right(self.close_button)

    def _connect(self) -> None:
        self.topics.activated.connect(self._on_topic_chosen)
        self.page.anchorClicked.connect(self._on_link_followed)
        self.back.clicked.connect(self._on_back_clicked)

    def _go(self, topic: str) -> None:
        self._topic = topic
        self.topics.setCurrentIndex(TOPICS.index(topic))
        self.page.show_text(_text(topic))
        self.back.setEnabled(bool(self._before))

    @Slot(int)
    def _on_topic_chosen(self, at: int) -> None:
        self._follow(TOPICS[at])

    @Slot(QUrl)
    def _on_link_followed(self, url: QUrl) -> None:
        if url.toString() in TOPICS:
            self._follow(url.toString())

    def _follow(self, topic: str) -> None:
        if topic != self._topic:
            self._before.append(self._topic)
            self._go(topic)

    @Slot()
    def _on_back_clicked(self) -> None:
        self._go(self._before.pop())
        self.page.setFocus()


class _Page(QTextBrowser):
    """Shows Markdown and loads nothing."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._shown = ""
        self.setOpenLinks(False)
        self.setTabChangesFocus(False)
        self.setMinimumHeight(look.px(160))
        look.changed.connect(self._dress)
        self._dress()

    def show_text(self, text: str) -> None:
        """Show a topic from its beginning."""
        self._shown = text
        self.setMarkdown(text)
        self._breathe()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _dress(self) -> None:
        self.setFont(self.look.font(FontRole.BODY))
        self.show_text(self._shown)

    def _breathe(self) -> None:
        title = QTextCursor(self.document().firstBlock())
        title.select(QTextCursor.SelectionType.BlockUnderCursor)
        size = QTextCharFormat()
        size.setFont(self.look.font(FontRole.PAGE_TITLE))
        title.mergeCharFormat(size)
        frame = self.document().rootFrame()
        room: QTextFrameFormat = frame.frameFormat()
        room.setMargin(self.look.px(8))
        frame.setFrameFormat(room)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Load nothing: the pages need nothing."""
        return None


def _text(topic: str) -> str:
    return read_text("help", LANGUAGE, f"{topic}.md")


def _title(topic: str) -> str:
    first = _text(topic).splitlines()[0]
    return first.removeprefix("# ")
