import weakref

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QScrollArea,
    QSpinBox,
    QTableView,
    QToolTip,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from hipadmin.assets import read_text
from hipadmin.gui.look.stylesheet import by_kind
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.combo_box import ComboBox

CONTAINERS = ("QWidget", "QFrame", "QMainWindow", "QDialog", "QScrollArea", "QSplitter")


def shown(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    window = QWidget()
    column = QVBoxLayout(window)
    for widget in widgets:
        column.addWidget(widget)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def colors_of(widget: QWidget) -> set[str]:
    image: QImage = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def test_rules_are_for_the_class_their_selectors_begin_with() -> None:
    found = by_kind(
        "/* QMenu { } */ QLineEdit, QComboBox:focus { color: red; } QComboBox A { b: c }"
    )

    assert found == {
        "QLineEdit": "QLineEdit { color: red; }\n",
        "QComboBox": "QComboBox:focus { color: red; }\nQComboBox A { b: c }\n",
    }


def test_no_rule_is_for_widgets_that_hold_others() -> None:
    assert not set(by_kind(read_text("themes", "style.qss"))) & set(CONTAINERS)


def test_what_holds_others_wears_no_sheet(look: Look, qapp: QApplication, qtbot: QtBot) -> None:
    field, menu, area = QLineEdit(), QMenu(), QScrollArea()
    window = shown(qtbot, field, area)
    qtbot.addWidget(menu)
    menu.ensurePolished()

    assert qapp.styleSheet() == ""
    assert window.styleSheet() == area.styleSheet() == ""
    assert "QLineEdit" in field.styleSheet()
    assert "QMenu" in menu.styleSheet()
    assert "QMenu" not in field.styleSheet()


@pytest.mark.parametrize("kind", [QSpinBox, QComboBox])
def test_a_part_of_a_field_is_styled_by_the_field(
    look: Look, qtbot: QtBot, kind: type[QSpinBox | QComboBox]
) -> None:
    field = kind()
    if isinstance(field, QComboBox):
        field.setEditable(True)
    window = shown(qtbot, field)
    inner = window.findChild(QLineEdit)

    assert inner is not None
    assert inner.styleSheet() == ""
    assert field.styleSheet() != ""


class Restyled(QObject):
    """Counts menus that are dressed."""

    def __init__(self) -> None:
        super().__init__()
        self.menus = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.menus += isinstance(watched, QMenu) and event.type() == QEvent.Type.StyleChange
        return False


class Painted(QObject):
    """Counts how often something is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.Paint
        return False


def test_what_nobody_sees_of_a_combo_box_wears_nothing(
    look: Look, qapp: QApplication, qtbot: QtBot
) -> None:
    restyled = Restyled()
    qapp.installEventFilter(restyled)
    combo = ComboBox(look)
    combo.addItems([str(n) for n in range(50)])
    window = shown(qtbot, combo)
    qapp.removeEventFilter(restyled)

    assert window.isVisible()
    assert restyled.menus == 0
    assert combo.view().verticalScrollBar().styleSheet() == ""
    assert combo.styleSheet() != ""

    combo.showPopup()
    assert "QScrollBar" in combo.view().verticalScrollBar().styleSheet()
    combo.hidePopup()


def test_a_theme_reaches_what_qt_has_made_itself(
    look: Look, qapp: QApplication, qtbot: QtBot
) -> None:
    table = QTableView()
    area = QScrollArea()
    area.setWidget(QLabel("x\n" * 100))
    window = shown(qtbot, area, table)
    bar = area.verticalScrollBar()
    assert window.isVisible()
    assert look.color("control").name() in colors_of(bar)

    look.apply(qapp, "dark")

    assert look.color("control").name() in colors_of(bar)


def test_a_theme_reaches_fields_and_dialogs(look: Look, qapp: QApplication, qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    bar = QProgressBar()
    bar.setRange(0, 2)
    bar.setValue(1)
    window = shown(qtbot, bar)
    assert window.isVisible()
    with qtbot.waitExposed(dialog):
        dialog.show()

    for name in ("dark", "light"):
        look.apply(qapp, name)
        assert dialog.palette().color(QPalette.ColorRole.Window) == look.color("base")
        assert look.color("accent").name() in colors_of(bar)


def test_nothing_is_kept_alive_by_its_clothes(look: Look, qtbot: QtBot) -> None:
    field = QLineEdit()
    field.ensurePolished()
    gone = weakref.ref(field)

    del field

    assert gone() is None


def test_a_tip_has_room_around_its_words(look: Look, qtbot: QtBot) -> None:
    window = shown(qtbot, QLabel("x"))
    QToolTip.showText(window.mapToGlobal(QPoint(5, 5)), "A tip", window)

    tip = next(
        w for w in QApplication.topLevelWidgets() if w.metaObject().className() == "QTipLabel"
    )

    assert isinstance(tip, QLabel)
    assert tip.contentsMargins().left() > tip.contentsMargins().top() > 0
    assert tip.palette().color(tip.foregroundRole()) == look.color("text")
    QToolTip.hideText()
    tip.close()
    tip.deleteLater()


def test_an_inactive_window_looks_as_an_active_one(
    look: Look, qapp: QApplication, qtbot: QtBot
) -> None:
    view, label = QPlainTextEdit(), QLabel("word")
    window = shown(qtbot, view, label)
    for theme in ("light", "dark"):
        look.apply(qapp, theme)
        for widget in (window, view, label):
            active, inactive = QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive
            same = widget.palette().isEqual(active, inactive)
            assert same, "Qt would paint it anew with each dialog that opens"


def test_a_new_theme_dresses_what_is_seen_first_and_the_hidden_soon(
    look: Look, qapp: QApplication, qtbot: QtBot
) -> None:
    seen, gone = QLineEdit(), QLineEdit()
    hidden = [QLineEdit() for _ in range(25)]
    window = shown(qtbot, seen, gone, *hidden)
    before = seen.styleSheet()
    for field in (gone, *hidden):
        field.hide()
    look.apply(qapp, "dark")
    after = seen.styleSheet()
    assert after != before
    assert {field.styleSheet() for field in hidden} == {before}
    gone.deleteLater()
    qtbot.waitUntil(lambda: {field.styleSheet() for field in hidden} == {after})
    assert window.isVisible()


def test_a_new_theme_is_there_at_once_and_painted_once(
    look: Look, qapp: QApplication, qtbot: QtBot
) -> None:
    field, label = QLineEdit(), QLabel("word")
    window = shown(qtbot, field, label)
    painted = Painted()
    label.installEventFilter(painted)

    look.apply(qapp, "dark")

    assert window.palette().color(QPalette.ColorRole.Window) == look.color("window")
    assert label.palette().color(QPalette.ColorRole.WindowText) == look.color("text")
    qtbot.waitUntil(lambda: painted.times > 0)
    assert painted.times == 1


def test_of_two_new_themes_the_last_one_stays(look: Look, qapp: QApplication, qtbot: QtBot) -> None:
    seen, hidden = QLineEdit(), QLineEdit()
    window = shown(qtbot, seen, hidden)
    hidden.hide()
    look.apply(qapp, "dark")
    look.apply(qapp, "high-contrast")
    qtbot.waitUntil(lambda: hidden.styleSheet() == seen.styleSheet())
    assert window.isVisible()
