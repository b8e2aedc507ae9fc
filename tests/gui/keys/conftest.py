"""The main window under ``--sandbox``, and a person without a mouse before it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.gallery.stage import Stage, stage
from tests.gui.keys.person import Person


@pytest.fixture
def scene(qapp: QApplication, tmp_path: Path) -> Iterator[Stage]:
    """The window over an empty store and a sandbox that answers."""
    with stage(qapp, tmp_path, in_sandbox=True, painted=False) as found:
        yield found


@pytest.fixture
def person(scene: Stage) -> Person:
    """Somebody who has only a keyboard."""
    return Person(scene)
