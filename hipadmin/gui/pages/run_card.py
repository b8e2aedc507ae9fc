"""A card that shows a test as it runs: each room, how far it has come, Cancel."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.gui.acts.room_run import Attempt, Phase, RoomRun, attempt_details
from hipadmin.gui.announce import announce
from hipadmin.gui.models.room_columns import attempt_columns
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Edge, link
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.rows import ThinProgress
from hipadmin.gui.widgets.surface import Card
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.words.texts import rooms_done


class RunCard(Card):
    """Follows one `RoomRun`.

    Signals:
        closed: Close was pressed; whoever shows the card takes it away.
    """

    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", parent)
        self.set_title(self.tr("Test"))
        self._run: RoomRun | None = None
        self.progress = ThinProgress(look, self.tr("Test"))
        self.cancel_button = link(look, self.tr("Cancel"), leans=Edge.END)
        self.close_button = link(look, self.tr("Close"), leans=Edge.END)
        self.table = Table(look, self.tr("Test results"), in_card=True)
        self.words = Label(look, "", FontRole.SMALL, "text2", wrap=True)
        self._model: RowsModel[Attempt] = RowsModel(attempt_columns(), lambda a: a.key, self)
        self._arrange()
        self.cancel_button.clicked.connect(self._on_cancel_clicked)
        self.close_button.clicked.connect(self.closed)

    def _arrange(self) -> None:
        px = self.look.px
        for widget in (self.progress, self.cancel_button, self.close_button):
            self.head.addWidget(widget)
        self.table.setModel(self._model)
        self.words.setContentsMargins(px(12), 0, px(12), px(4))
        self.content.addWidget(self.table, 1)
        self.content.addWidget(self.words)

    @property
    def running(self) -> bool:
        """Whether the test shown still runs."""
        return self._run is not None and self._run.running

    def follow(self, run: RoomRun, name: str) -> None:
        """Show ``run``, a test of ``name``, from now on."""
        self.set_title(self.tr("Test of {name}").format(name=name))
        self._run = run
        run.changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        if self._run is None:
            return
        attempts, running = self._run.attempts, self._run.running
        self._model.set_rows(attempts)
        self.progress.show_step(self._run.done, len(attempts))
        ended = self.progress.isVisibleTo(self) and not running
        self.progress.setVisible(running)
        self._show_acts(running)
        self.set_count(rooms_done(self._run.done, len(attempts)))
        self._show_words([a for a in attempts if a.phase is not Phase.CANCELLED])
        if ended:
            said = (self.title.text(), self.count.text(), self.words.text())
            announce(self, ". ".join(text for text in said if text))

    def _show_acts(self, running: bool) -> None:
        focused = self.cancel_button.hasFocus()
        self.close_button.setVisible(not running)
        if focused and not running:
            self.close_button.setFocus()
        self.cancel_button.setVisible(running)

    def _show_words(self, attempts: list[Attempt]) -> None:
        """Say in full what is wrong first, since a cell has no room for a remedy."""
        wrong = next((a for a in attempts if a.ended and not a.ok), None)
        self.words.set_text(f"{wrong.target.shown}: {attempt_details(wrong)}" if wrong else "")
        self.words.setVisible(wrong is not None)

    @Slot()
    def _on_cancel_clicked(self) -> None:
        if self._run is not None:
            self._run.cancel()
