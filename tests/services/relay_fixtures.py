"""A relay over a real database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hipadmin.store import Database, open_store
from tests.services.relaying import Clock, Relay, configure, relay


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hipadmin.db"


@pytest.fixture
def box(path: Path, time: Clock) -> Iterator[Database]:
    store = open_store(path, clock=time)
    yield store
    store.close()


@pytest.fixture
def hub(box: Database, time: Clock) -> Relay:
    """A relay for the usual configuration: one notification, to the room Ops."""
    configure(box)
    return relay(box, time)
