"""How a draft becomes an integration: which tokens are new, which stay, which rooms are which."""

from collections.abc import Callable, Iterator, Sequence

from hipadmin.domain.endpoint import normalise_endpoint
from hipadmin.domain.integration import (
    Integration,
    IntegrationDraft,
    Room,
    RoomDraft,
    TokenEdit,
    same_server,
)
from hipadmin.domain.token import Secret


class Plan:
    """A checked draft on its way to be saved over ``current`` (None: a new integration).

    ``secrets`` are to be kept in the vault first; ``build`` then takes their references in order.
    """

    def __init__(self, draft: IntegrationDraft, current: Integration | None) -> None:
        self._draft = draft
        self.current = current
        self._endpoint = normalise_endpoint(draft.endpoint)
        self._stays = current is not None and same_server(current.endpoint, self._endpoint)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The tokens to write to the vault: the integration's first, then the rooms' in order."""
        edits = (self._draft.token, *(r.token for r in self._draft.rooms))
        return tuple(_stripped(e.value) for e in edits if e.value is not None)

    def build(self, new_id: Callable[[], str], refs: Sequence[str]) -> Integration:
        """The integration as it is to be stored."""
        fresh = iter(refs)
        draft, current = self._draft, self.current
        return Integration(
            id=current.id if current else new_id(),
            name=draft.name.strip(),
            endpoint=self._endpoint,
            token_ref=self._ref(draft.token, current.token_ref if current else None, fresh),
            rooms=tuple(self._room(r, new_id, fresh) for r in draft.rooms),
            ca_certificate=draft.ca_certificate.strip(),
            proxy=draft.proxy.strip(),
            enabled=draft.enabled,
            version=current.version if current else 1,
            standard=self._standard(),
        )

    def _standard(self) -> bool:
        if self._draft.standard is not None:
            return self._draft.standard
        return self.current is not None and self.current.standard

    def _room(self, draft: RoomDraft, new_id: Callable[[], str], fresh: Iterator[str]) -> Room:
        old = self.current.room(draft.id) if self.current and draft.id else None
        room = draft.room.strip()
        renamed = old is not None and old.room != room
        return Room(
            id=old.id if old else new_id(),
            room=room,
            token_ref=self._ref(draft.token, old.token_ref if old else None, fresh),
            enabled=draft.enabled,
            name="" if renamed else draft.name,
        )

    def _ref(self, edit: TokenEdit, old: str | None, fresh: Iterator[str]) -> str | None:
        if edit.value is not None:
            return next(fresh)
        return old if edit.keep and self._stays else None


def _stripped(secret: Secret) -> Secret:
    return Secret(secret.reveal().strip())
