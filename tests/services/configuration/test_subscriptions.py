"""What a notification's dialog is opened with."""

from hipadmin.domain.subscription import NotificationDraft, RoomChoice
from hipadmin.services.bundle import Services
from tests.services.past import House


def test_the_names_that_are_taken_are_those_of_the_others(services: Services) -> None:
    house = House(services)
    verbs = services.notifications
    draft = NotificationDraft(house.web.id, house.free.id, "other", RoomChoice())
    other = verbs.add(draft)

    new = verbs.choices(house.web.id)
    edited = verbs.choices(house.web.id, but=other.id)

    assert new.subscription == house.web
    assert [i.name for i in new.integrations] == ["Ops", "Spare"]
    assert sorted(new.taken) == ["failures", "other"]
    assert edited.taken == ("failures",)
