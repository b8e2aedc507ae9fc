"""Which relays run on this store, so that window and doctor can say so."""

from dataclasses import replace
from datetime import timedelta

from hipadmin.domain.activity import RelayInfo
from hipadmin.domain.ports import Clock, Store, Unit

BEAT_S = 5.0
"""How often a relay says that it lives."""
SILENCE = timedelta(seconds=15)
"""A relay that was not seen for so long runs no more."""
_STRUCK_OFF = timedelta(minutes=5)


class Relays:
    """Registers relays and tells of them. What it raises is StoreTrouble."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def running(self) -> tuple[RelayInfo, ...]:
        """Those that run now, the oldest first."""
        now = self._clock()
        found = self._store.read(lambda unit: unit.relays.all())
        return tuple(relay for relay in found if now - relay.seen_at <= SILENCE)

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
