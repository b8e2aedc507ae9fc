"""The dashboard of one subscription: its Settings, with General and Integrations."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hipadmin.gui.context import Context
from hipadmin.gui.icons import Icon
from hipadmin.gui.pages.subscription_general import SubscriptionGeneralPage
from hipadmin.gui.pages.subscription_integrations import SubscriptionIntegrationsPage
from hipadmin.gui.widgets.scroll_body import PageScroll, scroll_of
from hipadmin.gui.widgets.sidebar import Place, Sidebar
from hipadmin.gui.widgets.surface import Stack

GENERAL, INTEGRATIONS = "general", "integrations"


class DashboardPage(QWidget):
    """A sidebar and its two pages.

    Signals:
        subscription_gone: the subscription shown does not exist any more.
    """

    subscription_gone = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._subscription_id = ""
        self.general = SubscriptionGeneralPage(context)
        self.integrations = SubscriptionIntegrationsPage(context)
        self.sidebar = self._make_sidebar()
        self.stack = Stack()
        self._pages: dict[str, SubscriptionGeneralPage | SubscriptionIntegrationsPage] = {
            GENERAL: self.general,
            INTEGRATIONS: self.integrations,
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(self.stack, 1)
        for page in self._pages.values():
            self.stack.addWidget(PageScroll(context.look, page))
            page.subscription_gone.connect(self.subscription_gone)
        self.sidebar.chosen.connect(self._on_place_chosen)
        self._go(INTEGRATIONS)

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

    def show_subscription(self, subscription_id: str, integration_id: str = "") -> None:
        """Show this subscription's Integrations.

        With ``integration_id`` the first of its notifications that uses it is selected.
        """
        self._subscription_id = subscription_id
        self.general.show_subscription(subscription_id)
        self.integrations.show_subscription(subscription_id, integration_id)
        self._go(INTEGRATIONS)

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

    def _page(self) -> SubscriptionGeneralPage | SubscriptionIntegrationsPage:
        return self._pages[self.sidebar.current()]

    def _go(self, key: str) -> None:
        self.sidebar.set_current(key)
        self.stack.setCurrentWidget(scroll_of(self._pages[key]))

    @Slot(str)
    def _on_place_chosen(self, key: str) -> None:
        self.stack.setCurrentWidget(scroll_of(self._pages[key]))
        self._pages[key].activate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take a narrower sidebar in a narrow window."""
        super().resizeEvent(event)
        self.sidebar.fit(self.width())
