"""The small parts: sidebar, tabs, disclosure, rows, states, labels, head, band."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.band import SandboxBand
from hipadmin.gui.widgets.button import primary
from hipadmin.gui.widgets.labels import BalancedLabel, ElidedLabel, Label, StateLabel, rich
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.rows import Disclosure, LinkRow, StatusItem, ThinProgress
from hipadmin.gui.widgets.sidebar import Place, Sidebar
from hipadmin.gui.widgets.states import EmptyState, LoadingState
from hipadmin.gui.widgets.surface import Card, Stack
from hipadmin.gui.widgets.tab_words import TabWords

PLACES = [Place("a", "Integrations", Icon.PLUG), Place("b", "Subscriptions", Icon.SOURCE)]


def show(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()


def name_of(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def test_arrows_go_to_the_next_place(look: Look, qtbot: QtBot) -> None:
    sidebar = Sidebar(look, "Account Settings", PLACES)
    show(qtbot, sidebar)
    sidebar.set_current("a")

    with qtbot.waitSignal(sidebar.chosen) as caught:
        qtbot.keyClick(sidebar.list, Qt.Key.Key_Down)

    assert caught.args == ["b"]
    assert sidebar.current() == "b"


def test_marking_a_place_does_not_go_there(look: Look, qtbot: QtBot) -> None:
    sidebar = Sidebar(look, "Account Settings", PLACES)
    show(qtbot, sidebar)

    with qtbot.assertNotEmitted(sidebar.chosen):
        sidebar.set_current("b")

    assert sidebar.current() == "b"
    assert sidebar.list.accessibleName() == "Account Settings"


def test_tabs_move_by_arrows_and_are_page_tabs(look: Look, qtbot: QtBot) -> None:
    tabs = TabWords(look, "Dashboard")
    for word in ("Activity", "Alerts"):
        tabs.addTab(word)
    show(qtbot, tabs)
    tabs.setFocus()

    qtbot.keyClick(tabs, Qt.Key.Key_Right)

    assert tabs.currentIndex() == 1
    seen = QAccessible.queryAccessibleInterface(tabs)
    assert seen.role() == QAccessible.Role.PageTabList
    assert seen.child(0).text(QAccessible.Text.Name) == "Activity"


def test_the_width_of_a_tab_does_not_change_when_it_becomes_current(
    look: Look, qtbot: QtBot
) -> None:
    tabs = TabWords(look, "Dashboard")
    for word in ("Activity", "Alerts"):
        tabs.addTab(word)
    show(qtbot, tabs)
    before = [tabs.tabRect(i).width() for i in range(2)]

    tabs.setCurrentIndex(1)

    assert [tabs.tabRect(i).width() for i in range(2)] == before


def test_a_disclosure_says_its_values_while_it_is_folded(look: Look, qtbot: QtBot) -> None:
    line = Disclosure(look, "Advanced", "Proxy: none")
    line.content.addWidget(Label(look, "inside"))
    show(qtbot, line)
    assert not line.body.isVisible()
    assert line.summary.isVisible()
    assert line.button.accessibleDescription() == "Proxy: none"

    with qtbot.waitSignal(line.toggled):
        qtbot.keyClick(line.button, Qt.Key.Key_Return)

    assert line.is_open()
    assert line.body.isVisible()
    assert not line.summary.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_a_link_row_acts_by_key_and_says_where_it_leads(
    look: Look, qtbot: QtBot, key: Qt.Key
) -> None:
    row = LinkRow(look, "web", icon=Icon.BUILD, secondary="builds", target="Settings")
    show(qtbot, row)

    with qtbot.waitSignal(row.clicked):
        qtbot.keyClick(row, key)

    assert name_of(row) == "web"
    assert row.accessibleDescription() == "builds, Settings"


def test_a_status_item_is_called_what_it_says(look: Look, qtbot: QtBot) -> None:
    item = StatusItem(look, Icon.LOCK, "Vault: keyring")
    show(qtbot, item)
    narrow = item.sizeHint().width()

    item.show_state("Vault: this run's memory", Icon.ALERT_CIRCLE, "warn")

    assert name_of(item) == "Vault: this run's memory"
    assert item.sizeHint().width() > narrow


def test_progress_has_a_value_and_a_name(look: Look, qtbot: QtBot) -> None:
    bar = ThinProgress(look, "Testing")
    show(qtbot, bar)

    bar.show_step(1, 3)

    seen = QAccessible.queryAccessibleInterface(bar)
    assert seen.text(QAccessible.Text.Name) == "Testing"
    assert seen.valueInterface().currentValue() == 1


def test_a_state_label_is_read_out(look: Look, qtbot: QtBot) -> None:
    label = StateLabel(look, StateMark(Icon.POWER, Tone.NEUTRAL, "Off: room is off"))
    show(qtbot, label)
    assert name_of(label) == "Off: room is off"

    label.set_mark(None)

    assert label.sizeHint().width() == 0


def test_an_elided_label_has_its_text_in_the_tooltip(look: Look, qtbot: QtBot) -> None:
    label = ElidedLabel(look, "https://hipchat.example.com/v2/room/17/notification")
    show(qtbot, label)
    label.resize(look.px(60), label.height())
    assert label.toolTip() == label.text()

    label.resize(label.sizeHint().width() + 1, label.height())

    assert label.toolTip() == ""


def test_a_label_shows_markup_only_when_it_is_ours(look: Look, qtbot: QtBot) -> None:
    plain, bold = Label(look, "<b>x</b>"), Label(look, rich("to {}", "<i>Ops</i>"))
    qtbot.addWidget(plain)
    qtbot.addWidget(bold)

    assert plain.textFormat() == Qt.TextFormat.PlainText
    assert bold.text() == "to <b>&lt;i&gt;Ops&lt;/i&gt;</b>"
    assert name_of(bold) == "to <i>Ops</i>"


def test_the_first_run_hides_the_tools_of_the_head(look: Look, qtbot: QtBot) -> None:
    add = primary(look, "Add Integration")
    head = PageHead(look, "Integrations", filter_hint="Filter integrations", primary=add)
    show(qtbot, head)
    head.set_count("12 of 340")
    assert head.count.text() == "12 of 340"

    head.show_tools(False)

    assert head.search is not None
    assert not head.search.isVisible()
    assert not add.isVisible()


def test_reading_is_mentioned_only_when_it_takes_time(look: Look, qtbot: QtBot) -> None:
    state = LoadingState(look, quiet_ms=1)
    show(qtbot, state)
    assert not state.label.isVisible()

    state.start()
    qtbot.waitUntil(state.label.isVisible)
    state.stop()

    assert not state.label.isVisible()


def test_an_empty_state_can_say_something_else(look: Look, qtbot: QtBot) -> None:
    state = EmptyState(look, "No integrations yet", icons=(Icon.SOURCE, Icon.PLUG), accent=1)
    show(qtbot, state)

    state.set_texts("No integration matches “xyz”", "Clear the filter to see all.")

    assert state.accessibleName() == "No integration matches “xyz”"
    assert state.text.text() == "Clear the filter to see all."


def test_a_drawing_gives_way_where_it_would_be_cut(look: Look, qtbot: QtBot) -> None:
    around = QWidget()
    state = EmptyState(look, "Nothing", "The bar says why.", icons=(Icon.ROOM,), parent=around)
    show(qtbot, around)
    assert state.drawing is not None
    for height, room in ((400, True), (130, False), (400, True)):
        state.resize(look.px(400), look.px(height))
        assert state.drawing.isVisible() is room


def test_lines_of_an_empty_state_are_of_much_the_same_length(look: Look, qtbot: QtBot) -> None:
    words = "Choose which rooms hear of what happens in it, and through which token."
    label = BalancedLabel(look, words)
    whole = label.fontMetrics().horizontalAdvance(words)
    label.resize(whole - look.px(8), look.px(40))
    show(qtbot, label)

    assert whole / 2 <= label.least_width() < whole * 0.7
    label.resize(whole + look.px(8), look.px(40))
    assert label.least_width() <= whole + 1


def test_a_link_of_the_band_acts(look: Look, qtbot: QtBot) -> None:
    band = SandboxBand(look, "Nothing here touches your real data.")
    copy = band.add_link("Copy room URL")
    show(qtbot, band)

    with qtbot.waitSignal(copy.clicked):
        qtbot.keyClick(copy, Qt.Key.Key_Return)


def test_the_stripes_of_the_band_have_no_seam(look: Look, qtbot: QtBot) -> None:
    band = SandboxBand(look, "")
    band.resize(look.px(1200), band.height())
    image = band.grab().toImage()
    period, ratio = look.px(12), image.devicePixelRatio()

    empty = range(look.px(300), look.px(1100))  # between the words and the end
    line = [image.pixelColor(round(x * ratio), image.height() // 2).rgba() for x in empty]

    assert len(set(line)) > 1
    assert line[:-period] == line[period:]


def test_a_card_is_named_by_its_title(look: Look, qtbot: QtBot) -> None:
    card = Card(look)
    show(qtbot, card)
    assert not card.head_row.isVisible()

    card.set_title("Rooms")
    card.set_count(4)

    assert card.accessibleName() == "Rooms"
    assert card.head_row.isVisible()
    assert card.count.text() == "4"


def test_a_stack_asks_for_the_room_of_the_current_page(qtbot: QtBot) -> None:
    stack, small, large = Stack(), QWidget(), QWidget()
    small.setMinimumSize(10, 10)
    large.setMinimumSize(500, 400)
    stack.addWidget(small)
    stack.addWidget(large)
    show(qtbot, stack)

    assert stack.minimumSizeHint().height() < 400
    stack.setCurrentWidget(large)
    assert stack.currentWidget() is large


def test_an_empty_state_that_is_hidden_asks_for_no_height(look: Look, qtbot: QtBot) -> None:
    stack = Stack()
    stack.addWidget(EmptyState(look, "No room matches “xyz”"))
    stack.addWidget(EmptyState(look, "No integrations yet", "An integration is a server. " * 400))
    around = QWidget()
    QVBoxLayout(around).addWidget(stack)
    show(qtbot, around)
    shown = stack.widget(0)

    assert shown is not None
    assert around.heightForWidth(400) < 2 * shown.heightForWidth(400)
