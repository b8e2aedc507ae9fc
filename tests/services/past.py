"""What tests of undo share: a house to work in, and the whole configuration to look at."""

from dataclasses import replace

from hipadmin.domain.integration import KEEP, Integration, IntegrationDraft, RoomDraft, TokenEdit
from hipadmin.domain.ports import Unit
from hipadmin.domain.subscription import (
    NotificationDraft,
    RoomChoice,
    RoomNotification,
    Subscription,
    SubscriptionDraft,
)
from hipadmin.domain.token import Secret
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.several import Chosen

ENDPOINT = "https://hipchat.example.com"


class House:
    """An integration with two rooms, used by one notification; another one that is free."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.used: Integration = services.integrations.add(draft("Ops"))
        self.free: Integration = services.integrations.add(draft("Spare"))
        self.web: Subscription = services.subscriptions.add(SubscriptionDraft("web"))
        choice = RoomChoice(every=False, room_ids=(self.used.rooms[0].id,))
        self.failures: RoomNotification = services.notifications.add(
            NotificationDraft(self.web.id, self.used.id, "failures", choice, policy=None)
        )


def draft(name: str, **changes: object) -> IntegrationDraft:
    rooms = (RoomDraft("17", TokenEdit.to(Secret(f"Room{name}"))), RoomDraft("Builds"))
    base = IntegrationDraft(name, ENDPOINT, TokenEdit.to(Secret(f"Account{name}")), rooms)
    return replace(base, **changes)  # type: ignore[arg-type]


def kept(row: Integration, **changes: object) -> IntegrationDraft:
    """A draft that changes nothing but ``changes``."""
    rooms = tuple(RoomDraft(r.room, KEEP, r.enabled, r.id, r.name) for r in row.rooms)
    base = IntegrationDraft(row.name, row.endpoint, KEEP, rooms, enabled=row.enabled)
    return replace(base, **changes)  # type: ignore[arg-type]


def configuration(services: Services) -> dict[str, object]:
    """Every live row by id as people know it, and every token."""

    def rows(unit: Unit) -> list[object]:
        return [*unit.integrations.all(), *unit.subscriptions.all(), *unit.notifications.all()]

    found = services.store.read(rows)
    tokens = {ref: services.tokens.reveal(ref) for row in found for ref in _refs(row)}
    return {**{row.id: replace(row, version=0) for row in found}, **tokens}


def _refs(row: object) -> frozenset[str]:
    return getattr(row, "token_refs", frozenset())


def chosen(*rows: object) -> list[Chosen]:
    """Rows as a person chose them."""
    return [Chosen(row.id, row.version, row.name) for row in rows]  # type: ignore[attr-defined]
