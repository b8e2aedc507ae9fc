"""A worker over a real store and the real sandbox, for tests of what it does."""

import threading
import time as real_time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hipadmin.domain.delivery import DeliveryState
from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.domain.token import Secret
from hipadmin.hipchat.client import HipChatClient
from hipadmin.relay.worker import Worker
from hipadmin.sandbox.server import Sandbox, running
from hipadmin.services.tokens import TokenKeeper
from hipadmin.store import Database, open_store
from hipadmin.vault.session_vault import SessionVault
from tests.services.relaying import Relay, relay
from tests.services.sandboxed import Chat, dial, integration, set_up

PATIENCE_S = 20.0
DELIVERED, FAILED = DeliveryState.DELIVERED, DeliveryState.FAILED


class Now:
    """The real time, running ahead by as much as a test likes."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(real_time.time() + self.ahead, UTC)


class Vault(SessionVault):
    """A vault that can be locked."""

    def __init__(self) -> None:
        super().__init__("for this test")
        self.locked = False

    def get(self, ref_id: str) -> Secret | None:
        if self.locked:
            raise VaultTrouble(VaultFailure.LOCKED, "The keyring is locked.")
        return super().get(ref_id)


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hipadmin.db"


@pytest.fixture
def store(path: Path, now: Now) -> Iterator[Database]:
    store = open_store(path, clock=now)
    yield store
    store.close()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with running(unlimited=True) as box:
        yield box


@pytest.fixture
def chat(sandbox: Sandbox) -> Chat:
    return Chat(sandbox)


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.fixture
def tokens(store: Database, vault: Vault, now: Now) -> TokenKeeper:
    ids = iter(range(1000))
    return TokenKeeper(store, vault, now, lambda: f"ref{next(ids)}")


@pytest.fixture
def hub(store: Database, tokens: TokenKeeper, sandbox: Sandbox, now: Now) -> Relay:
    set_up(store, tokens, integration(sandbox, tokens), own=("@RobinReed",))
    return relay(store, now)  # type: ignore[arg-type]


@contextmanager
def working(hub: Relay, tokens: TokenKeeper, owner: str = "w1", **more: Any) -> Iterator[Worker]:
    worker = Worker(hub.deliveries, tokens, more.pop("dial", dial), hub.clock, owner, **more)
    thread = threading.Thread(target=worker.run, name=owner)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def until(condition: Callable[[], bool]) -> None:
    end = real_time.monotonic() + PATIENCE_S
    while not condition():
        assert real_time.monotonic() < end, "it did not happen"
        threading.Event().wait(0.02)


def ended(hub: Relay, state: DeliveryState = DELIVERED) -> bool:
    return set(hub.states()) == {state}


class Late(HipChatClient):
    """A client that does something else before it sends."""

    def __init__(self, endpoint: str, token: Secret, first: Callable[[], None]) -> None:
        super().__init__(endpoint, token)
        self._first = first

    def send_notification(self, *given: Any, **more: Any) -> Any:
        self._first()
        return super().send_notification(*given, **more)


def told(chat: Chat) -> list[str]:
    """The first lines of what the first room heard."""
    return [text.partition("<br>")[0] for text in chat.heard(chat.room_ids()[0])]
