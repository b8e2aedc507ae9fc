"""An editor in a window of its own."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.subscription import SubscriptionKind
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.policy.editor import PolicyEditor
from hipadmin.gui.theme import Look
from tests.gui.policy.editing import Open, settled


@pytest.fixture
def open_editor(qtbot: QtBot, look: Look, jobs: Jobs) -> Iterator[Open]:
    window = QWidget()
    column = QVBoxLayout(window)
    window.resize(look.px(960), look.px(620))
    qtbot.addWidget(window)

    def opened(text: str | None = None) -> PolicyEditor:
        editor = PolicyEditor(look, jobs, SubscriptionKind.FLAGS, (), text)
        column.addWidget(editor)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        settled(qtbot, editor)
        return editor

    yield opened
    window.close()
