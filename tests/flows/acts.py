"""The flows: each is a list of small acts of a person at the window."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import yaml
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QTableView, QWidget

from hipadmin.domain.integration import IntegrationDraft, RoomDraft, TokenEdit
from tests.crowd import MANY
from tests.flows.stage import Flow, Stage, Step, Until

_Key = Qt.Key
_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier
_LEFT = Qt.MouseButton.LeftButton
SEVERAL = 500
TESTED = 8


def furnish(stage: Stage) -> None:
    """Add some integrations that can post into the sandbox."""
    room = stage.sandbox.rooms[0]
    draft = RoomDraft(str(room.id), TokenEdit.to(stage.sandbox.room_tokens[room.id]))
    for n in range(TESTED):
        stage.services.integrations.add(
            IntegrationDraft(f"Tested {n}", stage.sandbox.url, rooms=(draft,))
        )


def table(stage: Stage) -> Any:
    """The list of integrations."""
    return stage.window.places.known("integrations").table


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> Step:
    """A key."""
    return partial(QTest.keyClick, widget, key, modifier)


def click(widget: QWidget) -> Step:
    """A click in the middle."""
    return lambda: QTest.mouseClick(widget, _LEFT, _NONE, widget.rect().center())


def click_cell(
    view: QTableView, row: int, column: int, modifier: Qt.KeyboardModifier = _NONE
) -> None:
    """A click on a cell that can be seen."""
    spot = view.visualRect(view.model().index(row, column)).center()
    QTest.mouseClick(view.viewport(), _LEFT, modifier, spot)


def button(root: QWidget, name: str) -> QAbstractButton:
    """The visible button of this name."""
    found = [b for b in root.findChildren(QAbstractButton) if b.isVisible()]
    return next(b for b in found if name in (b.accessibleName(), b.text().replace("&", "")))


def dialog() -> QDialog:
    """The dialog on top."""
    found = QApplication.activeModalWidget()
    assert isinstance(found, QDialog), "no dialog is open"
    return found


def dialog_open() -> Until:
    """Wait for a dialog."""
    return Until(lambda: QApplication.activeModalWidget() is not None, "a dialog opens")


def dialog_closed() -> Until:
    """Wait until none is open."""
    return Until(lambda: QApplication.activeModalWidget() is None, "the dialog closes")


def rows(stage: Stage) -> int:
    """How many rows the list shows."""
    return int(table(stage).model().rowCount())


def scroll(stage: Stage) -> Iterator[Step]:
    """By wheel, by page, to the end and back."""
    view = table(stage)
    for _ in range(20):
        yield partial(wheel, view.viewport(), -360)
    for key in (*[_Key.Key_PageDown] * 10, _Key.Key_End, *[_Key.Key_PageUp] * 5, _Key.Key_Home):
        yield press(view, key)
    bar = view.verticalScrollBar()
    for part in range(0, 101, 10):
        yield partial(bar.setValue, bar.maximum() * part // 100)
    yield press(view, _Key.Key_Home, _CONTROL)


def wheel(widget: QWidget, by: int) -> None:
    """Turn the wheel over a widget."""
    spot = widget.rect().center()
    event = QWheelEvent(
        QPointF(spot),
        QPointF(widget.mapToGlobal(spot)),
        QPoint(),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        _NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def select(stage: Stage) -> Iterator[Step]:
    """One after the other, some apart, a long stretch."""
    view = table(stage)
    yield partial(click_cell, view, 1, 1)
    for _ in range(10):
        yield press(view, _Key.Key_Down)
    for row in (2, 4, 6):
        yield partial(click_cell, view, row, 1, _CONTROL)
    yield from several(stage, SEVERAL)
    yield press(view, _Key.Key_Home, _CONTROL)


def several(stage: Stage, count: int) -> Iterator[Step]:
    """The first ``count`` rows, by a click at both ends."""
    view = table(stage)
    yield press(view, _Key.Key_Home, _CONTROL)
    yield partial(click_cell, view, 0, 1)
    yield lambda: view.scrollTo(view.model().index(count - 1, 1))
    yield lambda: click_cell(view, count - 1, 1, _SHIFT)


def select_all(stage: Stage) -> Iterator[Step]:
    """Every row, and one again."""
    view = table(stage)
    yield press(view, _Key.Key_A, _CONTROL)
    yield press(view, _Key.Key_Home, _CONTROL)
    yield partial(click_cell, view, 2, 1)


def filter_rows(stage: Stage) -> Iterator[Step]:
    """Key by key: half of the rows, few, none, and all again."""
    field = search(stage)
    for text in ("monitoring 1", "0", "oper 4 3", "nothing is called that"):
        for letter in text:
            yield partial(QTest.keyClicks, field, letter)
        for _ in text:
            yield press(field, _Key.Key_Backspace)
    yield partial(field.setText, "Builds")
    yield field.clear


def search(stage: Stage) -> QLineEdit:
    """The filter field of the list."""
    found = stage.window.places.known("integrations").head.search
    assert isinstance(found, QLineEdit)
    return found


def sort(stage: Stage) -> Iterator[Step]:
    """By each column, up and down, and by name again."""
    view = table(stage)
    head = view.horizontalHeader()
    for section in (*range(head.count()), 1):
        for _ in range(2):
            yield partial(click_section, head, section)
    yield partial(click_section, head, 1)


def click_section(head: Any, section: int) -> None:
    """A click on a column's head."""
    spot = QPoint(head.sectionViewportPosition(section) + 12, head.height() // 2)
    QTest.mouseClick(head.viewport(), _LEFT, _NONE, spot)


def switch_one(stage: Stage) -> Iterator[Step]:
    """By pointer and by key."""
    view = table(stage)
    yield partial(click_cell, view, 3, 0)
    yield partial(click_cell, view, 4, 0)
    yield press(view, _Key.Key_Space)


def switch_many(stage: Stage) -> Iterator[Step]:
    """Five hundred at once, off and on."""
    yield from several(stage, SEVERAL)
    yield stage.window.page.turn_off
    yield stage.window.page.turn_on
    yield press(table(stage), _Key.Key_Home, _CONTROL)


def add(stage: Stage) -> Iterator[Step]:
    """The dialog for a new one: opened, filled, saved."""
    yield stage.window.page.add
    yield dialog_open()
    shown = dialog()
    for name, text in (("Name", "A new one"), ("API endpoint", "https://chat.example.com")):
        field = next(f for f in shown.findChildren(QLineEdit) if f.accessibleName() == name)
        yield field.setFocus
        for letter in text:
            yield partial(QTest.keyClicks, field, letter)
    yield click(button(shown, "Save"))
    yield dialog_closed()


def edit(stage: Stage) -> Iterator[Step]:
    """The dialog of one with rooms and a dependent: opened, its name changed, saved."""
    yield partial(stage.window.page.select, "i10")
    yield stage.window.page.edit
    yield dialog_open()
    shown = dialog()
    field = next(f for f in shown.findChildren(QLineEdit) if f.accessibleName() == "Name")
    for letter in " and more":
        yield partial(QTest.keyClicks, field, letter)
    yield click(button(shown, "Save"))
    yield dialog_closed()


def delete_one(stage: Stage) -> Iterator[Step]:
    """One that nothing uses, with Yes."""
    yield partial(stage.window.page.select, "i11")
    yield stage.window.page.delete
    yield dialog_open()
    yield click(button(dialog(), "Yes"))
    yield dialog_closed()


def delete_many(stage: Stage) -> Iterator[Step]:
    """Five hundred at once, of which some are used and stay."""
    yield from several(stage, SEVERAL)
    yield stage.window.page.delete
    yield dialog_open()
    before = rows(stage)
    yield click(dialog().findChildren(QAbstractButton)[-1])
    yield dialog_closed()
    yield Until(lambda: rows(stage) < before, "the rows go")


def test_several(stage: Stage) -> Iterator[Step]:
    """Some that can really post."""
    yield partial(search(stage).setText, "tested")
    yield press(table(stage), _Key.Key_A, _CONTROL)
    yield stage.window.page.test
    yield dialog_open()
    yield click(button(dialog(), "Test"))
    yield Until(lambda: not stage.window.page.tester.busy, "the test ends")
    yield search(stage).clear


def pages(stage: Stage) -> Iterator[Step]:
    """To every other page and back."""
    places = stage.window.places
    for _ in range(2):
        for key in ("subscriptions", "audit", "preferences", "integrations"):
            yield partial(places.show_account, key)
        yield partial(places.show_dashboard, "s3")
        yield partial(places.show_account, "integrations")


def apply_elsewhere(stage: Stage) -> Iterator[Step]:
    """Another process changes every integration."""
    file = stage.folder / "many.yaml"
    file.write_text(yaml.safe_dump(stage_file(stage), sort_keys=False), encoding="utf-8")
    command = [sys.executable, "-m", "hipadmin", "--data-dir", str(stage.folder), "apply"]
    page = stage.window.page
    with subprocess.Popen([*command, str(file)], stdout=subprocess.DEVNULL) as child:
        yield Until(lambda: child.poll() is not None, "the other process ends")
        assert child.returncode == 0
        yield Until(lambda: changed(page) >= MANY // 2, "the list shows its changes")


def stage_file(stage: Stage) -> dict[str, Any]:
    """What the other process applies: every integration moves to another server."""
    found = stage.services.views.integrations()
    return {
        "version": 1,
        "integrations": [
            {"name": row.integration.name, "endpoint": row.integration.endpoint, "proxy": PROXY}
            for row in found
            if row.integration.rooms and "example" in row.integration.endpoint
        ],
    }


PROXY = "http://proxy.example.com:3128"


def changed(page: Any) -> int:
    """How many rows show what was applied."""
    return sum(row.integration.proxy == PROXY for row in page._rows.rows)


def themes(stage: Stage) -> Iterator[Step]:
    """Every theme once."""
    for choice in ("dark", "high-contrast", "light"):
        yield partial(stage.look.apply, stage.app, choice)


def resize(stage: Stage) -> Iterator[Step]:
    """Smaller, larger, narrow, as while somebody drags the frame."""
    px = stage.look.px
    for width in (*range(1200, 820, -40), *range(820, 1440, 40), 1200):
        yield partial(stage.window.resize, px(width), px(560 + width // 8))


def room_view(stage: Stage) -> Iterator[Step]:
    """The room view, open and closed."""
    yield stage.window.navigator.open_room_view
    view = next(w for w in QApplication.topLevelWidgets() if type(w).__name__ == "RoomView")
    yield view.close


FLOWS: dict[str, Flow] = {
    "scroll": scroll,
    "select": select,
    "select all": select_all,
    "filter": filter_rows,
    "sort": sort,
    "switch one": switch_one,
    "switch many": switch_many,
    "add": add,
    "edit": edit,
    "delete one": delete_one,
    "delete many": delete_many,
    "test several": test_several,
    "pages": pages,
    "apply elsewhere": apply_elsewhere,
    "themes": themes,
    "resize": resize,
    "room view": room_view,
}
