import json
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.header import Header
from hipadmin.gui.widgets.table import Table
from tests.gui.sample import EDIT, NAME, ON, ROOMS, STATUS, Row, click, sample_model

Key = Qt.Key
ROWS = [Row("a", rooms=("Builds", "Ops")), Row("b", on=False), Row("c", busy=True), Row("d")]


@pytest.fixture
def make(look: Look, qtbot: QtBot) -> Callable[..., Table]:
    def build(rows: list[Row] = ROWS, *, width: int = 800, in_card: bool = False) -> Table:
        table = Table(look, "Integrations", in_card=in_card)
        model = sample_model(rows)
        model.setParent(table)
        qtbot.addWidget(table)
        table.setModel(model)
        table.resize(width, 300)
        with qtbot.waitExposed(table):
            table.show()
        table.widths.fit()
        return table

    return build


@pytest.fixture
def table(make: Callable[..., Table]) -> Table:
    return make()


def at(table: Table, row: int, column: int) -> QModelIndex:
    return table.model().index(row, column)


def test_the_table_is_called_what_its_page_calls_it(table: Table) -> None:
    assert table.accessibleName() == "Integrations"


@pytest.mark.parametrize("in_card", [False, True])
def test_rows_are_as_high_as_the_design_says(
    make: Callable[..., Table], look: Look, in_card: bool
) -> None:
    table = make(in_card=in_card)

    assert table.rowHeight(0) == look.px(32 if in_card else 36)


def test_a_click_anywhere_in_the_switch_cell_asks_to_toggle(table: Table, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.toggle_requested) as caught:
        click(table, at(table, 1, ON))

    assert (caught.args[0].row(), caught.args[0].column()) == (1, ON)
    model = table.model()
    assert isinstance(model, RowsModel)
    assert not model.row_at(1).on


def test_a_busy_switch_takes_no_click_and_no_space(table: Table, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(table.toggle_requested):
        click(table, at(table, 2, ON))
        table.setCurrentIndex(at(table, 2, NAME))
        qtbot.keyClick(table, Key.Key_Space)


@pytest.mark.parametrize("column", [ON, NAME, STATUS])
def test_space_asks_to_toggle_from_anywhere_in_the_row(
    table: Table, qtbot: QtBot, column: int
) -> None:
    table.setCurrentIndex(at(table, 3, column))

    with qtbot.waitSignal(table.toggle_requested) as caught:
        qtbot.keyClick(table, Key.Key_Space)

    assert (caught.args[0].row(), caught.args[0].column()) == (3, ON)


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_Return, Key.Key_Enter])
def test_keys_act_on_a_link(table: Table, qtbot: QtBot, key: Qt.Key) -> None:
    table.setCurrentIndex(at(table, 1, EDIT))

    with qtbot.waitSignal(table.link_activated) as caught:
        qtbot.keyClick(table, key)

    assert (caught.args[0].row(), caught.args[0].column()) == (1, EDIT)


def test_a_click_acts_on_a_link(table: Table, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.link_activated) as caught:
        click(table, at(table, 0, EDIT))

    assert caught.args[0].row() == 0


def test_enter_opens_a_row(table: Table, qtbot: QtBot) -> None:
    table.setCurrentIndex(at(table, 2, NAME))

    with qtbot.waitSignal(table.activated_row) as caught:
        qtbot.keyClick(table, Key.Key_Return)

    assert caught.args[0].row() == 2


def test_home_and_end_go_to_the_first_and_last_row(table: Table, qtbot: QtBot) -> None:
    table.setCurrentIndex(at(table, 1, NAME))

    qtbot.keyClick(table, Key.Key_End)
    assert table.currentIndex().row() == 3
    qtbot.keyClick(table, Key.Key_Home)
    assert table.currentIndex().row() == 0
    assert table.selected_positions() == [0]


def test_all_rows_can_be_selected(table: Table, qtbot: QtBot) -> None:
    qtbot.keyClick(table, Key.Key_A, Qt.KeyboardModifier.ControlModifier)

    assert [row.name for row in table.selected_rows()] == ["a", "b", "c", "d"]


def test_a_click_on_a_switch_leaves_a_selection_of_several_alone(table: Table) -> None:
    table.select_positions([0, 1, 3])

    click(table, at(table, 1, ON))

    assert table.selected_positions() == [0, 1, 3]


def test_a_click_on_another_rows_switch_selects_that_row(table: Table) -> None:
    table.select_positions([0, 1])

    click(table, at(table, 3, ON))

    assert table.selected_positions() == [3]


def test_selecting_says_so_once_for_the_rows(table: Table, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.selection_changed):
        table.select_positions([1])

    assert [row.name for row in table.selected_rows()] == ["b"]


def test_the_menu_key_opens_at_the_row(table: Table, qtbot: QtBot) -> None:
    table.setCurrentIndex(at(table, 2, NAME))
    middle = table.rect().center()
    reason = QContextMenuEvent.Reason.Keyboard
    event = QContextMenuEvent(reason, middle, table.mapToGlobal(middle))

    with qtbot.waitSignal(table.context_menu_requested) as caught:
        QApplication.sendEvent(table.viewport(), event)

    spot = table.viewport().mapFromGlobal(caught.args[0])
    assert table.rowAt(spot.y()) in (2, 3)
    assert abs(spot.y() - table.visualRect(at(table, 2, NAME)).bottom()) <= 1


def test_copy_takes_the_selected_rows_as_a_table(make: Callable[..., Table], qtbot: QtBot) -> None:
    table = make([Row("a\tb", rooms=("Builds", "Ops")), Row("c", on=False), Row("d")])
    table.select_positions([0, 1])
    qtbot.keyClick(table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines() == [
        "On\ta b\tBuilds, Ops\tOK",
        "Off\tc\tNo room yet\tOff",
    ]


def test_copy_follows_the_order_of_the_columns(table: Table) -> None:
    table.horizontalHeader().moveSection(NAME, STATUS)
    table.select_positions([3])
    table.copy_selected()
    assert QGuiApplication.clipboard().text() == "On\tNo room yet\tOK\td"


def test_without_a_selection_copy_leaves_the_clipboard_alone(table: Table) -> None:
    QGuiApplication.clipboard().setText("before")
    table.clearSelection()
    table.copy_selected()
    assert QGuiApplication.clipboard().text() == "before"


def test_shift_f10_opens_the_menu_as_the_menu_key_does(table: Table, qtbot: QtBot) -> None:
    table.select_positions([1])
    with qtbot.waitSignal(table.context_menu_requested) as asked:
        qtbot.keyClick(table, Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    row = table.visualRect(at(table, 1, NAME))
    assert asked.args == [table.viewport().mapToGlobal(row.bottomLeft())]


def test_the_columns_fill_the_table(table: Table) -> None:
    widths = [table.columnWidth(i) for i in range(table.model().columnCount())]

    assert sum(widths) == table.viewport().width()


def test_rooms_give_way_before_status_does(make: Callable[..., Table]) -> None:
    rooms = tuple(f"Room number {i}" for i in range(9))
    wide, narrow = (
        make([Row("a", rooms=rooms)], width=900),
        make([Row("a", rooms=rooms)], width=420),
    )

    assert narrow.columnWidth(ROOMS) < wide.columnWidth(ROOMS)
    delegate = narrow.itemDelegateForColumn(STATUS)
    wanted = delegate.sizeHint(narrow_option(), at(narrow, 0, STATUS)).width()
    assert narrow.columnWidth(STATUS) >= wanted


def narrow_option() -> object:
    from PySide6.QtWidgets import QStyleOptionViewItem

    return QStyleOptionViewItem()


def test_a_column_leaves_where_not_even_the_least_widths_fit(
    make: Callable[..., Table], qtbot: QtBot
) -> None:
    table = make([Row("CI and images", rooms=("Builds", "Ops"))])
    table.resize(230, 200)
    qtbot.waitUntil(lambda: table.isColumnHidden(ROOMS))
    assert not table.isColumnHidden(NAME)
    assert json.loads(table.widths.save())["hidden"] == []
    table.resize(600, 200)
    qtbot.waitUntil(lambda: not table.isColumnHidden(ROOMS))
    assert table.columnWidth(ROOMS) > 40


def test_a_hidden_column_is_not_taken_for_one_sized_by_hand(table: Table, qtbot: QtBot) -> None:
    wide = table.columnWidth(ROOMS)
    table.setColumnHidden(ROOMS, True)
    table.setColumnHidden(ROOMS, False)
    table.widths.fit()
    assert table.columnWidth(ROOMS) == wide


def test_a_head_has_room_for_its_word_and_the_chevron(table: Table) -> None:
    table.setSortingEnabled(True)
    table.widths.fit()
    head = table.horizontalHeader()
    assert isinstance(head, Header)
    shown = [at for at in range(head.count()) if not table.isColumnHidden(at)]
    assert all(head.sectionSize(at) >= head.word_width(at) for at in shown)
    word = QFontMetrics(table.look.font(FontRole.HEAD)).horizontalAdvance("Name")
    assert head.word_width(NAME) >= word + table.look.px(8 + 16 + 4)


def test_the_last_head_keeps_the_margin_of_the_page_whoever_is_hidden(
    make: Callable[..., Table], qtbot: QtBot
) -> None:
    table = make([Row("CI and images", rooms=("Builds", "Ops"))])
    table.resize(600, 200)
    head, count = table.horizontalHeader(), table.model().columnCount()
    assert isinstance(head, Header)
    assert table.edges == (0, count - 1)
    without = head.word_width(count - 2)

    table.setColumnHidden(count - 1, True)

    assert table.edges == (0, count - 2)
    assert head.word_width(count - 2) == without + table.look.px(24) - table.look.px(4)


def test_a_width_made_by_hand_stays(table: Table) -> None:
    table.horizontalHeader().resizeSection(ROOMS, 333)

    table.resize(1000, 300)

    assert table.columnWidth(ROOMS) == 333


def test_the_state_of_the_columns_can_be_kept(make: Callable[..., Table]) -> None:
    first, second = make(), make()
    first.setSortingEnabled(True)
    second.setSortingEnabled(True)
    first.horizontalHeader().resizeSection(ROOMS, 222)
    first.horizontalHeader().moveSection(STATUS, NAME)
    first.setColumnHidden(EDIT, True)
    first.horizontalHeader().setSortIndicator(NAME, Qt.SortOrder.DescendingOrder)

    assert second.widths.restore(first.widths.save())

    assert second.columnWidth(ROOMS) == 222
    assert second.horizontalHeader().visualIndex(STATUS) == NAME
    assert second.isColumnHidden(EDIT)
    assert second.horizontalHeader().sortIndicatorSection() == NAME
    assert second.horizontalHeader().sortIndicatorOrder() == Qt.SortOrder.DescendingOrder


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"widths": 3}', "null"])
def test_unreadable_states_are_refused(table: Table, text: str) -> None:
    before = table.widths.save()

    assert not table.widths.restore(text)
    assert table.widths.save() == before


def test_tab_leaves_the_table(table: Table) -> None:
    assert not table.tabKeyNavigation()


@pytest.fixture
def right_to_left(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.usefixtures("right_to_left")
def test_the_accent_bar_is_mirrored(make: Callable[..., Table], look: Look) -> None:
    table = make()
    table.select_positions([0])

    table.clearFocus()
    image = table.viewport().grab().toImage()

    middle = table.rowHeight(0) // 2
    accent = look.color("accent").rgb()
    assert image.pixel(image.width() - 2, middle) == accent
    assert image.pixel(1, middle) != accent


MANY = [Row(f"{n:03}", rooms=("even" if n % 2 == 0 else "odd",)) for n in range(300)]


@pytest.fixture
def long_table(qtbot: QtBot, look: Look) -> Table:
    table = Table(look, "Integrations")
    model = sample_model(MANY)
    model.setParent(table)
    table.setModel(model)
    table.resize(700, 400)
    qtbot.addWidget(table)
    table.show()
    return table


def names(table: Table) -> list[str]:
    return [row.name for row in table.selected_rows()]


def test_a_filter_keeps_what_stays_selected_and_says_nothing(
    qtbot: QtBot, long_table: Table
) -> None:
    long_table.select_positions([101, 103, 107])

    with qtbot.assertNotEmitted(long_table.selection_changed):
        model_of(long_table).set_text("odd")

    assert names(long_table) == ["101", "103", "107"]
    assert long_table.currentIndex().data() == "101"


def test_a_filter_that_hides_selected_rows_says_so_once(qtbot: QtBot, long_table: Table) -> None:
    long_table.select_positions([100, 101, 102])
    told: list[list[str]] = []
    long_table.selection_changed.connect(lambda: told.append(names(long_table)))

    model_of(long_table).set_text("odd")

    assert told == [["101"]]


def test_the_current_row_stays_where_it_is_seen(qtbot: QtBot, long_table: Table) -> None:
    long_table.select_positions([201])
    before = long_table.visualRect(long_table.currentIndex()).top()

    model_of(long_table).set_text("odd")

    assert long_table.visualRect(long_table.currentIndex()).top() == before
    assert long_table.viewport().rect().contains(long_table.visualRect(long_table.currentIndex()))


def test_thousands_are_selected_without_asking_for_each(qtbot: QtBot, long_table: Table) -> None:
    long_table.selectAll()
    model_of(long_table).sort(NAME, Qt.SortOrder.DescendingOrder)

    assert names(long_table) == [row.name for row in reversed(MANY)]
    assert long_table.selected_positions() == list(range(300))


def model_of(table: Table) -> RowsModel[Row]:
    model = table.model()
    assert isinstance(model, RowsModel)
    return model


class Paints(QObject):
    """Counts the px of height of a table that were painted."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self.height = 0
        table.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.height += event.region().boundingRect().height()
        return False


def test_a_window_that_loses_and_gets_the_focus_paints_the_selected_row_alone(
    qtbot: QtBot, long_table: Table
) -> None:
    paints = Paints(long_table)
    long_table.resize(600, 500)
    long_table.select_positions([2])
    long_table.setFocus()
    dialog = QDialog(long_table)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: long_table.hasFocus() and paints.height > 0)
    QApplication.processEvents()
    for act, active in ((dialog.open, False), (long_table.activateWindow, True)):
        paints.height = 0
        act()
        dialog.setVisible(not active)
        qtbot.waitUntil(lambda active=active: long_table.isActiveWindow() == active)
        qtbot.waitUntil(lambda: paints.height > 0)
        QApplication.processEvents()
        assert paints.height == long_table.rowHeight(2)
