"""Figures for Prometheus: no secrets, no names, and as many series as this file says.

Counters are of this process since it began; gauges are of the store, which relays share.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from hipadmin.domain.activity import Numbers
from hipadmin.domain.delivery import DeliveryState, ResultKind
from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.outbox import Done
from hipadmin.domain.verdict import Held
from hipadmin.services.intake.intake import Fate, Received

PASSED = "passed"
STATUSES = ("400", "401", "404", "405", "408", "413", "415", "431", "500", "503")
SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
"""Upper ends of the histogram: from a message sent at once to one that waited for its room."""
_ENDS = (
    DeliveryState.DELIVERED,
    DeliveryState.FAILED,
    DeliveryState.DROPPED,
    DeliveryState.MERGED,
    DeliveryState.RETRYING,
)

Moves = Callable[[], Mapping[DeliveryState, int]]


class Metrics:
    """Counts as things happen; any thread may tell and ask.

    ``moves`` gives how many deliveries this process brought into each state, ``numbers`` what
    waits in the store.
    """

    def __init__(self, moves: Moves, numbers: Callable[[], Numbers]) -> None:
        self._registry = CollectorRegistry()
        told = "Events that came in, by their fate."
        self._events = _series(self._counter("events", told, "fate"), Fate)
        verdicts = (PASSED, *Held)
        told = "Verdicts of room notifications about events."
        self._verdicts = _series(self._counter("verdicts", told, "verdict"), verdicts)
        told = "Attempts to send, by their outcome."
        self._attempts = _series(self._counter("attempts", told, "outcome"), ResultKind)
        told = "Requests of which nothing was taken in."
        self._turned = self._counter("requests_turned_away", told, "status")
        _series(self._turned, STATUSES)
        self._seconds = Histogram(
            *("hipadmin_delivery_seconds", "From owing a message to its delivery."),
            registry=self._registry,
            buckets=SECONDS,
        )
        self._registry.register(_Stored(moves, numbers))

    def _counter(self, name: str, told: str, label: str) -> Counter:
        return Counter(f"hipadmin_{name}", told, [label], registry=self._registry)

    def received(self, received: Iterable[Received]) -> None:
        """Events came in."""
        for each in received:
            self._events[each.fate].inc()
            for verdict in each.verdicts:
                self._verdicts[verdict.held or PASSED].inc()

    def turned_away(self, status: int) -> None:
        """A request was turned away with ``status``."""
        self._turned.labels(str(status)).inc()

    def sent(self, done: Done) -> None:
        """An attempt has ended."""
        self._attempts[done.result.kind].inc()
        if done.result.kind is ResultKind.DELIVERED:
            owed = done.ended_at - done.lease.delivery.created_at
            self._seconds.observe(max(owed.total_seconds(), 0.0))

    def text(self) -> bytes:
        """Everything in the form that Prometheus reads."""
        return generate_latest(self._registry)


def _series(counter: Counter, values: Iterable[str]) -> Mapping[str, Counter]:
    """The series of a counter by their label, all there from the start."""
    return {str(value): counter.labels(str(value)) for value in values}


class _Stored(Collector):
    """What is read when somebody asks."""

    def __init__(self, moves: Moves, numbers: Callable[[], Numbers]) -> None:
        self._moves = moves
        self._numbers = numbers

    def collect(self) -> Iterator[Metric]:
        moved = CounterMetricFamily(
            "hipadmin_deliveries", "Deliveries brought into a state.", labels=["state"]
        )
        counts = self._moves()
        for state in _ENDS:
            moved.add_metric([state.value], counts.get(state, 0))
        yield moved
        try:
            numbers = self._numbers()
        except StoreTrouble:
            return  # figures that are not known are left out
        gauges = {
            "outbox_depth": ("Messages that are still owed.", numbers.waiting),
            "failed": ("Messages that failed and can be resent.", numbers.failed),
            "rooms_blocked": ("Rooms that need a person.", numbers.blocked_rooms),
        }
        for name, (told, value) in gauges.items():
            yield GaugeMetricFamily(f"hipadmin_{name}", told, value)
