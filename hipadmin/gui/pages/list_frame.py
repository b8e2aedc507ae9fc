"""The frame of a page with a list: head, table, splitter, details, and what stands for no rows."""

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.redaction import mask_pasted
from hipadmin.gui.context import Context
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.preparation import Prepared
from hipadmin.gui.models.roles import Role
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.threads.turns import Turns
from hipadmin.gui.widgets.button import Button, standard
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.splitter import Splitter
from hipadmin.gui.widgets.states import EmptyState, LoadingState
from hipadmin.gui.widgets.surface import Stack, Surface, add_hidden
from hipadmin.gui.widgets.table import Table

R = TypeVar("R")


class Parts(NamedTuple):
    """What a page brings along. ``key`` is where its widths and split are remembered.

    ``details`` None: the page shows them itself, or not at all. They and ``empty`` may be what
    makes them, which gives the same each time.
    """

    key: str
    head: PageHead
    table: Table
    details: QWidget | Callable[[], QWidget] | None
    empty: EmptyState | Callable[[], EmptyState]


class ListFrame(QWidget, Generic[R]):
    """Arranges the parts of a list page and keeps filter, selection and states together.

    Attributes:
        filters_rows: whether the words of the filter field narrow the rows here, or the page does.
        narrowed: whether any filter is in force.
        filter_at_once: whether the words of the last time filter the first rows, or the page says
            when with `restore_filter`.

    Signals:
        selection_changed: the selected rows or their contents changed.
        filter_changed: the text of the filter field.
        clear_asked: the button that clears the filter was pressed.
        retry_asked: the rows shall be read again, after that failed.
    """

    selection_changed = Signal()
    filter_changed = Signal(str)
    clear_asked = Signal()
    retry_asked = Signal()

    def __init__(
        self,
        context: Context,
        parts: Parts,
        rows: RowsModel[R],
        no_match: Callable[[str], str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._parts = parts
        self._model = rows
        self._no_match_text = no_match
        self._loaded = False
        self._lost = False
        self._restored = False
        self.filters_rows = True
        self.filter_at_once = True
        self._filter_restored = False
        self.narrowed: Callable[[], bool] = lambda: bool(self._filter_text())
        self.loading = LoadingState(context.look, self.tr("Reading …"))
        self.body = Stack()
        self._arrange()
        self._connect()
        if not (parts.details is None or isinstance(parts.details, QWidget)):
            # in the turn after this one, in which only the frame is painted: rows come later
            Turns(self, (self._add_details,))

    @cached_property
    def empty(self) -> EmptyState:
        """What stands for no rows; like its neighbours made when first needed, mostly never."""
        made = self._parts.empty
        return made if isinstance(made, EmptyState) else self._added(made())

    @cached_property
    def no_match(self) -> EmptyState:
        """What stands for rows that the filter hides."""
        look = self._context.look
        clear = standard(look, self.tr("Clear filter"), Icon.X)
        clear.clicked.connect(self.clear_asked)
        return self._added(EmptyState(look, "", icons=(Icon.SEARCH,), buttons=(clear,)))

    @cached_property
    def trouble(self) -> EmptyState:
        """What stands for rows that could not be read."""
        look = self._context.look
        retry = standard(look, self.tr("Try again"), Icon.RETRY)
        retry.clicked.connect(self.retry_asked)
        return self._added(EmptyState(look, "", icons=(Icon.ALERT_CIRCLE,), buttons=(retry,)))

    def _added(self, state: EmptyState) -> EmptyState:
        add_hidden(self.body, state)
        return state

    def _arrange(self) -> None:
        look, parts = self._context.look, self._parts
        self.splitter = Splitter(look, Qt.Orientation.Vertical)
        self.splitter.addWidget(parts.table)
        if isinstance(parts.details, QWidget):
            self._add_details()
        self.splitter.setStretchFactor(0, 1)
        self.body.addWidget(self.splitter)
        self.body.addWidget(self.loading)
        if isinstance(parts.empty, EmptyState):
            self._added(parts.empty)
        base = Surface(look, "base")
        inside = QVBoxLayout(base)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.body)
        self.body.setCurrentWidget(self.loading)
        self.loading.start()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(parts.head)
        whole.addWidget(base, 1)

    @Slot()
    def _add_details(self) -> None:
        made = self._parts.details
        details = made if made is None or isinstance(made, QWidget) else made()
        if details is not None and self.splitter.indexOf(details) < 0:
            self.splitter.addWidget(details)

    def sizeHint(self) -> QSize:
        """Wish for what it needs: a page with wrapping bars would scroll to get more."""
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def _connect(self) -> None:
        table, search = self._parts.table, self._parts.head.search
        table.setModel(self._model)
        table.selection_changed.connect(self.selection_changed)
        if search is not None:
            search.textChanged.connect(self._on_search_text_changed)
            search.went_down.connect(self._go_into_list)
            search.given_up.connect(self._go_into_list)
        self.clear_asked.connect(self._on_clear_asked)

    # rows

    def show_rows(self, rows: Sequence[R], *, moves_on: bool | None = None) -> None:
        """Show these rows; the selection stays, or moves to the nearest row that is left.

        Without ``moves_on`` nothing is selected once all selected rows are gone, until a person
        selects: the next press of a button would do to another row what was done to these. None:
        it moves on from rows that are no more, not from those that the filter hides now.
        """
        self.show_prepared(self._model.preparation()(rows), moves_on=moves_on)

    def show_prepared(self, prepared: Prepared[R], *, moves_on: bool | None = None) -> None:
        """Show rows that a `RowsModel.preparation` gave, as `show_rows` does."""
        self._restore()
        positions = self._parts.table.selected_positions()
        keys = [self._model.key_of(self._model.row_at(at)) for at in positions[:1]]
        self._model.show_prepared(prepared)
        self._loaded = True
        self._refresh()
        if self._parts.table.selected_positions():
            self._lost = False
        else:
            hidden = any(map(self._model.holds, keys))
            left = not (self._lost or hidden) if moves_on is None else moves_on
            self._select_instead(positions, moves_on=left)
        self.selection_changed.emit()

    def add_rows(self, rows: Sequence[R], *, first: bool = False) -> None:
        """Add rows at the end, or before all others; the selection stays."""
        self._model.add_rows(rows, first=first)
        self._refresh()

    def show_loading(self) -> None:
        """Show no rows: others are being read."""
        self._loaded = False
        self._model.set_rows(())
        self.body.setCurrentWidget(self.loading)
        self.loading.start()

    def show_trouble(self, error: Exception) -> None:
        """Say that the rows could not be read, and why, with a way to try again."""
        if not isinstance(error, HipadminError):
            self._context.navigator.explain(error)
        text = error.text if isinstance(error, HipadminError) else ""
        self.trouble.set_texts(self.tr("The list could not be read"), text)
        focused = self.body.isAncestorOf(self.window().focusWidget() or self.window())
        self.loading.stop()
        self.body.setCurrentWidget(self.trouble)
        if focused:
            self.focus_target().setFocus()

    def selected(self) -> list[R]:
        """Give the selected rows, top to bottom."""
        return self._parts.table.selected_rows()

    def select(self, key: Hashable) -> bool:
        """Select the row with ``key`` alone; a filter that hides it is cleared."""
        if not self._model.holds(key):
            return False
        if self._model.position_of(key) < 0 and self._parts.head.search:
            self._parts.head.search.clear()
        self._parts.table.select_positions([self._model.position_of(key)])
        return True

    def row_of(self, index: QModelIndex) -> R:
        """Give the row behind an index of the table."""
        row: R = index.data(Role.ROW)
        return row

    def _select_instead(self, gone: Sequence[int], *, moves_on: bool) -> None:
        """Select the row next to where the selection was, or nothing from now on."""
        self._lost = not moves_on and (self._lost or bool(gone))
        if self._lost:
            self._parts.table.let_go()
        elif self._model.rowCount():
            self._select_near(gone[0] if gone else 0)

    def _select_near(self, position: int) -> None:
        self._parts.table.select_positions([min(position, self._model.rowCount() - 1)])

    # states

    def focus_target(self) -> QWidget:
        """Give what takes the focus now: the table, or the button of the state in its place."""
        page = self.body.currentWidget()
        if page is self.splitter:
            return self._parts.table
        buttons = page.findChildren(Button) if page is not None else []
        return next((b for b in buttons if not b.isHidden()), page or self)

    @Slot()
    def _go_into_list(self) -> None:
        table, target = self._parts.table, self.focus_target()
        if target is table and not table.currentIndex().isValid() and self._model.rowCount():
            self._select_near(0)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refresh(self) -> None:
        if not self._loaded:
            return
        self.loading.stop()
        self._show(self._page())
        self._show_tools(bool(self._model.rows) or self.narrowed())

    def _show_tools(self, shown: bool) -> None:
        """Show or hide the head's tools; Qt would lead the focus from them out of the page."""
        head, focused = self._parts.head, self.window().focusWidget()
        if not shown and focused is not None and head.isAncestorOf(focused):
            self.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
        head.show_tools(shown)

    def _show(self, page: QWidget) -> None:
        """Show ``page``; the focus stays where it is, unless it was in what goes."""
        before, focused = self.body.currentWidget(), self.window().focusWidget()
        goes = before if before is not page else None
        lost = goes is not None and focused is not None and goes.isAncestorOf(focused)
        if lost and focused is not None:
            focused.clearFocus()  # or Qt leads it over all that comes next, and each is read out
        self.body.setCurrentWidget(page)
        if lost:
            self.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _page(self) -> QWidget:
        if self.narrowed() and not self._model.rowCount():
            self.no_match.set_texts(self._no_match_text(mask_pasted(self._filter_text())))
            return self.no_match
        return self.splitter if self._model.rows else self.empty

    def _filter_text(self) -> str:
        search = self._parts.head.search
        return search.text().strip() if search is not None else ""

    @Slot(str)
    def _on_search_text_changed(self, text: str) -> None:
        if self.filters_rows:
            self._model.set_text(text)
            self._refresh()
            self._lost = False
            if not self._parts.table.selected_positions() and self._model.rowCount():
                self._select_near(0)
        self.filter_changed.emit(text)

    @Slot()
    def _on_clear_asked(self) -> None:
        search = self._parts.head.search
        if search is not None:
            search.clear()
            search.setFocus()

    # what is remembered

    def _restore(self) -> None:
        if self._restored:
            return
        self._restored = True
        self._add_details()
        settings, key = self._context.settings, self._parts.key
        self._parts.table.widths.restore(settings.text(f"{key}/columns"))
        split = settings.state(f"{key}/split")
        if split is not None:
            self.splitter.restoreState(split)
        else:
            self._share()
        if self.filter_at_once:
            self.restore_filter()

    def restore_filter(self) -> None:
        """Filter again as when the list was last seen."""
        self._filter_restored = True
        search = self._parts.head.search
        if search is not None and not search.text():
            search.setText(self._context.settings.text(f"{self._parts.key}/filter"))

    def _note_filter(self) -> None:
        search = self._parts.head.search
        if search is not None and self._filter_restored:
            hidden = search.echoMode() != QLineEdit.EchoMode.Normal  # it looks like a token
            text = "" if hidden else search.text()
            self._context.settings.set_text(f"{self._parts.key}/filter", text)

    def _share(self) -> None:
        """Give the details what they need and the list all the rest."""
        details = self.splitter.widget(1)
        if details is None:
            return
        least = details.minimumSizeHint().height()
        self.splitter.setSizes([max(least, self.height() - least), least])

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember widths and split."""
        super().hideEvent(event)
        if self._restored:
            settings, key = self._context.settings, self._parts.key
            settings.set_text(f"{key}/columns", self._parts.table.widths.save())
            settings.set_state(f"{key}/split", self.splitter.saveState())
            self._note_filter()
