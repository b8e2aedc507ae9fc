from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hipadmin.domain.errors import Conflict, NotFound
from hipadmin.domain.notification import When
from hipadmin.domain.subscription import RoomNotification
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration, add_notification, add_subscription


@pytest.fixture
def source(services: Services) -> RoomNotification:
    web, ci = add_subscription(services, "web"), add_integration(services, "CI", "Builds")
    other = add_subscription(services, "other")
    add_subscription(services, "shop")
    add_notification(services, other, ci, "broken builds")
    made = add_notification(services, web, ci)
    return services.store.write(
        lambda unit: unit.notifications.update(
            replace(made, when=When(at_most_every=600)), made.version, unit_time()
        )
    )


def unit_time() -> datetime:
    return datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def ids(services: Services, source: RoomNotification) -> dict[str, str]:
    choices = services.notifications.duplicate_choices(source.id)
    return {t.subscription.name: t.subscription.id for t in choices.targets}


def test_who_could_get_a_copy(services: Services, source: RoomNotification) -> None:
    choices = services.notifications.duplicate_choices(source.id)
    assert choices.integration == "CI"
    assert [(t.subscription.name, t.uses, t.name) for t in choices.targets] == [
        ("other", True, "broken builds 2"),
        ("shop", False, "broken builds"),
    ]


def test_copies_are_whole_and_one_step(services: Services, source: RoomNotification) -> None:
    wanted = list(ids(services, source).values())
    made = services.notifications.duplicate(source.id, source.version, wanted)

    kept = ("integration_id", "rooms", "when", "policy", "message", "enabled")
    for copy in made:
        assert services.notifications.get(copy.id) == copy
        assert [getattr(copy, k) for k in kept] == [getattr(source, k) for k in kept]
    assert [copy.name for copy in made] == ["broken builds 2", "broken builds"]

    services.undo.undo()
    for copy in made:
        with pytest.raises(NotFound):
            services.notifications.get(copy.id)
    assert services.notifications.get(source.id) == source


def test_all_or_none(services: Services, source: RoomNotification) -> None:
    shop = ids(services, source)["shop"]
    with pytest.raises(NotFound):
        services.notifications.duplicate(source.id, source.version, [shop, "nowhere"])
    assert services.views.notifications(shop) == ()


def test_what_was_changed_since_is_not_copied(services: Services, source: RoomNotification) -> None:
    shop = ids(services, source)["shop"]
    services.notifications.set_enabled(source.id, source.version, False)
    with pytest.raises(Conflict):
        services.notifications.duplicate(source.id, source.version, [shop])
    assert services.views.notifications(shop) == ()
