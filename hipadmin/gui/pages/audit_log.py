"""Account Settings › Audit log: who changed what, newest first."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.icons import Icon
from hipadmin.gui.jobs import Lane
from hipadmin.gui.models.change_columns import ChangeLine, change_columns
from hipadmin.gui.models.columns import Column
from hipadmin.gui.pages.audit_details import AuditDetails
from hipadmin.gui.pages.audit_reading import PAGE, Found, Wanted, read_changes
from hipadmin.gui.pages.list_frame import ListFrame, Parts, Rows
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.states import EmptyState
from hipadmin.gui.widgets.table import Table

TYPING_MS = 200
"""How long typing must rest before the store is asked."""


class AuditLogPage(QWidget):
    """The list, read in pages; older changes come when its end is reached."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._lines: list[ChangeLine] = []
        self._more = False
        self._reading = False
        self._again: Wanted | None = None
        self.table = Table(context.look, self.tr("Audit log"))
        self.details = AuditDetails(context.look)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._compose()
        self._connect()

    def _compose(self) -> None:
        look = self._context.look
        columns: Sequence[Column[ChangeLine]] = change_columns()
        self._rows = Rows.make(columns, _id, self)
        hint = self.tr("Filter changes")
        self.head = PageHead(look, self.tr("Audit log"), filter_hint=hint)
        empty = EmptyState(
            look,
            self.tr("Nothing was changed yet"),
            self.tr(
                "Every change of an integration, a subscription or a room notification\n"
                "is noted here with who made it."
            ),
            icons=(Icon.HISTORY,),
        )
        parts = Parts("audit", self.head, self.table, self.details, empty)
        self.frame: ListFrame[ChangeLine] = ListFrame(
            self._context, parts, self._rows, self._no_match, self
        )
        self.frame.filters_rows = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)

    def _no_match(self, text: str) -> str:
        return self.tr("No change matches “{text}”").format(text=text)

    def _connect(self) -> None:
        self.frame.selection_changed.connect(self._on_selection_changed)
        self.frame.filter_changed.connect(self._on_filter_changed)
        self._typing.timeout.connect(self.reload)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._context.watch.moved.connect(self._on_moved)

    # what the window calls

    def activate(self) -> None:
        """The page is shown: read the newest changes."""
        self.reload()

    def default_focus(self) -> QWidget:
        """Give the widget that takes the focus when the page is shown."""
        return self.frame.focus_target()

    def reload(self) -> None:
        """Read again as many as are shown."""
        self._read(Wanted(self._text(), limit=max(PAGE, len(self._lines))))

    def _text(self) -> str:
        return self.head.search.text().strip() if self.head.search else ""

    def _read(self, wanted: Wanted) -> None:
        if self._reading:
            self._again = wanted
            return
        self._reading = True
        views = self._context.services.views
        self._context.jobs.run(
            lambda _job: read_changes(views, wanted),
            then=self._on_read,
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    # answers

    def _on_read(self, found: Found) -> None:
        self._reading = False
        if found.wanted.text == self._text():
            older = found.wanted.before is not None
            self._lines = [*self._lines, *found.lines] if older else list(found.lines)
            self._more = found.more
            self.frame.show_rows(self._lines)
            self._show_count()
        self._read_again()
        self._fill_up()

    def _on_failed(self, error: Exception) -> None:
        self._reading = False
        self._context.navigator.explain(error)
        self._read_again()

    def _read_again(self) -> None:
        again, self._again = self._again, None
        if again is not None:
            self._read(again)

    def _show_count(self) -> None:
        count = len(self._lines)
        newest = self.tr("the newest {count}").format(count=count)
        self.head.set_count(newest if self._more else count)

    # what happens

    @Slot()
    def _on_scrolled(self) -> None:
        bar = self.table.verticalScrollBar()
        if bar.value() >= bar.maximum():
            self._read_older()

    def _fill_up(self) -> None:
        """Read on while a tall window has room: there is nothing to scroll that could ask."""
        if self.table.rowAt(self.table.viewport().height() - 1) < 0:
            self._read_older()

    def _read_older(self) -> None:
        if self._more and self._lines and not self._reading:
            self._read(Wanted(self._text(), before=self._lines[-1].id))

    @Slot()
    def _on_filter_changed(self) -> None:
        self._lines = []
        self._typing.start()

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if Topic.AUDIT in topics and self.isVisible():
            self.reload()

    @Slot()
    def _on_selection_changed(self) -> None:
        lines = self.frame.selected()
        if len(lines) == 1:
            self.details.show_line(lines[0])
        elif lines:
            self.details.show_text(self.tr("{count} changes selected").format(count=len(lines)))
        else:
            self.details.show_text(self.tr("Nothing is selected"))


def _id(line: ChangeLine) -> int:
    return line.id
