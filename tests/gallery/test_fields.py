"""Every field that anybody can type into, wherever it is: bounded, live, no place for tokens."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QToolTip,
    QWidget,
)

from tests.canary.traces import canary
from tests.gallery.names import visible_in
from tests.gallery.scene import Scene
from tests.gallery.show import show
from tests.gallery.variations import Variation

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

MEGABYTE = 1_000_000
GUI_S = 0.25
"""Seconds of work on the GUI thread that a paste of a megabyte may take on a slow machine."""
LONGEST_LINE, LONGEST_WRAPPED = 10_000, 20_000
"""What a line (a message has 10,000 characters) and a text that wraps may hold at most."""
PIECES = ("a", "日本 ", "x\n", "https://x/?auth_token=Ab")
SPEAKS = ("RoomView", "ComposeDialog")
"""Where words are entered that others shall read; whoever writes a token into them means it."""
NOTHING = "nothing said yet"
Field = QLineEdit | QPlainTextEdit | QTextEdit


@dataclass
class Tried:
    """What came of all fields."""

    fields: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def tried(qapp: QApplication) -> Tried:
    """A megabyte and a token pasted into every field of every scene."""
    found = Tried()

    def look_at(scene: Scene, window: QWidget) -> None:
        for edit in fields_of(window):
            name = f"{scene.name}: {edit.accessibleName() or type(edit).__name__}"
            found.fields.add(name)
            found.faults += [f"{name}: {fault}" for fault in faults_of(edit)]

    show(qapp, Variation("light"), look_at, painted=False)
    QGuiApplication.clipboard().clear()
    return found


def fields_of(window: QWidget) -> Iterator[Field]:
    for widget in visible_in(window):
        if isinstance(widget, Field) and widget.isEnabled() and not widget.isReadOnly():
            yield widget


def faults_of(edit: Field) -> list[str]:
    before, faults = text_of(edit), list[str]()
    for piece in PIECES:
        for length in (MEGABYTE, longest(edit)):
            QToolTip.showText(QPoint(), NOTHING, edit)  # one that was hidden keeps its text
            began = time.thread_time()
            paste(edit, piece * (length // len(piece)))
            taken = time.thread_time() - began
            if taken > GUI_S:
                faults.append(f"{taken:.2f} s for {length} characters of {piece!r}")
            if len(text_of(edit)) > longest(edit):
                faults.append(f"took {len(text_of(edit))} characters of {piece!r}")
            if length == MEGABYTE and not (says(edit) or takes_numbers(edit)):
                faults.append(f"did not say what became of {piece!r}")
    if isinstance(edit, QLineEdit) and type(edit.window()).__name__ not in SPEAKS:
        paste(edit, canary("sweep"))
        if canary("sweep") in edit.displayText():
            faults.append("shows a token to everybody")
    set_text(edit, before)
    QToolTip.hideText()
    return faults


def says(edit: Field) -> bool:
    """Whether it is said at the field, or beside it, that the text was too long."""
    beside = edit.accessibleDescription()
    return QToolTip.text() != NOTHING or "too long" in beside or "characters" in beside


def takes_numbers(edit: Field) -> bool:
    """Whether it is part of a field that visibly takes numbers, and nothing of a text."""
    return isinstance(edit.parent(), QAbstractSpinBox)


def longest(edit: Field) -> int:
    """Lines that do not wrap cost little: they have bounds of their own."""
    if isinstance(edit, QLineEdit):
        return LONGEST_LINE
    wraps = edit.lineWrapMode() != edit.LineWrapMode.NoWrap
    return LONGEST_WRAPPED if wraps else MEGABYTE - 1


def paste(edit: Field, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def text_of(edit: Field) -> str:
    return edit.text() if isinstance(edit, QLineEdit) else edit.toPlainText()


def set_text(edit: Field, text: str) -> None:
    if isinstance(edit, QLineEdit):
        edit.setText(text)
    else:
        edit.setPlainText(text)


def test_a_megabyte_is_bounded_and_a_token_covered_everywhere(tried: Tried) -> None:
    assert tried.faults == []


def test_the_sweep_met_the_fields_there_are(tried: Tried) -> None:
    names = {name.partition(": ")[2] for name in tried.fields}

    assert {"Name", "Room URL", "API endpoint", "Access token", "Filter integrations"} <= names
    assert len(tried.fields) > 20
