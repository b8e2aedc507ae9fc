from datetime import UTC, datetime

from hipadmin.domain.activity import DeliveryRow, EventRow, NamedVerdict
from hipadmin.domain.delivery import DeliveryState
from hipadmin.domain.event_state import EventState
from hipadmin.domain.verdict import Held, Verdict
from hipadmin.gui.models.activity_lines import DeliveryLine, EventLine, Feed, HeldLine, below
from hipadmin.gui.models.activity_lines import deliveries_in as messages_in
from hipadmin.services.history.stories import Fates, Story

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HELD = NamedVerdict(Verdict("n2", held=Held.START), "quiet", "")


def delivery(number: int, state: DeliveryState = DeliveryState.DELIVERED, into: int | None = None):
    return DeliveryRow(
        *(number, NOW, state, None, "title", "Ops", 1, "s1", "n1", "all", "i1", 1, NOW, NOW),
        *(None, False, None if into == -1 else 1, into),
    )


def story(number: int, *deliveries: DeliveryRow, held: bool = False, **digests: DeliveryRow):
    row = EventRow(
        *(number, NOW, NOW, "s1", EventState.SUCCESS, f"event {number}", "", "", "", "", "", ""),
        *(1, 0),
    )
    into = {each.id: each for each in digests.values()}
    return Story(row, (HELD,) if held else (), Fates(deliveries, into))


def feed(*stories: Story) -> Feed:
    made = Feed()
    made.begin(stories)
    return made


def kinds(made: Feed) -> list[str]:
    return [type(line).__name__ for line in made.lines()]


def test_an_event_with_messages_is_open_and_one_without_is_closed() -> None:
    made = feed(story(3, delivery(1), held=True), story(2, held=True), story(1))

    assert kinds(made) == ["EventLine", "DeliveryLine", "HeldLine", "EventLine", "EventLine"]
    assert [line.opened for line in made.lines() if isinstance(line, EventLine)] == [
        True,
        False,
        None,
    ]


def test_what_a_person_opened_or_closed_stays_so() -> None:
    first, second = story(2, delivery(1)), story(1, held=True)
    made = feed(first, second)

    assert made.turn(2, False)
    assert made.turn(1, True)
    assert not made.turn(1, True)
    assert not made.turn(99, True)
    made.begin([story(3), first, second])

    assert kinds(made) == ["EventLine", "EventLine", "EventLine", "HeldLine"]


def test_pages_and_news_fit_on_either_side() -> None:
    made = feed(story(5))
    made.add_older([story(4), story(3)])
    made.add_newer([story(6)])

    assert (made.newest, made.oldest, made.count) == (6, 3, 4)
    assert Feed().oldest is None


def test_what_became_of_messages_is_taken_over_where_it_changed() -> None:
    pending, done = delivery(7, DeliveryState.PENDING), delivery(7)
    made = feed(story(2, pending), story(1, delivery(6)))
    before = made.lines()

    made.learn({2: Fates((done,)), 1: Fates((delivery(6),)), 77: Fates()})

    after = made.lines()
    assert isinstance(after[1], DeliveryLine)
    assert after[1].delivery.state is DeliveryState.DELIVERED
    assert after[2:] == before[2:]


def test_the_newest_and_all_that_is_owed_are_looked_after() -> None:
    owed = story(1, delivery(1, DeliveryState.RETRYING))
    made = feed(story(4), story(3), story(2, delivery(2)), owed)

    assert made.newest_ids(2) == (4, 3, 1)


def test_what_was_forgotten_goes() -> None:
    made = feed(story(3), story(2, delivery(1)), story(1))

    assert made.forget({2, 9})
    assert not made.forget({2})
    assert made.ids == (3, 1)
    made.begin([story(2, delivery(1))])
    assert kinds(made) == ["EventLine", "DeliveryLine"]


def test_a_digest_is_acted_on_once_for_all_that_stand_in_it() -> None:
    digest = delivery(9, DeliveryState.FAILED, into=-1)
    parts = [delivery(n, DeliveryState.MERGED, into=9) for n in (1, 2)]
    lines = list(below(story(1, *parts, digest=digest)))

    assert [row.id for row in messages_in(lines)] == [9]
    assert messages_in([EventLine(story(1, *parts, digest=digest), True)]) == [digest]
    assert messages_in([HeldLine(1, HELD)]) == []
