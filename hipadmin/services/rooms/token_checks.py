"""What is known of an integration's tokens, and asking the server anew; nothing is sent."""

from collections.abc import Iterator
from dataclasses import dataclass

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.integration import Integration
from hipadmin.domain.ports import Cancel, Clock, Store
from hipadmin.domain.token import TokenInfo
from hipadmin.services.access import Access, Server
from hipadmin.services.rooms.findings import info_of
from hipadmin.services.rooms.testing import Connect
from hipadmin.services.tokens import TokenKeeper
from hipadmin.services.views import IntegrationDetails


class TokenGone(HipadminError):
    """The vault does not have the token."""


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One token of an integration.

    ``room`` is the room it belongs to as it was entered and ``shown`` its name, both empty for the
    account token; ``held`` says whether the vault has it, as far as is known.
    """

    ref: str
    room: str
    shown: str
    held: bool
    info: TokenInfo | None


def token_lines(details: IntegrationDetails) -> Iterator[TokenLine]:
    """Every token of an integration, the account's first."""
    integration = details.row.integration
    if integration.token_ref:
        yield TokenLine(integration.token_ref, "", "", details.has_token, details.token_info)
    for row in details.rooms:
        if row.room.token_ref:
            yield TokenLine(
                row.room.token_ref, row.room.room, row.room.shown, row.has_token, row.info
            )


class TokenChecks:
    """Asks servers what tokens are, and keeps the answer."""

    def __init__(self, store: Store, tokens: TokenKeeper, connect: Connect, clock: Clock) -> None:
        self._store = store
        self._tokens = tokens
        self._connect = connect
        self._clock = clock

    def check(self, integration: Integration, ref: str, cancel: Cancel) -> TokenInfo:
        """Ask what the stored token ``ref`` is. Blocks on vault and network.

        Raises TokenGone; VaultTrouble; StoreTrouble; HipChatError, with which nothing is kept.
        """
        info = self.ask(Access(Server.of(integration), ref), cancel)
        self._store.write(lambda unit: unit.tokens.save_info(ref, info))
        return info

    def ask(self, way: Access, cancel: Cancel) -> TokenInfo:
        """Ask what a token is, a draft's too, and keep nothing. Raises as `check` does."""
        secret = way.token(self._tokens, cancel)
        if not secret:
            raise TokenGone("The vault has no such token. Enter one.")
        client = self._connect(way.server, secret)
        cancel.on_cancel(client.cancel)
        try:
            return info_of(client.introspect(), self._clock())
        finally:
            client.close()
