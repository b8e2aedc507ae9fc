"""Doctor: looks at store, vault, network and each integration, and says what is wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from hipadmin.domain.errors import HipadminError, VaultTrouble
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.ports import Clock, NewId, Store, Vault
from hipadmin.domain.ports.backups import BackupShelf
from hipadmin.domain.system import Disk
from hipadmin.domain.token import RefState, Secret, TokenRef
from hipadmin.domain.token_use import Life, life
from hipadmin.hipchat.errors import HipChatError
from hipadmin.services.access import Server
from hipadmin.services.tokens import TokenKeeper


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``good`` None: passed over, with the reason as ``text``."""

    subject: str
    good: bool | None
    text: str


class Prober(Protocol):
    """The part of a HipChat client that a check needs."""

    def probe(self, room: str) -> object:
        """Ask whether the token may post to the room; sends nothing. Raises HipChatError."""

    def close(self) -> None:
        """Let go of the connection."""


class Doctor:
    """Checks in the order a person would mend things.

    ``integrity`` lists what is damaged; ``disk`` raises StoreTrouble where nothing can be written.
    """

    def __init__(
        self,
        store: Store,
        vault: Vault,
        tokens: TokenKeeper,
        connect: Callable[[Server, Secret], Prober],
        integrity: Callable[[], list[str]],
        new_id: NewId,
        shelf: BackupShelf,
        clock: Clock,
        disk: Callable[[], Disk],
    ) -> None:
        self._store = store
        self._vault = vault
        self._tokens = tokens
        self._connect = connect
        self._integrity = integrity
        self._new_id = new_id
        self._shelf = shelf
        self._clock = clock
        self._disk = disk

    def run(self) -> Iterator[Finding]:
        """Every finding, one by one as it is made."""
        yield self._check_store()
        yield self._check_disk()
        yield self._check_backups()
        yield self._check_vault()
        yield from self._check_refs()
        for integration in self._store.read(lambda unit: unit.integrations.all()):
            yield from self._check_integration(integration)
            yield from self._check_ends(integration)

    def _check_ends(self, integration: Integration) -> Iterator[Finding]:
        ends, now = self._store.read(lambda unit: unit.tokens.ends()), self._clock()
        named = {integration.token_ref: "account token"}
        named |= {r.token_ref: f"token of {r.shown}" for r in integration.rooms if r.token_ref}
        for ref, name in named.items():
            at = ends.get(ref or "")
            left = life(at, now)
            if at is None or left not in (Life.ENDING, Life.ENDED):
                continue
            verb = "ended" if left is Life.ENDED else "ends"
            text = f"the {name} {verb} on {at.astimezone():%Y-%m-%d}: make a new one, enter it"
            yield Finding(integration.name, False if left is Life.ENDED else None, text)

    def _check_store(self) -> Finding:
        try:
            wrong = self._integrity()
        except HipadminError as error:
            return Finding("store", False, error.text)
        return Finding("store", not wrong, "; ".join(wrong) or "the database is sound")

    def _check_disk(self) -> Finding:
        try:
            disk = self._disk()
        except HipadminError as error:
            return Finding("disk", False, error.text)
        if disk.free < disk.database:
            need = f"{_megabytes(disk.database)} are needed for a backup: free some space"
            return Finding("disk", False, f"{_megabytes(disk.free)} free, {need}")
        return Finding("disk", True, f"{_megabytes(disk.free)} free")

    def _check_backups(self) -> Finding:
        try:
            found = self._shelf.all()
        except HipadminError as error:
            return Finding("backup", False, error.text)
        usable = [backup for backup in found if not backup.trouble]
        if not usable:
            text = "none yet; one is made on each day on which something changed"
            return Finding("backup", None, text)
        newest = f"{usable[0].at.astimezone():%Y-%m-%d %H:%M}"
        spoilt = [f"{b.name} {b.trouble}" for b in found if b.trouble]
        text = f"newest of {newest}, {len(usable)} kept"
        return Finding("backup", not spoilt, "; ".join([text, *spoilt]))

    def _check_vault(self) -> Finding:
        ref, secret = self._new_id(), Secret(self._new_id())
        try:
            self._vault.put(ref, secret)
            good = self._vault.get(ref) == secret
            self._vault.remove(ref)
        except VaultTrouble as error:
            return Finding("vault", False, error.text)
        if not good:
            return Finding("vault", False, "The vault did not give back what was written.")
        return Finding("vault", True, self._vault.reason or f"{self._vault.name} works")

    def _check_refs(self) -> Iterator[Finding]:
        for state in (RefState.PENDING, RefState.DEAD):
            refs = self._refs(state)
            if refs:
                text = f"{len(refs)} {state} token references: {', '.join(r.id[:8] for r in refs)}"
                yield Finding("tokens", None, text)

    def _refs(self, state: RefState) -> list[TokenRef]:
        return self._store.read(lambda unit: unit.tokens.in_state(state))

    def _check_integration(self, integration: Integration) -> Iterator[Finding]:
        if not integration.enabled:
            yield Finding(integration.name, None, "off, not checked")
            return
        if not integration.rooms:
            yield self._without_room(integration)
        for room in integration.rooms:
            if room.enabled:
                yield self._check_room(integration, room)
            else:
                yield Finding(f"{integration.name}, {room.shown}", None, "off, not checked")

    def _without_room(self, integration: Integration) -> Finding:
        try:
            token = self._tokens.reveal(integration.token_ref)
        except VaultTrouble as error:
            return Finding(integration.name, False, error.text)
        if token:
            return Finding(integration.name, None, "no room yet, not checked")
        return Finding(integration.name, False, "token needed: the vault has none")

    def _check_room(self, integration: Integration, room: Room) -> Finding:
        subject = f"{integration.name}, {room.shown}"
        try:
            token = self._tokens.reveal(integration.token_for(room))
        except VaultTrouble as error:
            return Finding(subject, False, error.text)
        if not token:
            return Finding(subject, False, "token needed: the vault has none")
        client = self._connect(Server.of(integration), token)
        try:
            client.probe(room.room)
        except HipChatError as error:
            return Finding(subject, False, str(error))
        finally:
            client.close()
        return Finding(subject, True, "the token may post here")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
