import pytest

from hipadmin.domain.change import Action, Entity
from hipadmin.domain.errors import Conflict, InUse, NotFound
from hipadmin.domain.subscription import NotificationDraft, SubscriptionDraft
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.several import Chosen, tried
from tests.services.past import House, chosen


def test_those_refused_stay_and_say_why_and_the_others_go(services: Services) -> None:
    house = House(services)
    services.integrations.set_enabled(house.free.id, 1, False)
    fates = services.integrations.delete_several(
        [*chosen(house.used, house.free), Chosen("nowhere", 1, "Lost")]
    )
    assert [type(f.error) for f in fates] == [InUse, Conflict, NotFound]
    assert [f.overtaken for f in fates] == [False, True, True]
    assert fates[1].row == services.integrations.load(house.free.id).integration
    assert fates[1].by is not None
    assert fates[1].by.action is Action.UPDATE_ON
    assert (fates[2].row, fates[2].by) == (None, None)
    assert len(services.views.integrations()) == 2


def test_several_are_one_act(services: Services) -> None:
    house = House(services)
    services.integrations.set_enabled_several(chosen(house.used, house.free), False)
    one, other = services.store.read(lambda unit: unit.changes.page(limit=2))
    assert one.batch == other.batch


def test_a_subscription_with_more_in_it_than_was_told_stays(services: Services) -> None:
    house = House(services)
    told = Chosen(house.web.id, 1, "web", parts=1)
    services.notifications.add(NotificationDraft(house.web.id, house.free.id, "theirs"))
    [fate] = services.subscriptions.delete_several([told])
    assert isinstance(fate.error, Conflict)
    assert len(services.views.notifications(house.web.id)) == 2
    [fate] = services.subscriptions.delete_several([Chosen(house.web.id, 1, "web", parts=2)])
    assert fate.error is None


def test_one_verb_tells_its_refusal_in_the_same_way(services: Services) -> None:
    web = services.subscriptions.add(SubscriptionDraft("web"))
    one = Chosen(web.id, 1, "web")

    def edit() -> object:
        return services.subscriptions.edit(web.id, 1, SubscriptionDraft("site"))

    assert tried(services.store, Entity.SUBSCRIPTION, one, edit).error is None
    fate = tried(services.store, Entity.SUBSCRIPTION, one, edit)
    assert isinstance(fate.error, Conflict)
    assert fate.row is not None
    assert fate.row.name == "site"


def test_those_that_are_gone_are_left_out_of_a_load(services: Services) -> None:
    house = House(services)
    found = services.integrations.load_several([house.used.id, "nowhere", house.free.id])
    assert [loaded.integration for loaded in found] == [house.used, house.free]
    assert [bool(loaded.dependents) for loaded in found] == [True, False]
    assert not any(loaded.taken for loaded in found), "names would be read for each"


def test_a_room_that_is_gone_cannot_be_switched(services: Services) -> None:
    house = House(services)
    with pytest.raises(NotFound):
        services.integrations.set_room_enabled(house.used.id, "nowhere", 1, False)
    assert services.integrations.load(house.used.id).integration == house.used


def test_a_user_nobody_was_told_of_stops_remove_from_all(services: Services) -> None:
    house = House(services)
    known = services.integrations.dependents(house.used.id)
    services.notifications.add(NotificationDraft(house.web.id, house.used.id, "theirs"))
    with pytest.raises(InUse):
        services.integrations.remove_from_all_and_delete(house.used.id, 1, known)
    assert len(services.integrations.dependents(house.used.id)[0].notifications) == 2
    now = services.integrations.dependents(house.used.id)
    assert services.integrations.remove_from_all_and_delete(house.used.id, 1, now) == 2


def test_a_notification_changed_meanwhile_is_a_conflict(services: Services) -> None:
    house = House(services)
    [row] = services.views.notifications(house.web.id)
    edit = NotificationDraft(house.web.id, house.used.id, "later")
    with pytest.raises(Conflict):
        services.notifications.edit(row.notification.id, row.notification.version + 1, edit)
    assert services.subscriptions.get(house.web.id) == house.web
    assert services.notifications.get(row.notification.id) == row.notification
