"""Where the window was when it was closed, so that it opens there again."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from hipadmin.gui.places import Places
from hipadmin.gui.settings import Settings
from hipadmin.gui.words.tabs import Tab

if TYPE_CHECKING:
    from hipadmin.domain.subscription import Subscription

_KEY = "window/place"
_FIRST, _DASHBOARD = "integrations", "dashboard"


class Whereabouts:
    """Notes the page, and goes to it once, unless the person is quicker."""

    def __init__(self, settings: Settings, places: Places) -> None:
        self._settings = settings
        self._places = places
        self._gone = False

    def note(self) -> None:
        """Remember the page that is shown; before `go` the one of the last time stays."""
        if not self._gone:
            return
        place = [self._places.sidebar.current()]
        if self._places.subscription_id:
            tab, page = self._places.tab.value, self._places.page.place
            place = [_DASHBOARD, self._places.subscription_id, tab, page]
        self._settings.set_text(_KEY, "/".join(place))

    def go(self, subscriptions: "Sequence[Subscription]") -> None:
        """Go where the window was, if that is still there; once."""
        first = self._places.page is self._places.known(_FIRST)
        again, self._gone = self._gone, True
        # whoever has gone somewhere or opened something meanwhile stays there
        if again or not first or QApplication.activeModalWidget() is not None:
            return
        kind, *rest = self._settings.text(_KEY).split("/")
        if kind == _DASHBOARD and len(rest) == 3:
            self._go_to_dashboard(rest[0], rest[1], rest[2], subscriptions)
        elif kind in self._places.keys and kind != _FIRST:
            self._places.show_account(kind, focus=True)

    def _go_to_dashboard(
        self, wanted: str, tab: str, place: str, there: "Sequence[Subscription]"
    ) -> None:
        if any(subscription.id == wanted for subscription in there):
            known = next((each for each in Tab if each == tab), Tab.SETTINGS)
            self._places.show_dashboard(wanted, tab=known, then=lambda page: page.go(place))
