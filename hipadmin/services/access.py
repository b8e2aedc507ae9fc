"""How to speak to a HipChat server: its address, and a token that is typed or stored."""

from collections.abc import Iterator
from dataclasses import dataclass

from hipadmin.domain.endpoint import normalise_endpoint
from hipadmin.domain.integration import Integration, IntegrationDraft, TokenEdit, same_server
from hipadmin.domain.ports import Cancel
from hipadmin.domain.token import Secret
from hipadmin.services.tokens import TokenKeeper
from hipadmin.services.wanted import unless_cancelled


@dataclass(frozen=True, slots=True)
class Server:
    """How to reach a HipChat server. ``ca_certificate`` is a path or empty, as is ``proxy``."""

    endpoint: str
    ca_certificate: str = ""
    proxy: str = ""

    @classmethod
    def of(cls, integration: Integration) -> "Server":
        """The server of a stored integration."""
        return cls(integration.endpoint, integration.ca_certificate, integration.proxy)


@dataclass(frozen=True, slots=True)
class Access:
    """A server and a token for it, if any.

    The token is ``secret`` where a draft has it, else the one ``token_ref`` refers to.
    """

    server: Server
    token_ref: str | None = None
    secret: Secret | None = None

    @property
    def has_token(self) -> bool:
        """Whether there is a token, as far as is known without asking the vault."""
        return bool(self.secret or self.token_ref)

    def token(self, tokens: TokenKeeper, cancel: Cancel | None = None) -> Secret | None:
        """The token itself; None if the vault does not have it.

        While the keyring asks a person, ``cancel`` does not wait for the answer. Blocks. Raises
        VaultTrouble; Dropped when cancelled.
        """
        if self.secret:
            return self.secret
        if self.token_ref is None or cancel is None:
            return tokens.reveal(self.token_ref)
        return unless_cancelled(lambda: tokens.reveal(self.token_ref), cancel)


@dataclass(frozen=True, slots=True)
class DraftAccess:
    """What a draft's server is spoken to with: its account token, and its rooms' own in order."""

    account: Access
    own: tuple[Access, ...]

    @property
    def rooms(self) -> tuple[Access, ...]:
        """What each room is spoken to with: its own token, else the account's."""
        return tuple(own if own.has_token else self.account for own in self.own)

    def tokens(self) -> Iterator[Access]:
        """Every token once, the account's first."""
        seen = set[tuple[str | None, Secret | None]]()
        for each in (self.account, *self.own):
            key = (each.token_ref, each.secret)
            if each.has_token and key not in seen:
                seen.add(key)
                yield each


def draft_access(draft: IntegrationDraft, current: Integration | None) -> DraftAccess:
    """What ``draft`` of ``current`` is spoken to with, its unsaved tokens included.

    A stored token never goes to a server it was not entered for. Raises EndpointError.
    """
    server = Server(normalise_endpoint(draft.endpoint), draft.ca_certificate, draft.proxy)
    if current and not same_server(current.endpoint, server.endpoint):
        current = None
    account = _access(server, draft.token, current.token_ref if current else None)
    own = []
    for room in draft.rooms:
        old = current.room(room.id) if current and room.id else None
        own.append(_access(server, room.token, old.token_ref if old else None))
    return DraftAccess(account, tuple(own))


def _access(server: Server, edit: TokenEdit, ref: str | None) -> Access:
    if edit.value is not None:
        return Access(server, None, Secret(edit.value.reveal().strip()))
    return Access(server, ref if edit.keep else None)
