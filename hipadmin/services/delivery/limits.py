"""The limits of tokens and rooms as one transaction knows them."""

from collections.abc import Mapping
from datetime import datetime

from hipadmin.domain import rates
from hipadmin.domain.outbox import Lane
from hipadmin.domain.ports import Unit
from hipadmin.domain.rates import GENERAL_WINDOW, ROOM_WINDOW, Allowance, Kind


class Ledger:
    """What is known of limits, read once and written once: with `write`, before the commit.

    ``now`` is the time of the transaction. It settles before it starts.
    """

    def __init__(self, unit: Unit, now: datetime) -> None:
        self.now = now
        self._unit = unit
        self._known: dict[str, Allowance | None] = {}
        self._changed: dict[str, Allowance] = {}
        self._in_flight: dict[str, int] = {}
        self._waiting: dict[str, int] = {}

    def look_up(self, *keys: str) -> None:
        """Read what is known under ``keys``, all at once."""
        new = [key for key in dict.fromkeys(keys) if key not in self._known]
        if new:
            known: Mapping[str, Allowance] = self._unit.lanes.allowances(*new)
            self._known |= {key: known.get(key) for key in new}

    def get(self, key: str) -> Allowance | None:
        """What is known under ``key``; None if nothing is."""
        if key not in self._known:
            self.look_up(key)
        return self._known[key]

    def put(self, key: str, allowance: Allowance) -> None:
        """Know better."""
        if self._known.get(key) != allowance:
            self._known[key] = self._changed[key] = allowance

    def in_flight(self, token_ref: str) -> int:
        """How many are being sent with a token; to be asked once all that ended are settled."""
        if token_ref not in self._in_flight:
            self._in_flight[token_ref] = self._unit.lanes.in_flight(token_ref)
        return self._in_flight[token_ref]

    def waiting_beside(self, lane: Lane) -> int:
        """How many lanes of its integration have something waiting besides ``lane``.

        To be asked once for each that is about to start something.
        """
        of, before = lane.integration_id, self._waiting.get(lane.integration_id)
        left = self._unit.lanes.sharing(of, lane.id) if before is None else max(before - 1, 0)
        self._waiting[of] = left
        return left

    def write(self) -> None:
        """Keep what changed."""
        self._unit.lanes.save_allowances(self._changed)


class LaneLimits:
    """The two limits that a send to one lane has to keep."""

    def __init__(self, unit: Unit, ledger: Ledger, lane: Lane, token_ref: str) -> None:
        self._ledger, self._lane, now = ledger, lane, ledger.now
        self._token, self._room = token_key(token_ref), room_key(lane.key)
        own = ledger.get(self._token)
        kind = None if own else unit.lanes.token_kind(token_ref)
        self._general = (own or rates.general(kind, now)).at(now, GENERAL_WINDOW)
        self._flood = (ledger.get(self._room) or rates.per_room(now)).at(now, ROOM_WINDOW)

    @property
    def closed(self) -> tuple[Kind, datetime] | None:
        """Which of them lets nothing pass, and until when."""
        for kind, allowance in ((Kind.GENERAL, self._general), (Kind.FLOOD, self._flood)):
            if allowance.left == 0:
                return kind, allowance.resets_at
        return None

    def capacity(self) -> int:
        """How many messages may go to the lane in this window, if others get their share."""
        sharing = self._ledger.waiting_beside(self._lane) + 1
        return min(self._flood.left, max(self._general.left // sharing, 1))

    def spend(self) -> None:
        """Count one send."""
        self._ledger.put(self._token, rates.spent(self._general))
        self._ledger.put(self._room, rates.spent(self._flood))


def token_key(token_ref: str) -> str:
    """Under which a token's general limit is kept."""
    return f"token {token_ref}"


def room_key(lane_key: str) -> str:
    """Under which the flood control of a room or person is kept."""
    return f"room {lane_key}"
