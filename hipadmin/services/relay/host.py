"""Keeps a relay running as a child: gives it secrets when they change, starts it if it dies."""

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.ports import Topic
from hipadmin.services.relay.child import RelayChild, RelayFailed
from hipadmin.services.relay.handover import Gatherer, Handover

if TYPE_CHECKING:
    from hipadmin.services.bundle import Services

RESTARTS_MAX = 5
"""Restarts within SPAN_S; a relay that ends more often is given up until a person starts it."""
SPAN_S = 600.0
LOOK_S = 0.5
"""How often it is looked whether the child lives and has the newest secrets."""
AGAIN_S = 5.0
"""How long a vault in trouble is left alone."""
_JOIN_S = 2.0
_TOPICS = (Topic.INTEGRATIONS, Topic.SUBSCRIPTIONS, Topic.TOKENS)
_LOG = logging.getLogger(__name__)


class Running(StrEnum):
    """How a hosted relay stands."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing at one moment.

    ``url`` while it runs; ``text`` says why it is started again or was given up, ``restarts`` how
    often that was within SPAN_S.
    """

    running: Running
    url: str = ""
    text: str = ""
    restarts: int = 0


Tell = Callable[[Standing], None]
"""Told of every change, on a thread of the host's; quick, and raises nothing."""


@dataclass(frozen=True, slots=True)
class Means:
    """What hosting needs.

    ``start`` blocks until a child is ready and raises RelayFailed. ``gather`` asks the vault, and
    may block for as long as a person needs; ``revisions`` tell when that is worth while. ``pause``
    gives the seconds before a restart, by its number from 1 on; ``again`` are those after which a
    vault in trouble is asked anew, ``span`` those within which restarts are counted.
    """

    start: Callable[[], RelayChild]
    gather: Callable[[], Handover]
    revisions: Callable[[], Mapping[Topic, int]]
    pause: Callable[[int], float] = lambda number: float(2 ** (number - 1))
    again: float = AGAIN_S
    span: float = SPAN_S


def means(services: "Services", command: Sequence[str]) -> Means:
    """The means of a window: ``command`` starts a relay on the same data."""
    gather = Gatherer(services.store, services.tokens)
    return Means(lambda: RelayChild.start(command), gather, services.store.revisions)


class RelayHost:
    """Hosts one relay. ``start`` and ``stop`` may be called again and again, from any thread."""

    def __init__(self, means: Means, tell: Tell = lambda _standing: None) -> None:
        self._means = means
        self._tell = tell
        self._lock = threading.Lock()
        self._hosting: _Hosting | None = None
        self._standing = Standing(Running.STOPPED)

    @property
    def standing(self) -> Standing:
        """How it stands now."""
        return self._standing

    def start(self) -> None:
        """Have it run; does not wait. Nothing happens if it does, or is about to."""
        with self._lock:
            if self._hosting is None or self._hosting.over:
                self._hosting = _Hosting(self._means, self._stand)
                self._hosting.begin()

    def stop(self) -> None:
        """End it; blocks for the seconds a child takes to finish what it sends."""
        with self._lock:
            hosting, self._hosting = self._hosting, None
        if hosting is not None:
            hosting.end()
        self._stand(Standing(Running.STOPPED))

    def feed(self) -> None:
        """Hand it what is new now, not at its next look; blocks while the vault is asked.

        Nothing happens if none runs. Raises StoreTrouble.
        """
        hosting = self._hosting
        if hosting is not None:
            hosting.feed()

    def leave(self) -> None:
        """Have it end soon, and tell nobody any more: whoever listened is about to go.

        Waits for nothing; `stop` waits.
        """
        self._tell = lambda _standing: None
        hosting = self._hosting
        if hosting is not None:
            hosting.leave()

    def kill(self) -> None:
        """Have one that does not answer end at once; waits for nothing, `stop` waits."""
        hosting = self._hosting
        if hosting is not None:
            hosting.kill()

    def _stand(self, standing: Standing) -> None:
        if standing != self._standing:
            self._standing = standing
            self._tell(standing)


class _Hosting:
    """From a person's start to the stop, or until it is given up."""

    def __init__(self, means: Means, stand: Tell) -> None:
        self._means = means
        self._tell = stand
        self._stopping = threading.Event()
        self._child: RelayChild | None = None
        self._feed: _Feed | None = None
        self._deaths: deque[float] = deque()
        self._thread = threading.Thread(target=self._work, name="relay host", daemon=True)
        self.over = False

    def begin(self) -> None:
        """Start working."""
        self._thread.start()

    def feed(self) -> None:
        """Hand the child what is new."""
        feed = self._feed
        if feed is not None:
            feed.look()

    def leave(self) -> None:
        """Have the thread end its child, and itself."""
        self._stopping.set()

    def kill(self) -> None:
        """End the child whatever it does, and the thread."""
        self._stopping.set()
        if self._child is not None:
            self._child.kill()

    def end(self) -> None:
        """End the child and the thread; one that still asks a vault is left to itself."""
        self._stopping.set()
        if self._child is not None:
            self._child.stop()
        self._thread.join(_JOIN_S)

    def _work(self) -> None:
        reason = self._live()
        while not self._stopping.is_set() and self._may_restart():
            number = len(self._deaths)
            self._stand(Standing(Running.RESTARTING, text=reason, restarts=number))
            if not self._stopping.wait(self._means.pause(number)):
                reason = self._live() or reason
        self.over = True
        if not self._stopping.is_set():
            _LOG.error("the relay was given up: %s", reason)
            self._stand(Standing(Running.FAILED, text=reason, restarts=len(self._deaths)))

    def _live(self) -> str:
        """One child's life, from its start on; give what ended it.

        A mistake of ours ends it too: nothing is to be called running that nobody looks after.
        """
        try:
            return self._life()
        except Exception:
            _LOG.exception("a relay could not be looked after")
            if self._child is not None:
                self._child.stop()
            self._deaths.append(time.monotonic())
            return "It could not be looked after. The log tells why."

    def _life(self) -> str:
        first = not self._deaths
        if first:
            self._stand(Standing(Running.STARTING))
        try:
            child = self._child = self._means.start()
        except RelayFailed as error:
            # what is in the way of the first start is in the way of the next: a port, the database
            self._deaths.extend([time.monotonic()] * (RESTARTS_MAX + 1 if first else 1))
            return error.text
        self._stand(Standing(Running.RUNNING, url=child.url, restarts=len(self._deaths)))
        self._look_after(child)
        child.stop()
        self._deaths.append(time.monotonic())
        return child.ending

    def _may_restart(self) -> bool:
        while self._deaths and time.monotonic() - self._deaths[0] > self._means.span:
            self._deaths.popleft()
        return len(self._deaths) <= RESTARTS_MAX

    def _look_after(self, child: RelayChild) -> None:
        """Feed it until it ends or is to."""
        feed = self._feed = _Feed(self._means, child)
        while not self._stopping.is_set() and child.alive():
            try:
                feed.look()
            except StoreTrouble as error:
                _LOG.info("secrets wait: %s", error.text)
            child.wait(LOOK_S)

    def _stand(self, standing: Standing) -> None:
        if not self._stopping.is_set():
            self._tell(standing)


class _Feed:
    """Hands a child what it needs, at first and whenever that is something else. Any thread."""

    def __init__(self, means: Means, child: RelayChild) -> None:
        self._means = means
        self._child = child
        self._seen: list[int] | None = None
        self._given: Handover | None = None
        self._again = math.inf
        self._lock = threading.Lock()

    def look(self) -> None:
        """See whether there is news. Blocking. Raises StoreTrouble."""
        with self._lock:
            self._look()

    def _look(self) -> None:
        revisions = self._means.revisions()
        seen = [revisions.get(topic, 0) for topic in _TOPICS]
        if seen == self._seen and time.monotonic() < self._again:
            return
        handover = self._means.gather()
        self._seen = seen
        self._again = time.monotonic() + self._means.again if handover.trouble else math.inf
        if handover != self._given:
            self._given = handover
            self._child.hand_over(handover)
