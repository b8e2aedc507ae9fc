"""A page with a long list: read in pages, newest first; older rows come when its end is reached."""

from typing import Generic, TypeVar

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.gui.context import Context
from hipadmin.gui.pages.list_frame import ListFrame
from hipadmin.gui.pages.long_reading import PAGE, LongReading, Span
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.table import Table
from hipadmin.services.history.paging import Page

MOST_AGAIN = 500
"""Rows read again at most when the page is shown again, and looked after while it is shown."""
TYPING_MS = 200
"""How long typing must rest before the store is asked."""

F = TypeVar("F")
R = TypeVar("R")
L = TypeVar("L")


class LongListPage(QWidget, Generic[F, R, L]):
    """What such pages have in common: ``F`` is their filter, ``R`` what is read, ``L`` a line.

    Who inherits it sets ``head``, ``table``, ``frame`` and ``_reading``, then calls
    `_connect_list`; and says what is wanted, what is shown, and how rows come into the list.
    """

    head: PageHead
    table: Table
    frame: ListFrame[L]
    _reading: LongReading[F, R]

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._more = False
        self._total = 0
        self._top = 0
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)

    def _connect_list(self) -> None:
        self.frame.filters_rows = False
        self.frame.narrowed = lambda: bool(self._text()) or self._narrows()
        self.frame.filter_changed.connect(lambda: self._typing.start())
        self.frame.clear_asked.connect(self._on_clear_clicked)
        self.frame.retry_asked.connect(self.reload)
        self._typing.timeout.connect(self._narrow)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._reading.read.connect(self._on_read)
        self._reading.counted.connect(self._on_counted)
        self._reading.failed.connect(self._on_not_read)

    # what each page says

    def _wanted(self) -> F:
        """Give the filter in force."""
        raise NotImplementedError

    def _narrows(self) -> bool:
        """Say whether anything beside words narrows the list."""
        raise NotImplementedError

    def _clear_strip(self) -> None:
        """Take away what narrows beside words."""
        raise NotImplementedError

    def _count(self) -> int:
        """Say how many rows are held."""
        raise NotImplementedError

    def _ends(self) -> tuple[int, int | None]:
        """Give the numbers of the newest and the oldest row held; 0 and None without any."""
        raise NotImplementedError

    def _begin_rows(self, rows: tuple[R, ...]) -> None:
        """Show these in place of all."""
        raise NotImplementedError

    def _add_older(self, rows: tuple[R, ...]) -> None:
        """Show these below."""
        raise NotImplementedError

    def _add_newer(self, rows: tuple[R, ...]) -> None:
        """Show these on top."""
        raise NotImplementedError

    def _show_count(self) -> None:
        """Say how many there are."""
        raise NotImplementedError

    # what the window calls

    def activate(self) -> None:
        """The page is shown: read the newest."""
        self.reload()

    def default_focus(self) -> QWidget:
        """Give the widget that takes the focus when the page is shown."""
        return self.frame.focus_target()

    @Slot()
    def reload(self) -> None:
        """Read the newest again, about as many as are shown."""
        self._begin(self._as_many())

    def _as_many(self) -> int:
        """Say how many rows are read in place of those that are held."""
        return min(max(PAGE, self._count()), MOST_AGAIN)

    @Slot()
    def _narrow(self) -> None:
        self._begin(PAGE)

    def _begin(self, limit: int) -> None:
        self._typing.stop()
        self._top = 0
        self._reading.begin(Span(self._wanted(), limit=limit))

    def _text(self) -> str:
        return self.head.search.text().strip() if self.head.search else ""

    # answers

    @Slot(object, object)
    def _on_read(self, span: Span[F], page: Page[R]) -> None:
        if span.before is None:
            self._top = page.top
        if span.before is not None:
            self._add_older(page.rows)
        elif span.after and not page.more:
            self._total += len(page.rows)
            self._add_newer(page.rows)
        else:
            self._total = 0
            self._begin_rows(page.rows)
        if not span.after or page.more:
            self._more = page.more
        self._show_count()
        self._fill_up()
        if span.after:
            self._on_scrolled()  # who came to the end while news were read has waited for older

    @Slot(object)
    def _on_not_read(self, error: Exception) -> None:
        if self._count():  # what has happened stays true
            self._context.navigator.explain(error)
        else:
            self.frame.show_trouble(error)

    @Slot(int)
    def _on_counted(self, total: int) -> None:
        self._total = total
        self._show_count()

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
        _, oldest = self._ends()
        if self._more and oldest is not None:
            self._reading.go_on(Span(self._wanted(), before=oldest))

    def _look_for_news(self) -> None:
        self._reading.look_for_news(self._news)

    def _news(self) -> Span[F]:
        """Give what nobody has looked through: of a million rows none may match the filter."""
        return Span(self._wanted(), after=max(self._ends()[0], self._top))

    @Slot()
    def _on_clear_clicked(self) -> None:
        self._clear_strip()
        self._narrow()
