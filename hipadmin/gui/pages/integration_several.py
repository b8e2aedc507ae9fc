"""Several integrations selected: acts on all of them, and what came of each."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QModelIndex, Signal, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.gui.acts.room_run import RoomRun
from hipadmin.gui.announce import announce
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.outcome_columns import Outcome, outcome_columns, outcome_of
from hipadmin.gui.models.roles import Role
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.pages.details_panel import DetailsPanel
from hipadmin.gui.pages.row_menu import test_button
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import Edge, link, standard
from hipadmin.gui.widgets.rows import ThinProgress
from hipadmin.gui.widgets.surface import Card
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.words.texts import rooms_done
from hipadmin.services.views import IntegrationRow

translate = QCoreApplication.translate


class SeveralPanel(DetailsPanel):
    """Acts on a selection of several.

    Signals:
        on_asked, off_asked, test_asked, delete_asked: a button was pressed.
        message_asked: a message to their rooms shall be composed.
        token_asked: name of the integration whose token a person wants to enter.
    """

    on_asked = Signal()
    off_asked = Signal()
    test_asked = Signal()
    message_asked = Signal()
    delete_asked = Signal()
    token_asked = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        self.turn_on = standard(look, translate("Integrations", "Turn &on"))
        self.turn_off = standard(look, translate("Integrations", "Tu&rn off"))
        self.test = test_button(look, lambda: self.message_asked.emit())
        self.delete = standard(look, translate("Integrations", "De&lete"), Icon.TRASH)
        super().__init__(look, (self.turn_on, self.turn_off, self.test, self.delete), parent)
        self._run: RoomRun | None = None
        self.card = Card(look)
        self.progress = ThinProgress(look, translate("Integrations", "Test"))
        self.cancel = link(look, translate("Integrations", "Cancel"), leans=Edge.END)
        self.model: RowsModel[Outcome] = RowsModel(outcome_columns(), lambda row: row.key, self)
        self.table = Table(look, self.tr("Results"), in_card=True)
        self._build_card()
        self._connect()

    def _build_card(self) -> None:
        self.table.setModel(self.model)
        self.card.head.addWidget(self.progress)
        self.card.head.addWidget(self.cancel)
        self.card.content.addWidget(self.table, 1)
        self.cards.addWidget(self.card, 1)
        self.cards.addStretch(0)
        self.card.hide()

    def _connect(self) -> None:
        self.turn_on.clicked.connect(self.on_asked)
        self.turn_off.clicked.connect(self.off_asked)
        self.test.clicked.connect(self.test_asked)
        self.delete.clicked.connect(self.delete_asked)
        self.cancel.clicked.connect(self._on_cancel_clicked)
        self.table.link_activated.connect(self._on_link_activated)

    def show_selection(self, rows: Sequence[IntegrationRow]) -> None:
        """Say what is selected."""
        rooms = sum(_rooms_on(row) for row in rows)
        fact = self.tr("{count} rooms are on").format(count=rooms)
        if rooms == 1:
            fact = self.tr("1 room is on")
        title = self.tr("{count} integrations selected").format(count=len(rows))
        self.show_head(title, None, fact)

    def follow(self, run: RoomRun) -> None:
        """Show a test from now on."""
        self._let_go()
        self._run = run
        run.changed.connect(self._refresh)
        self.card.set_title(self.tr("Test"))
        self.card.show()
        self._refresh()

    def clear(self) -> None:
        """Forget what came of earlier acts."""
        self._let_go()
        self.model.set_rows(())
        self._show_running(False)
        self.card.hide()

    def _let_go(self) -> None:
        if self._run is not None:
            self._run.changed.disconnect(self._refresh)
        self._run = None

    @Slot()
    def _refresh(self) -> None:
        run = self._run
        if run is None:
            return
        self.model.set_rows([outcome_of(attempt) for attempt in run.attempts])
        done, total = run.done, len(run.attempts)
        self.card.set_count(rooms_done(done, total))
        self.progress.show_step(done, total)
        ended = self.progress.isVisibleTo(self) and not run.running
        self._show_running(run.running)
        if ended:
            announce(self, f"{self.card.title.text()}. {self.card.count.text()}")

    def _show_running(self, running: bool) -> None:
        self.progress.setVisible(running)
        # whoever pressed one of the two finds the focus on the other one, which is there now
        test, cancel = self.test.main, self.cancel
        gone, there = (test, cancel) if running else (cancel, test)
        focused = gone.hasFocus()
        self.cancel.setVisible(running)
        self.test.setEnabled(True)
        if focused:
            there.setFocus()
        self.test.setEnabled(not running)

    @Slot()
    def _on_cancel_clicked(self) -> None:
        if self._run is not None:
            self._run.cancel()

    @Slot(object)
    def _on_link_activated(self, index: QModelIndex) -> None:
        row: Outcome = index.data(Role.ROW)
        if row.act:
            self.token_asked.emit(row.integration)


def _rooms_on(row: IntegrationRow) -> int:
    if not row.integration.enabled:
        return 0
    return sum(1 for room in row.integration.rooms if room.enabled)
