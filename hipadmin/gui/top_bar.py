"""The bar at the top: which subscription, its tabs, and the way to Account Settings."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hipadmin.gui.look.icons import Icon, icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import ghost
from hipadmin.gui.widgets.fields import ComboBox
from hipadmin.gui.widgets.surface import Surface
from hipadmin.gui.widgets.tab_words import TabWords
from hipadmin.gui.words.tabs import Tab

if TYPE_CHECKING:
    from hipadmin.domain.subscription import Subscription

HEIGHT = 52
COMBO_WIDTH, COMBO_LEAST = 208, 120
TABS = tuple(Tab)

_WANTED_LETTERS = 40
"""More than fit into the widest box, so that it takes all it may."""


class TopBar(Surface):
    """Subscription, tabs, Account Settings.

    Signals:
        subscription_chosen: id of the subscription whose dashboard is wanted.
        add_subscription_chosen: there is none yet, and the person wants one.
        tab_chosen: the `Tab` of the dashboard that is wanted.
        account_settings_chosen: the gear was pressed.
    """

    subscription_chosen = Signal(str)
    add_subscription_chosen = Signal()
    tab_chosen = Signal(object)
    account_settings_chosen = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "window", "bottom", parent)
        self.combo = ComboBox(look)
        self.tabs = TabWords(look, self.tr("Dashboard"), height=HEIGHT)
        self.gear = ghost(look, self.tr("Account Settin&gs"), Icon.GEAR)
        self._build()
        self.combo.activated.connect(self._on_combo_activated)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.gear.clicked.connect(self._on_gear_clicked)
        look.changed.connect(self._measure)
        self._measure()
        self.show_account_settings()

    def _build(self) -> None:
        self.combo.setAccessibleName(self.tr("Subscription"))
        self.combo.setPlaceholderText(self.tr("Subscription"))
        self.combo.setSizeAdjustPolicy(
            ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.combo.setMinimumContentsLength(_WANTED_LETTERS)
        for text in (self.tr("Activity"), self.tr("Alerts"), self.tr("Settings")):
            self.tabs.addTab(text)
        self.gear.setCheckable(True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.combo)
        self._row.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignBottom)
        self._row.addStretch(1)
        self._row.addWidget(self.gear)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _measure(self) -> None:
        px = self.look.px
        self._row.setContentsMargins(px(12), 0, px(12), 0)
        self._row.setSpacing(px(16))
        self.combo.setMinimumWidth(px(COMBO_LEAST))
        self.combo.setMaximumWidth(px(COMBO_WIDTH))
        self.setFixedHeight(px(HEIGHT) + self.look.hair)

    def show_subscriptions(self, subscriptions: "Sequence[Subscription]") -> None:
        """Offer these; the one that is shown stays chosen."""
        from hipadmin.gui.words.kinds import kind_icon  # they are read after the first list

        shown = self.combo.currentData()
        self.combo.clear()
        for subscription in subscriptions:
            self.combo.addItem(
                icon(kind_icon(subscription.kind)), subscription.name, subscription.id
            )
        if not subscriptions:
            self.combo.addItem(icon(Icon.PLUS), self.tr("Add a subscription…"), "")
        self.combo.setCurrentIndex(self.combo.findData(shown) if shown else -1)

    def show_dashboard(self, subscription_id: str, tab: Tab) -> None:
        """Mark a tab of a subscription's dashboard as the place where the window is."""
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(TABS.index(tab))
        self.combo.setCurrentIndex(self.combo.findData(subscription_id))
        self.gear.setChecked(False)
        self.tabs.show()

    def show_account_settings(self) -> None:
        """Mark Account Settings as the place where the window is."""
        self.combo.setCurrentIndex(-1)
        self.gear.setChecked(True)
        self.tabs.hide()

    @Slot(int)
    def _on_combo_activated(self, position: int) -> None:
        subscription_id = self.combo.itemData(position)
        if subscription_id:
            self.subscription_chosen.emit(subscription_id)
            return
        self.combo.setCurrentIndex(-1)
        self.add_subscription_chosen.emit()

    @Slot(int)
    def _on_tab_changed(self, position: int) -> None:
        if self.tabs.isVisible():
            self.tab_chosen.emit(TABS[position])

    @Slot()
    def _on_gear_clicked(self) -> None:
        # a press while there leaves the button pressed: it says where the window is
        self.gear.setChecked(True)
        self.account_settings_chosen.emit()
