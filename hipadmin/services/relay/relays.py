"""Which relays run on this store, so that window and doctor can say so."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from hipadmin.domain.activity import RelayInfo
from hipadmin.domain.ports import Clock, Store, Unit

if TYPE_CHECKING:
    from hipadmin.domain.ports.relay import SignsOfLife

BEAT_S = 5.0
"""How often a relay says that it lives."""
SILENCE = timedelta(seconds=15)
"""A relay that was not seen for so long runs no more, whatever its sign of life says."""
_STRUCK_OFF = timedelta(minutes=5)


class Relays:
    """Registers relays and tells of them. What it raises is StoreTrouble.

    ``signs`` tell at once that one has died; where there are none, its silence does.
    """

    def __init__(self, store: Store, clock: Clock, signs: "SignsOfLife") -> None:
        self._store = store
        self._clock = clock
        self._signs = signs

    def running(self) -> tuple[RelayInfo, ...]:
        """Those that run now, the oldest first."""
        found = self._store.read(lambda unit: unit.relays.all())
        now, dead = self._clock(), self._signs.dead()
        return tuple(r for r in found if now - r.seen_at <= SILENCE and r.id not in dead)

    def hanging(self) -> tuple[RelayInfo, ...]:
        """Those whose processes are there and have not been seen for `SILENCE`."""
        found = self._store.read(lambda unit: unit.relays.all())
        now, alive = self._clock(), self._signs.alive()
        return tuple(r for r in found if now - r.seen_at > SILENCE and r.id in alive)

    def register(self, relay: RelayInfo) -> None:
        """Say that a relay runs; those that went silent long ago are struck off."""
        now = self._clock()
        fresh = replace(relay, started_at=now, seen_at=now)

        def work(unit: Unit) -> None:
            for other in unit.relays.all():
                if now - other.seen_at > _STRUCK_OFF:
                    unit.relays.leave(other.id)
            unit.relays.register(fresh)

        self._store.write(work)

    def beat(self, relay: RelayInfo) -> None:
        """Say that it still runs; one that was struck off meanwhile registers again."""

        def work(unit: Unit) -> bool:
            return unit.relays.seen(relay.id, self._clock())

        if not self._store.write(work):
            self.register(relay)

    def leave(self, relay_id: str) -> None:
        """Say that it ends."""
        self._store.write(lambda unit: unit.relays.leave(relay_id))
