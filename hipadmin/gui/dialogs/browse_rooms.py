"""Dialog **Browse rooms**: the rooms a token sees on its server, to choose some to add."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hipadmin.domain.token import Secret
from hipadmin.gui.announce import announce
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.browse_reader import Reading, RoomReader
from hipadmin.gui.dialogs.browse_token import TokenForList
from hipadmin.gui.dialogs.browse_words import chosen_text, progress_text, reader_message
from hipadmin.gui.dialogs.token_help import Opener
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.browse_columns import FoundLine, browse_columns
from hipadmin.gui.models.roles import Role
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.theme import FontRole
from hipadmin.gui.widgets.button import link, standard
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.fields import CheckBox, SearchField
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.rows import ThinProgress
from hipadmin.gui.widgets.states import EmptyState
from hipadmin.gui.widgets.surface import Card, Stack
from hipadmin.gui.widgets.table import Table
from hipadmin.hipchat.errors import BadToken, Forbidden
from hipadmin.services.access import Access
from hipadmin.services.rooms.room_lists import FoundRoom

translate = QCoreApplication.translate

TABLE_HEIGHT = 160
SHOW_MS = 100
"""Pages that come quickly are shown together."""


class BrowseRooms(DialogFrame):
    """Lists what the first of ``ways`` that may see rooms sees; open it with ``open()``.

    ``known`` are the rooms that are in the integration already: ids and names, case folded. Where
    no token may see rooms, one can be entered here; ``becomes_account`` says what becomes of it.

    Signals:
        chosen: a tuple of `FoundRoom`, and the token that was entered here, if one was; the dialog
            closes by itself.
    """

    chosen = Signal(object, object)

    def __init__(
        self,
        context: Context,
        ways: Sequence[Access],
        known: Collection[str],
        parent: QWidget,
        *,
        opener: Opener | None = None,
        becomes_account: bool = False,
    ) -> None:
        look, title = context.look, translate("Browse", "Browse rooms")
        super().__init__(look, title, width=820, min_height=520, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        self._ways = tuple(ways)
        self._endpoint = ways[0].server.endpoint if ways else ""
        self._known = frozenset(known)
        self._entered: Secret | None = None
        self._token = TokenForList(look, becomes_account=becomes_account)
        self._opener = opener or QDesktopServices.openUrl
        self._found: dict[int, FoundRoom] = {}
        self._picked = set[int]()
        self._model: RowsModel[FoundLine] = RowsModel(browse_columns(), lambda r: r.room.id, self)
        self._reader = RoomReader(context.jobs, context.services.room_lists, self)
        self._soon = QTimer(self, singleShot=True, interval=SHOW_MS)
        self._arrange()
        self._connect()
        self._reader.begin(self._ways, archived=False)
        self.search.setFocus()

    # build

    def _arrange(self) -> None:
        look = self.look
        self.search = SearchField(look, self.tr("Filter rooms"))
        self.archived = CheckBox(look, self.tr("Show archived rooms"))
        self.table = Table(look, self.tr("Rooms"), in_card=True)
        self.table.setModel(self._model)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(self._model.column_position("room"), Qt.SortOrder.AscendingOrder)
        self.table.setMinimumHeight(look.px(TABLE_HEIGHT))
        self.progress_label = Label(look, "", FontRole.SMALL, "text2")
        self.progress = ThinProgress(look, self.tr("Reading rooms"))
        self.stop_button = link(look, self.tr("Stop"))
        self.clear_filter = standard(look, self.tr("Clear filter"), Icon.X)
        self._nothing = EmptyState(look, "", buttons=(self.clear_filter,))
        self._stack = Stack()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._nothing)
        card = Card(look)
        card.content.addWidget(self._stack)
        self._token.hide()
        self.body.addWidget(self._token)
        self.body.addLayout(self._head())
        self.body.addWidget(card, 1)
        self.body.addLayout(self._foot())
        self.add_button, self.cancel_button = self.add_confirm(self.tr("Add rooms"))

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(16))
        row.addWidget(self.search)
        row.addStretch(1)
        row.addWidget(self.archived)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(8))
        row.addWidget(self.progress_label)
        row.addWidget(self.progress)
        row.addWidget(self.stop_button)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_filter_changed)
        self.archived.toggled.connect(self._on_archived_toggled)
        self.table.toggle_requested.connect(self._on_toggle_requested)
        self.table.activated_row.connect(self._on_toggle_requested)
        self._model.check_requested.connect(self._on_check_requested)
        self._reader.came.connect(self._on_rooms_came)
        self._reader.changed.connect(self._on_reading_changed)
        self._token.entered.connect(self._on_token_entered)
        self.clear_filter.clicked.connect(self._on_clear_clicked)
        self.stop_button.clicked.connect(self._on_stop_clicked)
        self.add_button.clicked.connect(self._on_add_clicked)
        self._soon.timeout.connect(self._show_rows)
        self.search.went_down.connect(self._go_into_list)

    # what it shows

    @Slot(object)
    def _on_rooms_came(self, rooms: Sequence[FoundRoom]) -> None:
        first = not self._found
        self._found.update((room.id, room) for room in rooms)
        if first:
            self._show_rows()
        elif not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _show_rows(self) -> None:
        wanted = self.archived.isChecked()
        rooms = [r for r in self._found.values() if wanted or not r.is_archived]
        self._model.set_rows([self._line(room) for room in rooms])
        self._refresh()

    def _line(self, room: FoundRoom) -> FoundLine:
        known = not self._known.isdisjoint((str(room.id), room.name.casefold()))
        return FoundLine(room, room.id in self._picked, known)

    @Slot()
    def _on_reading_changed(self) -> None:
        state = self._reader.state
        message = reader_message(self._reader, self._endpoint, self._opener)
        if message is not None:
            self.strip.show_message(message)
        else:
            self.strip.clear()
        if isinstance(self._reader.error, BadToken | Forbidden) and not self._token.isVisible():
            self._token.show()
            self._token.field.setFocus()
        if state is Reading.DONE:
            self._show_rows()
            announce(self, self.progress_label.text())
        self._refresh()

    def _refresh(self) -> None:
        state, total = self._reader.state, len(self._model.rows)
        shown = self._model.rowCount()
        self.progress_label.set_text(progress_text(state, total, shown))
        self.progress.setVisible(state is Reading.BUSY)
        self.progress.show_step(0, 0)
        going = state in (Reading.BUSY, Reading.WAITING)
        self.stop_button.setVisible(going or state is Reading.STOPPED)
        self.stop_button.setText(self.tr("Stop") if going else self.tr("Go on"))
        self.clear_filter.setVisible(bool(total and self._model.text))
        self._nothing.set_texts(self._why_nothing(total))
        self._stack.setCurrentIndex(1 if self._nothing.title.text() and not shown else 0)
        self.add_button.setEnabled(bool(self._picked))
        self.set_note(chosen_text(len(self._picked)))

    def _why_nothing(self, total: int) -> str:
        if total and self._model.text:
            return self.tr("No room matches “{text}”").format(text=self._model.text)
        if self._reader.state is Reading.DONE and not total:
            return self.tr("This token sees no room.")
        failed = self._reader.state is Reading.FAILED
        return self.tr("No room was read.") if failed and not total else ""

    # what a person does

    @Slot(object)
    def _on_token_entered(self, token: Secret) -> None:
        self._entered = token
        self._ways = (Access(self._ways[0].server, None, token),)
        self._reader.begin(self._ways, archived=self.archived.isChecked())

    @Slot(str)
    def _on_filter_changed(self, text: str) -> None:
        self._model.set_text(text)
        self._refresh()

    @Slot()
    def _on_clear_clicked(self) -> None:
        self.search.clear()
        self.search.setFocus()

    @Slot(bool)
    def _on_archived_toggled(self, wanted: bool) -> None:
        self._show_rows()
        unasked = not any(room.is_archived for room in self._found.values())
        if wanted and unasked:
            self._reader.begin(self._ways, archived=True)

    @Slot(object)
    def _on_toggle_requested(self, index: QModelIndex) -> None:
        line: FoundLine = index.data(Role.ROW)
        selected: list[FoundLine] = self.table.selected_rows()
        lines = selected if line in selected else [line]
        self._choose([each for each in lines if not each.known], not line.chosen)

    @Slot(object, bool)
    def _on_check_requested(self, line: FoundLine, wanted: bool) -> None:
        if not line.known:
            self._choose([line], wanted)

    def _choose(self, lines: Sequence[FoundLine], wanted: bool) -> None:
        ids = {line.room.id for line in lines}
        self._picked = self._picked | ids if wanted else self._picked - ids
        self._show_rows()

    @Slot()
    def _on_stop_clicked(self) -> None:
        if self._reader.state is Reading.STOPPED:
            self._reader.go_on()
        else:
            self._reader.stop()

    @Slot()
    def _on_add_clicked(self) -> None:
        rooms = [self._found[key] for key in self._picked if key in self._found]
        ordered = tuple(sorted(rooms, key=lambda room: room.name.casefold()))
        self.chosen.emit(ordered, self._entered)
        self.leave()

    @Slot()
    def _go_into_list(self) -> None:
        if not self.table.currentIndex().isValid():
            self.table.select_positions([0])
        self.table.setFocus()

    def done(self, result: int) -> None:
        """Close; nothing more is asked."""
        self._reader.close()
        super().done(result)
