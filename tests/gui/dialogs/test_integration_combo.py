"""The box that chooses an integration, with a few of them and with thousands."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from hipadmin.domain.integration import Integration
from hipadmin.gui.dialogs.integration_combo import IntegrationCombo
from hipadmin.gui.theme import Look
from tests.gui.policy.editing import K


class Measured(QStyledItemDelegate):
    """Counts the entries that are measured."""

    def __init__(self, combo: IntegrationCombo) -> None:
        super().__init__(combo)
        self.count = 0

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        self.count += 1
        return super().sizeHint(option, index)


@pytest.fixture
def combo(qtbot: QtBot, look: Look) -> IntegrationCombo:
    made = IntegrationCombo(look)
    qtbot.addWidget(made)
    made.show()
    return made


def integrations(count: int) -> list[Integration]:
    return [Integration(f"i{n}", f"Ops {n}", "https://example.com/v2") for n in range(count)]


def entries(combo: IntegrationCombo) -> Sequence[str]:
    return [combo.itemText(at) for at in range(combo.count())]


def test_it_offers_the_integrations_and_a_new_one(combo: IntegrationCombo) -> None:
    assert (entries(combo), combo.currentIndex()) == (["New integration…"], -1)

    combo.show_integrations(integrations(2), "i1")

    assert entries(combo) == ["Ops 0", "Ops 1", "", "New integration…"]
    assert (combo.current(), combo.currentText()) == ("i1", "Ops 1")
    combo.show_integrations([], "i1")
    assert (combo.current(), entries(combo)) == ("", ["New integration…"])


def test_the_same_integrations_are_not_put_in_again(combo: IntegrationCombo) -> None:
    combo.show_integrations(integrations(3), "i1")
    put_in: list[object] = []
    combo.model().rowsInserted.connect(lambda *told: put_in.append(told))

    combo.show_integrations(integrations(3), "i2")
    assert (combo.current(), put_in) == ("i2", [])
    combo.show_integrations(integrations(4), "i2")
    assert (combo.current(), combo.count()) == ("i2", 6)
    assert put_in


def test_of_thousands_only_some_are_measured(qtbot: QtBot, combo: IntegrationCombo) -> None:
    combo.show_integrations(integrations(3), "")
    few = combo.sizeHint().width()
    measured = Measured(combo)
    combo.setItemDelegate(measured)

    combo.show_integrations(integrations(2000), "i1999")
    combo.showPopup()
    combo.hidePopup()

    assert combo.sizeHint().width() >= few - combo.look.px(40)
    assert measured.count < 200
    combo.setFocus()
    qtbot.keyClick(combo, K.Key_Up)
    assert combo.current() == "i1998"
