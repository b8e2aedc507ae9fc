"""The doors of subscriptions: the keys that open them, remembered between two requests."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from hipadmin.domain.errors import VaultTrouble
from hipadmin.domain.intake_key import KeyPurpose
from hipadmin.domain.ports import Clock, Store, Topic
from hipadmin.domain.token import Secret
from hipadmin.services.intake.intake_keys import IntakeKeys, Opening

KEY_MEMBER = "key"
"""The member of the query that carries the key for sources that can send no header."""
REMEMBERED = 2_000
"""Subscriptions whose doors are remembered; somebody may ask for any number that do not exist."""


@dataclass(frozen=True, slots=True)
class Doorway:
    """What a subscription can be opened with. ``locked``: it has keys, the vault has none.

    ``trouble`` is why the vault does not give some of its keys at present; ``seen`` the revision of
    the subscriptions at which all this was so.
    """

    known: bool
    keys: tuple[Secret, ...] = ()
    secrets: tuple[Secret, ...] = ()
    trouble: VaultTrouble | None = None
    seen: int = -1

    @property
    def locked(self) -> bool:
        """Whether it has keys that the vault does not give."""
        return self.known and not self.keys and not self.secrets


class Doors:
    """Remembers doors until a key is made, rotated or removed. Any thread may ask.

    May raise StoreTrouble.
    """

    def __init__(self, store: Store, keys: IntakeKeys, clock: Clock) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._lock = threading.Lock()
        self._seen = -1
        self._doors: dict[str, Opening] = {}

    def of(self, subscription_id: str) -> Doorway:
        """The doorway of a subscription, as it is at this moment."""
        revision = self._store.revisions().get(Topic.SUBSCRIPTIONS, 0)
        return self._doorway(revision, self._found(subscription_id, revision))

    def remembered(self, subscription_id: str) -> Doorway:
        """The same as it was last seen: whether it still is so shows when something is stored."""
        return self.recalled(subscription_id) or self.of(subscription_id)

    def recalled(self, subscription_id: str) -> Doorway | None:
        """The same without asking anybody; None if it was not seen."""
        with self._lock:
            seen, found = self._seen, self._doors.get(subscription_id)
        return None if found is None else self._doorway(seen, found)

    def _doorway(self, seen: int, found: Opening) -> Doorway:
        now = self._clock()
        taken = [door for door in found.doors if door.key.is_taken(now)]
        intake = tuple(d.secret for d in taken if d.key.purpose is KeyPurpose.INTAKE)
        signing = tuple(d.secret for d in taken if d.key.purpose is KeyPurpose.SIGNING)
        return Doorway(found.known, intake, signing, found.trouble, seen)

    def opens_any(self, presented: Secret) -> bool:
        """Whether a key opens the door of some subscription."""
        ids = self._store.read(lambda unit: {key.subscription_id for key in unit.intake_keys.all()})
        return matches(presented, [key for each in sorted(ids) for key in self.of(each).keys])

    def forget(self) -> None:
        """Ask the vault anew: it has other secrets now."""
        with self._lock:
            self._doors = {}

    def _found(self, subscription_id: str, revision: int) -> Opening:
        with self._lock:
            if revision != self._seen or len(self._doors) >= REMEMBERED:
                self._seen, self._doors = revision, {}
            remembered = self._doors.get(subscription_id)
        if remembered is not None:
            return remembered
        found = self._keys.opening(subscription_id)
        whole = found.trouble is None and (found.doors or not found.known)
        with self._lock:
            if revision == self._seen and whole:  # what the vault lacks it may get back
                self._doors[subscription_id] = found
        return found


def matches(presented: Secret, keys: Sequence[Secret]) -> bool:
    """Whether it is one of ``keys``; takes the same time whichever it is, or none."""
    return any([key == presented for key in keys])  # noqa: C419 - each is compared
