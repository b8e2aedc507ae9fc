"""What the use cases need from the outside, as protocols. Concretes come in by constructor."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from hipadmin.domain.change import Change
from hipadmin.domain.errors import Dependent
from hipadmin.domain.health import RoomResult
from hipadmin.domain.integration import Integration
from hipadmin.domain.subscription import RoomNotification, Subscription
from hipadmin.domain.token import RefState, Secret, TokenInfo, TokenRef

T = TypeVar("T")

Clock = Callable[[], datetime]
"""Now, aware, in UTC."""
NewId = Callable[[], str]
"""A fresh random identifier."""


class Topic(StrEnum):
    """What a revision counts; views reload only topics that moved."""

    INTEGRATIONS = "integrations"
    SUBSCRIPTIONS = "subscriptions"
    NOTIFICATIONS = "notifications"
    RESULTS = "results"
    TOKENS = "tokens"
    AUDIT = "audit"


class IntegrationRepository(Protocol):
    """Integrations with their rooms, one aggregate."""

    def all(self) -> list[Integration]:
        """Every live integration, by name (case ignored); rooms in their order."""

    def get(self, integration_id: str) -> Integration:
        """The live integration. Raises NotFound."""

    def by_name(self, name: str) -> Integration | None:
        """The live integration of that name (trimmed, case ignored)."""

    def names(self, *, but: str = "") -> list[str]:
        """The names of all live integrations except the one with id ``but``."""

    def insert(self, integration: Integration, at: datetime) -> None:
        """Add it with version 1. Raises Invalid(NAME_TAKEN) on a duplicate name."""

    def update(self, integration: Integration, expected: int, at: datetime) -> Integration:
        """Store all of it (rooms are matched by id), version + 1.

        Raises Conflict if the live row's version is not ``expected`` or it is gone;
        Invalid(NAME_TAKEN); InUse if a room that a live notification names would vanish.
        """

    def delete(self, integration_id: str, expected: int, at: datetime) -> None:
        """Mark it deleted, version + 1. Raises Conflict; InUse while live notifications use it."""

    def restore(self, integration_id: str, expected: int, at: datetime) -> Integration:
        """Take a delete back, version + 1. Raises Conflict; Invalid(NAME_TAKEN)."""

    def dependents(self, integration_id: str) -> list[Dependent]:
        """The subscriptions with live notifications that use it, by name."""

    def room_dependents(self, room_id: str) -> list[Dependent]:
        """The subscriptions with live notifications that name this room, by name."""

    def note_room_name(self, room_id: str, name: str) -> None:
        """Keep what the server calls a room: a fact, not a change, so the version stays."""

    def used_by(self) -> dict[str, int]:
        """Integration id -> number of subscriptions that use it (absent: none)."""


class SubscriptionRepository(Protocol):
    """Subscriptions."""

    def all(self) -> list[Subscription]:
        """Every live subscription, by name (case ignored)."""

    def get(self, subscription_id: str) -> Subscription:
        """The live subscription. Raises NotFound."""

    def by_name(self, name: str) -> Subscription | None:
        """The live subscription of that name (trimmed, case ignored)."""

    def names(self, *, but: str = "") -> list[str]:
        """The names of all live subscriptions except the one with id ``but``."""

    def insert(self, subscription: Subscription, at: datetime) -> None:
        """Add it with version 1. Raises Invalid(NAME_TAKEN)."""

    def update(self, subscription: Subscription, expected: int, at: datetime) -> Subscription:
        """Store it, version + 1. Raises Conflict; Invalid(NAME_TAKEN)."""

    def delete(self, subscription_id: str, expected: int, at: datetime) -> None:
        """Mark it deleted. Raises Conflict; InUse while it has live notifications."""

    def restore(self, subscription_id: str, expected: int, at: datetime) -> Subscription:
        """Take a delete back. Raises Conflict; Invalid(NAME_TAKEN)."""


class NotificationRepository(Protocol):
    """Room notifications."""

    def all(self) -> list[RoomNotification]:
        """Every live notification, by name (case ignored)."""

    def get(self, notification_id: str) -> RoomNotification:
        """The live notification. Raises NotFound."""

    def of_subscription(self, subscription_id: str) -> list[RoomNotification]:
        """Those of one subscription, by name."""

    def of_integration(self, integration_id: str) -> list[RoomNotification]:
        """Those that use one integration, by name."""

    def insert(self, notification: RoomNotification, at: datetime) -> None:
        """Add it with version 1. Raises Invalid(NAME_TAKEN); NotFound if a parent is not live."""

    def update(
        self, notification: RoomNotification, expected: int, at: datetime
    ) -> RoomNotification:
        """Store it, version + 1. Raises Conflict; Invalid(NAME_TAKEN); NotFound for a parent."""

    def delete(self, notification_id: str, expected: int, at: datetime) -> None:
        """Mark it deleted. Raises Conflict."""

    def restore(self, notification_id: str, expected: int, at: datetime) -> RoomNotification:
        """Take a delete back. Raises Conflict; Invalid(NAME_TAKEN); NotFound for a parent."""


class TokenRefRepository(Protocol):
    """References into the vault, never a token."""

    def add_pending(self, ref_id: str, vault: str, at: datetime) -> None:
        """Announce a token about to be written to the vault."""

    def mark(self, ref_ids: Collection[str], state: RefState, at: datetime) -> None:
        """Set the state of each; unknown ones are passed over."""

    def all(self) -> dict[str, TokenRef]:
        """Every reference by id."""

    def get(self, ref_id: str) -> TokenRef | None:
        """One reference, or None if there is no such row."""

    def in_state(self, state: RefState) -> list[TokenRef]:
        """Those in one state, oldest first."""

    def forget(self, ref_ids: Collection[str]) -> None:
        """Remove the rows (and what was known of the tokens); the vault no longer has them."""

    def save_info(self, ref_id: str, info: TokenInfo) -> None:
        """Keep what the server said about the token."""

    def infos(self) -> dict[str, TokenInfo]:
        """What is known of each token, by reference."""


class ResultRepository(Protocol):
    """The newest result of each room."""

    def latest(self) -> dict[str, RoomResult]:
        """Room id -> newest result."""

    def save(self, result: RoomResult) -> RoomResult:
        """Keep it as the newest; fills ``failing_since`` from the one before. Gives it back.

        OK ends a failure; NOT_SENT leaves its beginning alone.
        """


class ChangeRepository(Protocol):
    """The change records."""

    def add(self, change: Change) -> None:
        """Append one."""

    def page(self, *, limit: int, before: int | None = None, text: str = "") -> list[Change]:
        """Newest first, at most ``limit``, older than number ``before``.

        ``text`` filters by actor, action and name (case ignored).
        """

    def count(self) -> int:
        """How many there are."""


class Unit(Protocol):
    """The repositories within one transaction."""

    integrations: IntegrationRepository
    subscriptions: SubscriptionRepository
    notifications: NotificationRepository
    tokens: TokenRefRepository
    results: ResultRepository
    changes: ChangeRepository

    def setting(self, key: str) -> str | None:
        """A stored setting (the last used endpoint and the like), None if never set."""

    def set_setting(self, key: str, value: str) -> None:
        """Store a setting."""


class Store(Protocol):
    """Transactions over the repositories. Blocking: never called on the GUI thread.

    Both methods raise StoreTrouble when the environment fails (locked, full, read-only, damaged).
    """

    id: str
    """The random identity of this database; part of the vault's service name."""

    def write(self, work: Callable[[Unit], T]) -> T:
        """Run ``work`` in one BEGIN IMMEDIATE transaction on the writer's thread; all or nothing.

        Revisions of the topics it touched are bumped in the same transaction.
        """

    def read(self, work: Callable[[Unit], T]) -> T:
        """Run ``work`` in one snapshot on a read-only connection."""

    def revisions(self) -> Mapping[Topic, int]:
        """The number of changes per topic; cheap when nobody wrote (looks at data_version)."""

    def close(self) -> None:
        """Finish what runs and close every connection."""


class Vault(Protocol):
    """Where tokens live. Blocking, a prompt may take minutes: never called on the GUI thread.

    Every method raises VaultTrouble when the keyring does not answer.
    """

    @property
    def name(self) -> str:
        """``keyring``, ``memory`` or ``sandbox``; stored with each reference."""

    @property
    def durable(self) -> bool:
        """Whether tokens survive this run."""

    @property
    def reason(self) -> str:
        """Why it is not durable or does not answer, in a sentence; empty otherwise."""

    def put(self, ref_id: str, token: Secret) -> None:
        """Keep ``token`` under ``ref_id``."""

    def get(self, ref_id: str) -> Secret | None:
        """The token, or None if it is not there."""

    def remove(self, ref_id: str) -> None:
        """Forget it; nothing happens if it is not there."""

    def holds(self, ref_id: str, vault: str) -> bool:
        """Whether a reference written to ``vault`` can be here, without asking a keyring."""

    def close(self) -> None:
        """Let go of the keyring; bounded."""


class Cancel(Protocol):
    """A person's way to stop work that waits for the network."""

    def on_cancel(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` (once, from any thread) when cancelled; at once if it was already."""


class NeverCancel:
    """For callers without a Cancel button."""

    def on_cancel(self, callback: Callable[[], None]) -> None:
        """Do nothing: nobody will cancel."""
