"""The head of a page: title, count, filter, the one primary button."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Button
from hipadmin.gui.widgets.fields import SearchField
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.surface import Surface


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
        self.count = Label(look, "", FontRole.BODY, "text2")
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
        row = QHBoxLayout()
        row.setSpacing(px(10))
        row.addWidget(self.title)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addLayout(self.extra)
        for widget in (self.search, self.primary):
            if widget is not None:
                row.addWidget(widget)
        column.addLayout(row)
        if self.strip is not None:
            column.addWidget(self.strip)
        self.setMinimumHeight(px(60))

    def set_count(self, count: int | str | None) -> None:
        """Show a number or a fact after the title ("8", "12 of 340")."""
        self.count.set_text("" if count is None else str(count))

    def show_tools(self, shown: bool) -> None:
        """Show or hide filter and button; the first run has them in its empty state."""
        for widget in (self.search, self.primary, self.strip):
            if widget is not None:
                widget.setVisible(shown)
