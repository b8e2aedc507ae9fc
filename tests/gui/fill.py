"""Puts rows into a store the way people do: through the use cases."""

from typing import TYPE_CHECKING

from hipadmin.domain.integration import Integration, IntegrationDraft, RoomDraft, TokenEdit
from hipadmin.domain.subscription import (
    NotificationDraft,
    RoomChoice,
    RoomNotification,
    Subscription,
    SubscriptionDraft,
    SubscriptionKind,
)
from hipadmin.domain.token import Secret
from hipadmin.services.bundle import Services

if TYPE_CHECKING:
    from hipadmin.sandbox.server import Sandbox


def add_integration(
    services: Services,
    name: str = "CI and images",
    *rooms: str,
    endpoint: str = "https://hipchat.example.com/v2",
    token: str = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd",
    room_tokens: dict[str, str] | None = None,
    enabled: bool = True,
    off: tuple[str, ...] = (),
) -> Integration:
    """Add an integration; ``rooms`` by id or name, those in ``off`` switched off."""
    own = room_tokens or {}
    drafts = tuple(
        RoomDraft(room, TokenEdit.to(Secret(own[room]) if room in own else None), room not in off)
        for room in rooms
    )
    account = TokenEdit.to(Secret(token) if token else None)
    return services.integrations.add(
        IntegrationDraft(name, endpoint, account, drafts, enabled=enabled)
    )


def add_sandbox_integration(
    services: Services, sandbox: "Sandbox", name: str = "CI and images", *rooms: str
) -> Integration:
    """Add an integration that can really post: the sandbox's rooms 1–3 with their own tokens."""
    tokens = {str(room): token for room, token in sandbox.tokens.rooms.items()}
    wanted = rooms or ("1",)
    own = {room: tokens[room] for room in wanted if room in tokens}
    return add_integration(services, name, *wanted, endpoint=sandbox.url, token="", room_tokens=own)


def add_subscription(
    services: Services, name: str = "web", kind: SubscriptionKind = SubscriptionKind.CI
) -> Subscription:
    """Add a subscription."""
    return services.subscriptions.add(SubscriptionDraft(name, kind))


def add_notification(
    services: Services,
    subscription: Subscription,
    integration: Integration,
    name: str = "broken builds",
    *,
    rooms: RoomChoice | None = None,
    policy: str | None = None,
    enabled: bool = True,
) -> RoomNotification:
    """Add a room notification to every room of ``integration`` unless told otherwise."""
    own = RoomChoice() if integration.rooms else RoomChoice(every=False, own=("Ops",))
    draft = NotificationDraft(
        subscription.id, integration.id, name, rooms or own, policy=policy, enabled=enabled
    )
    return services.notifications.add(draft)


def messages_in(sandbox: "Sandbox", room: int = 1) -> list[str]:
    """Give the texts a room has received, oldest first."""
    return [message.text for message in sandbox.state.history(room)]
