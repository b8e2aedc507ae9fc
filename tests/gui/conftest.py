"""Widgets run on Qt's offscreen platform unless the environment says otherwise."""

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from hipadmin.gui.theme import Look


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The light look, in force for the whole application and without motion."""
    look = Look()
    look.set_reduced_motion(True)
    look.apply(qapp, "light")
    return look
