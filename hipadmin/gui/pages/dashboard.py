"""The dashboard of one subscription: Activity, Alerts, Settings (General and Integrations)."""

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.gui.context import Context
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.pages.activity import ActivityPage
from hipadmin.gui.pages.alerts import AlertsPage
from hipadmin.gui.pages.subscription_general import SubscriptionGeneralPage
from hipadmin.gui.pages.subscription_integrations import SubscriptionIntegrationsPage
from hipadmin.gui.quitting import Unsaved
from hipadmin.gui.widgets.scroll_body import PageScroll, scroll_of
from hipadmin.gui.widgets.sidebar import Place, Sidebar
from hipadmin.gui.widgets.surface import Stack, add_hidden
from hipadmin.gui.words.tabs import Tab

ACTIVITY, ALERTS, GENERAL, INTEGRATIONS = "activity", "alerts", "general", "integrations"

Inner = ActivityPage | AlertsPage | SubscriptionGeneralPage | SubscriptionIntegrationsPage

P = TypeVar("P", ActivityPage, AlertsPage, SubscriptionGeneralPage, SubscriptionIntegrationsPage)


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
        self._deleting = ""
        self.sidebar = self._make_sidebar()
        self.stack = Stack()
        self._whole = Stack()
        self._settings_tab = self._make_settings()
        self.sidebar.set_current(INTEGRATIONS)
        self.sidebar.chosen.connect(self._on_place_chosen)

    def _make_settings(self) -> QWidget:
        settings = QWidget()
        row = QHBoxLayout(settings)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(self.stack, 1)
        self._whole.addWidget(settings)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._whole)
        return settings

    # the pages, each built when it is first shown: all of them at once would hold the window up

    @cached_property
    def activity(self) -> ActivityPage:
        """The tab Activity."""
        page = ActivityPage(self._context)
        page.alert_asked.connect(self._on_alert_asked)
        page.source_asked.connect(self._on_source_asked)
        return self._added(page, self._whole)

    @cached_property
    def alerts(self) -> AlertsPage:
        """The tab Alerts."""
        return self._added(AlertsPage(self._context), self._whole)

    @cached_property
    def general(self) -> SubscriptionGeneralPage:
        """Settings › General."""
        page = SubscriptionGeneralPage(self._context)
        page.subscription_gone.connect(self.subscription_gone)
        page.source_asked.connect(self._on_source_asked)
        return self._added(page, self.stack)

    @cached_property
    def integrations(self) -> SubscriptionIntegrationsPage:
        """Settings › Integrations."""
        page = SubscriptionIntegrationsPage(self._context)
        page.mark_deleting(self._deleting)
        page.subscription_gone.connect(self.subscription_gone)
        return self._added(page, self.stack)

    def _added(self, page: P, stack: Stack) -> P:
        add_hidden(stack, PageScroll(self._context.look, page))
        if self._subscription_id:
            page.show_subscription(self._subscription_id)
        return page

    def _setting(self, place: str) -> SubscriptionGeneralPage | SubscriptionIntegrationsPage:
        return self.general if place == GENERAL else self.integrations

    def unsaved(self) -> tuple[Unsaved, ...]:
        """What was entered and is not saved."""
        return (self.general.unsaved(),) if GENERAL in vars(self) else ()

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
        for page in (ACTIVITY, ALERTS, GENERAL):
            if page in vars(self):
                getattr(self, page).show_subscription(subscription_id)
        if integration_id or INTEGRATIONS in vars(self):
            self.integrations.show_subscription(subscription_id, integration_id)
        self.sidebar.set_current(INTEGRATIONS)
        self.show_tab(self._tab if tab is None else tab)

    def lacks(self, tab: Tab | None) -> bool:
        """Whether a page would have to be made to show ``tab``; None is the one that is shown."""
        return self._key(tab) not in vars(self)

    def make(self, tab: Tab | None) -> None:
        """Make the page that ``tab`` shows, before it is shown."""
        getattr(self, self._key(tab))

    def _key(self, tab: Tab | None) -> str:
        wanted = self._tab if tab is None else tab
        return {Tab.ACTIVITY: ACTIVITY, Tab.ALERTS: ALERTS}.get(wanted, INTEGRATIONS)

    def show_tab(self, tab: Tab) -> None:
        """Show another tab of the same subscription."""
        self._tab = tab
        settings = tab is Tab.SETTINGS
        if settings:
            self._go(self.place)
        shown = self._settings_tab if settings else scroll_of(self._page())
        self._whole.setCurrentWidget(shown)

    @property
    def place(self) -> str:
        """Which page of Settings is shown, or was last."""
        return self.sidebar.current()

    def go(self, place: str) -> None:
        """Show a page of Settings; an unknown one changes nothing."""
        if place in (GENERAL, INTEGRATIONS) and place != self.place:
            self._go(place)
            self.activate()
            self.default_focus().setFocus()

    def mark_deleting(self, integration_id: str) -> None:
        """Put the trash mark before this integration's name; an empty id takes it away."""
        self._deleting = integration_id
        if INTEGRATIONS in vars(self):
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
        return self._lists and self.integrations.can(verb)

    def add(self) -> None:
        """Add a room notification, on the page of Settings that lists them."""
        self.go(INTEGRATIONS)
        self.integrations.add()

    def edit(self) -> None:
        """Edit the selected room notification."""
        self._do(SubscriptionIntegrationsPage.edit)

    def test(self) -> None:
        """Test the selected room notification."""
        self._do(SubscriptionIntegrationsPage.test)

    def turn_on(self) -> None:
        """Switch the selected room notifications on."""
        self._do(SubscriptionIntegrationsPage.turn_on)

    def turn_off(self) -> None:
        """Switch the selected room notifications off."""
        self._do(SubscriptionIntegrationsPage.turn_off)

    def delete(self) -> None:
        """Ask whether the selected room notifications shall go."""
        self._do(SubscriptionIntegrationsPage.delete)

    def _do(self, act: Callable[[SubscriptionIntegrationsPage], None]) -> None:
        if self._lists:
            act(self.integrations)

    @property
    def _lists(self) -> bool:
        return self._tab is Tab.SETTINGS and self.place == INTEGRATIONS

    def _page(self) -> Inner:
        if self._tab is Tab.ACTIVITY:
            return self.activity
        if self._tab is Tab.ALERTS:
            return self.alerts
        return self._setting(self.sidebar.current())

    def _go(self, key: str) -> None:
        self.sidebar.set_current(key)
        if self._tab is Tab.SETTINGS:  # else that page comes with its tab
            self.stack.setCurrentWidget(scroll_of(self._setting(key)))

    @Slot(int)
    def _on_alert_asked(self, number: int) -> None:
        self._context.navigator.show_alerts(self._subscription_id, number)

    @Slot()
    def _on_source_asked(self) -> None:
        self._context.navigator.connect_source(self._subscription_id)

    @Slot(str)
    def _on_place_chosen(self, key: str) -> None:
        page = self._setting(key)
        self.stack.setCurrentWidget(scroll_of(page))
        page.activate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take a narrower sidebar in a narrow window."""
        super().resizeEvent(event)
        self.sidebar.fit(self.width())
