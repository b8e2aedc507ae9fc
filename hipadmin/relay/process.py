"""One relay at work: takes events in, delivers, says that it lives, and ends within seconds."""

import contextlib
import errno
import logging
import math
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hipadmin import __version__
from hipadmin.domain.activity import RelayInfo
from hipadmin.domain.errors import HipadminError, StoreTrouble
from hipadmin.domain.ports import Clock, Store
from hipadmin.relay.chores import Chore, Chores
from hipadmin.relay.health import Examiner, Secrets
from hipadmin.relay.hosting import Host, listen, url_of
from hipadmin.relay.metrics import Metrics
from hipadmin.relay.web import Site
from hipadmin.relay.worker import Worker
from hipadmin.services.bundle import Services
from hipadmin.services.delivery.sending import Dial
from hipadmin.services.relay.relays import BEAT_S
from hipadmin.services.relay.settings import Place

WORKER_END_S = 4.0
"""How long the worker may take to end; it cuts off after two what servers do not answer."""
_REFUSALS_S = 0.5
_ACTS_S = 1.0
_TIDY_S, _TIDY_FIRST_S = 3600.0, 30.0
_READY_FIRST_S = 0.2
"""Until then a relay that starts says where it listens, and what it owes is under way."""
_CHORES_END_S = 2.0
_OTHER_S, _LOOK_S = 3.0, 0.1
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setting:
    """What makes this relay another than the next one.

    ``exact``: somebody asked for this port, no other will do. A ``hosted`` one leaves backups to
    its window; what is old it forgets, as every relay does.
    """

    relay_id: str
    place: Place
    exact: bool
    hosted: bool
    secrets: Callable[[], Secrets]

    def info(self, url: str, clock: Clock) -> RelayInfo:
        """What others are told of it."""
        now, host = clock(), socket.gethostname()
        return RelayInfo(self.relay_id, host, os.getpid(), url, __version__, self.hosted, now, now)


class CannotListen(HipadminError):
    """The address or port cannot be had."""

    def __init__(self, place: Place, error: OSError) -> None:
        where = f"port {place.port} at {place.address}"
        if error.errno == errno.EADDRINUSE:
            text = f"The relay cannot have {where}: another program has it. Choose another port."
        else:
            text = f"The relay cannot listen at {where}: {error.strerror}."
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Working:
    """A relay at work. ``news`` is to be called when its secrets are others."""

    url: str
    news: Callable[[], None]


@contextlib.contextmanager
def working(
    services: Services, dial: Dial, clock: Clock, setting: Setting, failed: Callable[[], None]
) -> Iterator[Working]:
    """A relay inside ``with``; ``failed`` is told if it can deliver no more.

    Raises CannotListen, StoreTrouble.
    """
    with contextlib.ExitStack() as stack:
        listening = _listen(services, setting)
        stack.callback(listening.close)
        url = url_of(listening)
        metrics = Metrics(services.deliveries.moves.counts, services.activity.numbers)
        worker = Worker(
            services.deliveries,
            services.tokens,
            dial,
            clock,
            setting.relay_id,
            tell=metrics.sent,
            bury=lambda: services.deliveries.bury(services.signs),
        )
        thread = threading.Thread(target=lambda: _run(worker, failed), name="worker", daemon=True)
        site = Site(
            services.reception,
            Examiner(services.activity, services.relays, clock, thread.is_alive, setting.secrets),
            metrics,
            clock,
            lambda: setting.secrets() is not Secrets.AWAITED,
            worker.wake,
        )
        stack.enter_context(services.signs.held(setting.relay_id))
        stack.enter_context(_registered(services, setting.info(url, clock)))
        stack.callback(_chores(services, setting).stop, _CHORES_END_S)
        thread.start()
        stack.callback(thread.join, WORKER_END_S)
        stack.callback(worker.stop)
        host = Host(site, listening)
        stack.callback(host.stop)

        def news() -> None:
            services.doors.forget()
            worker.wake()

        _LOG.info("events are taken in at %s", url)
        yield Working(url, news)


def _run(worker: Worker, failed: Callable[[], None]) -> None:
    try:
        worker.run()
    except Exception:
        _LOG.exception("deliveries ended")
        failed()


@contextlib.contextmanager
def _registered(services: Services, info: RelayInfo) -> Iterator[None]:
    """Others see it inside ``with``."""
    services.relays.register(info)
    beat = Chores("beat", [Chore("sign of life", BEAT_S, lambda: services.relays.beat(info))])
    try:
        yield
    finally:
        beat.stop(_CHORES_END_S)
        try:
            services.refusals.write()
            services.relays.leave(info.id)
        except StoreTrouble as error:
            _LOG.warning("the end could not be noted: %s", error.text)


def _chores(services: Services, setting: Setting) -> Chores:
    stopping = threading.Event()

    def tidy() -> None:
        services.retention.run(stopping.is_set)
        if not setting.hosted:
            services.upkeep.run()

    chores = (
        Chore("getting ready", math.inf, lambda: _get_ready(services.store), _READY_FIRST_S),
        Chore("what administrators do", _ACTS_S, services.own_acts.follow),
        Chore("refusals wait", _REFUSALS_S, services.refusals.write),
        Chore("tidying up", _TIDY_S, tidy, _TIDY_FIRST_S),
    )
    return Chores("chores", chores, stopping)


def _get_ready(store: Store) -> None:
    """Load what the first event and its message need: it takes longer than they do."""
    import hipadmin.hipchat.client  # noqa: F401

    store.read(
        lambda unit: (
            *(unit.intake_keys, unit.subscriptions, unit.notifications, unit.events),
            *(unit.alerts, unit.memory, unit.deliveries),
        )
    )


def _listen(services: Services, setting: Setting) -> socket.socket:
    """Take the port; where another relay on this store has it, any: they share the work.

    Raises CannotListen.
    """
    place, until = setting.place, time.monotonic() + _OTHER_S
    while True:
        try:
            return listen(place.address, place.port)
        except OSError as error:
            if setting.exact or error.errno != errno.EADDRINUSE:
                raise CannotListen(place, error) from error
            others = {relay.url.rpartition(":")[2] for relay in services.relays.running()}
            if str(place.port) in others:
                _LOG.info("another relay has port %s; this one takes another", place.port)
                return listen(place.address, 0)
            if time.monotonic() > until:
                raise CannotListen(place, error) from error
        threading.Event().wait(_LOOK_S)
