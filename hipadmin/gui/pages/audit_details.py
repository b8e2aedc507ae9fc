"""One change in full: before and after, field by field, without secrets."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal

from hipadmin.domain.change import Entity
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.columns import ABSENT, Column, Fit
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.pages.details_panel import DetailsPanel
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.surface import Card
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.words.texts import full_time
from hipadmin.services.configuration.change_words import ChangeWords, Difference
from hipadmin.services.history.audit import Entry

translate = QCoreApplication.translate


class AuditDetails(DetailsPanel):
    """Who did what and when, over a table of the differences.

    Signals:
        thing_asked, act_asked: the thing, or all changes of the act, shall be shown.
    """

    thing_asked = Signal()
    act_asked = Signal()

    def __init__(self, look: Look, words: ChangeWords) -> None:
        self.act_button = standard(look, "", Icon.LAYERS)
        self.thing_button = standard(look, "", Icon.ARROW_RIGHT)
        super().__init__(look, (self.act_button, self.thing_button))
        self._words = words
        self.card = Card(look, self.tr("Change"))
        self.table = Table(look, self.tr("Change"), in_card=True)
        self._model: RowsModel[Difference] = RowsModel(
            difference_columns(), lambda difference: difference.label, self
        )
        self.table.setModel(self._model)
        self.card.content.addWidget(self.table, 1)
        self.cards.addWidget(self.card)
        self.act_button.clicked.connect(self.act_asked)
        self.thing_button.clicked.connect(self.thing_asked)

    def show_entry(self, entry: Entry) -> None:
        """Show this change."""
        change = entry.change
        title = self.tr("{act}: {name}").format(act=self._words.act(change), name=change.name)
        fact = self.tr("{who}, {when}").format(who=change.actor, when=full_time(change.at))
        self.show_head(title, None, fact)
        self._show(entry.differences)
        self.act_button.setText(self.tr("Show all {count}").format(count=entry.together))
        self.act_button.setVisible(entry.together > 1)
        self.thing_button.setText(_show_text(change.entity))
        self.thing_button.setVisible(entry.live)

    def show_text(self, text: str) -> None:
        """Show no change, and say why."""
        self.show_head(text)
        self._show(())
        self.act_button.hide()
        self.thing_button.hide()

    def _show(self, differences: Sequence[Difference]) -> None:
        self._model.set_rows(differences)
        self.card.setVisible(bool(differences))


def _show_text(entity: Entity) -> str:
    return {
        Entity.INTEGRATION: translate("Audit", "Show integration"),
        Entity.SUBSCRIPTION: translate("Audit", "Show subscription"),
        Entity.NOTIFICATION: translate("Audit", "Show room notification"),
        Entity.ALERT: translate("Audit", "Show alert"),
        Entity.KEY: translate("Audit", "Show subscription"),
    }[entity]


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
