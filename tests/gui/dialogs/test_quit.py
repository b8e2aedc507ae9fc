import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.dialogs.quit import RelayQuestion
from hipadmin.gui.theme import Look
from hipadmin.services.relay.user_service import ServiceState
from tests.gui import find


@pytest.mark.parametrize("others", [True, False])
def test_what_the_end_of_the_relay_means(qtbot: QtBot, look: Look, others: bool) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    question = RelayQuestion(look, ServiceState(), parent, others=others)
    question.show()
    assert ("Another relay goes on delivering." in find.texts(question)) is others
    assert ("Nothing is delivered" in find.texts(question)) is not others
