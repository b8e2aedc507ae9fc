"""One change in full: before and after, field by field, without secrets."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from hipadmin.gui.changes import Difference, act_text
from hipadmin.gui.models.change_columns import ChangeLine
from hipadmin.gui.models.columns import ABSENT, Column, Fit
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.pages.details_panel import DetailsPanel
from hipadmin.gui.texts import full_time
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.surface import Card
from hipadmin.gui.widgets.table import Table

translate = QCoreApplication.translate


class AuditDetails(DetailsPanel):
    """Who did what and when, over a table of the differences."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, ())
        self.card = Card(look, self.tr("Change"))
        self.table = Table(look, self.tr("Change"), in_card=True)
        self._model: RowsModel[Difference] = RowsModel(
            difference_columns(), lambda difference: difference.label, self
        )
        self.table.setModel(self._model)
        self.card.content.addWidget(self.table, 1)
        self.cards.addWidget(self.card)

    def show_line(self, line: ChangeLine) -> None:
        """Show this change."""
        change = line.change
        title = self.tr("{act}: {name}").format(act=act_text(change), name=change.name)
        fact = self.tr("{who}, {when}").format(who=change.actor, when=full_time(change.at))
        self.show_head(title, None, fact)
        self._show(line.differences)

    def show_text(self, text: str) -> None:
        """Show no change, and say why."""
        self.show_head(text)
        self._show(())

    def _show(self, differences: Sequence[Difference]) -> None:
        self._model.set_rows(differences)
        self.card.setVisible(bool(differences))


def difference_columns() -> Sequence[Column[Difference]]:
    """Field, Before, After."""
    return (
        Column("field", translate("Audit", "Field"), lambda d: d.label, fit=Fit(give=0)),
        Column(
            "before",
            translate("Audit", "Before"),
            lambda d: d.before or ABSENT,
            muted=lambda _d: True,
            tooltip=lambda d: d.before,
            fit=Fit(most=40.0),
        ),
        Column(
            "after",
            translate("Audit", "After"),
            lambda d: d.after or ABSENT,
            muted=lambda d: not d.after,
            tooltip=lambda d: d.after,
            fit=Fit(most=60.0, stretch=True),
        ),
    )
