from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hipadmin.store import Database, open_store
from tests.store.builders import Open, clock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "hipadmin.db"


@pytest.fixture
def opened(path: Path) -> Iterator[Open]:
    """Opens the database, as often as asked, and closes it all again."""
    stores: list[Database] = []

    def open_again(**more: Any) -> Database:
        stores.append(open_store(path, clock=clock, **more))
        return stores[-1]

    yield open_again
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Open) -> Database:
    return opened()
