"""The window's fixtures, over a database in the folder of the test that a drill does things to."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hipadmin.services.bundle import Services
from hipadmin.store import Database
from tests.gui.conftest import (
    context,
    everything_loaded,
    jobs,
    look,
    navigator,
    sandbox,
    sandbox_info,
    settings,
    window,
)

__all__ = [
    "context",
    "everything_loaded",
    "jobs",
    "look",
    "navigator",
    "sandbox",
    "sandbox_info",
    "settings",
    "window",
]

BUSY_MS = 300


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the database of the window is."""
    return tmp_path / "data"


@pytest.fixture
def store(folder: Path) -> Iterator[Database]:
    from hipadmin.app import clock
    from hipadmin.store import open_store

    store = open_store(folder / "hipadmin.db", clock=clock, busy_ms=BUSY_MS)
    yield store
    store.close()


@pytest.fixture
def services(store: Database) -> Services:
    from hipadmin.app import build
    from hipadmin.vault.session_vault import SessionVault

    return build(store, SessionVault("There is no keyring in this test."))
