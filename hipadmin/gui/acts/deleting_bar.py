"""The bar "Deleting …": it leads through the subscriptions that still use an integration."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from hipadmin.domain.errors import Dependent, NotFound
from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.places import Places
from hipadmin.gui.widgets.labels import Rich, as_rich, rich
from hipadmin.gui.widgets.message_bar import Act, Message, MessageArea
from hipadmin.services.configuration.integrations import Loaded

TOPICS = frozenset((Topic.INTEGRATIONS, Topic.SUBSCRIPTIONS, Topic.NOTIFICATIONS))
_BAR = "deleting"


@dataclass(frozen=True, slots=True)
class Under:
    """An integration on its way out: who still uses it, of how many at first."""

    id: str
    name: str
    total: int
    left: tuple[Dependent, ...]


class DeletingBar(QObject):
    """Leads from one dependent to the next, and says how many are left.

    Signals:
        emptied: a `Loaded` that nothing uses any more; the bar is gone.
    """

    emptied = Signal(object)

    def __init__(
        self, context: Context, area: MessageArea, places: Places, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._area = area
        self._places = places
        self._under: Under | None = None
        context.watch.moved.connect(self._on_topics_moved)
        places.moved.connect(self._on_moved)

    @property
    def under(self) -> Under | None:
        """The integration the bar is about, None without a bar."""
        return self._under

    def begin(self, loaded: Loaded, subscription_id: str) -> None:
        """Lead through the dependents of an integration, beginning with this one."""
        integration, dependents = loaded.integration, loaded.dependents
        self._under = Under(integration.id, integration.name, len(dependents), dependents)
        self._mark()
        self._go(subscription_id)

    def _go(self, subscription_id: str) -> None:
        under = self._under
        if under is not None:
            self._context.navigator.show_subscription_integrations(subscription_id, under.id)
            self._show_bar()

    def _next(self) -> None:
        under = self._under
        if under is None:
            return
        ids = [d.subscription_id for d in under.left]
        here = self._places.subscription_id
        self._go(ids[(ids.index(here) + 1) % len(ids)] if here in ids else ids[0])

    def end(self) -> None:
        """Take the bar away."""
        self._under = None
        self._area.clear(_BAR)
        self._mark()

    def _mark(self) -> None:
        """Mark what is deleted in the dashboard, if that is there by now: it is loaded aside."""
        dashboard = self._places.known("dashboard")
        if dashboard is not None:
            dashboard.mark_deleting(self._under.id if self._under is not None else "")

    def _on_moved(self) -> None:
        if self._under is not None:
            self._mark()
            self._show_bar()

    def _on_topics_moved(self, topics: frozenset[Topic]) -> None:
        under = self._under
        if under is None or not topics & TOPICS:
            return
        verbs, key = self._context.services.integrations, under.id
        self._context.jobs.run(
            lambda _job: verbs.load(key),
            then=self._on_progress,
            failed=self._on_lost,
            lane=Lane.READ,
            owner=self,
        )

    def _on_progress(self, loaded: Loaded) -> None:
        under = self._under
        if under is None or under.id != loaded.integration.id:
            return
        if not loaded.dependents:
            self.end()
            self._context.navigator.show_integrations(under.id)
            self.emptied.emit(loaded)
            return
        total = max(under.total, len(loaded.dependents))
        self._under = replace(under, total=total, left=loaded.dependents)
        self._show_bar()

    def _on_lost(self, error: Exception) -> None:
        self.end()
        if not isinstance(error, NotFound):
            self._context.navigator.explain(error)

    def _show_bar(self) -> None:
        under = self._under
        if under is None:
            return
        message = Message(
            Tone.INFO,
            self.tr("Deleting {name}:").format(name=under.name),
            self._sentence(under),
            (Act(self.tr("Next"), self._next), Act(self.tr("Cancel"), self.end)),
            Icon.TRASH,
        )
        self._area.show_bar(_BAR, message)

    def _sentence(self, under: Under) -> Rich:
        words = (
            self.tr("{left} of {total} subscriptions left.")
            if under.total > 1
            else self.tr("{left} of {total} subscription left.")
        )
        left = words.format(left=len(under.left), total=under.total)
        here = next(
            (d for d in under.left if d.subscription_id == self._places.subscription_id), None
        )
        if here is None:
            return as_rich(left)
        *some, last = here.notifications
        if not some:
            there = rich(self.tr("Here: {}."), last)
        else:
            there = rich(self.tr("Here: {} and {}."), ", ".join(some), last)
        return Rich(f"{left} {there.plain}", f"{as_rich(left).html} {there.html}")
