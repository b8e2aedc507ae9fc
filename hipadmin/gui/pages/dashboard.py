"""The dashboard of one subscription: Activity, Alerts, Settings (General and Integrations)."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.gui.context import Context
from hipadmin.gui.icons import Icon
from hipadmin.gui.pages.activity import ActivityPage
from hipadmin.gui.pages.alerts import AlertsPage
from hipadmin.gui.pages.subscription_general import SubscriptionGeneralPage
from hipadmin.gui.pages.subscription_integrations import SubscriptionIntegrationsPage
from hipadmin.gui.tabs import Tab
from hipadmin.gui.widgets.scroll_body import PageScroll, scroll_of
from hipadmin.gui.widgets.sidebar import Place, Sidebar
from hipadmin.gui.widgets.surface import Stack

GENERAL, INTEGRATIONS = "general", "integrations"

Inner = ActivityPage | AlertsPage | SubscriptionGeneralPage | SubscriptionIntegrationsPage


class DashboardPage(QWidget):
    """Tabs without their words, which stand in the top bar; Settings has a sidebar and two pages.

    Signals:
        subscription_gone: the subscription shown does not exist any more.
    """

    subscription_gone = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._subscription_id = ""
        self._tab = Tab.SETTINGS
        self.activity = ActivityPage(context)
        self.alerts = AlertsPage(context)
        self.general = SubscriptionGeneralPage(context)
        self.integrations = SubscriptionIntegrationsPage(context)
        self.sidebar = self._make_sidebar()
        self.stack = Stack()
        self._settings: dict[str, SubscriptionGeneralPage | SubscriptionIntegrationsPage] = {
            GENERAL: self.general,
            INTEGRATIONS: self.integrations,
        }
        self._tabs = self._make_tabs()
        for page in self._settings.values():
            self.stack.addWidget(PageScroll(context.look, page))
            page.subscription_gone.connect(self.subscription_gone)
        self.sidebar.chosen.connect(self._on_place_chosen)
        self.activity.alert_asked.connect(self._on_alert_asked)
        for asked in (self.activity.source_asked, self.general.source_asked):
            asked.connect(self._on_source_asked)
        self._go(INTEGRATIONS)

    def _make_tabs(self) -> dict[Tab, QWidget]:
        settings = QWidget()
        row = QHBoxLayout(settings)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(self.stack, 1)
        self._whole = Stack()
        look = self._context.look
        tabs: dict[Tab, QWidget] = {
            Tab.ACTIVITY: PageScroll(look, self.activity),
            Tab.ALERTS: PageScroll(look, self.alerts),
            Tab.SETTINGS: settings,
        }
        for widget in tabs.values():
            self._whole.addWidget(widget)
        self._whole.setCurrentWidget(settings)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._whole)
        return tabs

    def _make_sidebar(self) -> Sidebar:
        places = (
            Place(GENERAL, self.tr("General"), Icon.SLIDERS),
            Place(INTEGRATIONS, self.tr("Integrations"), Icon.PLUG),
        )
        return Sidebar(self._context.look, self.tr("Settings"), places)

    @property
    def subscription_id(self) -> str:
        """The subscription shown, or an empty text."""
        return self._subscription_id

    @property
    def tab(self) -> Tab:
        """The tab that is shown."""
        return self._tab

    def show_subscription(
        self, subscription_id: str, integration_id: str = "", tab: Tab | None = Tab.SETTINGS
    ) -> None:
        """Show a tab of this subscription, None: the one that is shown; of Settings, Integrations.

        With ``integration_id`` the first of its notifications that uses it is selected.
        """
        self._subscription_id = subscription_id
        self.activity.show_subscription(subscription_id)
        self.alerts.show_subscription(subscription_id)
        self.general.show_subscription(subscription_id)
        self.integrations.show_subscription(subscription_id, integration_id)
        self._go(INTEGRATIONS)
        if tab is not None:
            self.show_tab(tab)

    def show_tab(self, tab: Tab) -> None:
        """Show another tab of the same subscription."""
        self._tab = tab
        self._whole.setCurrentWidget(self._tabs[tab])

    @property
    def place(self) -> str:
        """Which page of Settings is shown, or was last."""
        return self.sidebar.current()

    def go(self, place: str) -> None:
        """Show a page of Settings; an unknown one changes nothing."""
        if place in self._settings and place != self.place:
            self._go(place)
            self.activate()
            self.default_focus().setFocus()

    def mark_deleting(self, integration_id: str) -> None:
        """Put the trash mark before this integration's name; an empty id takes it away."""
        self.integrations.mark_deleting(integration_id)

    def activate(self) -> None:
        """The dashboard is shown: read again what it shows."""
        self._page().activate()

    def reload(self) -> None:
        """Read again what is shown."""
        self._page().reload()

    def default_focus(self) -> QWidget:
        """Give the widget that takes the focus when the dashboard is shown."""
        return self._page().default_focus()

    # what the window's menus find by name

    def can(self, verb: str) -> bool:
        """Whether ``verb`` makes sense with what is shown and selected."""
        return self._page() is self.integrations and self.integrations.can(verb)

    def edit(self) -> None:
        """Edit the selected room notification."""
        self._do(self.integrations.edit)

    def test(self) -> None:
        """Test the selected room notification."""
        self._do(self.integrations.test)

    def turn_on(self) -> None:
        """Switch the selected room notifications on."""
        self._do(self.integrations.turn_on)

    def turn_off(self) -> None:
        """Switch the selected room notifications off."""
        self._do(self.integrations.turn_off)

    def delete(self) -> None:
        """Ask whether the selected room notifications shall go."""
        self._do(self.integrations.delete)

    def _do(self, act: Callable[[], None]) -> None:
        if self._page() is self.integrations:
            act()

    def _page(self) -> Inner:
        if self._tab is Tab.ACTIVITY:
            return self.activity
        if self._tab is Tab.ALERTS:
            return self.alerts
        return self._settings[self.sidebar.current()]

    def _go(self, key: str) -> None:
        self.sidebar.set_current(key)
        self.stack.setCurrentWidget(scroll_of(self._settings[key]))

    @Slot(int)
    def _on_alert_asked(self, number: int) -> None:
        self._context.navigator.show_alerts(self._subscription_id, number)

    @Slot()
    def _on_source_asked(self) -> None:
        self._context.navigator.connect_source(self._subscription_id)

    @Slot(str)
    def _on_place_chosen(self, key: str) -> None:
        self.stack.setCurrentWidget(scroll_of(self._settings[key]))
        self._settings[key].activate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take a narrower sidebar in a narrow window."""
        super().resizeEvent(event)
        self.sidebar.fit(self.width())
