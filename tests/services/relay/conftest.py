"""What tests of a hosted relay share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hipadmin.domain.token import Secret
from hipadmin.services.tokens import TokenKeeper
from hipadmin.store import open_store
from tests.services.relaying import Clock, configure
from tests.services.scripted import Vault


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[TokenKeeper]:
    store = open_store(tmp_path / "hipadmin.db", clock=Clock())
    vault = Vault("for this test")
    configure(store)
    vault.put("ref-one", Secret("one"))
    yield TokenKeeper(store, vault, Clock(), lambda: "new")
    store.close()
