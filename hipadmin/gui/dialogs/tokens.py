"""Dialog **Tokens**: what each token of an integration is and may do, and what mends it."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hipadmin.domain.hipchat_pages import account_page, tokens_page
from hipadmin.domain.integration import Integration
from hipadmin.domain.ports import Topic
from hipadmin.domain.token import TokenInfo, TokenKind
from hipadmin.gui.announce import announce
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.footing import Footing
from hipadmin.gui.dialogs.token_help import Opener
from hipadmin.gui.dialogs.token_revoking import RevokeFlow
from hipadmin.gui.dialogs.token_words import remedy
from hipadmin.gui.jobs import Lane
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Role
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.models.token_columns import TokenRow, token_columns, token_mark, token_name
from hipadmin.gui.theme import FontRole
from hipadmin.gui.widgets.button import Edge, link, standard
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.surface import Card
from hipadmin.gui.widgets.table import Table
from hipadmin.services.rooms.token_checks import TokenLine, token_lines
from hipadmin.services.views import IntegrationDetails

translate = QCoreApplication.translate

TABLE_HEIGHT = 160
TOPICS = frozenset((Topic.INTEGRATIONS, Topic.TOKENS))


class TokensDialog(DialogFrame):
    """Shows the tokens of ``integration`` and asks its server about them when wanted.

    Signals:
        edit_asked: id of the integration whose tokens shall be entered anew; the dialog closes.
    """

    edit_asked = Signal(str)

    def __init__(
        self,
        context: Context,
        integration: Integration,
        parent: QWidget | None,
        *,
        opener: Opener | None = None,
    ) -> None:
        super().__init__(context.look, "", width=820, min_height=400, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self._integration = integration
        self._open = opener or QDesktopServices.openUrl
        self._model: RowsModel[TokenRow] = RowsModel(token_columns(), lambda r: r.line.ref, self)
        self._page = ""
        self._revoking = False
        self._revoke = RevokeFlow(context, self)
        views, key = context.services.views, integration.id
        self._footing = Footing(context, self, key, lambda: views.details(key), TOPICS)
        self._arrange()
        self._connect()
        self._set_title()
        self._read()

    def _set_title(self) -> None:
        title = translate("Tokens", "Tokens of {name}").format(name=self._integration.name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)

    def _arrange(self) -> None:
        look = self.look
        self.table = Table(look, translate("Tokens", "Tokens"), in_card=True)
        self.table.setModel(self._model)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.table.setMinimumHeight(look.px(TABLE_HEIGHT))
        card = Card(look)
        card.content.addWidget(self.table)
        self.remedy = Label(look, "", FontRole.BODY, "text2", wrap=True)
        words = translate("Tokens", "Open the page for tokens")
        self.page_link = link(look, words, leans=Edge.END)
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        row.addWidget(self.remedy, 1)
        row.addWidget(self.page_link, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(card, 1)
        self.body.addLayout(row)
        self.check_button = self.add_test(translate("Tokens", "Check tokens"), Icon.KEY)
        self.revoke_button = self.add_test(translate("Tokens", "Revoke token…"), icon=None)
        self.revoke_button.setEnabled(False)
        self.edit_button = standard(look, translate("Tokens", "Edit integration"), Icon.PENCIL)
        self.close_button = standard(look, translate("Tokens", "Close"))
        self.close_button.setDefault(True)
        for button in (self.edit_button, self.close_button):
            self.footer.add_right(button)

    def _connect(self) -> None:
        self._footing.found.connect(self._on_read)
        self._footing.lost.connect(self._refresh)
        self.table.selection_changed.connect(self._show_remedy)
        self.check_button.clicked.connect(self.check)
        self.revoke_button.clicked.connect(self._on_revoke_clicked)
        self._revoke.busy_changed.connect(self._on_revoking)
        self._revoke.revoked.connect(self._read)
        self.edit_button.clicked.connect(self._on_edit_clicked)
        self.close_button.clicked.connect(self.leave)
        self.page_link.clicked.connect(lambda: self._open(QUrl(self._page)))

    @Slot()
    def _read(self) -> None:
        self._footing.look(self._integration.name)

    @Slot(object)
    def _on_read(self, details: IntegrationDetails) -> None:
        self._integration = details.row.integration
        self._set_title()
        self._show_lines(tuple(token_lines(details)))

    def _show_lines(self, lines: Sequence[TokenLine]) -> None:
        old = {row.line.ref: row for row in self._model.rows}
        self._model.set_rows([_going_on(old.get(line.ref), line) for line in lines])
        if lines and not old:
            self.table.select_positions([0])
            self.table.setFocus()
        self._refresh()

    # asking

    @Slot()
    def check(self) -> None:
        """Ask the server about every token the vault has; nothing is sent."""
        for row in self._model.rows:
            if row.line.held:
                self._put(replace(row, busy=True, error=None))
                self._ask(row.line)
        self._refresh()

    def _ask(self, line: TokenLine) -> None:
        checks, integration = self._context.services.token_checks, self._integration
        self._context.jobs.run(
            lambda job: checks.check(integration, line.ref, job),
            then=lambda info: self._on_told(line.ref, info),
            failed=lambda error: self._on_not_told(line.ref, error),
            lane=Lane.NET,
            owner=self,
            title=translate("Tokens", "Checking {token}").format(token=token_name(line)),
        )

    def _on_told(self, ref: str, info: TokenInfo) -> None:
        for row in self._rows_of(ref):
            self._put(TokenRow(replace(row.line, info=info)))
        self._count()

    def _on_not_told(self, ref: str, error: Exception) -> None:
        for row in self._rows_of(ref):
            self._put(TokenRow(row.line, error=error))
        self._count()

    def _rows_of(self, ref: str) -> Sequence[TokenRow]:
        """The row of a token; it may have gone while the server was asked."""
        return [row for row in self._model.rows if row.line.ref == ref]

    def _put(self, row: TokenRow) -> None:
        same = row.line.ref
        self._model.set_rows([row if r.line.ref == same else r for r in self._model.rows])

    def _count(self) -> None:
        self._refresh()
        if not any(row.busy for row in self._model.rows):
            told = (f"{token_name(r.line)}: {token_mark(r).word}" for r in self._model.rows)
            announce(self, ". ".join(told))

    @Slot()
    def _refresh(self) -> None:
        gone, busy = self._footing.gone, any(row.busy for row in self._model.rows)
        self.check_button.setEnabled(bool(self._model.rows) and not busy and not gone)
        self.edit_button.setEnabled(not gone)
        asking = translate("Tokens", "Asking the server …") if busy else ""
        self.set_note(self._footing.note or asking)
        self._show_remedy()

    # ending one

    @Slot()
    def _on_revoke_clicked(self) -> None:
        current = self._current()
        if current is not None:
            self._revoke.press(self._integration, current.line)

    @Slot(bool)
    def _on_revoking(self, busy: bool) -> None:
        self._revoking = busy
        self._show_remedy()

    # what mends it

    def _current(self) -> TokenRow | None:
        found: TokenRow | None = self.table.currentIndex().data(Role.ROW)
        return found

    @Slot()
    def _show_remedy(self) -> None:
        current = self._current()
        held = current is not None and current.line.held and not current.busy
        free = not self._revoking and not self._footing.gone
        self.revoke_button.setEnabled(held and free)
        if current is None:
            empty = translate("Tokens", "No token was entered yet. Edit the integration to do so.")
            self.remedy.set_text("" if self._model.rows else empty)
            self.page_link.hide()
            return
        self._page = self._page_of(current)
        self.remedy.set_text(remedy(current))
        self.page_link.setToolTip(self._page)
        self.page_link.show()

    def _page_of(self, row: TokenRow) -> str:
        endpoint, info = self._integration.endpoint, row.line.info
        of_room = info.kind is TokenKind.ROOM if info else bool(row.line.room)
        return tokens_page(endpoint, row.line.room) if of_room else account_page(endpoint)

    @Slot()
    def _on_edit_clicked(self) -> None:
        self.edit_asked.emit(self._integration.id)
        self.leave()


def _going_on(old: TokenRow | None, line: TokenLine) -> TokenRow:
    """The row of ``line``, with what is being asked or was answered about the same token."""
    if old is None:
        return TokenRow(line)
    if old.busy:
        return replace(old, line=line)
    return old if old.line == line else TokenRow(line)
