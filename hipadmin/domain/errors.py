"""Errors with a remedy: what a use case may raise. Each text is a sentence without secrets."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from hipadmin.domain.problems import Problem

ID_LENGTH = 32
"""Characters of the ids of rows, hexadecimal."""


class HipadminError(Exception):
    """Something a person can understand and act on; never a bug of ours."""

    @property
    def text(self) -> str:
        """The whole sentence."""
        return str(self)


class Invalid(HipadminError):
    """What was entered cannot be saved; ``problems`` say where and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(p.text for p in problems))
        self.problems = tuple(problems)


def _is_id(key: str) -> bool:
    """Whether ``key`` is an id that we made: it would tell a person nothing."""
    return len(key) == ID_LENGTH and not set(key) - set("0123456789abcdef")


class NotFound(HipadminError):
    """The thing does not exist (any more)."""

    def __init__(self, entity: str, key: str) -> None:
        known = f"There is no {entity} “{key}”."
        super().__init__(f"The {entity} does not exist any more." if _is_id(key) else known)
        self.entity = entity
        self.key = key


class Conflict(HipadminError):
    """Somebody else changed or deleted the row since it was read."""

    def __init__(self, entity: str, key: str, *, gone: bool) -> None:
        did = "deleted" if gone else "changed"
        super().__init__(f"The {entity} was {did} by somebody else meanwhile. Nothing was saved.")
        self.entity = entity
        self.key = key
        self.gone = gone


class Dependent(NamedTuple):
    """One subscription that uses an integration (or one of its rooms), with its notifications."""

    subscription_id: str
    subscription: str
    kind: str
    notifications: tuple[str, ...]


class InUse(HipadminError):
    """A delete is refused while ``dependents`` remain."""

    def __init__(self, name: str, dependents: Sequence[Dependent]) -> None:
        names = ", ".join(d.subscription for d in dependents)
        count = len(dependents)
        noun = "subscription" if count == 1 else "subscriptions"
        super().__init__(f"“{name}” is still used by {count} {noun}: {names}.")
        self.name = name
        self.dependents = tuple(dependents)


class StoreRefused(HipadminError):
    """The database file is not ours to open: newer, foreign or damaged. It is left untouched."""


class StoreDamaged(StoreRefused):
    """The database file is damaged or gone: a backup in its place would help."""


class StoreTrouble(HipadminError):
    """The environment failed the database: locked, full, read-only, unreadable."""


class VaultFailure(StrEnum):
    """Why the vault did not answer."""

    LOCKED = "locked"
    DISMISSED = "dismissed"
    GONE = "gone"
    REFUSED = "refused"


class VaultTrouble(HipadminError):
    """The keyring could not be used; nothing was saved."""

    def __init__(self, failure: VaultFailure, text: str) -> None:
        super().__init__(text)
        self.failure = failure
