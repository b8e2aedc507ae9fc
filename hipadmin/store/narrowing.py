"""Filters of lists as conditions in SQL, worded so that the indexes serve them."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from hipadmin.domain.activity import DeliveryFilter, EventFilter, words_of
from hipadmin.domain.delivery import DeliveryState
from hipadmin.store.rows import storable, to_ms
from hipadmin.store.schema.relay import OPEN

if TYPE_CHECKING:
    from hipadmin.domain.alert import AlertFilter

_TO_ROOM = "{name}.lane_id = (SELECT id FROM lane WHERE key = ?)"
_PART_OF = "SELECT part.event_id FROM delivery AS part WHERE part.merged_into IN"


class Where:
    """Conditions that narrow, and the values in them."""

    def __init__(self, number: str = "id", before: int | None = None, after: int = 0) -> None:
        self.values: list[object] = []
        self._parts: list[str] = []
        if before is not None:
            self.add(f"{number} < ?", before)
        if after:
            self.add(f"{number} > ?", after)

    def add(self, condition: str, *values: object) -> None:
        """Narrow by ``condition``."""
        self._parts.append(condition)
        self.values += values

    def maybe(self, condition: str, value: object) -> None:
        """Narrow by ``value`` unless it is empty."""
        if value not in ("", None):
            self.add(condition, value)

    def one_of(self, column: str, wanted: Collection[str]) -> None:
        """Narrow to these values unless there are none."""
        if wanted:
            marks = ", ".join("?" * len(wanted))
            self.add(f"{column} IN ({marks})", *sorted(wanted))

    def words(self, column: str, text: str) -> None:
        """Narrow to what holds every word of ``text``."""
        for word in words_of(text):
            self.add(f"instr({column}, ?) > 0", storable(word))

    def span(self, column: str, since: datetime | None, until: datetime | None) -> None:
        """Narrow to a time."""
        if since is not None:
            self.add(f"{column} >= ?", to_ms(since))
        if until is not None:
            self.add(f"{column} < ?", to_ms(until))

    @property
    def conditions(self) -> str:
        """All of them, "" for none."""
        return " AND ".join(self._parts)

    @property
    def sql(self) -> str:
        """All of it, "" for nothing."""
        return f"WHERE {self.conditions}" if self._parts else ""


def of_events(wanted: EventFilter, before: int | None = None, after: int = 0) -> Where:
    """Narrow events."""
    where = Where("id", before, after)
    few = _is_few(wanted.deliveries)
    # the plus takes the subscription's index out of the choice: few events begin at their numbers
    where.maybe("+subscription_id = ?" if few else "subscription_id = ?", wanted.subscription_id)
    where.one_of("state", wanted.states)
    _passed(where, wanted.passed)
    where.maybe("alert = ?", wanted.alert)
    if wanted.deliveries or wanted.room:
        _with_delivery(where, wanted, few=few)
    where.span("received_at", wanted.since, wanted.until)
    where.words("search", wanted.text)
    return where


def of_deliveries(wanted: DeliveryFilter, before: int | None = None, after: int = 0) -> Where:
    """Narrow deliveries, called ``d``."""
    where = Where("d.id", before, after)
    where.maybe("d.subscription_id = ?", wanted.subscription_id)
    where.maybe("d.integration_id = ?", wanted.integration_id)
    where.maybe("d.notification_id = ?", wanted.notification_id)
    where.maybe("d.lane_id = ?", wanted.lane_id)
    where.maybe(_TO_ROOM.format(name="d"), wanted.room)
    where.maybe("d.event_id = ?", wanted.event_id)
    _of_events(where, wanted)
    _states(where, "d", wanted.states)
    where.span("d.created_at", wanted.since, wanted.until)
    where.words("d.search", wanted.text)
    return where


def _passed(where: Where, passed: bool | None) -> None:
    if passed is not None:
        where.add("passed > 0" if passed else "passed = 0")


def _of_events(where: Where, wanted: DeliveryFilter) -> None:
    """Narrow deliveries to those because of such events."""
    inner = Where()
    inner.one_of("state", wanted.event_states)
    _passed(inner, wanted.passed)
    if inner.sql:
        where.add(f"d.event_id IN (SELECT id FROM event {inner.sql})", *inner.values)


def of_alerts(wanted: "AlertFilter", before: int | None = None, after: int = 0) -> Where:
    """Narrow alerts."""
    where = Where("number", before, after)
    where.maybe("subscription_id = ?", wanted.subscription_id)
    if wanted.states and "closed" not in wanted.states:
        where.add("state <> 'closed'")  # the very words of an index
    where.one_of("state", wanted.states)
    if wanted.assignee is not None:
        where.add("assignee = ?", wanted.assignee)
    for word in words_of(wanted.text):
        number = word.removeprefix("#")
        asked = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else -1
        where.add("(number = ? OR instr(search, ?) > 0)", asked, storable(word))
    return where


def _with_delivery(where: Where, wanted: EventFilter, *, few: bool) -> None:
    """Narrow events to those with such a delivery, or one that stands in such a digest."""
    inner = _such("d", wanted)
    if few:
        ids = f"""SELECT d.event_id FROM delivery AS d {inner.sql} AND d.event_id IS NOT NULL
            UNION {_PART_OF} (SELECT d.id FROM delivery AS d {inner.sql} AND d.event_id IS NULL)"""
        where.add(f"id IN ({ids})", *inner.values, *inner.values)
        return
    whole = _such("whole", wanted)
    # one look at each delivery: where none is such, all of a million events are gone through
    where.add(
        f"""EXISTS (SELECT 1 FROM delivery AS d
            WHERE d.event_id = event.id AND d.event_id IS NOT NULL AND ({inner.conditions}
            OR (d.merged_into IS NOT NULL AND EXISTS (SELECT 1 FROM delivery AS whole
                WHERE whole.id = d.merged_into AND {whole.conditions}))))""",
        *inner.values,
        *whole.values,
    )


def _such(name: str, wanted: EventFilter) -> Where:
    """Narrow deliveries called ``name`` to those that are wanted."""
    such = Where()
    _states(such, name, wanted.deliveries)
    such.maybe(_TO_ROOM.format(name=name), wanted.room)
    return such


def _is_few(states: Collection[DeliveryState]) -> bool:
    """Whether an index holds just the deliveries in these states."""
    open_only = all(state.is_open for state in states)
    return bool(states) and (open_only or set(states) == {DeliveryState.FAILED})


def _states(where: Where, name: str, states: Collection[DeliveryState]) -> None:
    """Narrow by state, in the very words of an index where one holds just what is wanted."""
    if set(states) == {DeliveryState.FAILED}:
        where.add(f"{name}.state = 'failed'")
        return
    if _is_few(states):
        where.add(f"{name}.{OPEN}")
    where.one_of(f"{name}.state", states)
