"""The window's relay: hosted as a child, started and stopped by a person, watched for everybody."""

import contextlib
import logging
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from hipadmin.domain.activity import Numbers
from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import JobContext, Lane
from hipadmin.services.relay.host import RelayHost, Running, Standing, means
from hipadmin.services.relay.state import Pulse, RelayState, Where, relay_state
from hipadmin.services.relay.user_service import ServiceState, UserService

PERIOD_MS = 5_000
"""How often relays of others are looked for: that one fell silent moves nothing in the store."""
_HOSTED = "relay/hosted"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look found."""

    state: RelayState
    numbers: Numbers


class RelayDesk(QObject):
    """Hosts a relay, and tells whether one runs anywhere.

    Signals:
        changed: a `Seen` that differs from the last.
        background_changed: the `ServiceState`, when it was read.
    """

    changed = Signal(object)
    background_changed = Signal(object)
    _told = Signal(object)

    def __init__(
        self,
        context: Context,
        command: Sequence[str],
        parent: QObject,
        background: Callable[[], UserService] | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self.service = ServiceState(self.tr("Nothing can run in the background for this data."))
        self._context = context
        self._command = tuple(command)
        self._host = RelayHost(means(context.services, self._command), self._told.emit)
        self._pulse = Pulse()
        self._own: set[str] = set()
        self._seen: Seen | None = None
        self._looking = False
        self._again = self._left = False
        self._timer = QTimer(self, interval=PERIOD_MS)
        self._told.connect(self._on_told)
        self._timer.timeout.connect(self.look)
        context.watch.moved.connect(self._on_moved)

    @property
    def seen(self) -> Seen | None:
        """What the last look found, None before the first."""
        return self._seen

    @property
    def can_host(self) -> bool:
        """Whether a relay can be started here."""
        return bool(self._command)

    @property
    def hosts(self) -> bool:
        """Whether one of ours runs, or is about to."""
        ours = (Running.STARTING, Running.RUNNING, Running.RESTARTING)
        return self._host.standing.running in ours

    def begin(self) -> None:
        """Look now and from now on; start what was running when the window was closed."""
        self._timer.start()
        self.look_at_service()
        if self.can_host and self._context.settings.text(_HOSTED) == "yes":
            self.start()
        else:
            self.look()

    @Slot()
    def start(self) -> None:
        """Have our own run, now and at the window's next start."""
        if self.can_host:
            self._context.settings.set_text(_HOSTED, "yes")
            self._host.start()

    @Slot()
    def stop(self) -> None:
        """End our own."""
        self._context.settings.set_text(_HOSTED, "no")
        self._end(self._host.stop, self.tr("Stopping the relay"))

    @Slot()
    def restart(self) -> None:
        """End our own and have another run."""

        def work() -> None:
            self._host.stop()
            self._host.start()

        self._end(work, self.tr("Restarting the relay"))

    def _end(self, work: Callable[[], object], title: str) -> None:
        self._give_up_waiting()
        self._context.jobs.run(
            lambda _job: work(),
            failed=self._context.navigator.explain,
            lane=Lane.NET,
            owner=self,
            title=title,
        )

    @Slot()
    def leave(self) -> None:
        """The window has closed: our own ends with it."""
        self._left = True
        self._timer.stop()
        self._host.leave()
        self._give_up_waiting()
        if self.hosts:
            self._context.jobs.run(lambda _job: self._host.stop(), lane=Lane.NET)

    def _give_up_waiting(self) -> None:
        """One that does not answer would not end when it is asked to, and outlive the window."""
        if self._seen is not None and self._seen.state.where is Where.SILENT:
            self._host.kill()

    def hand_over(self) -> None:
        """Let our own know of a new key before anybody sees it. Blocking: for a job."""
        with contextlib.suppress(StoreTrouble):  # it looks by itself twice a second
            self._host.feed()

    # without a window

    def look_at_service(self) -> None:
        """See whether a service keeps delivering, or could."""
        make = self._background
        if make is not None:
            self._context.jobs.run(
                lambda _job: make().state(), then=self._on_service, lane=Lane.NET, owner=self
            )

    def keep_in_background(self, then: Callable[[], object] = lambda: None) -> None:
        """Have a service deliver from now on, in place of our own; ``then`` hears of success."""
        make, hosted = self._background, self.hosts
        if make is None:
            return

        def work(_job: JobContext) -> ServiceState:
            self._host.stop()  # its port is the service's from now on
            service = make()
            service.install()
            return service.state()

        def done(state: ServiceState) -> None:
            self._context.settings.set_text(_HOSTED, "no")
            self._on_service(state)
            self._context.navigator.note(self.tr("A service delivers from now on."))
            then()

        def failed(error: Exception) -> None:
            if hosted:
                self._host.start()
            self.look_at_service()
            self._context.navigator.explain(error)

        self._context.jobs.run(
            work,
            then=done,
            failed=failed,
            lane=Lane.NET,
            owner=self,
            title=self.tr("Installing the service"),
        )

    def end_background(self) -> None:
        """Let no service deliver any more."""
        make = self._background
        if make is None:
            return

        def work(_job: JobContext) -> ServiceState:
            service = make()
            service.remove()
            return service.state()

        def failed(error: Exception) -> None:
            self.look_at_service()
            self._context.navigator.explain(error)

        self._context.jobs.run(
            work,
            then=self._on_service,
            failed=failed,
            lane=Lane.NET,
            owner=self,
            title=self.tr("Removing the service"),
        )

    def _on_service(self, state: ServiceState) -> None:
        self.service = state
        self.background_changed.emit(state)
        self.look()

    # looking

    @Slot()
    def look(self) -> None:
        """See what runs now."""
        if self._left:
            return
        if self._looking:
            self._again = True
            return
        self._looking = True
        services, host, own = self._context.services, self._host, frozenset(self._own)
        pulse = self._pulse

        def work(_job: JobContext) -> Seen:
            running, standing = services.relays.running(), host.standing
            machine = socket.gethostname()
            silent = pulse.is_silent(standing, running)
            hanging = () if running else services.relays.hanging()
            state = relay_state(standing, running, machine, own, silent=silent, hanging=hanging)
            return Seen(state, services.activity.numbers())

        self._context.jobs.run(
            work, then=self._on_seen, failed=self._on_not_seen, lane=Lane.READ, owner=self
        )

    def _on_seen(self, seen: Seen) -> None:
        self._looking = False
        if seen != self._seen:
            self._seen = seen
            self.changed.emit(seen)
        self._once_more()

    def _on_not_seen(self, error: Exception) -> None:
        self._looking = False
        _log.info("whether a relay runs is not known: %s", error)
        self._once_more()

    def _once_more(self) -> None:
        if self._again:
            self._again = False
            self.look()

    @Slot(object)
    def _on_told(self, standing: Standing) -> None:
        if standing.url:
            self._own.add(standing.url)
        self.look()

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if topics & {Topic.RELAY, Topic.DELIVERIES}:
            self.look()


def is_ours(state: RelayState) -> bool:
    """Whether it is the window's own relay that the state tells of."""
    return state.where in (Where.HERE, Where.SILENT, Where.STARTING, Where.RESTARTING)
