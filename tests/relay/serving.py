"""The intake over real HTTP, a real store behind it, and a key to its door."""

import contextlib
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.domain.event import Report
from hipadmin.domain.incoming import Incoming
from hipadmin.domain.token import Secret
from hipadmin.relay.health import Examiner, Secrets
from hipadmin.relay.hosting import PATIENCE, Host, listen, url_of
from hipadmin.relay.metrics import Metrics
from hipadmin.relay.web import Site
from hipadmin.relay.wire import Patience
from hipadmin.services.relay.relays import Relays
from hipadmin.store import open_store
from hipadmin.store.signs import Signs
from hipadmin.vault.session_vault import SessionVault
from tests.services.desk import Desk, desk
from tests.services.relaying import configure, relay
from tests.stopwatch import stopwatch

LIMIT_S = 20
BUSY_MS = 150


def now() -> datetime:
    return datetime.now(UTC)


class Vault(SessionVault):
    """A vault that can be locked."""

    locked = False

    def get(self, ref_id: str) -> Secret | None:
        if self.locked:
            raise VaultTrouble(VaultFailure.LOCKED, "The keyring is locked.")
        return super().get(ref_id)


class Buggy:
    """A translator with a mistake in it."""

    name = "buggy"

    def proof(self, _incoming: Incoming, _secrets: Sequence[Secret]) -> bool | None:
        return None

    def read(self, incoming: Incoming) -> Sequence[Report] | None:
        if incoming.header("x-bug"):
            raise KeyError("a bug")
        return None


@dataclass(slots=True)
class Served:
    """A served intake. ``delivering`` and ``secrets`` are what the relay says of its parts.

    In the end ``stopping_s`` is the time it took to stop.
    """

    url: str
    desk: Desk
    site: Site
    vault: Vault
    path: Path
    delivering: bool = True
    secrets: Secrets = Secrets.OK
    stopping_s: float = 0.0

    @property
    def door(self) -> str:
        return f"{self.url}/v1/subscriptions/s1/events"

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        return str(parts.hostname), int(parts.port or 0)

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.desk.key.reveal()}"}

    def post(self, *, to: str | None = None, **given: Any) -> requests.Response:
        headers = {**self.bearer, **given.pop("headers", {})}
        return requests.post(to or self.door, headers=headers, timeout=LIMIT_S, **given)

    def get(self, path: str, **given: Any) -> requests.Response:
        return requests.get(self.url + path, timeout=LIMIT_S, **given)

    def speak(self, data: bytes) -> bytes:
        """Send bytes and read until the server closes."""
        with socket.create_connection(self.address, timeout=LIMIT_S) as peer:
            peer.sendall(data)
            return b"".join(iter(lambda: peer.recv(65_536), b""))

    def head(self, **headers: str) -> bytes:
        """The head of a good request; the body is to follow."""
        named = {"Host": "x", "Content-Type": "application/json", **self.bearer, **headers}
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items())
        return f"POST /v1/subscriptions/s1/events HTTP/1.1\r\n{lines}\r\n".encode()

    def noted(self) -> list[tuple[str, str]]:
        """Subscription and code of what was refused since it was last asked, oldest first."""
        found = [(r.subscription_id, r.code) for r in self.desk.noted() for _ in range(r.count)]
        self.desk.hub.store.write(lambda unit: unit._connection.execute("DELETE FROM refusal"))  # type: ignore[attr-defined] # begin anew
        return found


@contextlib.contextmanager
def served(
    folder: Path, patience: Patience = PATIENCE, now: Callable[[], datetime] = now
) -> Iterator[Served]:
    path = folder / "hipadmin.db"
    store = open_store(path, clock=now, busy_ms=BUSY_MS)
    with contextlib.closing(store):
        configure(store)
        hub = relay(store, now)  # type: ignore[arg-type] # a real clock is one
        vault = Vault("for this test")
        front = desk(hub, vault, Buggy())
        metrics = Metrics(hub.deliveries.moves.counts, hub.activity.numbers)
        examiner = Examiner(
            hub.activity,
            Relays(store, now, Signs(store.path.with_name("relays"))),
            now,
            lambda: found.delivering,
            lambda: found.secrets,
        )
        site = Site(front.reception, examiner, metrics, now, lambda: found.secrets is Secrets.OK)
        listening = listen("127.0.0.1", 0)
        found = Served(url_of(listening), front, site, vault, path)
        host = Host(site, listening, patience)
        try:
            yield found
        finally:
            with stopwatch() as watch:
                host.stop()
            found.stopping_s = watch.seconds
