"""Stories: what lists show of an event, and how it goes on."""

from datetime import timedelta
from pathlib import Path

import pytest

from hipadmin.domain.activity import EventFilter
from hipadmin.domain.delivery import DeliveryState
from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.subscription import RoomChoice
from hipadmin.domain.verdict import Held
from hipadmin.services.history.stories import NO_FATES, Stories
from tests.services.damage import DAMAGE, damage
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import START, Relay, report, trigger
from tests.services.relaying import Limits as Nothing

__all__ = ["box", "hub", "path", "time"]

ALL = EventFilter()


@pytest.fixture
def stories(hub: Relay) -> Stories:
    return Stories(hub.store)


def test_an_event_comes_with_all_that_came_of_it(hub: Relay, stories: Stories) -> None:
    hub.change(rooms=RoomChoice(False, ("r1", "r2")))
    hub.take(report(1))
    hub.deliver(want=1)
    hub.switch("notification", on=False)
    hub.take(report(2))
    page = stories.page(ALL, limit=9)
    assert ([story.id for story in page.rows], page.more) == ([2, 1], False)
    held, sent = page.rows
    assert [named.verdict.held for named in held.verdicts] == [Held.NOTIFICATION_OFF]
    assert held.fates == NO_FATES
    found = [(row.room, row.state) for row in sent.fates.deliveries]
    assert found == [("Ops", DeliveryState.DELIVERED), ("17", DeliveryState.PENDING)]
    assert sent.fates.deliveries[0].last is not None
    assert sent.fates.deliveries[0].last.elapsed_ms == 31


def test_pages_fit_together(hub: Relay, stories: Stories) -> None:
    hub.take(*(report(n) for n in range(1, 6)))
    first = stories.page(ALL, limit=2)
    assert ([story.id for story in first.rows], first.more) == ([5, 4], True)
    second = stories.page(ALL, limit=9, before=4, after=1)
    assert ([story.id for story in second.rows], second.more) == ([3, 2], False)
    assert stories.count(EventFilter(text="event 4")) == 1


def test_a_page_says_how_far_it_looked(hub: Relay, stories: Stories) -> None:
    assert stories.page(ALL, limit=2).top == 0
    hub.take(*(report(n) for n in range(1, 4)))
    assert stories.page(EventFilter(text="event 1"), limit=2).top == 3
    assert stories.page(EventFilter("s2"), limit=2).top == 3


def test_a_message_in_a_digest_leads_to_it(hub: Relay, stories: Stories) -> None:
    hub.take(*(report(n) for n in range(1, 201)))
    [lease] = hub.deliver(limits=Nothing())
    fates = stories.meanwhile([1, 2, 200, 999]).fates
    [part] = fates[1].deliveries
    assert part.merged_into == lease.delivery_id
    assert fates[1].carrier(part).id == lease.delivery_id
    assert fates[1].carrier(part).parts == 80
    [alone] = fates[200].deliveries
    assert fates[200].carrier(alone) is alone
    assert fates[999] == NO_FATES


def test_what_was_forgotten_meanwhile_is_told(hub: Relay, stories: Stories) -> None:
    hub.take(*(report(n) for n in range(1, 5)))
    hub.deliver_all()
    hub.store.write(lambda unit: unit.retention.forget_events(START + timedelta(days=1), 2))
    found = stories.meanwhile([4], [4, 3, 2, 1])
    assert (set(found.fates), found.forgotten) == ({4}, {1, 2})


def test_the_rooms_of_a_subscription(hub: Relay, stories: Stories) -> None:
    hub.change(rooms=RoomChoice(False, ("r2", "r1"), ("@ann", "ops")))
    assert [(to.key, to.shown) for to in stories.rooms("s1")] == [
        ("r2", "17"),
        ("i1/@ann", "@ann"),
        ("r1", "Ops"),
    ]
    assert stories.rooms("nobody") == ()


def test_a_cancelled_question_is_broken_off(hub: Relay, stories: Stories) -> None:
    hub.take(report(1))

    class Pressed:
        def on_cancel(self, callback) -> None:
            callback()

    for ask in (
        lambda: stories.page(ALL, limit=1, cancel=Pressed()),
        lambda: stories.count(EventFilter(text="x"), Pressed()),
        lambda: stories.meanwhile([1], cancel=Pressed()),
    ):
        with pytest.raises(StoreTrouble):
            ask()
    assert stories.page(ALL, limit=1).rows


def test_the_newest_of_a_subscription_come_whole(hub: Relay, stories: Stories) -> None:
    hub.take(*(report(n) for n in range(1, 4)))
    assert [event.title for event in stories.recent("s1", 2)] == ["event 3", "event 2"]
    assert stories.recent("s2", 2) == ()


def test_an_alert_comes_with_what_happened_and_what_people_saw_last(
    hub: Relay, stories: Stories
) -> None:
    hub.take(trigger(1), report(3), trigger(2))
    alert = stories.alert(1)
    assert [story.id for story in alert.stories] == [1, 3]
    assert (alert.room, alert.message is None) == ("Ops", False)


def test_an_alert_is_told_although_its_message_cannot_be_read(
    hub: Relay, stories: Stories, path: Path
) -> None:
    hub.take(trigger(1))
    damage(path, DAMAGE["broken JSON"], 1)
    alert = stories.alert(1)
    assert (len(alert.stories), alert.message, alert.room) == (1, None, "Ops")


def test_an_alert_of_which_nobody_was_told(hub: Relay, stories: Stories) -> None:
    hub.switch("notification", on=False)
    hub.take(trigger(1))
    alert = stories.alert(1)
    assert (len(alert.stories), alert.message) == (1, None)
