"""What was not taken in, noted for Activity: many at once cost one write."""

import threading
from collections import Counter

from hipadmin.domain.ports import Clock, Store, Unit

KINDS_MOST = 100
"""Different refusals that wait to be written; more are counted as one of no subscription."""
OTHERS = ("", "too_many", "So much was refused that it is not told apart.")

Kind = tuple[str, str, str]


class Refusals:
    """Collects refusals; whoever hosts the intake has them written twice a second."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: Counter[Kind] = Counter()

    def note(self, subscription_id: str, code: str, text: str) -> None:
        """Note one; "" for an unknown subscription. Never blocks, from any thread."""
        kind = (subscription_id, code, text)
        with self._lock:
            full = kind not in self._waiting and len(self._waiting) >= KINDS_MOST
            self._waiting[OTHERS if full else kind] += 1

    def write(self) -> None:
        """Write down what was noted. Raises StoreTrouble; then it waits for the next time."""
        with self._lock:
            waiting, self._waiting = self._waiting, Counter()
        if not waiting:
            return

        def work(unit: Unit) -> None:
            now = self._clock()
            for (subscription_id, code, text), times in waiting.items():
                unit.events.refuse(subscription_id, code, text, now, times)

        try:
            self._store.write(work)
        except BaseException:
            with self._lock:
                self._waiting.update(waiting)
            raise
