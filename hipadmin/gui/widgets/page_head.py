"""The head of a page: title, count, filter, the one primary button."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Button
from hipadmin.gui.widgets.fields import SearchField
from hipadmin.gui.widgets.labels import ElidedLabel, Label
from hipadmin.gui.widgets.surface import Surface
from hipadmin.gui.widgets.turning import Turning

SHORT = len("1,234 of 5,000")
"""Letters of a count that are worth more than those of the hint in the filter field."""


class PageHead(Surface):
    """A line of 60 over a page, and a second one of 44 where a page narrows by more than words.

    Attributes:
        search: the filter field, None without ``filter_hint``.
        primary: the button, None without ``primary``.
        strip: the second line, None without ``strip``.
    """

    def __init__(
        self,
        look: Look,
        title: str,
        *,
        filter_hint: str = "",
        primary: Button | None = None,
        strip: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "base", "bottom", parent)
        self.title = Label(look, title, FontRole.PAGE_TITLE)
        self.count = ElidedLabel(look, "", FontRole.BODY, "text2")
        self.search = SearchField(look, filter_hint) if filter_hint else None
        self.primary = primary
        self.strip = strip
        self.extra = QHBoxLayout()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._build()

    def _build(self) -> None:
        px = self.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(14), px(24), px(14 if self.strip is None else 12))
        column.setSpacing(px(12))
        line = Turning(px(10))
        line.row.addLayout(self._words(), 1)
        line.row.addLayout(self._tools())
        column.addWidget(line)
        if self.strip is not None:
            column.addWidget(self.strip)

    def sizeHint(self) -> QSize:
        """Give the height of a head, or more where its tools stand below its words."""
        return super().sizeHint().expandedTo(QSize(0, self.look.px(60)))

    def _words(self) -> QHBoxLayout:
        words = QHBoxLayout()
        words.setSpacing(self.look.px(10))
        words.addWidget(self.title)
        words.addWidget(self.count)
        words.addStretch(1)
        return words

    def _tools(self) -> QHBoxLayout:
        tools = QHBoxLayout()
        tools.setSpacing(self.look.px(10))
        tools.addLayout(self.extra)
        for widget in (self.search, self.primary):
            if widget is not None:
                tools.addWidget(widget)
        tools.addStretch(0)  # below the words they begin where those do
        return tools

    def set_count(self, count: int | str | None, brief: str = "") -> None:
        """Show a number or a fact after the title ("8", "12 of 340"); ``brief`` where it is narrow.

        What is as short as these is never cut.
        """
        text = "" if count is None else str(count)
        self.count.set_text(text, brief or (text if len(text) <= SHORT else ""))

    def show_tools(self, shown: bool) -> None:
        """Show or hide filter and button; the first run has them in its empty state."""
        for widget in (self.search, self.primary, self.strip):
            if widget is not None:
                widget.setVisible(shown)
