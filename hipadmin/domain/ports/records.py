"""The repositories of what is known of tokens and rooms, and of who changed what."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from hipadmin.domain.change import EVERY_CHANGE, Change, ChangeFilter, Thing
from hipadmin.domain.health import RoomResult
from hipadmin.domain.token import RefState, TokenInfo, TokenRef


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

    def ends(self) -> dict[str, datetime]:
        """When each token ends whose server told so, by reference."""


class ResultRepository(Protocol):
    """The newest result of each room."""

    def latest(self) -> dict[str, RoomResult]:
        """Room id -> newest result."""

    def of_room(self, room_id: str) -> RoomResult | None:
        """The newest result of one room; None if there is none."""

    def save(self, result: RoomResult) -> RoomResult:
        """Keep it as the newest; fills ``failing_since`` from the one before. Gives it back.

        OK ends a failure; NOT_SENT leaves its beginning alone.
        """

    def save_good(self, results: Sequence[RoomResult]) -> None:
        """Keep several as ``save`` does, all of them OK and none failing since."""


class ChangeRepository(Protocol):
    """The change records."""

    def add(self, change: Change) -> None:
        """Append one."""

    def page(
        self,
        *,
        limit: int,
        before: int | None = None,
        after: int = 0,
        wanted: ChangeFilter = EVERY_CHANGE,
    ) -> list[Change]:
        """Those ``wanted``, newest first, at most ``limit``.

        Numbers are below ``before`` (None: no bound) and above ``after``.
        """

    def latest(self, entity_id: str) -> Change | None:
        """The newest one that changed this row, or None; a test changes nothing."""

    def count(self, wanted: ChangeFilter = EVERY_CHANGE) -> int:
        """How many of those ``wanted`` there are."""

    def actors(self) -> list[str]:
        """Who made changes, by name (case ignored)."""

    def together(self, batches: Collection[str]) -> dict[str, int]:
        """Batch -> number of its records."""

    def things(self, ids: Collection[str]) -> dict[str, Thing]:
        """What stands behind the ids of integrations, rooms, subscriptions, notifications.

        Deleted ones are found too, and of those no longer kept the name in their newest record.
        """
