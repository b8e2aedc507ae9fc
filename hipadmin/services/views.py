"""What lists show: rows composed of configuration, results and what the vault holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hipadmin.domain.errors import Dependent
from hipadmin.domain.health import (
    OFF_INTEGRATION,
    RoomResult,
    ShownState,
    integration_state,
    notification_state,
    room_state,
)
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.ports import Store, Unit, Vault
from hipadmin.domain.token import RefState, TokenInfo, TokenRef
from hipadmin.gently import gently

if TYPE_CHECKING:  # the first list is one of integrations
    from hipadmin.domain.subscription import RoomNotification, Subscription

__all__ = [
    "Dependent",
    "IntegrationDetails",
    "IntegrationRow",
    "NotificationRow",
    "RoomRow",
    "SubscriptionRow",
    "Views",
]


@dataclass(frozen=True, slots=True)
class RoomRow:
    """One room of an integration. ``info`` is what the server said of the token it is sent with."""

    room: Room
    state: ShownState
    result: RoomResult | None
    has_token: bool
    info: TokenInfo | None


@dataclass(frozen=True, slots=True)
class IntegrationRow:
    """One line of the integration list.

    ``used_by`` counts subscriptions; ``token_ends`` is when the first of its tokens ends whose
    server told so.
    """

    integration: Integration
    state: ShownState
    used_by: int
    last: RoomResult | None
    token_ends: datetime | None = None

    @property
    def id(self) -> str:
        """The integration's id."""
        return self.integration.id


@dataclass(frozen=True, slots=True)
class NotificationRow:
    """One room notification with the names around it. ``rooms`` are names as shown."""

    notification: "RoomNotification"
    integration: Integration
    subscription: "Subscription"
    rooms: tuple[str, ...]
    state: ShownState
    last: RoomResult | None

    @property
    def id(self) -> str:
        """The notification's id."""
        return self.notification.id


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """One line of the subscription list."""

    subscription: "Subscription"
    notifications: int
    integrations: tuple[str, ...]

    @property
    def id(self) -> str:
        """The subscription's id."""
        return self.subscription.id


@dataclass(frozen=True, slots=True)
class IntegrationDetails:
    """Everything about one integration in one place. ``token_info`` is of the account token."""

    row: IntegrationRow
    rooms: tuple[RoomRow, ...]
    notifications: tuple[NotificationRow, ...]
    has_token: bool
    token_info: TokenInfo | None


class _Facts:
    """What one snapshot knows of tokens and results, asked many times while rows are made."""

    def __init__(self, unit: Unit, holds: Callable[[str, str], bool]) -> None:
        self._refs: Mapping[str, TokenRef] = unit.tokens.all()
        self._holds = holds
        self.results = unit.results.latest()
        self._ends = unit.tokens.ends()

    def has(self, ref_id: str | None) -> bool:
        """Whether the vault has the token ``ref_id`` refers to, as far as is known."""
        ref = self._refs.get(ref_id) if ref_id else None
        return ref is not None and ref.state is RefState.LIVE and self._holds(ref.id, ref.vault)

    def token_ends(self, integration: Integration) -> datetime | None:
        return min((self._ends[r] for r in integration.token_refs if r in self._ends), default=None)

    def room_state(self, integration: Integration, room: Room) -> ShownState:
        has_token = self.has(integration.token_for(room))
        return room_state(room.enabled, has_token, self.results.get(room.id))

    def last(self, rooms: tuple[Room, ...]) -> RoomResult | None:
        found = [self.results[r.id] for r in rooms if r.id in self.results]
        return max(found, key=_when, default=None)

    def integration_state(self, integration: Integration) -> ShownState:
        return integration_state(
            integration.enabled,
            [self.room_state(integration, r) for r in integration.rooms],
            has_room=bool(integration.rooms),
            has_token=self.has(integration.token_ref),
        )


def _when(result: RoomResult) -> datetime:
    return result.at


class Views:
    """Read-only questions of the lists. Blocking: call them off the GUI thread."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    def integrations(self) -> tuple[IntegrationRow, ...]:
        """Every integration, by name."""
        return self._store.read(self._integrations)

    def _integrations(self, unit: Unit) -> tuple[IntegrationRow, ...]:
        facts = self._facts(unit)
        used = unit.integrations.used_by()
        return tuple(_row(i, facts, used) for i in gently(unit.integrations.all()))

    def details(self, integration_id: str) -> IntegrationDetails:
        """One integration with its rooms and every notification that uses it. Raises NotFound."""

        def work(unit: Unit) -> IntegrationDetails:
            integration = unit.integrations.get(integration_id)
            users = unit.notifications.of_integration(integration_id)
            return _Whole(unit, self._facts(unit)).details(integration, users)

        return self._store.read(work)

    def every_details(self) -> tuple[IntegrationDetails, ...]:
        """The details of every integration, by name, out of one snapshot."""

        def work(unit: Unit) -> tuple[IntegrationDetails, ...]:
            whole = _Whole(unit, self._facts(unit))
            users: dict[str, list[RoomNotification]] = {}
            for n in unit.notifications.all():
                users.setdefault(n.integration_id, []).append(n)
            return tuple(
                whole.details(i, users.get(i.id, ())) for i in gently(unit.integrations.all())
            )

        return self._store.read(work)

    def notifications(self, subscription_id: str) -> tuple[NotificationRow, ...]:
        """The room notifications of one subscription, by name. Raises NotFound."""

        def work(unit: Unit) -> tuple[NotificationRow, ...]:
            facts = self._facts(unit)
            subscription = unit.subscriptions.get(subscription_id)
            return tuple(
                _notification_row(n, unit.integrations.get(n.integration_id), subscription, facts)
                for n in unit.notifications.of_subscription(subscription_id)
            )

        return self._store.read(work)

    def subscriptions(self) -> tuple[SubscriptionRow, ...]:
        """Every subscription with what it uses, by name."""

        def work(unit: Unit) -> tuple[SubscriptionRow, ...]:
            names = {i.id: i.name for i in unit.integrations.all()}
            uses: dict[str, list[RoomNotification]] = {}
            for n in unit.notifications.all():
                uses.setdefault(n.subscription_id, []).append(n)
            return tuple(
                SubscriptionRow(
                    subscription=s,
                    notifications=len(uses.get(s.id, ())),
                    integrations=tuple(
                        sorted(
                            {names[n.integration_id] for n in uses.get(s.id, ())},
                            key=str.casefold,
                        )
                    ),
                )
                for s in unit.subscriptions.all()
            )

        return self._store.read(work)

    def bare_subscriptions(self) -> "tuple[Subscription, ...]":
        """Every subscription without what it uses, by name."""
        return tuple(self._store.read(lambda unit: unit.subscriptions.all()))

    def _facts(self, unit: Unit) -> _Facts:
        return _Facts(unit, self._vault.holds)


class _Whole:
    """What details are composed of, read once for however many integrations."""

    def __init__(self, unit: Unit, facts: _Facts) -> None:
        self._facts = facts
        self._infos = unit.tokens.infos()
        self._used = unit.integrations.used_by()
        self._subscriptions = {s.id: s for s in unit.subscriptions.all()}

    def details(
        self, integration: Integration, users: "Sequence[RoomNotification]"
    ) -> IntegrationDetails:
        facts, infos = self._facts, self._infos
        return IntegrationDetails(
            row=_row(integration, facts, self._used),
            rooms=tuple(_room_row(integration, r, facts, infos) for r in integration.rooms),
            notifications=tuple(
                _notification_row(n, integration, self._subscriptions[n.subscription_id], facts)
                for n in users
            ),
            has_token=facts.has(integration.token_ref),
            token_info=infos.get(integration.token_ref or ""),
        )


def _row(integration: Integration, facts: _Facts, used: Mapping[str, int]) -> IntegrationRow:
    return IntegrationRow(
        integration=integration,
        state=facts.integration_state(integration),
        used_by=used.get(integration.id, 0),
        last=facts.last(integration.rooms),
        token_ends=facts.token_ends(integration),
    )


def _room_row(
    integration: Integration, room: Room, facts: _Facts, infos: Mapping[str, TokenInfo]
) -> RoomRow:
    ref = integration.token_for(room)
    held = room.enabled and not integration.enabled
    return RoomRow(
        room=room,
        state=OFF_INTEGRATION if held else facts.room_state(integration, room),
        result=facts.results.get(room.id),
        has_token=facts.has(ref),
        info=infos.get(ref or ""),
    )


def chosen_rooms(notification: "RoomNotification", integration: Integration) -> tuple[Room, ...]:
    """The integration's rooms that ``notification`` goes to, in the integration's order."""
    if notification.rooms.every:
        return integration.rooms
    wanted = set(notification.rooms.room_ids)
    return tuple(r for r in integration.rooms if r.id in wanted)


def _notification_row(
    notification: "RoomNotification",
    integration: Integration,
    subscription: "Subscription",
    facts: _Facts,
) -> NotificationRow:
    rooms = chosen_rooms(notification, integration)
    states = [facts.room_state(integration, r) for r in rooms]
    if notification.rooms.own:
        states.append(room_state(True, facts.has(integration.token_ref), None))
    return NotificationRow(
        notification=notification,
        integration=integration,
        subscription=subscription,
        rooms=(*(r.shown for r in rooms), *notification.rooms.own),
        state=notification_state(notification.enabled, integration.enabled, states),
        last=facts.last(rooms),
    )
