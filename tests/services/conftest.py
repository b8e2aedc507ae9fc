"""Use cases over a real SQLite file, a vault in memory and the real sandbox."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hipadmin import app
from hipadmin.sandbox.server import Sandbox, running
from hipadmin.services.bundle import Services
from hipadmin.store import Database, open_store
from hipadmin.vault.session_vault import SessionVault


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    store = open_store(tmp_path / "hipadmin.db", clock=app.clock)
    yield store
    store.close()


@pytest.fixture
def vault() -> SessionVault:
    return SessionVault("for this test")


@pytest.fixture
def services(store: Database, vault: SessionVault) -> Services:
    return app.build(store, vault)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with running(unlimited=True) as box:
        yield box


class SteppingClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def step(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture
def ids() -> Iterator[str]:
    return (f"id{n:04}" for n in itertools.count())
