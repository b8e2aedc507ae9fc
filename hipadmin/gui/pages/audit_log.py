"""Account Settings › Audit log: who changed what, newest first."""

from functools import cached_property

from PySide6.QtCore import QLocale, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.change import ChangeFilter, Entity
from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.change_columns import change_columns
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.pages.audit_details import AuditDetails
from hipadmin.gui.pages.audit_export import AuditExport
from hipadmin.gui.pages.audit_filter import AuditFilter
from hipadmin.gui.pages.audit_reading import AuditReading
from hipadmin.gui.pages.list_frame import ListFrame, Parts
from hipadmin.gui.pages.long_list import LongListPage
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.states import EmptyState
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.widgets.work_bar import WorkBar
from hipadmin.gui.words.changes import change_words
from hipadmin.services.history.audit import Entry


class AuditLogPage(LongListPage[ChangeFilter, Entry, Entry]):
    """The changes, with what each changed; one leads to the thing it is about."""

    _reading: AuditReading

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._words = change_words()
        self.table = Table(context.look, self.tr("Audit log"))
        self.filter = AuditFilter(context.look, self._words)
        self.work_bar = WorkBar(context.look, Icon.EXPORT, self.tr("Exporting the audit log"))
        self.export = AuditExport(context, self.work_bar, self)
        self._reading = AuditReading(context, self._words, self)
        self._compose()
        self._connect()

    @cached_property
    def details(self) -> AuditDetails:
        """The selected change in full; made when the list is seen, or first asked for."""
        details = AuditDetails(self._context.look, self._words)
        details.thing_asked.connect(self._on_thing_asked)
        details.act_asked.connect(self._on_act_asked)
        return details

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
        parts = Parts("audit", self.head, self.table, lambda: self.details, self._make_empty)
        self.frame = ListFrame(self._context, parts, self._rows, self._no_match, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.work_bar)
        column.addWidget(self.frame, 1)

    def _make_empty(self) -> EmptyState:
        return EmptyState(
            self._context.look,
            self.tr("Nothing was changed yet"),
            self.tr(
                "Every change of an integration, a subscription or a room notification\n"
                "is noted here with who made it."
            ),
            icons=(Icon.HISTORY,),
        )

    def _no_match(self, text: str) -> str:
        if not text or self.filter.narrows:
            return self.tr("No change matches the filter")
        return self.tr("No change matches “{text}”").format(text=text)

    def _connect(self) -> None:
        self._connect_list()
        self.frame.selection_changed.connect(self._on_selection_changed)
        self.filter.changed.connect(self._narrow)
        self.table.activated_row.connect(self._on_thing_asked)
        self.export_button.clicked.connect(lambda: self.export.ask(self._wanted()))
        self.export.running_changed.connect(self.export_button.setDisabled)
        self._reading.actors_read.connect(self.filter.show_actors)
        self._context.watch.moved.connect(self._on_moved)

    # the list

    def _wanted(self) -> ChangeFilter:
        return self.filter.wanted(self._text())

    def _narrows(self) -> bool:
        return self.filter.narrows

    def _clear_strip(self) -> None:
        self.filter.clear()

    def _count(self) -> int:
        return len(self._rows.rows)

    def _ends(self) -> tuple[int, int | None]:
        rows = self._rows.rows
        return (rows[0].id, rows[-1].id) if rows else (0, None)

    def _begin_rows(self, rows: tuple[Entry, ...]) -> None:
        self.frame.show_rows(rows)

    def _add_older(self, rows: tuple[Entry, ...]) -> None:
        self.frame.add_rows(rows)

    def _add_newer(self, rows: tuple[Entry, ...]) -> None:
        self.frame.add_rows(rows, first=True)

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

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if Topic.AUDIT in topics and self.isVisible():
            self._look_for_news()

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
        elif change.entity in (Entity.SUBSCRIPTION, Entity.KEY):
            navigator.show_subscriptions(change.entity_id)
        elif change.entity is Entity.ALERT:
            navigator.show_alerts(thing.subscription_id, int(change.entity_id))
        else:
            navigator.show_subscription_integrations(thing.subscription_id, thing.integration_id)


def _id(entry: Entry) -> int:
    return entry.id
