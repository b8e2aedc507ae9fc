"""The lines of Activity: events, with what became of their messages below those that are open."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from hipadmin.domain.activity import DeliveryRow, NamedVerdict
from hipadmin.services.history.stories import Fates, Story


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event. ``opened`` None: there is nothing below it."""

    story: Story
    opened: bool | None

    @property
    def key(self) -> Hashable:
        """What tells it from all other lines."""
        return "event", self.story.id


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A message below its event; ``carrier`` is the digest it stands in, or itself."""

    event_id: int
    delivery: DeliveryRow
    carrier: DeliveryRow

    @property
    def key(self) -> Hashable:
        """What tells it from all other lines."""
        return "delivery", self.delivery.id


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A room notification that held its event back."""

    event_id: int
    named: NamedVerdict

    @property
    def key(self) -> Hashable:
        """What tells it from all other lines."""
        verdict = self.named.verdict
        return "held", self.event_id, verdict.notification_id, verdict.recipient


Line: TypeAlias = EventLine | DeliveryLine | HeldLine


class Feed:
    """What has been read of a subscription's events, newest first, and which of them are open.

    Events with messages are open until somebody closes them, others are closed.
    """

    def __init__(self) -> None:
        self._stories: list[Story] = []
        self._turned: set[int] = set()

    @property
    def count(self) -> int:
        """How many events there are."""
        return len(self._stories)

    @property
    def newest(self) -> int:
        """The highest number, 0 without events."""
        return self._stories[0].id if self._stories else 0

    @property
    def oldest(self) -> int | None:
        """The lowest number, None without events."""
        return self._stories[-1].id if self._stories else None

    @property
    def ids(self) -> tuple[int, ...]:
        """All their numbers, newest first."""
        return tuple(story.id for story in self._stories)

    def newest_ids(self, most: int) -> tuple[int, ...]:
        """The numbers of the ``most`` newest, and of all others with a message still owed."""
        first = {story.id for story in self._stories[:most]}
        rest = (story for story in self._stories[most:] if _is_owed(story))
        return (*sorted(first, reverse=True), *(story.id for story in rest))

    def clear(self) -> None:
        """Forget everything."""
        self._stories.clear()
        self._turned.clear()

    def begin(self, stories: Sequence[Story]) -> None:
        """Show these instead; what was opened or closed by hand stays so."""
        self._stories = list(stories)

    def add_older(self, stories: Sequence[Story]) -> list[Line]:
        """Go on at the end; give their lines."""
        self._stories += stories
        return list(self._lines(stories))

    def add_newer(self, stories: Sequence[Story]) -> list[Line]:
        """Go on before the first; give their lines."""
        self._stories[:0] = stories
        return list(self._lines(stories))

    def learn(self, fates: Mapping[int, Fates]) -> bool:
        """Take over what became of some events' messages meanwhile; give whether that is news."""
        changed = False
        for at, story in enumerate(self._stories):
            fate = fates.get(story.id)
            if fate is not None and fate != story.fates:
                self._stories[at] = replace(story, fates=fate)
                changed = True
        return changed

    def forget(self, event_ids: Collection[int]) -> bool:
        """Let go of these events; give whether any of them was here."""
        count = self.count
        self._stories = [story for story in self._stories if story.id not in event_ids]
        self._turned.difference_update(event_ids)
        return self.count < count

    def turn(self, event_id: int, opened: bool) -> bool:
        """Open or close an event; give whether that changed anything."""
        story = next((s for s in self._stories if s.id == event_id), None)
        if story is None or self.is_open(story) is not (not opened):
            return False
        self._turned ^= {event_id}
        return True

    def is_open(self, story: Story) -> bool | None:
        """Whether what is below an event is shown, None if there is nothing."""
        if not story.fates.deliveries and not _held(story):
            return None
        return bool(story.fates.deliveries) is not (story.id in self._turned)

    def lines(self) -> list[Line]:
        """Everything that is shown, top to bottom."""
        return list(self._lines(self._stories))

    def _lines(self, stories: Sequence[Story]) -> Iterator[Line]:
        for story in stories:
            opened = self.is_open(story)
            yield EventLine(story, opened)
            if opened:
                yield from below(story)


def below(story: Story) -> Iterator[DeliveryLine | HeldLine]:
    """What stands below an event: its messages, then who held it back."""
    for delivery in story.fates.deliveries:
        yield DeliveryLine(story.id, delivery, story.fates.carrier(delivery))
    for named in _held(story):
        yield HeldLine(story.id, named)


def deliveries_in(lines: Collection[Line]) -> list[DeliveryRow]:
    """The messages that are selected by themselves or with their event, each once."""
    found = {}
    for line in lines:
        if isinstance(line, DeliveryLine):
            found[line.carrier.id] = line.carrier
        elif isinstance(line, EventLine):
            fates = line.story.fates
            own = (fates.carrier(delivery) for delivery in fates.deliveries)
            found |= {delivery.id: delivery for delivery in own}
    return list(found.values())


def _held(story: Story) -> list[NamedVerdict]:
    return [named for named in story.verdicts if not named.verdict.passed]


def _is_owed(story: Story) -> bool:
    fates = story.fates
    return any(fates.carrier(delivery).state.is_open for delivery in fates.deliveries)
