"""Account Settings › Audit log: who changed what, newest first."""

from PySide6.QtCore import QLocale, QTimer, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.change import ChangeFilter, Entity
from hipadmin.domain.ports import Topic
from hipadmin.gui.changes import change_words
from hipadmin.gui.context import Context
from hipadmin.gui.icons import Icon
from hipadmin.gui.models.change_columns import change_columns
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.pages.audit_details import AuditDetails
from hipadmin.gui.pages.audit_export import AuditExport
from hipadmin.gui.pages.audit_filter import AuditFilter
from hipadmin.gui.pages.audit_reading import PAGE, AuditReading, Span
from hipadmin.gui.pages.list_frame import ListFrame, Parts
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.states import EmptyState
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.widgets.work_bar import WorkBar
from hipadmin.services.audit import Entry, Page

MOST_AGAIN = 500
"""Changes read again at most when the page is shown again."""
TYPING_MS = 200
"""How long typing must rest before the store is asked."""


class AuditLogPage(QWidget):
    """The list, read in pages; older changes come when its end is reached."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._words = change_words()
        self._more = False
        self._total = 0
        self.table = Table(context.look, self.tr("Audit log"))
        self.details = AuditDetails(context.look, self._words)
        self.filter = AuditFilter(context.look, self._words)
        self.work_bar = WorkBar(context.look, Icon.EXPORT, self.tr("Exporting the audit log"))
        self.export = AuditExport(context, self.work_bar, self)
        self._reading = AuditReading(context, self._words, self)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._compose()
        self._connect()

    def _compose(self) -> None:
        look = self._context.look
        self._rows = RowsModel(change_columns(self._words), _id, self)
        self.export_button = standard(look, self.tr("Export…"), Icon.EXPORT)
        self.head = PageHead(
            look,
            self.tr("Audit log"),
            filter_hint=self.tr("Filter changes"),
            primary=self.export_button,
            strip=self.filter,
        )
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
        self.frame: ListFrame[Entry] = ListFrame(
            self._context, parts, self._rows, self._no_match, self
        )
        self.frame.filters_rows = False
        self.frame.narrowed = lambda: bool(self._text()) or self.filter.narrows
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.work_bar)
        column.addWidget(self.frame, 1)

    def _no_match(self, text: str) -> str:
        if not text or self.filter.narrows:
            return self.tr("No change matches the filter")
        return self.tr("No change matches “{text}”").format(text=text)

    def _connect(self) -> None:
        self.frame.selection_changed.connect(self._on_selection_changed)
        self.frame.filter_changed.connect(self._on_filter_changed)
        self.frame.clear_filter.clicked.connect(self._on_clear_clicked)
        self.filter.changed.connect(self._narrow)
        self._typing.timeout.connect(self._narrow)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.details.thing_asked.connect(self._on_thing_asked)
        self.details.act_asked.connect(self._on_act_asked)
        self.table.activated_row.connect(self._on_thing_asked)
        self.export_button.clicked.connect(lambda: self.export.ask(self._wanted()))
        self.export.running_changed.connect(self.export_button.setDisabled)
        self._reading.read.connect(self._on_read)
        self._reading.counted.connect(self._on_counted)
        self._reading.failed.connect(self._on_not_read)
        self.frame.retry_asked.connect(self.reload)
        self._reading.actors_read.connect(self.filter.show_actors)
        self._context.watch.moved.connect(self._on_moved)

    # what the window calls

    def activate(self) -> None:
        """The page is shown: read the newest changes."""
        self.reload()

    def default_focus(self) -> QWidget:
        """Give the widget that takes the focus when the page is shown."""
        return self.frame.focus_target()

    @Slot()
    def reload(self) -> None:
        """Read the newest changes again, about as many as are shown, and who made any."""
        shown = len(self._rows.rows)
        self._begin(min(max(PAGE, shown), MOST_AGAIN))

    @Slot()
    def _narrow(self) -> None:
        self._begin(PAGE)

    def _begin(self, limit: int) -> None:
        self._typing.stop()
        self._reading.begin(Span(self._wanted(), limit=limit))

    def _text(self) -> str:
        return self.head.search.text().strip() if self.head.search else ""

    def _wanted(self) -> ChangeFilter:
        return self.filter.wanted(self._text())

    # answers

    @Slot(object, object)
    def _on_read(self, span: Span, page: Page) -> None:
        if span.before is not None:
            self.frame.add_rows(page.entries)
        elif span.after and not page.more:
            self.frame.add_rows(page.entries, first=True)
            self._total += len(page.entries)
        else:
            self.frame.show_rows(page.entries)
        if not span.after or page.more:
            self._more = page.more
        if not span.before and not span.after:
            self._total = 0
        self._show_count()
        self._fill_up()
        if span.after:
            self._on_scrolled()  # who came to the end while news were read has waited for older

    @Slot(object)
    def _on_not_read(self, error: Exception) -> None:
        if self._rows.rows:  # what has happened stays true
            self._context.navigator.explain(error)
        else:
            self.frame.show_trouble(error)

    @Slot(int)
    def _on_counted(self, total: int) -> None:
        self._total = total
        self._show_count()

    def _show_count(self) -> None:
        locale, shown = QLocale(), len(self._rows.rows)
        count = locale.toString(shown)
        if not self._more:
            self.head.set_count(count)
        elif self._total:
            text = self.tr("the newest {count} of {total}")
            self.head.set_count(text.format(count=count, total=locale.toString(self._total)))
        else:
            self.head.set_count(self.tr("the newest {count}").format(count=count))

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
        rows = self._rows.rows
        if self._more and rows:
            self._reading.go_on(Span(self._wanted(), before=rows[-1].id))

    @Slot()
    def _on_filter_changed(self) -> None:
        self._typing.start()

    @Slot()
    def _on_clear_clicked(self) -> None:
        self.filter.clear()
        self._narrow()

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if Topic.AUDIT not in topics or not self.isVisible():
            return
        self._reading.look_for_news(self._news)

    def _news(self) -> Span:
        rows = self._rows.rows
        return Span(self._wanted(), after=rows[0].id if rows else 0)

    @Slot()
    def _on_selection_changed(self) -> None:
        entries = self.frame.selected()
        if len(entries) == 1:
            self.details.show_entry(entries[0])
        elif entries:
            self.details.show_text(self.tr("{count} changes selected").format(count=len(entries)))
        else:
            self.details.show_text(self.tr("Nothing is selected"))

    @Slot()
    def _on_act_asked(self) -> None:
        entries = self.frame.selected()
        if len(entries) == 1:
            change, together = entries[0].change, entries[0].together
            if self.head.search is not None:
                self.head.search.clear()
            self.filter.show_act(change.batch, together)

    @Slot()
    def _on_thing_asked(self) -> None:
        entries = self.frame.selected()
        if len(entries) == 1:
            self._reading.look_at(entries[0].id, self._lead_to)

    def _lead_to(self, entry: Entry) -> None:
        navigator, change, thing = self._context.navigator, entry.change, entry.thing
        if thing is None or not thing.live:
            navigator.note(self.tr("“{name}” was deleted.").format(name=change.name))
        elif change.entity is Entity.INTEGRATION:
            navigator.show_integrations(change.entity_id)
        elif change.entity is Entity.SUBSCRIPTION:
            navigator.show_subscriptions(change.entity_id)
        else:
            navigator.show_subscription_integrations(thing.subscription_id, thing.integration_id)


def _id(entry: Entry) -> int:
    return entry.id
