"""The places of the window: pages of Account Settings and the dashboard, built when first shown."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hipadmin.gui.context import Context
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.pages.integrations import IntegrationsPage
from hipadmin.gui.theme import Look
from hipadmin.gui.threads.turns import Turns
from hipadmin.gui.widgets.scroll_body import PageScroll, scroll_of
from hipadmin.gui.widgets.sidebar import Place, Sidebar
from hipadmin.gui.widgets.surface import add_hidden
from hipadmin.gui.words.tabs import Tab

K = TypeVar("K", bound=str)


class Page(Protocol):
    """What every page answers."""

    def activate(self) -> None:
        """Read what may have moved; called whenever the page is shown."""

    def reload(self) -> None:
        """Read again."""

    def default_focus(self) -> QWidget:
        """Where the focus goes when the page is gone to."""


class Places(QWidget):
    """Shows one page at a time.

    Signals:
        moved: another place is shown; ask `subscription_id` and `page`.
        subscription_gone: the dashboard's subscription was deleted.
    """

    moved = Signal()
    subscription_gone = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._context: Context | None = None
        self._pages: dict[str, QWidget] = {}
        self._made: dict[str, QWidget] = {}
        self._subscription_id = ""
        self._wish: Callable[[], None] | None = None
        self.sidebar = self._make_sidebar()
        self.stack = QStackedWidget()
        self._account = QWidget()
        self._whole = QStackedWidget(self)
        self._build()
        self.sidebar.chosen.connect(self._on_sidebar_chosen)

    def _make_sidebar(self) -> Sidebar:
        places = (
            Place("integrations", self.tr("Integrations"), Icon.PLUG),
            Place("subscriptions", self.tr("Subscriptions"), Icon.SOURCE),
            Place("audit", self.tr("Audit log"), Icon.HISTORY),
            Place("preferences", self.tr("Preferences"), Icon.SLIDERS),
        )
        sidebar = Sidebar(self.look, self.tr("Account Settings"), places)
        sidebar.set_current("integrations")
        return sidebar

    def _build(self) -> None:
        row = QHBoxLayout(self._account)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(self.stack, 1)
        self._whole.addWidget(self._account)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._whole)
        self.sidebar.setEnabled(False)

    def open(self, context: Context) -> IntegrationsPage:
        """Use ``context`` and show the first page."""
        self._context = context
        self.sidebar.setEnabled(True)
        page = IntegrationsPage(context, self)
        self._adopt("integrations", page)
        self.show_account("integrations")
        return page

    def show_message(self, widget: QWidget) -> None:
        """Show something in place of pages: that the store is opened, or why it was not."""
        self.stack.addWidget(PageScroll(self.look, widget))
        self.stack.setCurrentIndex(self.stack.count() - 1)

    # where the window is

    @property
    def subscription_id(self) -> str:
        """The subscription whose dashboard is shown, or an empty text."""
        return self._subscription_id

    @property
    def keys(self) -> frozenset[str]:
        """The pages of Account Settings."""
        return frozenset({"integrations", *_MAKERS}) - {"dashboard"}

    @property
    def page(self) -> Any:
        """The page that is shown, None before there is one."""
        if self._subscription_id:
            return self._pages.get("dashboard")
        return self._pages.get(self.sidebar.current())

    @property
    def is_one_coming(self) -> bool:
        """Whether a page that was asked for is still to be shown."""
        return self._wish is not None

    def page_called(self, key: str) -> Any:
        """Give a page, built now if it was never shown."""
        if key not in self._pages:
            self._make(key)
            self._adopt(key, self._made.pop(key))
        return self._pages[key]

    def known(self, key: str) -> Any:
        """Give a page if it was shown before, else None."""
        return self._pages.get(key)

    def _make(self, key: str) -> None:
        if key not in self._made and self._context is not None:
            self._made[key] = _MAKERS[key](self._context, self)

    def _adopt(self, key: str, page: QWidget) -> None:
        self._pages[key] = page
        if key == "dashboard":
            add_hidden(self._whole, page)
        else:
            add_hidden(self.stack, PageScroll(self.look, page))

    # going there

    def show_account(
        self, key: str, *, focus: bool = False, then: Callable[[Any], object] | None = None
    ) -> None:
        """Show a page of Account Settings: at once if it was shown before, else once it is made.

        ``then`` gets the page as soon as it is shown. Whoever asks for another place meanwhile
        gets that one alone.
        """
        self._go(key, partial(self._show_account, key, focus=focus), then)

    def _show_account(self, key: str, *, focus: bool) -> Any:
        page = self.page_called(key)
        self._subscription_id = ""
        self.sidebar.set_current(key)
        self.stack.setCurrentWidget(scroll_of(page))
        self._whole.setCurrentWidget(self._account)
        self._arrived(page, focus=focus)
        return page

    def show_dashboard(
        self,
        subscription_id: str,
        integration_id: str = "",
        tab: Tab | None = Tab.SETTINGS,
        *,
        then: Callable[[Any], object] | None = None,
    ) -> None:
        """Show a tab of a subscription's dashboard, as soon as `show_account` would a page.

        ``tab`` None is the one last shown; of Settings it is Integrations.
        """
        show = partial(self._show_dashboard, subscription_id, integration_id, tab)
        self._go("dashboard", show, then, tab)

    def _show_dashboard(self, subscription_id: str, integration_id: str, tab: Tab | None) -> Any:
        page = self.page_called("dashboard")
        self._subscription_id = subscription_id
        page.show_subscription(subscription_id, integration_id, tab)
        self._whole.setCurrentWidget(page)
        self._arrived(page, focus=True)
        return page

    def show_tab(self, tab: Tab, *, focus: bool = False) -> None:
        """Show another tab of the dashboard that is shown; the focus stays where it is, or goes."""
        page = self.page
        if self._subscription_id and page is not None:
            page.show_tab(tab)
            self._arrived(page, focus=focus)

    def turn(self, by: int) -> None:
        """Go ``by`` tabs on, or pages of Account Settings, round and round."""
        if self._subscription_id:
            self.show_tab(_on(tuple(Tab), self.tab, by), focus=True)
        else:
            keys = self.sidebar.keys
            self.show_account(_on(keys, self.sidebar.current(), by), focus=True)

    @property
    def tab(self) -> Tab:
        """The tab of the dashboard that is shown."""
        page = self.known("dashboard")
        return page.tab if page is not None else Tab.SETTINGS

    def _go(
        self,
        key: str,
        show: Callable[[], Any],
        then: Callable[[Any], object] | None,
        tab: Tab | None = None,
    ) -> None:
        def go() -> None:
            page = show()
            if then is not None:
                then(page)

        if self._context is not None:
            self._wish = go
            here = partial(self._build_and_go, key, tab, go)
            self._context.jobs.when_loaded((_MODULES[key],), here, owner=self)

    def _build_and_go(self, key: str, tab: Tab | None, go: Callable[[], None]) -> None:
        """Show the page now, or once what it lacks is made, in turns of the event loop."""
        page = self.known(key)
        lacks: list[Callable[[], object]] = []
        if page is None:
            lacks += [partial(self._make, key), partial(self.page_called, key)]
        if key == "dashboard" and (page is None or page.lacks(tab)):
            lacks.append(lambda: self.page_called(key).make(tab))
        if lacks:
            self._put_off(lacks, go)
        else:
            self._arrive(go)

    def _put_off(self, steps: Sequence[Callable[[], object]], go: Callable[[], None]) -> None:
        # one at a time: what a step itself puts off comes before the next one
        Turns(self, (partial(self._take, steps, go),))

    def _take(self, steps: Sequence[Callable[[], object]], go: Callable[[], None]) -> None:
        if go is not self._wish:
            return
        if steps:
            steps[0]()
            self._put_off(steps[1:], go)
        else:
            self._arrive(go)

    def _arrive(self, go: Callable[[], None]) -> None:
        if go is self._wish:
            self._wish = None
            go()

    def _arrived(self, page: Any, *, focus: bool) -> None:
        page.activate()
        if focus:
            page.default_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        self.moved.emit()

    @Slot(str)
    def _on_sidebar_chosen(self, key: str) -> None:
        self.show_account(key)

    def fit(self, window_width: int) -> None:
        """Take the sidebar's width from the window's."""
        self.sidebar.fit(window_width)


def _on(places: tuple[K, ...], here: K, by: int) -> K:
    return places[(places.index(here) + by) % len(places)]


# a page nobody opens costs nothing at start


def _subscriptions(context: Context, places: Places) -> QWidget:
    from hipadmin.gui.pages.subscriptions import SubscriptionsPage

    return SubscriptionsPage(context, places)


def _audit(context: Context, places: Places) -> QWidget:
    from hipadmin.gui.pages.audit_log import AuditLogPage

    return AuditLogPage(context, places)


def _preferences(context: Context, places: Places) -> QWidget:
    from hipadmin.gui.pages.preferences import PreferencesPage

    return PreferencesPage(context, places)


def _dashboard(context: Context, places: Places) -> QWidget:
    from hipadmin.gui.pages.dashboard import DashboardPage

    page = DashboardPage(context, places)
    page.subscription_gone.connect(places.subscription_gone)
    return page


_MODULES = {
    "integrations": "hipadmin.gui.pages.integrations",
    "subscriptions": "hipadmin.gui.pages.subscriptions",
    "audit": "hipadmin.gui.pages.audit_log",
    "preferences": "hipadmin.gui.pages.preferences",
    "dashboard": "hipadmin.gui.pages.dashboard",
}
_MAKERS: dict[str, Callable[[Context, Places], QWidget]] = {
    "subscriptions": _subscriptions,
    "audit": _audit,
    "preferences": _preferences,
    "dashboard": _dashboard,
}
