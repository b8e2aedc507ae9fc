"""The window's frame: places, shortcuts, status, trouble at the start, and the end."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QListWidget,
    QMenu,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.subscription import SubscriptionDraft
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.keyboard.letters import plain
from hipadmin.gui.settings import Settings
from hipadmin.gui.theme import Look
from hipadmin.gui.window import MainWindow
from hipadmin.hipchat.errors import BadToken
from hipadmin.services.bundle import Services
from hipadmin.services.sandbox_child import SandboxInfo
from hipadmin.services.session import Session
from tests.gui.fill import add_integration, add_subscription
from tests.gui.find import (
    action,
    all_named,
    button,
    click,
    combo,
    dialog,
    name_of,
    named,
    table,
    texts,
    until,
)


def go(window: MainWindow, place: str) -> None:
    places = named(window, "Account Settings", QListWidget)
    places.setCurrentItem(places.findItems(place, Qt.MatchFlag.MatchExactly)[0])


def test_the_frame_has_the_labels_of_the_product(window: MainWindow) -> None:
    assert combo(window, "Subscription")
    assert button(window, "Account Settings").isChecked()
    places = named(window, "Account Settings", QListWidget)
    words = [places.item(row).text() for row in range(places.count())]
    assert words == ["Integrations", "Subscriptions", "Audit log", "Preferences"]
    menus = [entry.text().replace("&", "") for entry in window.menuBar().actions()]
    assert menus == ["File", "Edit", "View", "Integration", "Sandbox", "Help"]


@pytest.mark.parametrize("place", ["Subscriptions", "Audit log", "Preferences", "Integrations"])
def test_the_sidebar_leads_to_each_page(window: MainWindow, qtbot: QtBot, place: str) -> None:
    go(window, place)
    until(qtbot, lambda: window.places.page is not None)
    until(qtbot, lambda: place in texts(window.places.page))
    assert button(window, "Account Settings").isChecked()


def test_the_combo_box_opens_a_dashboard_and_the_gear_leads_back(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    subscription = add_subscription(services, "web")
    box = combo(window, "Subscription")
    until(qtbot, lambda: box.findText("web") >= 0)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    until(qtbot, lambda: window.places.subscription_id == subscription.id)
    assert box.currentText() == "web"
    assert not button(window, "Account Settings").isChecked()
    assert named(window, "Settings", QListWidget)
    click(qtbot, window, "Account Settings")
    assert window.places.subscription_id == ""
    assert box.currentIndex() == -1
    assert table_or_first_run(window)


def table_or_first_run(window: MainWindow) -> bool:
    return "Integrations" in texts(window.places.page)


def test_without_a_subscription_the_combo_box_offers_to_add_one(
    window: MainWindow, qtbot: QtBot
) -> None:
    box = combo(window, "Subscription")
    until(qtbot, lambda: box.count() == 1)
    assert box.itemText(0) == "Add a subscription…"
    box.activated.emit(0)
    until(qtbot, lambda: "No subscriptions yet" in texts(window.places.page))
    assert box.currentIndex() == -1


def test_a_subscription_added_elsewhere_appears_by_itself(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    services.subscriptions.add(SubscriptionDraft("nightly"))
    until(qtbot, lambda: combo(window, "Subscription").findText("nightly") >= 0)


def test_a_deleted_subscription_leads_to_the_list(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    subscription = add_subscription(services, "web")
    window.navigator.show_subscription_integrations(subscription.id)
    until(qtbot, lambda: bool(window.places.subscription_id))
    until(qtbot, lambda: not window.context.jobs.busy if window.context else False)
    services.subscriptions.delete(subscription.id, subscription.version)
    until(qtbot, lambda: window.places.subscription_id == "")
    until(qtbot, lambda: "No subscriptions yet" in texts(window.places.page))


def test_the_status_bar_says_where_tokens_are_kept(window: MainWindow, qtbot: QtBot) -> None:
    until(qtbot, lambda: window.status.vault.text() == "Vault: this run’s memory")
    assert window.status.sandbox.text() == "Sandbox: off"
    qtbot.mouseClick(window.status.vault, Qt.MouseButton.LeftButton)
    assert window.messages.bars[0].text == (
        "Where tokens are kept: There is no keyring in this test."
    )
    click(qtbot, window.messages, "Close")
    assert not window.messages.bars


def test_running_jobs_are_shown_with_their_number(window: MainWindow, qtbot: QtBot) -> None:
    assert window.context is not None
    jobs = window.context.jobs
    waiting = [
        jobs.run(lambda job: job.cancel_event.wait(10), title="Counting") for _turn in range(3)
    ]
    assert window.status.work.text() == "Counting 1 of 3"
    assert window.status.progress.isVisible()
    for job in waiting:
        job.cancel()
    until(qtbot, lambda: not window.status.progress.isVisible())


def test_a_note_stands_in_the_status_bar(window: MainWindow) -> None:
    window.navigator.note("Deleted web.")
    assert window.status.note_label.text() == "Deleted web."


def test_trouble_of_the_environment_is_a_bar_with_its_sentence(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.navigator.explain(StoreTrouble("The disk is full."))
    assert window.messages.bars[0].text == "That did not work. The disk is full."
    window.navigator.explain(BadToken("The token is not valid.", status=401))
    assert len(window.messages.bars) == 1
    assert "The token is not valid." in window.messages.bars[0].text
    click(qtbot, window.messages, "Close")
    assert not window.messages.bars


def test_a_fault_of_ours_is_no_trouble_of_the_environment(window: MainWindow, qtbot: QtBot) -> None:
    fault = ValueError("a mistake")
    with qtbot.waitSignal(window.navigator.fault_found) as found:
        window.navigator.explain(fault)
    assert found.args == [fault]
    assert not window.messages.bars


def test_help_lists_the_shortcuts(window: MainWindow, qtbot: QtBot) -> None:
    action(window, "Help", "Keyboard shortcuts").trigger()
    opened = dialog(qtbot, "Keyboard shortcuts")
    assert "Ctrl+N" in texts(opened)
    click(qtbot, opened, "Close")
    until(qtbot, lambda: not opened_is_visible("Keyboard shortcuts"))


def opened_is_visible(title: str) -> bool:
    from tests.gui.find import no_dialog

    return not no_dialog(title)


def test_about_says_the_version(window: MainWindow, qtbot: QtBot) -> None:
    from hipadmin import __version__

    action(window, "Help", "About hipadmin").trigger()
    opened = dialog(qtbot, "About hipadmin")
    assert f"hipadmin {__version__}" in texts(opened)
    opened.reject()


def test_ctrl_f_goes_to_the_filter_of_the_page(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    add_integration(services, "One", "1")
    until(qtbot, lambda: bool(all_named(window, "Filter integrations", QLineEdit)))
    window.activateWindow()
    action(window, "Edit", "Filter").trigger()
    assert window.focusWidget() is named(window, "Filter integrations", QLineEdit)


def test_reload_reads_the_page_again(window: MainWindow, services: Services, qtbot: QtBot) -> None:
    assert window.context is not None
    window.context.watch.stop()
    add_integration(services, "One", "1")
    action(window, "View", "Reload").trigger()
    until(qtbot, lambda: bool(window.page and window.page.table.isVisible()))
    assert table(window, "Integrations").model().rowCount() == 1


def test_before_the_store_is_open_the_window_says_so(
    qtbot: QtBot, look: Look, jobs: Jobs, settings: Settings
) -> None:
    main = MainWindow(look, jobs, settings)
    qtbot.addWidget(main)
    main.show()
    until(qtbot, lambda: "Opening the database …" in texts(main))
    assert not main.top_bar.isEnabled()
    assert not action(main, "File", "Add Integration").isEnabled()
    assert action(main, "File", "Quit").isEnabled()


def test_a_refused_store_is_explained_without_another_try(
    qtbot: QtBot, look: Look, jobs: Jobs, settings: Settings
) -> None:
    main = MainWindow(look, jobs, settings)
    qtbot.addWidget(main)
    main.show()
    main.show_trouble("The database is newer than this hipadmin.", can_retry=False)
    assert "The database is newer than this hipadmin." in texts(main)
    with qtbot.waitSignal(main.closed):
        click(qtbot, main, "Quit")


def test_trouble_at_the_start_can_be_tried_again(
    qtbot: QtBot, look: Look, jobs: Jobs, settings: Settings
) -> None:
    main = MainWindow(look, jobs, settings)
    qtbot.addWidget(main)
    main.show()
    main.show_trouble("Another program holds the database.", can_retry=True)
    with qtbot.waitSignal(main.retry_asked):
        click(qtbot, main, "Try again")
    assert "Another program" not in texts(main)


def test_the_title_names_the_profile(look: Look, jobs: Jobs, settings: Settings) -> None:
    main = MainWindow(look, jobs, settings, "/srv/hipadmin")
    assert main.windowTitle() == "hipadmin — /srv/hipadmin"
    main.deleteLater()


def test_geometry_is_remembered(qtbot: QtBot, look: Look, jobs: Jobs, settings: Settings) -> None:
    first = MainWindow(look, jobs, settings)
    qtbot.addWidget(first)
    first.show()
    first.resize(first.minimumWidth(), look.px(610))
    first.close()
    second = MainWindow(look, jobs, settings)
    qtbot.addWidget(second)
    assert second.height() == look.px(610)


def test_a_low_screen_holds_the_whole_window(
    qtbot: QtBot, look: Look, jobs: Jobs, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hipadmin.gui.window.HEIGHT", 4000)
    main = MainWindow(look, jobs, settings)
    qtbot.addWidget(main)
    assert main.height() < main.screen().availableGeometry().height()


def test_mnemonics_of_the_menu_bar_are_unique(window: MainWindow) -> None:
    for menu in [window.menuBar(), *(entry.menu() for entry in window.menuBar().actions())]:
        letters = [
            entry.text().replace("&&", "").partition("&")[2][:1].casefold()
            for entry in menu.actions()
            if "&" in entry.text()
        ]
        assert len(letters) == len(set(letters)), letters


def tab_round(window: MainWindow, qtbot: QtBot, start: QWidget) -> list[str]:
    """Press Tab from ``start`` until it comes round; give the names on the way."""
    window.activateWindow()
    start.setFocus()
    until(qtbot, start.hasFocus)
    names = []
    for _turn in range(60):
        focused = window.focusWidget()
        names.append(name_of(focused))
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        if window.focusWidget() is start:
            return names
    raise AssertionError(f"the focus never came round: {names}")


def test_tab_follows_the_reading_order(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    assert window.context is not None
    add_integration(services, "CI", "Builds")
    window.context.watch.look()
    until(qtbot, lambda: bool(all_named(window, "Rooms", QTableView)))
    window.navigator.explain(StoreTrouble("The disk is full."))
    until(qtbot, lambda: bool(all_named(window, "Close", QAbstractButton)))
    names = tab_round(window, qtbot, combo(window, "Subscription"))
    assert names[:7] == [
        "Subscription",
        "Account Settings",
        "Close",
        "Account Settings",
        "Filter integrations",
        "Add Integration",
        "Integrations",
    ]
    assert names[7:11] == ["Test", "More ways to test", "Edit", "Delete"]
    assert names[-1] == "Sandbox: off"


def test_under_the_sandbox_the_band_comes_first(
    qtbot: QtBot,
    look: Look,
    jobs: Jobs,
    settings: Settings,
    services: Services,
    sandbox_info: SandboxInfo,
    tmp_path: Path,
) -> None:
    main = MainWindow(look, jobs, settings, "Sandbox")
    qtbot.addWidget(main)
    main.show()
    with qtbot.waitSignal(main.furnished):
        main.show_session(Session(services, tmp_path, sandbox_info, lambda: None))
    until(qtbot, lambda: "Sandbox" in texts(main))
    assert main.status.sandbox.text() == "Sandbox: running, 3 rooms"
    names = tab_round(main, qtbot, button(main, "Copy room URL"))
    assert names[:4] == ["Copy room URL", "Open room view", "Subscription", "Account Settings"]
    main.close()


def press(window: MainWindow, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """Press a key as a keyboard does: shortcuts first, then whoever has the focus."""
    handle, held = window.windowHandle(), Qt.KeyboardModifier.NoModifier
    assert handle is not None
    for modifier in modifiers:
        held |= modifier
    QTest.keyClick(handle, key, held)


def test_keys_turn_tabs_and_pages_round_and_round(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    web = add_subscription(services)
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    for place in ("Subscriptions", "Audit log", "Preferences", "Integrations", "Subscriptions"):
        press(window, Qt.Key.Key_Tab, control)
        until(qtbot, lambda place=place: place in texts(window.places.page))
        assert window.places.isAncestorOf(window.focusWidget())
    for key in (Qt.Key.Key_Backtab, Qt.Key.Key_Tab):  # some keyboards say this, some that
        press(window, key, control, shift)
    until(qtbot, lambda: "Preferences" in texts(window.places.page))

    with qtbot.waitSignal(window.places.moved):
        window.navigator.show_activity(web.id)
    seen = []
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        press(window, key, control, *((shift,) if key is Qt.Key.Key_Backtab else ()))
        seen.append(plain(window.top_bar.tabs.tabText(window.top_bar.tabs.currentIndex())))
        assert window.places.tab == seen[-1].lower()
        assert window.places.isAncestorOf(window.focusWidget())
    assert seen == ["Alerts", "Settings", "Activity", "Settings"]


def test_a_key_opens_the_first_menu_and_arrows_go_on(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(window, Qt.Key.Key_F10)

    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.title() == "&File"
    assert menu.activeAction().text() == "&Add Integration…"
    QTest.keyClick(menu, Qt.Key.Key_Right)
    following = QApplication.activePopupWidget()
    assert isinstance(following, QMenu)
    assert following.title() == "&Edit"
    QTest.keyClick(following, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
