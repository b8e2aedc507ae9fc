"""Deleting integrations: the questions, the refusal, and the bar that leads to what still uses one.

The bar stays until nothing uses the integration any more; then the question comes back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from hipadmin.domain.errors import Dependent, HipadminError, NotFound
from hipadmin.domain.integration import Integration
from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.delete_integration import (
    DeleteRefused,
    last_question,
    several_question,
    unused_question,
)
from hipadmin.gui.icons import Icon
from hipadmin.gui.jobs import JobContext, Lane
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.places import Places
from hipadmin.gui.widgets.labels import Rich, as_rich, rich
from hipadmin.gui.widgets.message_bar import Act, Message, MessageArea
from hipadmin.services.integrations import Loaded
from hipadmin.services.views import IntegrationRow

TOPICS = frozenset((Topic.INTEGRATIONS, Topic.SUBSCRIPTIONS, Topic.NOTIFICATIONS))
_BAR, _DONE = "deleting", "deleted"


@dataclass(frozen=True, slots=True)
class Under:
    """An integration on its way out: who still uses it, of how many at first."""

    id: str
    name: str
    total: int
    left: tuple[Dependent, ...]


Fate = tuple[str, str]
"""An integration's name and why it stayed; an empty text if it is gone."""


class Deleting(QObject):
    """Asks, deletes, refuses, and leads through the dependents."""

    def __init__(
        self, context: Context, area: MessageArea, places: Places, window: QWidget
    ) -> None:
        super().__init__(window)
        self._context = context
        self._area = area
        self._places = places
        self._window = window
        self._under: Under | None = None
        context.watch.moved.connect(self._on_topics_moved)
        places.moved.connect(self._show_bar)

    @property
    def under(self) -> Under | None:
        """The integration the bar is about, None without a bar."""
        return self._under

    # asking

    def ask(self, rows: Sequence[IntegrationRow]) -> None:
        """Ask whether these shall go; what is in use is named with its dependents."""
        ids = [row.id for row in rows]
        if not ids:
            return
        verbs = self._context.services.integrations
        self._context.jobs.run(
            lambda _job: [verbs.load(key) for key in ids],
            then=self._on_loaded,
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    def _on_loaded(self, found: Sequence[Loaded]) -> None:
        if len(found) > 1:
            self._ask_several(found)
        elif found[0].dependents:
            self._refuse(found[0])
        else:
            self._ask_unused(found[0].integration)

    def _ask_unused(self, integration: Integration) -> None:
        question = unused_question(self._context.look, integration.name, self._window)
        question.accepted.connect(lambda: self._delete(integration))
        question.open()

    def _refuse(self, loaded: Loaded) -> None:
        integration, dependents = loaded.integration, loaded.dependents
        dialog = DeleteRefused(self._context.look, integration.name, dependents, self._window)
        dialog.followed.connect(lambda key: self._begin(loaded, key))
        dialog.remove_asked.connect(lambda: self._ask_last(loaded))
        dialog.open()

    def _ask_last(self, loaded: Loaded) -> None:
        integration, count = loaded.integration, len(loaded.dependents)
        question = last_question(self._context.look, integration.name, count, self._window)
        question.accepted.connect(lambda: self._remove_and_delete(integration))
        question.rejected.connect(lambda: self._refuse(loaded))
        question.open()

    def _ask_several(self, found: Sequence[Loaded]) -> None:
        free = [f.integration for f in found if not f.dependents]
        blocked = [(f.integration.name, f.dependents) for f in found if f.dependents]
        if not free:
            self._refuse(found[0])
            return
        question = several_question(
            self._context.look, [i.name for i in free], blocked, self._window
        )
        question.accepted.connect(lambda: self._delete_several([f.integration for f in found]))
        question.open()

    # doing

    def _delete(self, integration: Integration) -> None:
        verbs = self._context.services.integrations
        self._context.jobs.run(
            lambda _job: verbs.delete(integration.id, integration.version),
            then=lambda _none: self._on_deleted(integration.name),
            failed=self._on_failed,
            owner=self,
            title=self.tr("Deleting"),
        )

    def _remove_and_delete(self, integration: Integration) -> None:
        verbs = self._context.services.integrations
        self._context.jobs.run(
            lambda _job: verbs.remove_from_all_and_delete(integration.id, integration.version),
            then=lambda _count: self._on_deleted(integration.name),
            failed=self._on_failed,
            owner=self,
            title=self.tr("Deleting"),
        )

    def _delete_several(self, integrations: Sequence[Integration]) -> None:
        verbs = self._context.services.integrations

        def work(_job: JobContext) -> list[Fate]:
            return [_fate(verbs.delete, i) for i in integrations]

        self._context.jobs.run(
            work,
            then=self._on_several_deleted,
            failed=self._on_failed,
            owner=self,
            title=self.tr("Deleting"),
        )

    def _on_deleted(self, name: str) -> None:
        self._context.watch.look()
        self._context.navigator.note(self.tr("Deleted {name}.").format(name=name))
        self._end()

    def _on_several_deleted(self, fates: list[Fate]) -> None:
        self._context.watch.look()
        stays = [why for _name, why in fates if why]
        count = len(fates) - len(stays)
        gone = self.tr("Deleted {count} integrations.").format(count=count)
        if count == 1:
            gone = self.tr("Deleted 1 integration.")
        close = Act(self.tr("Close"), lambda: self._area.clear(_DONE))
        tone = Tone.WARN if stays else Tone.OK
        self._area.show_bar(_DONE, Message(tone, gone, "\n".join(stays), (close,)))

    def _on_failed(self, error: Exception) -> None:
        self._context.watch.look()
        if not isinstance(error, NotFound):
            self._context.navigator.explain(error)

    # the bar

    def _begin(self, loaded: Loaded, subscription_id: str) -> None:
        integration, dependents = loaded.integration, loaded.dependents
        self._under = Under(integration.id, integration.name, len(dependents), dependents)
        self._mark(integration.id)
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

    def _end(self) -> None:
        self._under = None
        self._area.clear(_BAR)
        self._mark("")

    def _mark(self, integration_id: str) -> None:
        if integration_id or self._places.known("dashboard") is not None:
            self._places.page_called("dashboard").mark_deleting(integration_id)

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
            self._end()
            self._context.navigator.show_integrations(under.id)
            self._ask_unused(loaded.integration)
            return
        total = max(under.total, len(loaded.dependents))
        self._under = replace(under, total=total, left=loaded.dependents)
        self._show_bar()

    def _on_lost(self, error: Exception) -> None:
        self._end()
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
            (Act(self.tr("Next"), self._next), Act(self.tr("Cancel"), self._end)),
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


def _fate(delete: Callable[[str, int], None], integration: Integration) -> Fate:
    try:
        delete(integration.id, integration.version)
    except HipadminError as error:
        return integration.name, error.text
    return integration.name, ""
