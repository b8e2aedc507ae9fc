"""How a source sends its events, in four ways, to be copied."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.read_text import ReadText
from hipadmin.gui.widgets.tab_words import TabWords
from hipadmin.services.intake.source_snippets import KEY, Target, Way, snippet

HEIGHT = 168


class SourceSnippets(QWidget):
    """Tabs of ways over the text of one; the key is in none of them."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._target: Target | None = None
        self.ways = TabWords(look, self.tr("How it is sent"), height=36)
        for way in Way:
            self.ways.addTab(self._name(way))
        self.text = ReadText(look, self.tr("Snippet"))
        self.copy_button = standard(look, self.tr("Copy snippet"), Icon.COPY)
        self._build()
        self.ways.currentChanged.connect(self._show)
        self.copy_button.clicked.connect(self._on_copy_clicked)

    def _name(self, way: Way) -> str:
        return {
            Way.CURL: self.tr("curl"),
            Way.PYTHON: self.tr("Python"),
            Way.SHELL: self.tr("Build script"),
            Way.NOTIFY: self.tr("hipadmin notify"),
        }[way]

    def _build(self) -> None:
        px = self.look.px
        self.text.setFixedHeight(px(HEIGHT))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        head = QHBoxLayout()
        head.addWidget(self.ways)
        head.addStretch(1)
        head.addWidget(self.copy_button)
        note = self.tr("The key is read from the variable {name}.").format(name=KEY)
        self._note = Label(self.look, note, FontRole.SMALL, "text2", wrap=True)
        self.steps = Label(self.look, "", FontRole.BODY, wrap=True)
        self.steps.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addLayout(head)
        column.addWidget(self.text)
        column.addWidget(self._note)
        column.addWidget(self.steps)

    def show_target(self, target: Target) -> None:
        """Show how events are sent there."""
        self._target = target
        self._show()
        self._turn(to_steps=False)

    def show_steps(self, steps: str) -> None:
        """Show in words how another system is set up, in place of the ways."""
        self.steps.set_text(steps)
        self._turn(to_steps=True)

    def _turn(self, *, to_steps: bool) -> None:
        self.steps.setVisible(to_steps)
        for part in (self.ways, self.copy_button, self.text, self._note):
            part.setVisible(not to_steps)

    @Slot()
    def _show(self) -> None:
        if self._target is not None:
            self.text.setPlainText(snippet(tuple(Way)[self.ways.currentIndex()], self._target))

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
