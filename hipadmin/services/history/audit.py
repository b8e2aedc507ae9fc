"""The audit log: change records read back, with names in the place of ids."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from hipadmin.domain.change import EVERY_CHANGE, Change, ChangeFilter, Entity, Thing
from hipadmin.domain.ports import Cancel, Store, Unit
from hipadmin.services.configuration.change_words import ChangeWords, Difference
from hipadmin.services.history.paging import BATCH, Page, cut


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as people read it.

    ``together`` counts the records of the act it belongs to, ``thing`` is what it is about as that
    is now (None: no longer kept).
    """

    change: Change
    differences: tuple[Difference, ...]
    together: int = 1
    thing: Thing | None = None

    @property
    def id(self) -> int:
        """The change's number."""
        return self.change.id

    @property
    def live(self) -> bool:
        """Whether the thing still is there to be shown."""
        return self.thing is not None and self.thing.live


class AuditLog:
    """Reads the audit log. Blocking; what it raises is StoreTrouble."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(
        self,
        words: ChangeWords,
        wanted: ChangeFilter = EVERY_CHANGE,
        *,
        limit: int,
        before: int | None = None,
        after: int = 0,
        cancel: Cancel | None = None,
    ) -> Page[Entry]:
        """At most ``limit`` entries with numbers below ``before`` and above ``after``."""

        def work(unit: Unit) -> Page[Entry]:
            def tell(found: Sequence[Change]) -> tuple[Entry, ...]:
                together = unit.changes.together({change.batch for change in found})
                return _entries(unit, words, found, together)

            read = partial(unit.changes.page, before=before, after=after, wanted=wanted)
            return cut(read, limit, tell)

        return self._store.read(work, cancel=cancel)

    def every(
        self, words: ChangeWords, wanted: ChangeFilter = EVERY_CHANGE, cancel: Cancel | None = None
    ) -> Iterator[Entry]:
        """All entries ``wanted``, newest first, a batch at a time; ``together`` is not counted.

        Records are final and new ones get higher numbers, so batches fit together.
        """
        before: int | None = None
        while batch := self._batch(words, wanted, before, cancel):
            yield from batch
            before = batch[-1].id

    def _batch(
        self, words: ChangeWords, wanted: ChangeFilter, before: int | None, cancel: Cancel | None
    ) -> tuple[Entry, ...]:
        def work(unit: Unit) -> tuple[Entry, ...]:
            found = unit.changes.page(limit=BATCH, before=before, wanted=wanted)
            return _entries(unit, words, found, {})

        return self._store.read(work, cancel=cancel)

    def count(self, wanted: ChangeFilter = EVERY_CHANGE, cancel: Cancel | None = None) -> int:
        """How many entries are ``wanted``."""
        return self._store.read(lambda unit: unit.changes.count(wanted), cancel=cancel)

    def actors(self) -> tuple[str, ...]:
        """Who made changes, by name."""
        return tuple(self._store.read(lambda unit: unit.changes.actors()))


def _entries(
    unit: Unit, words: ChangeWords, changes: Sequence[Change], together: Mapping[str, int]
) -> tuple[Entry, ...]:
    things = _things(unit, changes)
    names = {key: thing.name for key, thing in things.items()}
    return tuple(
        Entry(
            change,
            words.differences(change, lambda key: name_in(names, key)),
            together.get(change.batch, 1),
            things.get(change.entity_id),
        )
        for change in changes
    )


def names_for(unit: Unit, changes: Sequence[Change]) -> Mapping[str, str]:
    """The names behind the ids in ``changes``, also of things that are no longer kept."""
    return {key: thing.name for key, thing in _things(unit, changes).items()}


def name_in(names: Mapping[str, str], key: str) -> str:
    """The name behind an id, or the beginning of an id nobody knows: it still tells two apart."""
    return names.get(key, key[:8] if len(key) == 32 else key)


def _things(unit: Unit, changes: Sequence[Change]) -> Mapping[str, Thing]:
    return unit.changes.things({key for change in changes for key in _ids_in(change)})


def _ids_in(change: Change) -> Iterator[str]:
    yield change.entity_id
    if change.entity is Entity.NOTIFICATION:
        for picture in (change.before, change.after):
            yield from _ids_of(picture or {})


def _ids_of(picture: Mapping[str, object]) -> Iterator[str]:
    rooms = picture.get("rooms")
    found = [picture.get("subscription"), picture.get("integration")]
    found += rooms if isinstance(rooms, list) else []
    yield from (key for key in found if isinstance(key, str))
