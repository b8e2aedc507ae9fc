"""Whether something delivers, and where: in the window, on this machine, or elsewhere."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hipadmin.domain.activity import RelayInfo
from hipadmin.services.relay.host import Running, Standing

SILENT_S = 15.0
"""Seconds without a sign of life after which the window's own relay does not answer."""
_GAP_S = 10.0
"""Who did not look for so long (asleep, a locked database) knows of no silence."""


class Where(StrEnum):
    """Where a relay runs, or how it stands with the window's own.

    ``MACHINE``: on this one without a window, as a service or from a shell. ``SILENT``: the
    window's own runs, but says no more that it lives. ``HANGING``: so does another's, and no other
    delivers.
    """

    STOPPED = "stopped"
    STARTING = "starting"
    HERE = "here"
    SILENT = "silent"
    MACHINE = "machine"
    ELSEWHERE = "elsewhere"
    HANGING = "hanging"
    RESTARTING = "restarting"
    FAILED = "failed"


_DELIVERING = frozenset({Where.HERE, Where.MACHINE, Where.ELSEWHERE})
_OWN = {
    Running.RUNNING: Where.HERE,
    Running.STARTING: Where.STARTING,
    Running.RESTARTING: Where.RESTARTING,
}


@dataclass(frozen=True, slots=True)
class RelayState:
    """The state at one moment.

    ``url`` is where it takes events in, ``host`` the machine it runs on; ``text`` says why the
    window's own was started again, ``restarts`` times, or given up, and the process that hangs.
    ``others``: it is the window's own, and another one runs as well.
    """

    where: Where
    url: str = ""
    host: str = ""
    text: str = ""
    restarts: int = 0
    others: bool = False

    @property
    def delivers(self) -> bool:
        """Whether messages go out."""
        return self.where in _DELIVERING

    @property
    def is_down(self) -> bool:
        """Whether nothing is delivered until a person starts one."""
        return self.where in (Where.STOPPED, Where.FAILED)


class Pulse:
    """Whether the window's own relay goes on saying that it lives. For one thread at a time.

    ``clock`` gives seconds, and nobody sets it: what a relay notes of the time of day is compared
    with what it noted before only.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._beat: datetime | None = None
        self._since = self._looked = clock()

    def is_silent(self, standing: Standing, running: Sequence[RelayInfo]) -> bool:
        """Whether it was heard, and then for SILENT_S no more; to be asked every few seconds."""
        now = self._clock()
        own = [r.seen_at for r in running if r.hosted and r.url == standing.url]
        if standing.running is not Running.RUNNING:
            self._beat = None
        elif own and self._beat != max(own):
            self._beat, self._since = max(own), now
        if now - self._looked > _GAP_S:
            self._since = now
        self._looked = now
        return self._beat is not None and now - self._since > SILENT_S


def relay_state(
    standing: Standing,
    running: Sequence[RelayInfo],
    machine: str,
    own: Collection[str] = (),
    *,
    silent: bool = False,
    hanging: Sequence[RelayInfo] = (),
) -> RelayState:
    """The state, from how the window's own relay stands and which have been seen lately.

    ``own`` are the addresses of children that the window had: one that was killed is seen for some
    seconds more. A service that took over has the same address, but nobody hosts it. ``hanging``
    are those that live and are not seen.
    """
    others = [
        relay
        for relay in running
        if not (relay.hosted and relay.url in own and relay.host == machine)
    ]
    where = _OWN.get(standing.running)
    if where is Where.HERE and silent:
        where = Where.SILENT
    if where is not None:
        again = standing.text, standing.restarts
        return RelayState(where, standing.url, machine, *again, others=bool(others))
    alone = [relay for relay in others if not relay.hosted and relay.host == machine]
    if alone:
        return RelayState(Where.MACHINE, alone[0].url, machine)
    if others:
        return RelayState(Where.ELSEWHERE, others[0].url, others[0].host)
    if standing.running is Running.FAILED:
        return RelayState(Where.FAILED, text=standing.text, restarts=standing.restarts)
    for relay in hanging[:1]:
        return RelayState(Where.HANGING, relay.url, relay.host, str(relay.pid))
    return RelayState(Where.STOPPED)
