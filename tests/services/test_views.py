"""What lists show of a configuration, beside what their pages are tested for."""

from hipadmin.domain.health import Health
from hipadmin.domain.subscription import RoomChoice
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration, add_notification, add_subscription


def test_rooms_of_its_own_need_the_account_token(services: Services) -> None:
    """They are no rooms of the integration, so no room's token can serve them."""
    web = add_subscription(services)
    own = RoomChoice(every=False, own=("Releases", "@ann"))
    for token in ("", "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd"):
        name = "with" if token else "without"
        ops = add_integration(services, name, "1", token=token, room_tokens={"1": "own"})
        add_notification(services, web, ops, name, rooms=own)

    rows = {row.notification.name: row for row in services.views.notifications(web.id)}

    assert rows["without"].rooms == ("Releases", "@ann")
    assert rows["without"].state.health is Health.TOKEN_NEEDED
    assert rows["with"].state.health is Health.NOT_TESTED


def test_subscriptions_come_by_name_with_and_without_what_they_use(services: Services) -> None:
    for name in ("web", "Docs"):
        add_subscription(services, name)
    bare = services.views.bare_subscriptions()
    assert [each.name for each in bare] == ["Docs", "web"]
    rows = services.views.subscriptions()
    assert [(row.id, row.subscription) for row in rows] == [(each.id, each) for each in bare]
