"""Tab follows the eye, whatever appears meanwhile, in both directions of writing."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.keyboard.letters import letter_of
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import Button, standard
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.fields import LineEdit

NEXT, BACK = Qt.Key.Key_Tab, Qt.Key.Key_Backtab


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    """The whole application from right to left."""
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def field(look: Look, name: str) -> LineEdit:
    made = LineEdit(look)
    made.setAccessibleName(name)
    return made


class Columns(DialogFrame):
    """Two columns of fields side by side, the right one built first."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Columns")
        row, self.left, self.right = QHBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for column, names in ((self.right, ("c", "d")), (self.left, ("a", "b"))):
            side = QWidget()
            side.setLayout(column)
            for name in names:
                column.addWidget(field(look, name))
            row.insertWidget(0, side)
        self.body.addLayout(row)
        self.save, _cancel = self.add_confirm()


@pytest.fixture
def columns(look: Look, qtbot: QtBot) -> Columns:
    return shown(Columns(look), qtbot)


def shown(dialog: Columns, qtbot: QtBot) -> Columns:
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def walk(qtbot: QtBot, dialog: QWidget, start: str, steps: int, key: Qt.Key = NEXT) -> list[str]:
    """Press ``key`` and give the names of what has the focus, ``start`` first."""
    found = [w for w in dialog.findChildren(LineEdit) if w.accessibleName() == start]
    found[0].setFocus()
    names = [start]
    for _step in range(steps):
        qtbot.keyClick(dialog.focusWidget(), key)
        now = dialog.focusWidget()
        names.append(now.accessibleName() or now.text().replace("&", ""))
    return names


def test_one_column_is_read_before_the_next(qtbot: QtBot, columns: Columns) -> None:
    assert walk(qtbot, columns, "a", 5) == ["a", "b", "c", "d", "Cancel", "Save"]


def test_shift_tab_goes_the_same_way_back(qtbot: QtBot, columns: Columns) -> None:
    assert walk(qtbot, columns, "d", 3, BACK) == ["d", "c", "b", "a"]


@pytest.mark.parametrize("key", [NEXT, BACK])
def test_after_all_tab_starts_anew_though_a_part_hands_its_focus_on(
    qtbot: QtBot, columns: Columns, key: Qt.Key
) -> None:
    part, inner = QWidget(), field(columns.look, "e")
    QVBoxLayout(part).addWidget(inner)
    part.setFocusProxy(inner)
    columns.right.addWidget(part)
    qtbot.waitUntil(inner.isVisible)
    columns.save.setEnabled(False)
    way = ["a", "b", "c", "d", "e", "Cancel"]
    if key is BACK:
        way = ["a", *reversed(way[1:])]
    assert walk(qtbot, columns, "a", 7, key) == [*way, *way[:2]]


def test_what_appears_later_stands_where_it_is_seen(qtbot: QtBot, columns: Columns) -> None:
    columns.left.insertWidget(1, field(columns.look, "a½"))
    qtbot.waitUntil(lambda: columns.left.itemAt(1).widget().isVisible())
    assert walk(qtbot, columns, "a", 3) == ["a", "a½", "b", "c"]


@pytest.mark.usefixtures("mirrored")
def test_from_right_to_left_the_right_column_comes_first(look: Look, qtbot: QtBot) -> None:
    dialog = shown(Columns(look), qtbot)
    assert walk(qtbot, dialog, "a", 2) == ["a", "b", "c"]
    spots = [w.mapTo(dialog, w.rect().center()).x() for w in dialog.findChildren(LineEdit)]
    names = [w.accessibleName() for w in dialog.findChildren(LineEdit)]
    assert spots[names.index("a")] > spots[names.index("c")]


def test_a_button_that_appears_gets_its_letter_before_alt_means_it(
    qtbot: QtBot, columns: Columns
) -> None:
    button: Button = standard(columns.look, "Browse…")
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    columns.left.addWidget(button)
    button.show()
    qtbot.keyClick(columns, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    assert letter_of(button.text()) == "B"
    qtbot.waitUntil(lambda: pressed == [True])
