"""The search on screen itself: a token that is shown anywhere is found."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAction, QGuiApplication, QPainter, QPaintEvent, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.labels import ElidedLabel
from hipadmin.gui.widgets.token_field import TokenField
from tests.canary.showing import traces_shown
from tests.canary.traces import canaries, canary

LABEL = "shown"
TOKEN = canary(LABEL)
TOKENS = canaries([LABEL])


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[QWidget]:
    page = QWidget()
    qtbot.addWidget(page)
    QVBoxLayout(page)
    page.resize(600, 300)
    yield page
    QGuiApplication.clipboard().clear()


def add(page: QWidget, widget: QWidget) -> QWidget:
    page.layout().addWidget(widget)
    return widget


class Painted(QWidget):
    """Draws a text that no property holds."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawText(20, 20, f"token {TOKEN}")
        painter.end()


def table() -> QTableView:
    view, model = QTableView(), QStandardItemModel(1, 1)
    model.setData(model.index(0, 0), TOKEN, Qt.ItemDataRole.ToolTipRole)
    model.setParent(view)
    view.setModel(model)
    return view


def with_action() -> QWidget:
    widget = QWidget()
    widget.addAction(QAction(f"Copy {TOKEN}", widget))
    return widget


def described(name: str) -> QWidget:
    widget = QLabel("nothing")
    getattr(widget, name)(f"has {TOKEN}")
    return widget


def noted() -> QWidget:
    widget = QWidget()
    widget.setProperty("note", TOKEN)
    return widget


def combo() -> QWidget:
    box = QComboBox()
    box.addItems(["first", f"second {TOKEN}"])
    return box


SHOWERS: list[Callable[[], QWidget]] = [
    lambda: QLabel(TOKEN),
    lambda: QPushButton(TOKEN),
    lambda: QLineEdit(TOKEN),
    lambda: QLineEdit(placeholderText=TOKEN),
    lambda: QPlainTextEdit(TOKEN),
    lambda: described("setToolTip"),
    lambda: described("setStatusTip"),
    lambda: described("setWhatsThis"),
    lambda: described("setAccessibleName"),
    lambda: described("setAccessibleDescription"),
    lambda: described("setWindowTitle"),
    Painted,
    table,
    combo,
    with_action,
    noted,
]


@pytest.mark.parametrize("make", SHOWERS)
def test_what_is_shown_is_found(page: QWidget, make: Callable[[], QWidget]) -> None:
    add(page, make())
    page.show()

    assert {trace.label for trace in traces_shown(canaries([LABEL, "other"]), [page])} == {LABEL}


def test_painted_text_is_found_although_nothing_holds_it(page: QWidget) -> None:
    add(page, Painted())
    page.show()

    [trace] = traces_shown(TOKENS, [page])
    assert trace.where == "what QWidget paints"
    page.hide()
    assert traces_shown(TOKENS, [page]) == []


def test_a_cut_label_still_paints_a_piece(page: QWidget, look: Look) -> None:
    label = ElidedLabel(look, TOKEN)
    add(page, label).setFixedWidth(look.px(200))
    page.show()
    label.setText("")
    label.setToolTip("")
    assert traces_shown(TOKENS, [page]) == []
    label.setText(TOKEN)
    label.setToolTip("")

    assert "what QWidget paints" in {trace.where for trace in traces_shown(TOKENS, [page])}


def test_a_masked_token_is_not_shown(page: QWidget, look: Look, qtbot: QtBot) -> None:
    field = TokenField(look)
    add(page, field)
    page.show()
    qtbot.keyClicks(field.edit, TOKEN)

    assert traces_shown(TOKENS, [page]) == []
    field.show_button.setChecked(True)
    assert traces_shown(TOKENS, [page]) != []


def test_the_clipboard_is_looked_at_in_every_format(page: QWidget) -> None:
    data = QMimeData()
    data.setData("application/x-something", TOKEN.encode())
    QGuiApplication.clipboard().setMimeData(data)

    [trace] = traces_shown(TOKENS, [page])
    assert trace.where == "application/x-something on the clipboard"
