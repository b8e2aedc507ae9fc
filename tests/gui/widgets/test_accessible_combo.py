"""Combo boxes as assistive technology sees them."""

from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.fields import ComboBox

Text = QAccessible.Text


def made(qtbot: QtBot, look: Look) -> ComboBox:
    combo = ComboBox(look)
    qtbot.addWidget(combo)
    combo.addItems(["web", "worker"])
    combo.show()
    return combo


def test_the_name_stays_whatever_is_chosen(qtbot: QtBot, look: Look) -> None:
    combo = made(qtbot, look)
    combo.setAccessibleName("Subscription")
    seen = QAccessible.queryAccessibleInterface(combo)
    assert seen.role() == QAccessible.Role.ComboBox
    assert (seen.text(Text.Name), seen.text(Text.Value)) == ("Subscription", "web")
    combo.setCurrentIndex(1)
    assert (seen.text(Text.Name), seen.text(Text.Value)) == ("Subscription", "worker")
    assert seen.text(Text.Description) == "worker"


def test_a_description_of_its_own_stays(qtbot: QtBot, look: Look) -> None:
    combo = made(qtbot, look)
    combo.setAccessibleDescription("whose dashboard")
    seen = QAccessible.queryAccessibleInterface(combo)
    assert seen.text(Text.Description) == "whose dashboard"


def test_without_a_name_the_entry_is_better_than_nothing(qtbot: QtBot, look: Look) -> None:
    combo = made(qtbot, look)
    seen = QAccessible.queryAccessibleInterface(combo)
    assert seen.text(Text.Name) == "web"


def test_its_list_is_its_child(qtbot: QtBot, look: Look) -> None:
    combo = made(qtbot, look)
    seen = QAccessible.queryAccessibleInterface(combo)
    entries = seen.child(0)
    assert seen.indexOfChild(entries) == 0
    words = [entries.child(at).text(Text.Name) for at in range(entries.childCount())]
    assert words == ["web", "worker"]


def test_pressing_unfolds_and_folds_it(qtbot: QtBot, look: Look) -> None:
    combo = made(qtbot, look)
    seen = QAccessible.queryAccessibleInterface(combo)
    acts = seen.actionInterface()
    assert "Press" in acts.actionNames()
    assert seen.state().collapsed
    acts.doAction("Press")
    qtbot.waitUntil(combo.view().isVisible)
    assert seen.state().expanded
    acts.doAction("Press")
    qtbot.waitUntil(lambda: not combo.view().isVisible())
