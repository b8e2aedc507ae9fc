"""Relays as processes of their own over one store, a sandbox, and what they need to be useful."""

import contextlib
import itertools
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import requests

from hipadmin.domain.token import Secret
from hipadmin.sandbox.server import Sandbox, running
from hipadmin.services.configuration.journal import Journal
from hipadmin.services.configuration.records import Acts
from hipadmin.services.intake.intake_keys import IntakeKeys
from hipadmin.services.relay.child import RelayChild
from hipadmin.services.relay.handover import Gatherer
from hipadmin.services.tokens import TokenKeeper
from hipadmin.store import Database, open_store
from hipadmin.vault.session_vault import SessionVault
from tests.services.relaying import Relay, relay
from tests.services.sandboxed import Chat, integration, set_up

# what a run with the window's toolkit out of reach would stumble over
WITHOUT_QT = "import sys; sys.modules['PySide6'] = None; from hipadmin.cli import main; "
COMMAND = (sys.executable, "-c", f"{WITHOUT_QT} sys.exit(main(sys.argv[1:]))", "relay")
LIMIT_S = 20


def now() -> datetime:
    return datetime.now(UTC)


def until(condition: Callable[[], bool], seconds: float = LIMIT_S) -> None:
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        Event().wait(0.02)
    raise AssertionError("it did not happen")


@dataclass(slots=True)
class Field:
    """A store with one subscription that posts to every room of a sandbox."""

    folder: Path
    store: Database
    hub: Relay
    chat: Chat
    gather: Gatherer
    keys: IntakeKeys
    key: Secret

    def start(self, *more: str, port: int = 0) -> RelayChild:
        """A relay with its secrets."""
        where = ("--port", str(port)) if port >= 0 else ()
        child = RelayChild.start((*COMMAND, "--data-dir", str(self.folder), *where, *more))
        child.hand_over(self.gather())
        until(lambda: requests.get(f"{child.url}/healthz", timeout=LIMIT_S).status_code == 200)
        return child

    @contextlib.contextmanager
    def relay(self, *more: str, port: int = 0) -> Iterator[RelayChild]:
        child = self.start(*more, port=port)
        try:
            yield child
        finally:
            child.stop()

    def post(self, url: str, body: Any, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.key.reveal()}", **more}
        door = f"{url}/v1/subscriptions/s1/events"
        return requests.post(door, json=body, headers=headers, timeout=LIMIT_S)

    def told(self, room: int) -> list[str]:
        """The first lines of a room's messages."""
        return [text.partition("<br>")[0] for text in self.chat.heard(room)]


@contextlib.contextmanager
def field(folder: Path, **limits: Any) -> Iterator[Field]:
    with running(**{"unlimited": True, **limits}) as box:
        store = open_store(folder / "hipadmin.db", clock=now)
        with contextlib.closing(store):
            yield _field(folder, store, box)


def _field(folder: Path, store: Database, box: Sandbox) -> Field:
    ids = itertools.count()
    tokens = TokenKeeper(store, SessionVault("for this test"), now, lambda: f"id{next(ids)}")
    set_up(store, tokens, integration(box, tokens))
    acts = Acts(store, "ann", now, lambda: f"id{next(ids)}", Journal())
    keys = IntakeKeys(store, tokens, acts, now)
    key = keys.reveal(keys.ensure("s1").ref_id)
    assert key is not None
    hub = relay(store, now)  # type: ignore[arg-type] # a real clock is one
    return Field(folder, store, hub, Chat(box), Gatherer(store, tokens), keys, key)
