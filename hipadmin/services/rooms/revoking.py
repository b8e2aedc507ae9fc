"""Ending a token on its server for good, and telling every integration that has it."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from hipadmin.domain.change import Action, Entity
from hipadmin.domain.errors import HipadminError, StoreTrouble
from hipadmin.domain.integration import Integration, same_server
from hipadmin.domain.ports import Cancel, Store
from hipadmin.domain.token import Secret
from hipadmin.services.access import Access, Server
from hipadmin.services.configuration.records import Act, Acts, Picture
from hipadmin.services.rooms.token_checks import TokenGone
from hipadmin.services.tokens import TokenKeeper


class RevokingClient(Protocol):
    """The part of a HipChat client that revoking needs."""

    def revoke_token(self) -> object:
        """End the client's own token. Raises HipChatError."""

    def cancel(self) -> None:
        """End a waiting call from another thread."""

    def close(self) -> None:
        """Let go of the connection."""


@dataclass(frozen=True, slots=True)
class TokenUse:
    """An integration that has a token as its account token, or as that of ``rooms``, as shown."""

    integration_id: str
    name: str
    refs: tuple[str, ...]
    is_account: bool
    rooms: tuple[str, ...]


class NotNoted(HipadminError):
    """A token ended on its server, but the store could not note it: ``trouble`` says why."""

    def __init__(self, trouble: StoreTrouble) -> None:
        super().__init__(
            f"HipChat ended the token, but that could not be noted here: {trouble.text} "
            "Whatever has the token needs another one."
        )


class Revoking:
    """Finds out who has a token, and ends it. Every verb blocks on the vault."""

    def __init__(
        self,
        store: Store,
        tokens: TokenKeeper,
        acts: Acts,
        connect: Callable[[Server, Secret], RevokingClient],
    ) -> None:
        self._store = store
        self._tokens = tokens
        self._acts = acts
        self._connect = connect

    def uses(self, integration: Integration, ref: str, cancel: Cancel) -> tuple[TokenUse, ...]:
        """Who has the stored token ``ref``, entered once or several times, by name.

        Only integrations of the same server are looked at: the same words are another token there.
        Raises TokenGone; VaultTrouble; StoreTrouble; Dropped when cancelled.
        """
        server = Server.of(integration)
        return self._uses(server, self._secret(server, ref, cancel), cancel)

    def revoke(self, integration: Integration, ref: str, cancel: Cancel) -> tuple[TokenUse, ...]:
        """End the stored token ``ref`` on its server; whoever has it needs another from then on.

        Nothing brings it back. Blocks on the network. Raises as `uses` does, and HipChatError, with
        which nothing has changed; NotNoted.
        """
        server = Server.of(integration)
        secret = self._secret(server, ref, cancel)
        uses = self._uses(server, secret, cancel)
        client = self._connect(server, secret)
        cancel.on_cancel(client.cancel)
        try:
            client.revoke_token()
        finally:
            client.close()
        try:
            self._tell(uses)
        except StoreTrouble as trouble:
            raise NotNoted(trouble) from trouble
        return uses

    def _secret(self, server: Server, ref: str, cancel: Cancel) -> Secret:
        secret = Access(server, ref).token(self._tokens, cancel)
        if not secret:
            raise TokenGone("The vault has no such token. Enter one.")
        return secret

    def _uses(self, server: Server, secret: Secret, cancel: Cancel) -> tuple[TokenUse, ...]:
        rows = self._store.read(lambda unit: unit.integrations.all())
        there = [row for row in rows if same_server(row.endpoint, server.endpoint)]
        refs = {ref for row in there for ref in _refs(row)}
        same = {ref for ref in refs if Access(server, ref).token(self._tokens, cancel) == secret}
        found = (_use(row, same) for row in there)
        return tuple(use for use in found if use.refs)

    def _tell(self, uses: Sequence[TokenUse]) -> None:
        refs = [ref for use in uses for ref in use.refs]

        def work(act: Act) -> None:
            # dead until the vault lets go of it: if that fails, doctor tells and a sweep finds it
            self._tokens.settle(act.unit, (), refs)
            for use in uses:
                what = (Action.REVOKE_TOKEN, Entity.INTEGRATION, use.integration_id, use.name)
                act.note(*what, _picture(use, "set"), _picture(use, None))

        self._acts.perform(work)
        for ref in refs:
            with suppress(HipadminError):  # a dead token that stays there opens nothing
                self._tokens.drop(ref)


def _refs(integration: Integration) -> Iterable[str]:
    every = (integration.token_ref, *(room.token_ref for room in integration.rooms))
    return (ref for ref in every if ref)


def _use(integration: Integration, same: set[str]) -> TokenUse:
    rooms = tuple(room.shown for room in integration.rooms if room.token_ref in same)
    refs = tuple(ref for ref in _refs(integration) if ref in same)
    return TokenUse(integration.id, integration.name, refs, integration.token_ref in same, rooms)


def _picture(use: TokenUse, token: str | None) -> Picture:
    rooms = [{"room": room, "token": token, "enabled": True} for room in use.rooms]
    return {"token": token if use.is_account else None, "rooms": rooms}
