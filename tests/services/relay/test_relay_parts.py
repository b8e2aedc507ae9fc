"""The relay's use cases as a window or a command is given them."""

from hipadmin.domain.activity import EventFilter
from hipadmin.domain.event import EventState, Report
from hipadmin.domain.integration import IntegrationDraft, RoomDraft, TokenEdit
from hipadmin.domain.subscription import NotificationDraft, RoomChoice, SubscriptionDraft
from hipadmin.domain.token import Secret
from hipadmin.services.bundle import Services


def test_an_event_goes_through(services: Services) -> None:
    token = TokenEdit.to(Secret("SomeToken"))
    draft = IntegrationDraft("Chat", "https://chat.example.com", token, (RoomDraft("Ops"),))
    chat = services.integrations.add(draft)
    web = services.subscriptions.add(SubscriptionDraft("web"))
    services.notifications.add(NotificationDraft(web.id, chat.id, "all", RoomChoice()))
    services.intake_keys.ensure(web.id)
    [received] = services.intake.accept(
        web.id, [Report(state=EventState.TRIGGERED, title="Disk full", correlation="a1")]
    )
    [lease] = services.deliveries.turn("w", (), 1, lambda _route: True).started
    assert lease.message.text.startswith("<b>Triggered #1:</b> Disk full")
    assert services.alerts.acknowledge(1).number == 1
    assert services.activity.event(received.event_id or 0).event.title == "Disk full"
    assert len(services.activity.events(EventFilter(), limit=9).rows) == 2
    assert services.relays.running() == ()
    assert services.retention.run() == 0
