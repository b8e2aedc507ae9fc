from collections.abc import Callable

import pytest

from hipadmin.domain.change import Action, ChangeFilter
from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.integration import IntegrationDraft
from hipadmin.domain.subscription import RoomChoice
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.change_words import ChangeWords
from hipadmin.services.history.audit import Entry
from tests.gui.fill import add_integration, add_notification, add_subscription

WORDS = ChangeWords()


def newest(services: Services, action: Action) -> Entry:
    page = services.audit.page(WORDS, limit=100)
    return next(e for e in page.rows if e.change.action is action)


def told(entry: Entry) -> dict[str, tuple[str, str]]:
    return {d.label: (d.before, d.after) for d in entry.differences}


def test_names_stand_for_ids_also_of_things_that_are_gone(services: Services) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds", "Ops")
    some = RoomChoice(every=False, room_ids=(ci.rooms[1].id,))
    add_notification(services, web, ci, "all", rooms=some)
    services.integrations.remove_from_all_and_delete(ci.id, ci.version)

    added = newest(services, Action.CREATE_NOTIFICATION)

    assert told(added)["Subscription"] == ("", "web")
    assert told(added)["Integration"] == ("", "CI")
    assert told(added)["Rooms"] == ("", "Ops")
    assert not added.live


def test_an_entry_knows_whether_its_thing_is_there_to_be_shown(services: Services) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds")
    made = add_notification(services, web, ci, "all")

    entry = newest(services, Action.CREATE_NOTIFICATION)
    assert entry.live
    assert entry.thing is not None
    assert (entry.thing.subscription_id, entry.thing.integration_id) == (web.id, ci.id)
    services.notifications.delete(made.id, made.version)
    assert not newest(services, Action.CREATE_NOTIFICATION).live


def test_records_of_one_act_know_how_many_they_are(services: Services) -> None:
    web, shop = add_subscription(services), add_subscription(services, "shop")
    draft = IntegrationDraft("CI", "https://a.example.com", use_in=(web.id, shop.id))
    services.integrations.add(draft)

    page = services.audit.page(WORDS, limit=100)

    assert [e.together for e in page.rows] == [3, 3, 3, 1, 1]
    one = ChangeFilter(batch=page.rows[0].change.batch)
    assert services.audit.count(one) == 3
    assert [e.together for e in services.audit.page(WORDS, one, limit=1).rows] == [3]


def test_a_page_says_whether_more_follow(services: Services) -> None:
    for number in range(5):
        add_subscription(services, f"web {number}")

    first = services.audit.page(WORDS, limit=3)
    rest = services.audit.page(WORDS, limit=3, before=first.rows[-1].id)

    assert (first.more, len(first.rows)) == (True, 3)
    assert (rest.more, len(rest.rows)) == (False, 2)
    assert services.audit.page(WORDS, limit=3, after=first.rows[0].id).rows == ()


def test_everything_comes_a_batch_at_a_time(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hipadmin.services.history.audit.BATCH", 2)
    for number in range(5):
        add_subscription(services, f"web {number}")

    found = [e.change.name for e in services.audit.every(WORDS)]

    assert found == [f"web {number}" for number in reversed(range(5))]


def test_who_acted_is_offered(services: Services) -> None:
    assert services.audit.actors() == ()
    add_subscription(services)
    [actor] = services.audit.actors()
    assert services.audit.count(ChangeFilter(actor=actor)) == 1


class Pressed:
    """A Cancel button that was pressed before anything began."""

    def on_cancel(self, callback: Callable[[], None]) -> None:
        callback()


def test_reading_can_be_cancelled(services: Services) -> None:
    add_subscription(services)

    with pytest.raises(StoreTrouble, match="cancelled"):
        services.audit.page(WORDS, limit=1, cancel=Pressed())
    with pytest.raises(StoreTrouble, match="cancelled"):
        services.audit.count(cancel=Pressed())
