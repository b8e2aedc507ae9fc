from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.theme import THEME_NAMES, Look
from tests.gui import gallery, gallery_window

BUILDERS = {
    "parts": gallery.build,
    "window": gallery_window.build_window,
    "dialog": gallery_window.build_dialog,
    "delete": gallery_window.build_delete,
}


def picture(widget: QWidget, path: Path) -> QImage:
    assert widget.grab().save(str(path))
    return QImage(str(path))


def colors_of(image: QImage) -> set[int]:
    step = 3
    return {
        image.pixel(x, y)
        for y in range(0, image.height(), step)
        for x in range(0, image.width(), step)
    }


@pytest.mark.parametrize("name", THEME_NAMES)
@pytest.mark.parametrize("part", sorted(BUILDERS))
def test_every_part_is_painted_in_the_theme(
    qapp: QApplication, look: Look, qtbot: QtBot, tmp_path: Path, name: str, part: str
) -> None:
    look.apply(qapp, name)
    widget = BUILDERS[part](look)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()

    seen = colors_of(picture(widget, tmp_path / f"{part}-{name}.png"))

    assert look.color("base").rgb() in seen
    assert look.color("text").rgb() in seen
    assert len(seen) > 20


def test_a_theme_in_force_repaints_what_is_open(
    qapp: QApplication, look: Look, qtbot: QtBot, tmp_path: Path
) -> None:
    widget = gallery_window.build_window(look)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    light = colors_of(picture(widget, tmp_path / "light.png"))

    look.apply(qapp, "dark")
    dark = colors_of(picture(widget, tmp_path / "dark.png"))

    assert look.color("window").rgb() in dark - light


def test_everything_that_takes_the_focus_has_a_name(look: Look, qtbot: QtBot) -> None:
    for build in (gallery_window.build_window, gallery_window.build_dialog):
        window = build(look)
        qtbot.addWidget(window)

        assert nameless(window) == []


def nameless(window: QWidget) -> list[str]:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QAccessible

    found = []
    for widget in window.findChildren(QWidget):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or not widget.isVisibleTo(window):
            continue
        seen = QAccessible.queryAccessibleInterface(widget)
        if seen is not None and not seen.text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found
