"""Canaries on Qt's offscreen platform."""

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from hipadmin.gui.theme import Look


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The light look, without motion."""
    look = Look()
    look.set_reduced_motion(True)
    look.apply(qapp, "light")
    return look
